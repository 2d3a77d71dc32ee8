"""When a probe calls next: every so often with some chance in it, within its hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

SPREAD = 0.2  # of the interval, more or less: nobody can learn the rhythm
DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From one minute of the day to another; the end may lie past midnight."""

    begin_min: int
    end_min: int

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read `08:00-18:00`.

        Raises:
            ValueError: not two times of day, or nothing between them.

        """
        begin, _, end = text.partition("-")
        made = cls(_minutes(begin), _minutes(end))
        if made.begin_min >= DAY_MIN or made.end_min > DAY_MIN or made.begin_min == made.end_min:
            raise ValueError(f"hours: expected two times of day that differ, such as 08:00-18:00, found {text!r}")
        return made

    def hold(self, minute: int) -> bool:
        """Whether that minute of the day is within."""
        if self.begin_min < self.end_min:
            return self.begin_min <= minute < self.end_min
        return minute >= self.begin_min or minute < self.end_min


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def next_due(last: float | None, now: float, every_s: float, chance: float) -> float:
    """When to call next, Unix seconds, hours aside. `chance`: 0..1. The first call comes soon after the start."""
    if last is None:
        return now + every_s * SPREAD * chance
    return max(now, last + every_s * (1.0 - SPREAD + 2 * SPREAD * chance))


def within(due: float, hours: Hours, zone: tzinfo, late_s: float) -> float:
    """The same instant if its hour is one of the probe's, else `late_s` after the next opening."""
    local = datetime.fromtimestamp(due, zone)
    if hours.hold(local.hour * 60 + local.minute):
        return due
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    opening = midnight + timedelta(minutes=hours.begin_min)
    if opening.timestamp() < due:
        opening = (midnight + timedelta(days=1, hours=1)).replace(hour=0) + timedelta(minutes=hours.begin_min)
    return opening.timestamp() + late_s
