"""Crowds for theory: Poisson callers, exponential talks, a crew that never goes home, and each caller's fate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, sqrt
from random import Random
from statistics import fmean, stdev

from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.roster import FIRST_NUMBER, Duty
from callcenter.simulation.virtual import VirtualDay
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules
from queueing.events import CallAnswered, CallArrived, CallEnded, CallRefused, Fact
from queueing.outlook.erlang import Traffic

BATCHES = 24
FOR_EVER_S = 1e9


@dataclass(slots=True)
class Fates:
    """What became of each caller: wait in seconds (inf: gave up after `gave_up_s`), in order of arrival."""

    order: list[str] = field(default_factory=list)
    waited_s: dict[str, float] = field(default_factory=dict)
    gave_up_s: dict[str, float] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)

    def take(self, facts: list[Fact]) -> None:
        """All facts of a command, in order."""
        self.facts += facts
        for fact in facts:
            self._count(fact)

    def _count(self, fact: Fact) -> None:
        match fact:
            case CallArrived():
                self.order.append(fact.call_id)
            case CallRefused():
                self.order.append(fact.call_id)
                self.refused.add(fact.call_id)
            case CallAnswered():
                self.waited_s[fact.call_id] = fact.waited_s
            case CallEnded() if fact.call_id not in self.waited_s:
                self.gave_up_s[fact.call_id] = fact.waited_s
            case _:
                pass

    def wait(self, call_id: str) -> float:
        """Seconds in line, however it ended."""
        return self.waited_s[call_id] if call_id in self.waited_s else self.gave_up_s[call_id]


def crowd(traffic: Traffic, calls: int, seed: int) -> list[PlannedCall]:
    """So many callers, one after the other."""
    chance, at_s, found = Random(seed), 0.0, []  # noqa: S311 - repeatable
    for _ in range(calls):
        at_s += chance.expovariate(traffic.calls_per_s)
        patience_s = FOR_EVER_S if traffic.patience_s == inf else chance.expovariate(1 / traffic.patience_s)
        talk_s = chance.expovariate(1 / traffic.handle_s)
        found.append(PlannedCall(at_s=at_s, patience_s=patience_s, talk_s=talk_s))
    return found


def play(calls: Sequence[PlannedCall], crew: int, *, wrap_up_s: float = 0.0, max_calls: int | None = None) -> Fates:
    """Play them at a real desk with `crew` operators who pick up at once."""
    fates = Fates()
    day = VirtualDay(Desk(DeskRules(wrap_up_s=wrap_up_s)), fates.take, max_calls=max_calls)
    numbers = [str(FIRST_NUMBER + place) for place in range(crew)]
    day.staff([Duty(operator_id=one, start_s=0.0, end_s=2 * FOR_EVER_S) for one in numbers])
    day.expect(calls)
    day.run(FOR_EVER_S)
    return fates


def batch_means(values: Sequence[float], warm_up: int) -> list[float]:
    """Means of BATCHES runs of equal length, after leaving out the first `warm_up`."""
    kept = values[warm_up:]
    size = len(kept) // BATCHES
    return [fmean(kept[place * size : (place + 1) * size]) for place in range(BATCHES)]


def off_by(values: Sequence[float], expected: float, warm_up: int = 500) -> float:
    """How many standard errors the mean of `values` lies from `expected`."""
    means = batch_means(values, warm_up)
    return abs(fmean(means) - expected) / (stdev(means) / sqrt(BATCHES))
