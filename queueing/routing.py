"""Who gets the next call: one score per candidate, the lowest wins, with a reason that can be shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from queueing.state import Call, Operator

IDLE_TIE = 1e-6  # a second of idleness decides only between scores that are otherwise equal
KNOWN_CALLER = -1e9  # whoever spoke with this caller before, if the site wants that


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well an operator fits a call: lower is better."""

    value: float
    why: str


Strategy = Callable[[Operator, float], Score]


def idle_s(operator: Operator, now: float) -> float:
    """Seconds since the line became idle."""
    return max(0.0, now - operator.idle_since)


def longest_idle(operator: Operator, now: float) -> Score:
    """The operator who has been idle longest goes first."""
    return Score(value=-idle_s(operator, now), why=f"longest idle: {idle_s(operator, now):.0f} s")


def fewest_calls(operator: Operator, now: float) -> Score:
    """The operator who answered fewest calls this shift goes first."""
    value = operator.answered - IDLE_TIE * idle_s(operator, now)
    return Score(value=value, why=f"fewest calls: {operator.answered}")


def least_talk(operator: Operator, now: float) -> Score:
    """The operator who talked least this shift goes first."""
    value = operator.talk_s - IDLE_TIE * idle_s(operator, now)
    return Score(value=value, why=f"least talk: {operator.talk_s:.0f} s")


def round_robin(operator: Operator, now: float) -> Score:
    """The operator whose last offer is longest ago goes first."""
    return Score(
        value=operator.last_offered - now, why=f"round robin: last offer {now - operator.last_offered:.0f} s ago"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What weighs how much when the load is to be shared fairly; all in equivalents of an idle second."""

    load_s: float = 600.0  # a quarter of an hour without a pause
    unrested_hour_s: float = 300.0  # each hour since the last rest
    hard_minute_s: float = 120.0  # each minute of hard calls this shift

    def __call__(self, operator: Operator, now: float) -> Score:
        """Idle time counts for, recent load, missing rest and hard calls against an operator."""
        load, unrested_h = operator.load_now(now), operator.since_rest_s(now) / 3600.0
        hard_min = operator.hard_s / 60.0
        burden_s = self.load_s * load + self.unrested_hour_s * unrested_h + self.hard_minute_s * hard_min
        why = f"load {load:.0%}, {unrested_h:.1f} h without rest, {hard_min:.0f} hard minutes"
        return Score(value=burden_s - idle_s(operator, now), why=why)


STRATEGIES: Mapping[str, Strategy] = {
    "longest_idle": longest_idle,
    "fewest_calls": fewest_calls,
    "least_talk": least_talk,
    "round_robin": round_robin,
    "care": Care(),
}


def best(
    call: Call, candidates: Iterable[Operator], now: float, strategy: Strategy, known: str = ""
) -> tuple[Operator, Score] | None:
    """The candidate with the lowest score; equal scores go to the lower staff number.

    Args:
        call: whom it is for.
        candidates: operators who may take it.
        now: Unix seconds.
        strategy: how to score.
        known: the operator who spoke with this caller before and is to be preferred, '' for nobody.

    Returns:
        None when there is no candidate.
    """
    scored = [(_score(call, one, now, strategy, known), one) for one in candidates]
    found = min(scored, key=lambda pair: (pair[0].value, pair[1].profile.operator_id), default=None)
    return None if found is None else (found[1], found[0])


def _score(call: Call, operator: Operator, now: float, strategy: Strategy, known: str) -> Score:
    if call.wanted_operator:
        return Score(value=KNOWN_CALLER, why="wanted by transfer")
    if known and operator.profile.operator_id == known:
        return Score(value=KNOWN_CALLER, why="spoke with this caller before")
    return strategy(operator, now)
