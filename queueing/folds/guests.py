"""Others in a conversation."""

from queueing.desk.state import DeskState, Guest
from queueing.events import (
    AssistanceAsked,
    AssistanceEnded,
    CallHandedOver,
    CallPassedOut,
    CallState,
    GuestCalled,
    GuestJoined,
    GuestLeft,
    LineState,
    PartChanged,
)
from queueing.folds.line import FoldTable, become_idle, change_line, known


def _called(state: DeskState, fact: GuestCalled) -> None:
    call = state.calls[fact.call_id]
    call.invited += 1
    call.guests[fact.guest_id] = Guest(
        guest_id=fact.guest_id,
        kind=fact.kind,
        part=fact.part,
        operator_id=fact.operator_id,
        number=fact.number,
        name=fact.name,
        asked_by=fact.asked_by,
        called_at=fact.at,
    )
    if fact.operator_id:
        change_line(known(state, fact.operator_id), LineState.ASSISTING, fact.at, fact.call_id)


def _joined(state: DeskState, fact: GuestJoined) -> None:
    state.calls[fact.call_id].guests[fact.guest_id].joined_at = fact.at


def _left(state: DeskState, fact: GuestLeft) -> None:
    state.calls[fact.call_id].guests.pop(fact.guest_id)
    if fact.operator_id:
        become_idle(known(state, fact.operator_id), fact.at)


def _part(state: DeskState, fact: PartChanged) -> None:
    state.calls[fact.call_id].guests[fact.guest_id].part = fact.part


def _handed_over(state: DeskState, fact: CallHandedOver) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.guests.pop(fact.guest_id)
    call.state, call.operator_id, call.offer_id = CallState.TALKING, fact.operator_id, fact.guest_id
    call.talk_since, call.talk_s, call.hold_s = fact.at, 0.0, 0.0
    change_line(operator, LineState.TALKING, fact.at, fact.call_id)
    operator.answered += 1


def _passed_out(state: DeskState, fact: CallPassedOut) -> None:
    call = state.calls[fact.call_id]
    call.state, call.operator_id, call.offer_id = CallState.OUTSIDE, "", ""


def _help_wanted(state: DeskState, fact: AssistanceAsked) -> None:
    call = state.calls[fact.call_id]
    call.help_wanted_at, call.help_note = fact.at, fact.note


def _help_over(state: DeskState, fact: AssistanceEnded) -> None:
    call = state.calls[fact.call_id]
    call.help_wanted_at, call.help_note = None, ""


GUESTS: FoldTable = {
    GuestCalled: _called,
    GuestJoined: _joined,
    GuestLeft: _left,
    PartChanged: _part,
    CallHandedOver: _handed_over,
    CallPassedOut: _passed_out,
    AssistanceAsked: _help_wanted,
    AssistanceEnded: _help_over,
}
