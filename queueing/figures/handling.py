"""What operators spend on calls: talk, hold and wrap-up of each finished part, counted where the call was counted."""

from collections.abc import Callable
from dataclasses import dataclass

from queueing.events import (
    CallAnswered,
    OperatorLeftCall,
    WrapUpEnded,
    WrapUpStarted,
)
from queueing.figures.calls import Takes
from queueing.figures.days import Cells


@dataclass(slots=True)
class Part:
    """One operator's part in one call, kept until the operator takes another."""

    call_id: str
    cells: Cells
    wrap_since: float | None = None


class Handling:
    """Owns each operator's present part, whether the call ends before or after the operator leaves it."""

    def __init__(self, cells_of: Callable[[str], Cells]) -> None:
        """`cells_of`: the groups a call is counted in, as far as known."""
        self._cells_of = cells_of
        self._parts: dict[str, Part] = {}
        self.takes: Takes = {
            CallAnswered: self._began,
            OperatorLeftCall: self._left,
            WrapUpStarted: self._wrap,
            WrapUpEnded: self._wrapped,
        }

    def _began(self, fact: CallAnswered) -> None:
        self._end_wrap(fact.operator_id, fact.at)
        self._parts[fact.operator_id] = Part(fact.call_id, self._cells_of(fact.call_id))

    def _wrapped(self, fact: WrapUpEnded) -> None:
        self._end_wrap(fact.operator_id, fact.at)

    def _left(self, fact: OperatorLeftCall) -> None:
        part = self._parts.get(fact.operator_id)
        if part and part.call_id == fact.call_id:
            for tally in part.cells:
                tally.handled += 1
                tally.talk_s += fact.talk_s
                tally.hold_s += fact.hold_s

    def _wrap(self, fact: WrapUpStarted) -> None:
        part = self._parts.get(fact.operator_id)
        if part and part.call_id == fact.call_id and part.wrap_since is None:
            part.wrap_since = fact.at
            for tally in part.cells:
                tally.wrapping += 1

    def _end_wrap(self, operator_id: str, at: float) -> None:
        part = self._parts.get(operator_id)
        if part and part.wrap_since is not None:
            for tally in part.cells:
                tally.wrapping -= 1
                tally.wrap_s += max(0.0, at - part.wrap_since)
            part.wrap_since = None
