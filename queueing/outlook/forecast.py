"""The wait of a caller who joins now, folded from facts: what the announcement says, live and simulated alike.

The wait meant here ends when an operator's phone rings for the caller. One line for all queues that the same
operators serve; feed it their facts only.
"""

from dataclasses import dataclass

from queueing.events import (
    CallArrived,
    CallEnded,
    CallJoinedShow,
    CallLeftShow,
    CallRequeued,
    CallReturned,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    StatusChanged,
    WrapUpEnded,
)
from queueing.outlook.waiting import Calibration, Habits, Prediction, Span, predict


@dataclass(slots=True)
class Told:
    """What was predicted for a caller who had to wait."""

    since: float
    prediction: Prediction | None
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A wait that begins now: the prediction, and the span that may be said."""

    prediction: Prediction
    span: Span


class Forecast:
    """Owns the line as facts show it: who waits, who works, how long calls take, how patient callers are."""

    def __init__(self, handle_s: float, patience_s: float) -> None:
        """Begin with what the site believes of its calls."""
        self.habits = Habits(handle_s, patience_s)
        self.calibration = Calibration()
        self.waiting: dict[str, Told] = {}  # callers whom nobody's phone rings for, longest first
        self._ready: set[str] = set()
        self._busy: dict[str, float] = {}  # operator -> when the present call began to ring
        self._left: dict[str, tuple[float, float]] = {}  # operator -> when the last call began to ring and was left

    @property
    def servers(self) -> int:
        """Operators at work: ready, or still in a call after signing out."""
        return len(self._ready | self._busy.keys())

    def expect(self, ahead: int | None = None) -> Expectation | None:
        """The wait of one who joins the end of the line now, or has `ahead` others before them; None: nobody works."""
        found = self._predict(len(self.waiting) if ahead is None else ahead)
        return Expectation(prediction=found, span=self.calibration.span(found)) if found else None

    def ahead_of(self, call_id: str) -> int:
        """How many wait before that caller."""
        return next((place for place, one in enumerate(self.waiting) if one == call_id), 0)

    def feed(self, fact: Fact) -> None:
        """Take one fact."""
        match fact:
            case CallArrived():
                self._joins(fact.call_id, fact.at)
            case CallJoinedShow():
                self.waiting.pop(fact.call_id, None)  # in nobody's line; nothing learned of patience
            case CallRequeued() | CallReturned() | CallLeftShow():
                self.waiting = {fact.call_id: Told(fact.at, None, counted=True), **self.waiting}
            case OfferMade():
                self._rings(fact)
            case OfferEnded() if fact.how is not OfferEnd.ANSWERED:
                self._busy.pop(fact.operator_id, None)
            case CallEnded() if told := self.waiting.pop(fact.call_id, None):
                self.habits.waited(fact.at - told.since, gave_up=True)
            case OperatorLeftCall() if (began := self._busy.pop(fact.operator_id, None)) is not None:
                self._left[fact.operator_id] = (began, fact.at)
            case WrapUpEnded():
                self._handled(fact.operator_id, fact.at)
            case StatusChanged():
                (self._ready.add if fact.status is OperatorStatus.READY else self._ready.discard)(fact.operator_id)
            case _:
                pass

    def _predict(self, ahead: int) -> Prediction | None:
        return predict(ahead, self.servers, self.habits.handle_s, self.habits.patience_s)

    def _joins(self, call_id: str, at: float) -> None:
        self.waiting[call_id] = Told(at, self._predict(len(self.waiting)))

    def _rings(self, fact: OfferMade) -> None:
        self._handled(fact.operator_id, None)
        self._busy[fact.operator_id] = fact.at
        told = self.waiting.pop(fact.call_id, None)
        if told is None or fact.at <= told.since or told.counted:
            return  # rang at once, or rings again: nothing to learn
        self.habits.waited(fact.at - told.since, gave_up=False)
        if told.prediction:
            self.calibration.learn(told.prediction, fact.at - told.since)

    def _handled(self, operator_id: str, wrapped_at: float | None) -> None:
        """An operator is free again: after wrap-up, or, without one, as the next call rings."""
        if (left := self._left.pop(operator_id, None)) is not None:
            began, left_at = left
            self.habits.handled((left_at if wrapped_at is None else wrapped_at) - began)
