"""One day's figures folded from its facts, kept as sums, and any days put together. Pure.

A past day is folded once, when its last calls are over, and gives what the live figures showed at its end.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from queueing.events import Fact
from queueing.figures.days import Day, DayStart
from queueing.figures.definition import Definition
from queueing.figures.fold import Figures
from queueing.figures.operators import Activity, OperatorFigures, occupancy
from queueing.figures.tally import Counts, Tally, add, counts

BEFORE_S = 86400.0  # facts from so long before a day tell who was signed in when it began, and its 24 h rates
AFTER_S = 6 * 3600.0  # calls of a day are over so long after it
_Lowest = tuple[float, float] | None
_AtEnd = tuple[dict[str, OperatorFigures], _Lowest]


@dataclass(slots=True, kw_only=True)
class OperatorDay:
    """One operator's sums; `times_s` has every activity and sums to the signed-in time."""

    offers: int = 0
    answered: int = 0  # probes included, as on the operator's own screen
    probed: int = 0
    missed: int = 0
    hard: int = 0
    longest_stretch_s: float = 0.0
    times_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys((one.value for one in Activity), 0.0))

    def add(self, other: "OperatorDay") -> None:
        """Put another day to this one."""
        for name in ("offers", "answered", "probed", "missed", "hard"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest_stretch_s = max(self.longest_stretch_s, other.longest_stretch_s)
        for name, seconds in other.times_s.items():
            self.times_s[name] = self.times_s.get(name, 0.0) + seconds


@dataclass(slots=True, kw_only=True)
class DaySums:
    """The sums of one day or of several."""

    total: Tally = field(default_factory=Tally)
    queues: dict[str, Tally] = field(default_factory=dict)
    numbers: dict[str, Tally] = field(default_factory=dict)
    hours: dict[str, Tally] = field(default_factory=dict)  # "0" to "24"
    operators: dict[str, OperatorDay] = field(default_factory=dict)
    lowest_24h: tuple[float, float] | None = None  # (end of that window, rate): the worst answer rate of any 24 h

    def add(self, other: "DaySums") -> None:
        """Put another day to this one."""
        add(self.total, other.total)
        for mine, theirs in ((self.queues, other.queues), (self.numbers, other.numbers), (self.hours, other.hours)):
            for name, tally in theirs.items():
                add(mine.setdefault(name, Tally()), tally)
        for who, day in other.operators.items():
            self.operators.setdefault(who, OperatorDay()).add(day)
        found = [one for one in (self.lowest_24h, other.lowest_24h) if one]
        self.lowest_24h = min(found, key=lambda one: one[1], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorCounts:
    """What an operator's sums show."""

    answered: int  # without probes
    offers: int
    missed: int
    hard: int
    talk_s: float
    hold_s: float
    wrap_s: float
    break_s: float
    signed_in_s: float
    occupancy: float | None
    calls_per_hour: float | None  # answered / hours signed in without breaks
    longest_stretch_s: float


def operator_counts(day: OperatorDay) -> OperatorCounts:
    """Divide one operator's sums."""
    times = {one: day.times_s.get(one.value, 0.0) for one in Activity}
    signed_in_s = sum(times.values())
    at_work_s = signed_in_s - times[Activity.BREAK]
    answered = day.answered - day.probed
    return OperatorCounts(
        answered=answered,
        offers=day.offers,
        missed=day.missed,
        hard=day.hard,
        talk_s=times[Activity.TALKING],
        hold_s=times[Activity.HOLD],
        wrap_s=times[Activity.WRAP_UP],
        break_s=times[Activity.BREAK],
        signed_in_s=signed_in_s,
        occupancy=occupancy(times),
        calls_per_hour=answered / (at_work_s / 3600.0) if at_work_s > 0 else None,
        longest_stretch_s=day.longest_stretch_s,
    )


def shown(tallies: dict[str, Tally], definition: Definition) -> dict[str, Counts]:
    """Divide each group as the definition says."""
    return {name: counts(tally, definition) for name, tally in sorted(tallies.items())}


def fold_day(facts: Iterable[Fact], start: float, end: float, day_start: DayStart, definition: Definition) -> DaySums:
    """Sum up the day from `start` to `end`, Unix seconds.

    Args:
        facts: in the order of the ledger, from BEFORE_S before the day to AFTER_S after it, or as far as it has come.
        start: the day's beginning.
        end: its end, or now for a day that still runs.
        day_start: finds the start of a day.
        definition: by which to count.

    """
    figures = Figures(day_start, definition)
    last = math.nextafter(end, -math.inf)  # the day's own last moment: `end` belongs to the next day
    at_end: _AtEnd | None = None
    for fact in facts:
        if at_end is None and fact.at >= end:
            at_end = figures.operators(last), figures.lowest_rolling(start, last)
        figures.feed(fact)
    people, lowest = at_end or (figures.operators(last), figures.lowest_rolling(start, last))
    return _sums(figures.day(start), people, lowest)


def live_day(figures: Figures, now: float) -> DaySums:
    """The sums of the day that runs, from the live figures."""
    day = figures.day(now)
    return _sums(day, figures.operators(now), figures.lowest_rolling(day.start, now))


def _sums(day: Day, people: dict[str, OperatorFigures], lowest: _Lowest) -> DaySums:
    return DaySums(
        total=day.total,
        queues=day.queues,
        numbers=day.numbers,
        hours={str(hour): tally for hour, tally in day.hours.items()},
        operators={who: _operator(one) for who, one in people.items() if one.signed_in_s or one.offers},
        lowest_24h=lowest,
    )


def _operator(one: OperatorFigures) -> OperatorDay:
    return OperatorDay(
        offers=one.offers,
        answered=one.answered,
        probed=one.probed,
        missed=one.missed,
        hard=one.hard,
        longest_stretch_s=one.longest_stretch_s,
        times_s={what.value: seconds for what, seconds in one.times_s.items()},
    )
