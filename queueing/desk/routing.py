"""Who gets the next call: one score per candidate, the lowest wins, with a reason that can be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from queueing.desk.state import Call, Operator

IDLE_TIE = 1e-6  # a second of idleness decides only between scores that are otherwise equal


class Strategy(Protocol):
    """A way to choose. The reason is asked for only of who was chosen."""

    def score(self, operator: Operator, now: float) -> float:
        """How well the operator fits: lower is better."""

    def why(self, operator: Operator, now: float) -> str:
        """The reason, as can be shown."""


def idle_s(operator: Operator, now: float) -> float:
    """Seconds since the line became idle."""
    return max(0.0, now - operator.idle_since)


class LongestIdle:
    """The operator who has been idle longest goes first."""

    def score(self, operator: Operator, now: float) -> float:
        """Less the longer idle."""
        return operator.idle_since - now

    def why(self, operator: Operator, now: float) -> str:
        """How long."""
        return f"longest idle: {idle_s(operator, now):.0f} s"


class FewestCalls:
    """The operator who answered fewest calls this shift goes first."""

    def score(self, operator: Operator, now: float) -> float:
        """Calls answered."""
        return operator.answered - IDLE_TIE * idle_s(operator, now)

    def why(self, operator: Operator, now: float) -> str:  # noqa: ARG002 - every strategy is asked alike
        """How many."""
        return f"fewest calls: {operator.answered}"


class LeastTalk:
    """The operator who talked least this shift goes first."""

    def score(self, operator: Operator, now: float) -> float:
        """Seconds talked."""
        return operator.talk_s - IDLE_TIE * idle_s(operator, now)

    def why(self, operator: Operator, now: float) -> str:  # noqa: ARG002 - every strategy is asked alike
        """How much."""
        return f"least talk: {operator.talk_s:.0f} s"


class RoundRobin:
    """The operator whose last offer is longest ago goes first."""

    def score(self, operator: Operator, now: float) -> float:
        """Less the longer ago."""
        return operator.last_offered - now

    def why(self, operator: Operator, now: float) -> str:
        """How long ago."""
        return f"round robin: last offer {now - operator.last_offered:.0f} s ago"


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Spreads load, missing rest and hard calls; what weighs how much is in equivalents of an idle second."""

    load_s: float = 600.0  # a quarter of an hour without a pause
    unrested_hour_s: float = 300.0  # each hour since the last rest
    hard_minute_s: float = 120.0  # each minute of hard calls this shift

    def score(self, operator: Operator, now: float) -> float:
        """Idle time counts for, recent load, missing rest and hard calls against an operator."""
        load_s = self.load_s * operator.load_now(now)
        unrested_s = self.unrested_hour_s * operator.since_rest_s(now) / 3600.0
        return load_s + unrested_s + self.hard_minute_s * operator.hard_s / 60.0 - idle_s(operator, now)

    def why(self, operator: Operator, now: float) -> str:
        """The three burdens."""
        load, unrested_h = operator.load_now(now), operator.since_rest_s(now) / 3600.0
        return f"load {load:.0%}, {unrested_h:.1f} h without rest, {operator.hard_s / 60.0:.0f} hard minutes"


STRATEGIES: Mapping[str, Strategy] = {
    "longest_idle": LongestIdle(),
    "fewest_calls": FewestCalls(),
    "least_talk": LeastTalk(),
    "round_robin": RoundRobin(),
    "care": Care(),
}


def fitting(idle: Iterable[Operator], call: Call, now: float, needed: frozenset[str]) -> list[Operator]:
    """Those of the idle operators who may take that call at `now`; `needed` as `call.needed` tells."""
    if wanted := call.wanted_operator:
        return [one for one in idle if one.profile.operator_id == wanted and now >= one.paused_until]
    queue = call.queue
    return [
        one
        for one in idle
        if now >= one.paused_until
        and (not (served := one.profile.queues) or queue in served)
        and (not needed or needed <= one.profile.skills)
    ]


def best(
    call: Call, candidates: Sequence[Operator], now: float, strategy: Strategy, known: str = ""
) -> tuple[Operator, str] | None:
    """The candidate with the lowest score and the reason; equal scores go to the lower staff number.

    Args:
        call: whom it is for.
        candidates: operators who may take it.
        now: Unix seconds.
        strategy: how to score.
        known: the operator who spoke with this caller before and is to be preferred, '' for nobody.

    Returns:
        None when there is no candidate.
    """
    if not candidates:
        return None
    if call.wanted_operator:
        return candidates[0], "wanted by transfer"
    for one in candidates if known else ():
        if one.profile.operator_id == known:
            return one, "spoke with this caller before"
    scores = [strategy.score(one, now) for one in candidates]
    lowest = min(scores)
    if scores.count(lowest) == 1:
        chosen = candidates[scores.index(lowest)]
    else:
        equal = (one for one, score in zip(candidates, scores, strict=True) if score == lowest)
        chosen = min(equal, key=lambda one: one.profile.operator_id)
    return chosen, strategy.why(chosen, now)
