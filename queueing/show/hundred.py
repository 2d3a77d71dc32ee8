"""两个100%: every unit, and every principal leader in person, on air within the year; who falls short, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queueing.show.plan import Appearance, Attendance, Coverage


class Short(StrEnum):
    """Why somebody is missing."""

    UNDATED = "undated"  # has not been on air and has no date
    DELEGATE = "delegate"  # a delegate came in the leader's place, and no further date is set
    MISSED = "missed"  # the year is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One finding. `leader`: of the second 100 %; `day`: when the last delegate came."""

    unit: str
    leader: bool
    short: Short
    day: date | None = None


def shortfalls(counted: Coverage, appearances: Iterable[Appearance], year: int, today: date) -> tuple[Shortfall, ...]:
    """Name everybody who is missing and has no date to come: units first, then leaders.

    Args:
        counted: both counters of the year.
        appearances: of the year's shows that were held.
        year: which.
        today: in the site's zone; the last day of the year is too late for a further show.
    """
    over = today >= date(year, 12, 31)
    stood_in: dict[str, date] = {}
    for one in appearances:
        if one.attendance is Attendance.DELEGATE:
            stood_in[one.unit] = max(one.day, stood_in.get(one.unit, one.day))
    return (*_of_units(counted, over=over), *_of_leaders(counted, stood_in, over=over))


def _of_units(counted: Coverage, *, over: bool) -> Iterator[Shortfall]:
    for unit in counted.units.missing:
        yield Shortfall(unit=unit, leader=False, short=Short.MISSED if over else Short.UNDATED)


def _of_leaders(counted: Coverage, stood_in: dict[str, date], *, over: bool) -> Iterator[Shortfall]:
    for unit in counted.leaders.missing:
        short = Short.DELEGATE if unit in stood_in else Short.UNDATED
        yield Shortfall(unit=unit, leader=True, short=Short.MISSED if over else short, day=stood_in.get(unit))
