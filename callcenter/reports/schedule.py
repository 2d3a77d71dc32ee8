"""When reports make themselves: on working days at a set time, for the periods that ended since. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from callcenter.reports.periods import Named, Span, on
from queueing.days.calendar import Calendar, workday_before

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """One line of the schedule."""

    name: str
    span: Span
    at: time


def ended(span: Span, today: date, calendar: Calendar) -> Sequence[Named]:
    """The periods that ended since the working day before; none on a day of rest, so that each is told once."""
    if not calendar.works(today):
        return ()
    last = workday_before(calendar, today, 1).day
    days = [last + _DAY * n for n in range((today - last).days)]
    if span is Span.DAY:
        return [on(Span.DAY, day) for day in days]
    return list(dict.fromkeys(on(span, day) for day in days if on(span, day).end <= today))


def next_at(scheduled: Sequence[Scheduled], now: datetime) -> datetime | None:
    """The next moment at which something is due, later than `now`; None without a schedule."""
    moments = [now.replace(hour=one.at.hour, minute=one.at.minute, second=0, microsecond=0) for one in scheduled]
    return min((one if one > now else one + _DAY for one in moments), default=None)
