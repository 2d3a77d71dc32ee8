"""Shifts (班次): when each begins and ends, across midnight too, and which hours of a day they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

DAY_MIN = 24 * 60
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One shift of a day. One that ends at or before the minute it begins crosses midnight."""

    name: str
    title_zh: str
    title_en: str
    starts_min: int  # minutes after midnight
    ends_min: int

    @property
    def length_min(self) -> int:
        """Minutes it lasts; equal times mean a whole day."""
        return (self.ends_min - self.starts_min) % DAY_MIN or DAY_MIN

    def span(self, day: date, zone: tzinfo) -> tuple[float, float]:
        """When it begins and ends on that day, Unix seconds; it belongs to the day it begins on."""
        began = datetime.combine(day, _clock(self.starts_min), zone)
        over = datetime.combine(day + timedelta(days=self.starts_min + self.length_min >= DAY_MIN),
                                _clock(self.ends_min), zone)  # fmt: skip
        return began.timestamp(), over.timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftAt:
    """A shift of a certain day."""

    day: date
    shift: Shift
    began: float
    until: float


def minutes(clock: str) -> int:
    """Read HH:MM.

    Raises:
        ValueError: anything else.

    """
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        raise ValueError(f"expected a time HH:MM from 00:00 to 23:59, found {clock[:20]!r}")
    return int(found[1]) * 60 + int(found[2])


def running(shifts: Iterable[Shift], now: float, zone: tzinfo) -> list[ShiftAt]:
    """The shifts that run at `now`, earliest begun first; one of yesterday may still run."""
    today = datetime.fromtimestamp(now, zone).date()
    found = [of_day(one, day, zone) for one in shifts for day in (today - timedelta(days=1), today)]
    return sorted((one for one in found if one.began <= now < one.until), key=lambda one: one.began)


def following(shifts: Sequence[Shift], now: float, zone: tzinfo) -> ShiftAt | None:
    """The shift that begins next."""
    today = datetime.fromtimestamp(now, zone).date()
    found = [of_day(one, day, zone) for one in shifts for day in (today, today + timedelta(days=1))]
    return min((one for one in found if one.began > now), key=lambda one: one.began, default=None)


def of_day(shift: Shift, day: date, zone: tzinfo) -> ShiftAt:
    """That shift on that day."""
    began, until = shift.span(day, zone)
    return ShiftAt(day=day, shift=shift, began=began, until=until)


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
