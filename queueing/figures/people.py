"""Which fact changes which operator's clock."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from queueing.events import (
    CallAnswered,
    CallDialled,
    CallHandedOver,
    CallHeld,
    CallMarked,
    CallResumed,
    GuestCalled,
    GuestLeft,
    LineState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    ReachabilityChanged,
    ShowPhoneCalled,
    ShowPhoneLeft,
    StatusChanged,
    WrapUpEnded,
    WrapUpStarted,
)
from queueing.figures.calls import Takes
from queueing.figures.days import Calendar
from queueing.figures.definition import Definition
from queueing.figures.operators import Track

Change = Callable[[Track, Any], None]


class OperatorBook:
    """Owns every operator's clock. Facts of one operator come in the order they happened."""

    def __init__(self, definition: Definition, calendar: Calendar, is_probe: Callable[[str], bool]) -> None:
        """`is_probe`: whether a call in progress is a dial probe's."""
        self._definition = definition
        self._calendar = calendar
        self._is_probe = is_probe
        self.tracks: dict[str, Track] = {}
        self.takes: Takes = {kind: partial(self._take, change) for kind, change in CHANGES.items()}
        self.takes = {**self.takes, CallAnswered: self._answered}

    def _take(self, change: Change, fact: Any) -> None:
        operator_id = fact.operator_id
        if not operator_id:  # a guest who is none of us
            return
        track = self.tracks.get(operator_id) or self._new(operator_id)
        track.enter_day(fact.at)
        change(track, fact)

    def _answered(self, fact: CallAnswered) -> None:
        self._take(_answered, fact)
        self.tracks[fact.operator_id].probed += self._is_probe(fact.call_id)

    def _new(self, operator_id: str) -> Track:
        track = self.tracks[operator_id] = Track(operator_id, self._definition, self._calendar)
        return track


def _status(track: Track, fact: StatusChanged) -> None:
    track.change(fact.at, status=fact.status, reason=fact.reason)


def _reachability(track: Track, fact: ReachabilityChanged) -> None:
    track.reachable = fact.reachable


def _offered(track: Track, fact: OfferMade) -> None:
    track.offers += 1
    _busy(track, fact.at, fact.call_id, LineState.OFFERED)


def _answered(track: Track, fact: CallAnswered) -> None:
    track.answered += 1
    _busy(track, fact.at, fact.call_id, LineState.TALKING)


def _dialled(track: Track, fact: CallDialled) -> None:
    _busy(track, fact.at, fact.call_id, LineState.DIALLING)


def _wrap_up(track: Track, fact: WrapUpStarted) -> None:
    _busy(track, fact.at, fact.call_id, LineState.WRAP_UP)


def _held(track: Track, fact: CallHeld) -> None:
    _within_call(track, fact.at, fact.call_id, LineState.HOLD)


def _resumed(track: Track, fact: CallResumed) -> None:
    _within_call(track, fact.at, fact.call_id, LineState.TALKING)


def _assists(track: Track, fact: GuestCalled | ShowPhoneCalled) -> None:
    _busy(track, fact.at, fact.call_id, LineState.ASSISTING)


def _took_over(track: Track, fact: CallHandedOver) -> None:
    track.answered += 1
    _busy(track, fact.at, fact.call_id, LineState.TALKING)


def _free(track: Track, fact: OperatorLeftCall | WrapUpEnded | GuestLeft | ShowPhoneLeft) -> None:
    _within_call(track, fact.at, fact.call_id, LineState.IDLE)


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


CHANGES: Mapping[type, Change] = {
    StatusChanged: _status,
    ReachabilityChanged: _reachability,
    OfferMade: _offered,
    OfferEnded: _offer_ended,
    CallAnswered: _answered,
    CallHeld: _held,
    CallMarked: _mark,
    CallResumed: _resumed,
    OperatorLeftCall: _free,
    CallDialled: _dialled,
    GuestCalled: _assists,
    GuestLeft: _free,
    ShowPhoneCalled: _assists,
    ShowPhoneLeft: _free,
    CallHandedOver: _took_over,
    WrapUpStarted: _wrap_up,
    WrapUpEnded: _free,
}
