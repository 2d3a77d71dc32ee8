"""When a day's work is done: shifts as data, and time that passes only while an office is open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Self

from queueing.days.calendar import Calendar

_DAY = timedelta(days=1)
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shift:
    """From and up to how many minutes after midnight; 1440 is midnight at the end of the day."""

    opens_min: int
    closes_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens_min < self.closes_min <= 1440:
            raise ValueError(f"expected a shift that opens before it closes, found {self}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `09:00-12:00`; `24:00` is the end of the day.

        Raises:
            ValueError: It is no shift.
        """
        opens, sep, closes = text.partition("-")
        if not sep or not _CLOCK.fullmatch(opens) or not _CLOCK.fullmatch(closes):
            raise ValueError(f"expected a shift such as 09:00-12:00, found {text!r}")
        return cls(opens_min=_minutes(opens), closes_min=_minutes(closes))

    def __str__(self) -> str:
        ends = (self.opens_min, self.closes_min)
        return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in ends)


def _in_order(shifts: tuple[Shift, ...]) -> None:
    if not shifts:
        raise ValueError("expected at least one shift, found none")
    for one, after in pairwise(shifts):
        if after.opens_min < one.closes_min:
            raise ValueError(f"expected shifts in order and apart, found {one} and then {after}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Other shifts for a part of each year, both ends included; `10-01` to `03-31` goes over the new year."""

    begins: str  # MM-DD
    ends: str
    shifts: tuple[Shift, ...]

    def __post_init__(self) -> None:
        for name in ("begins", "ends"):
            _month_day(name, getattr(self, name))
        _in_order(self.shifts)

    def covers(self, day: date) -> bool:
        """Whether that day lies in the season."""
        here = f"{day:%m-%d}"
        if self.begins <= self.ends:
            return self.begins <= here <= self.ends
        return here >= self.begins or here <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When an office is open. `every_day`: on weekends and holidays too, as a 7x24 centre is."""

    shifts: tuple[Shift, ...] = (Shift(opens_min=540, closes_min=720), Shift(opens_min=810, closes_min=1050))
    seasons: tuple[Season, ...] = ()
    every_day: bool = False

    def __post_init__(self) -> None:
        _in_order(self.shifts)

    def on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of that day, if it is worked."""
        return next((season.shifts for season in self.seasons if season.covers(day)), self.shifts)


OFFICE_HOURS = Hours()
ROUND_THE_CLOCK = Hours(shifts=(Shift(opens_min=0, closes_min=1440),), every_day=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of open time, aware UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A moment that was counted to, in the office's time zone; provisional when the calendar may yet move it."""

    at: datetime
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Calendar, hours and time zone together: all that deadlines are counted with."""

    calendar: Calendar
    hours: Hours
    zone: tzinfo

    def local(self, moment: datetime) -> datetime:
        """The moment on the office's clock.

        Raises:
            ValueError: The moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"expected a moment with its time zone, found {moment.isoformat()}")
        return moment.astimezone(self.zone)

    def utc(self, moment: datetime) -> datetime:
        """The moment in UTC, where times can be subtracted; refuses what `local` refuses."""
        return self.local(moment).astimezone(UTC)

    def open_on(self, day: date) -> bool:
        """Whether there are office hours that day."""
        return self.hours.every_day or self.calendar.works(day)

    def settled(self, day: date) -> bool:
        """Whether no notice can change that day's hours."""
        return self.hours.every_day or self.calendar.settled(day)

    def windows(self, day: date) -> tuple[Window, ...]:
        """The open stretches of that day, in order."""
        if not self.open_on(day):
            return ()
        return tuple(
            Window(opens=self._at(day, shift.opens_min), closes=self._at(day, shift.closes_min))
            for shift in self.hours.on(day)
        )

    def close(self, day: date) -> datetime:
        """Close of business: the end of that day's last shift, were it worked."""
        return self._at(day, self.hours.on(day)[-1].closes_min).astimezone(self.zone)

    def _at(self, day: date, minutes: int) -> datetime:
        # 24:00 is the next day's 00:00. UTC: local times cannot be subtracted over a clock change.
        days, minutes = divmod(minutes, 1440)
        wall = time(minutes // 60, minutes % 60)
        return datetime.combine(day + days * _DAY, wall, self.zone).astimezone(UTC)


def add_working_time(start: datetime, span: timedelta, office: Office) -> Due:
    """The moment when `span` of office hours has passed since `start`.

    Raises:
        ValueError: `span` is not more than nothing, or `start` has no time zone.
    """
    left, provisional, start = _positive(span), False, office.utc(start)
    for day in _days(office.local(start).date(), _DAY):
        provisional |= not office.settled(day)
        for window in office.windows(day):
            opens = max(window.opens, start)
            here = max(window.closes - opens, timedelta())
            if left <= here:
                return Due(at=office.local(opens + left), provisional=provisional)
            left -= here
    raise AssertionError("days do not end")


def subtract_working_time(end: datetime, span: timedelta, office: Office) -> Due:
    """The last moment from which `span` of office hours is left until `end`: the inverse of adding."""
    left, provisional, end = _positive(span), False, office.utc(end)
    for day in _days(office.local(end).date(), -_DAY):
        provisional |= not office.settled(day)
        for window in reversed(office.windows(day)):
            closes = min(window.closes, end)
            here = max(closes - window.opens, timedelta())
            if left <= here:
                return Due(at=office.local(closes - left), provisional=provisional)
            left -= here
    raise AssertionError("days do not end")


def working_time_between(start: datetime, end: datetime, office: Office) -> timedelta:
    """The office hours that pass from `start` to `end`; nothing when `end` is not later."""
    start, end = office.utc(start), office.utc(end)
    total, last = timedelta(), office.local(end).date()
    for day in _days(office.local(start).date(), _DAY):
        if day > last:
            break
        for window in office.windows(day):
            total += max(min(window.closes, end) - max(window.opens, start), timedelta())
    return total


def _days(first: date, step: timedelta) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += step


def _positive(span: timedelta) -> timedelta:
    if span <= timedelta():
        raise ValueError(f"working time: expected more than nothing, found {span}")
    return span


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _month_day(name: str, text: str) -> None:
    try:
        date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 is a date
    except ValueError:
        raise ValueError(f"season {name}: expected MM-DD, found {text!r}") from None
