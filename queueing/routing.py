"""Who gets the next call: one score per candidate, the lowest wins, with a reason that can be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from queueing.state import Call, Operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well an operator fits a call: lower is better."""

    value: float
    why: str


class Strategy(Protocol):
    """A way to score one candidate."""

    def __call__(self, call: Call, operator: Operator, now: float) -> Score:
        """Score `operator` for `call` at `now`."""


def longest_idle(call: Call, operator: Operator, now: float) -> Score:
    """The operator who has been idle longest goes first."""
    if call.wanted_operator:
        return Score(value=0.0, why="wanted by transfer")
    idle_s = max(0.0, now - operator.idle_since)
    return Score(value=-idle_s, why=f"longest idle: {idle_s:.0f} s")


def best(call: Call, candidates: Iterable[Operator], now: float, strategy: Strategy) -> tuple[Operator, Score] | None:
    """The fitting candidate with the lowest score; equal scores go to the lower staff number.

    Returns:
        None when no candidate serves the call.

    """
    scored = ((strategy(call, one, now), one) for one in candidates if one.serves(call))
    found = min(scored, key=lambda pair: (pair[0].value, pair[1].profile.operator_id), default=None)
    return None if found is None else (found[1], found[0])
