"""Which fact changes which operator's clock."""

from typing import assert_never, cast

from queueing.events import (
    CallAnswered,
    CallHeld,
    CallMarked,
    CallResumed,
    Fact,
    LineState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    ReachabilityChanged,
    StatusChanged,
    WrapUpEnded,
    WrapUpStarted,
)
from queueing.figures.days import Calendar
from queueing.figures.definition import Definition
from queueing.figures.operators import Track

OfOperator = (
    OfferMade
    | OfferEnded
    | CallAnswered
    | CallHeld
    | CallMarked
    | CallResumed
    | OperatorLeftCall
    | WrapUpStarted
    | WrapUpEnded
    | StatusChanged
    | ReachabilityChanged
)

OF_OPERATORS: frozenset[type] = frozenset(OfOperator.__args__)


class OperatorBook:
    """Owns every operator's clock. Facts of one operator come in the order they happened."""

    def __init__(self, definition: Definition, calendar: Calendar) -> None:
        self._definition = definition
        self._calendar = calendar
        self.tracks: dict[str, Track] = {}

    def feed(self, fact: Fact, *, probe: bool = False) -> None:
        """Take one fact; facts that name no operator change nothing. `probe`: it is of a dial probe's call."""
        if type(fact) in OF_OPERATORS:
            fact = cast("OfOperator", fact)
            track = self.tracks.get(fact.operator_id) or self._new(fact.operator_id)
            track.enter_day(fact.at)
            _apply(track, fact)
            track.probed += probe and isinstance(fact, CallAnswered)

    def _new(self, operator_id: str) -> Track:
        track = self.tracks[operator_id] = Track(operator_id, self._definition, self._calendar)
        return track


def _apply(track: Track, fact: OfOperator) -> None:  # noqa: C901 - one line a fact
    match fact:
        case StatusChanged():
            track.reason = fact.reason
            track.change(fact.at, status=fact.status)
        case ReachabilityChanged():
            track.reachable = fact.reachable
        case OfferMade():
            track.offers += 1
            _busy(track, fact.at, fact.call_id, LineState.OFFERED)
        case CallAnswered():
            track.answered += 1
            _busy(track, fact.at, fact.call_id, LineState.TALKING)
        case WrapUpStarted():
            _busy(track, fact.at, fact.call_id, LineState.WRAP_UP)
        case OfferEnded():
            _offer_ended(track, fact)
        case CallMarked():
            _mark(track, fact)
        case CallHeld():
            _within_call(track, fact.at, fact.call_id, LineState.HOLD)
        case CallResumed():
            _within_call(track, fact.at, fact.call_id, LineState.TALKING)
        case OperatorLeftCall() | WrapUpEnded():
            _within_call(track, fact.at, fact.call_id, LineState.IDLE)
        case _:
            assert_never(fact)


def _mark(track: Track, fact: CallMarked) -> None:
    if fact.hard:
        track.hard_calls.add(fact.call_id)
    else:
        track.hard_calls.discard(fact.call_id)


def _offer_ended(track: Track, fact: OfferEnded) -> None:
    track.ended[fact.how] = track.ended.get(fact.how, 0) + 1
    if fact.how is not OfferEnd.ANSWERED:
        _within_call(track, fact.at, fact.call_id, LineState.IDLE)


def _busy(track: Track, at: float, call_id: str, line: LineState) -> None:
    track.change(at, line=line)
    track.call_id = call_id


def _within_call(track: Track, at: float, call_id: str, line: LineState) -> None:
    """Change the line only while it is busy with that call: a late word about an earlier call changes nothing."""
    if track.call_id == call_id:
        track.change(at, line=line)
        track.call_id = "" if line is LineState.IDLE else call_id
