"""Which days are worked: public holidays, worked weekends, and how far ahead that is known.

A calendar is a value; nothing here asks for today. A day of a year whose notice is not out yet is counted by the
statute alone, and whatever was counted over it says that it is provisional.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from queueing.days.statutory import days_off

_DAY = timedelta(days=1)
# A year's notice also moves the last days of December before it (at the earliest the 29th, in 2007 and 2018), so
# these are open until it is out.
_OPEN_FROM = (12, 25)
_WARN_FROM = (11, 1)  # the notice came in the first days of November in 2023, 2024 and 2025
MOST_DAYS = 1000  # nobody is given longer; a larger number is a slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Owns nothing, knows the days. `off` and `on` say where a day differs from Monday to Friday."""

    published: frozenset[int]  # years whose notice is known
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if both := sorted(self.off & self.on):
            raise ValueError(f"calendar: expected each day off or on, found {both[0]} as both")

    def works(self, day: date) -> bool:
        """Whether offices work that day."""
        if day in self.on or day in self.off:
            return day in self.on
        return day.weekday() < 5 and (day.year in self.published or day not in days_off(day.year))

    def settled(self, day: date) -> bool:
        """Whether no notice still to come can change that day."""
        known = day.year in self.published
        return known and ((day.month, day.day) < _OPEN_FROM or day.year + 1 in self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A day that was counted to; provisional when a day on the way may yet change."""

    day: date
    provisional: bool


def workday_after(calendar: Calendar, day: date, count: int) -> Counted:
    """The `count`-th working day after `day`, which does not count itself (民法典 201)."""
    return _step(calendar, day, count, _DAY)


def workday_before(calendar: Calendar, day: date, count: int) -> Counted:
    """The `count`-th working day before `day`, which does not count itself."""
    return _step(calendar, day, count, -_DAY)


def workdays_between(calendar: Calendar, start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`."""
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(calendar.works(day) for day in days)


def months_before(day: date, count: int) -> date:
    """The same date `count` months earlier, or that month's last day when it has no such date (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    first = date(year, month + 1, 1)
    last = (first + _DAY * 31).replace(day=1) - _DAY
    return min(first + _DAY * (day.day - 1), last)


def missing_year(calendar: Calendar, today: date) -> int | None:
    """The year somebody should put in now: this one, or from 1 November the next; None when both are there."""
    if today.year not in calendar.published:
        return today.year
    late = (today.month, today.day) >= _WARN_FROM
    return today.year + 1 if late and today.year + 1 not in calendar.published else None


def _step(calendar: Calendar, day: date, count: int, step: timedelta) -> Counted:
    if not 1 <= count <= MOST_DAYS:
        raise ValueError(f"working days: expected 1 to {MOST_DAYS}, found {count}")
    provisional = False
    while count:
        day += step
        provisional |= not calendar.settled(day)
        count -= calendar.works(day)
    return Counted(day=day, provisional=provisional)
