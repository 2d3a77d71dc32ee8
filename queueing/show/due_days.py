"""The day a promise is due, on the working-day calendar, and as a limit that a clock can run."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from queueing.days.calendar import Calendar
from queueing.days.limits import Limit, Unit
from queueing.days.office import Office

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A day that is proposed. `said`: as the words name it; it differs when that is a day of rest (民法典 203)."""

    day: date
    said: date
    provisional: bool  # the notice of holidays that decides is not out yet


def on_workday(said: date, calendar: Calendar, *, provisional: bool = False) -> DueDay:
    """The day itself, or the next working day after a day of rest."""
    day, provisional = said, provisional or not calendar.settled(said)
    while not calendar.works(day):
        day += _DAY
        provisional |= not calendar.settled(day)
    return DueDay(day=day, said=said, provisional=provisional)


def until_day(due: date, since: float, office: Office) -> Limit:
    """How long a clock runs from `since` (Unix seconds) to the close of business of a day.

    In days where that says the same; in minutes for a day of rest that somebody has chosen, and for the same day.
    After that day's close, its last minute.
    """
    start = office.local(datetime.fromtimestamp(since, UTC))
    days = (due - start.date()).days
    if days > 0 and office.open_on(due):
        return Limit(amount=days, unit=Unit.DAY)
    end = office.utc(office.close(due))
    if end <= office.utc(start):
        end = office.utc(datetime.combine(due, time(23, 59), office.zone))
    return Limit(amount=max(1, int((end - office.utc(start)).total_seconds() // 60)), unit=Unit.MINUTE)
