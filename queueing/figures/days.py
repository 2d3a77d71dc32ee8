"""The groups a call is counted in: the day it arrived on, and within the day its queue, number and hour."""

from collections.abc import Callable
from typing import TypeVar

from queueing.figures.tally import Tally

DAYS_KEPT = 2  # today and the day before, whose last calls still end
HOUR_S = 3600.0
_ALWAYS_NEXT_DAY_S = 26 * HOUR_S  # a day has 23 to 25 hours, so this much after its start lies in the next one

DayStart = Callable[[float], float]  # the start of the day an instant falls in, both Unix seconds

Cells = tuple[Tally, ...]

Key = TypeVar("Key", str, int)


def fixed_days(offset_s: float) -> DayStart:
    """Days at a fixed offset from UTC, such as 28,800 s for China."""
    return lambda at: at - (at + offset_s) % 86400.0


class Day:
    """The counters of one day. Owned by `Days`."""

    __slots__ = ("drafts", "hours", "numbers", "queues", "registered", "start", "total")

    def __init__(self, start: float) -> None:
        self.start = start
        self.total = Tally()
        self.queues: dict[str, Tally] = {}
        self.numbers: dict[str, Tally] = {}
        self.hours: dict[int, Tally] = {}
        self.drafts: set[str] = set()  # tickets drafted today and not registered yet
        self.registered = 0

    def cells(self, at: float, queue: str, number: str) -> Cells:
        """The groups of this day that a call arriving at `at` belongs to."""
        return (*self.refused_cells(at, number), _cell(self.queues, queue))

    def refused_cells(self, at: float, number: str) -> Cells:
        """The groups of this day that a call which never joined a queue belongs to."""
        return (self.total, _cell(self.numbers, number), _cell(self.hours, int((at - self.start) // HOUR_S)))


def _cell(cells: dict[Key, Tally], key: Key) -> Tally:
    found = cells.get(key)
    if found is None:
        found = cells[key] = Tally()
    return found


class Calendar:
    """Finds the day of an instant, asking the injected function once a day."""

    def __init__(self, day_start: DayStart) -> None:
        self._day_start = day_start
        self._start = 0.0
        self._end = 0.0

    def start_of(self, at: float) -> float:
        """The start of the day `at` falls in."""
        if not self._start <= at < self._end:
            self._start = self._day_start(at)
            self._end = self._day_start(self._start + _ALWAYS_NEXT_DAY_S)
        return self._start


class Days:
    """The newest days. Owned by `Figures`."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._days: dict[float, Day] = {}

    def day(self, at: float) -> Day:
        """The day `at` falls in; the oldest day gives way to a new one, a day older than those kept is not kept."""
        start = self._calendar.start_of(at)
        day = self._days.get(start)
        if day is None:
            day = self._days[start] = Day(start)
            for old in sorted(self._days)[:-DAYS_KEPT]:
                del self._days[old]
        return day

    def today(self, now: float) -> Day:
        """The day of `now`, empty when nothing happened; changes nothing."""
        start = self._calendar.start_of(now)
        return self._days.get(start) or Day(start)
