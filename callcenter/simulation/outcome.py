"""What came of one simulated day: the figures as the wallboard defines them, by half hour and by operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter.simulation.roster import HALF_HOUR_S, HALF_HOURS
from callcenter.simulation.virtual import DAY_START
from queueing.events import CallAnswered, CallArrived, CallEnded, Fact, OperatorLeftCall, Outcome
from queueing.figures import Counts, OperatorFigures


@dataclass(slots=True)
class HalfHour:
    """Counters of the calls that arrived in one half hour."""

    offered: int = 0
    answered: int = 0
    within: int = 0
    abandoned: int = 0
    wait_s: float = 0.0  # of the answered

    @property
    def within_rate(self) -> float | None:
        """Answered in time / offered."""
        return self.within / self.offered if self.offered else None

    @property
    def answer_rate(self) -> float | None:
        """Answered / offered."""
        return self.answered / self.offered if self.offered else None

    def add(self, other: "HalfHour") -> None:
        """Take in the same half hour of another day."""
        self.offered += other.offered
        self.answered += other.answered
        self.within += other.within
        self.abandoned += other.abandoned
        self.wait_s += other.wait_s


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOutcome:
    """One day played. `hard_s`: seconds of talk in hard calls by operator; `crews`: operators with the same hours."""

    counts: Counts
    half_hours: tuple[HalfHour, ...]
    operators: Mapping[str, OperatorFigures]
    hard_s: Mapping[str, float]
    again_wait_s: float | None  # mean time in line of those who call again and again, however it ended
    crews: tuple[tuple[str, ...], ...]


class DayBook:
    """Owns the counters of one day by half hour of arrival, and each operator's minutes of hard calls."""

    def __init__(self, hard: frozenset[str], again: frozenset[str], within_s: float, start: float = DAY_START) -> None:
        """`hard`, `again`: the ids of the hard calls, marked or not, and of those of people who call again."""
        self.half_hours = tuple(HalfHour() for _ in range(HALF_HOURS))
        self.hard_s: dict[str, float] = {}
        self.again_waits_s: list[float] = []
        self._hard, self._again = hard, again
        self._within_s = within_s
        self._start = start
        self._of: dict[str, HalfHour] = {}
        self._counts: dict[type, Callable[..., None]] = {
            CallArrived: self._arrived,
            CallAnswered: self._answered,
            OperatorLeftCall: self._left,
            CallEnded: self._ended,
        }

    def feed(self, fact: Fact) -> None:
        """Count one fact."""
        if (count := self._counts.get(type(fact))) is not None:
            count(fact)

    def _arrived(self, fact: CallArrived) -> None:
        place = min(HALF_HOURS - 1, int((fact.at - self._start) // HALF_HOUR_S))
        half_hour = self._of[fact.call_id] = self.half_hours[place]
        half_hour.offered += 1

    def _left(self, fact: OperatorLeftCall) -> None:
        if fact.call_id in self._hard:
            self.hard_s[fact.operator_id] = self.hard_s.get(fact.operator_id, 0.0) + fact.talk_s

    def _ended(self, fact: CallEnded) -> None:
        self._of.pop(fact.call_id).abandoned += fact.outcome is Outcome.ABANDONED
        if fact.call_id in self._again:
            self.again_waits_s.append(fact.waited_s)

    def _answered(self, fact: CallAnswered) -> None:
        half_hour = self._of[fact.call_id]
        half_hour.answered += 1
        half_hour.within += fact.waited_s <= self._within_s
        half_hour.wait_s += fact.waited_s
