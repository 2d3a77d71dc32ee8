"""Calls that go out."""

from queueing.desk.state import Call, DeskState
from queueing.events import CallDialled, CallDue, CallPlaced, CallState, DialFailed, LineState
from queueing.folds.line import FoldTable, change_line, known, wait


def _placed(state: DeskState, fact: CallPlaced) -> None:
    state.arrivals += 1
    call = Call(
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller=fact.number,
        display=fact.display,
        arrived_at=fact.at,
        ranked_at=fact.ranked_at,
        joined_at=fact.at,
        order=fact.order or state.arrivals,
        headstart_s=fact.headstart_s,
        needs=frozenset(fact.needs.split()),
        purpose=fact.purpose,
        reference=fact.reference,
        wanted_operator=fact.wanted_operator,
    )
    state.calls[call.call_id] = call
    state.placed.add(call.call_id)
    wait(state, call)


def _dialled(state: DeskState, fact: CallDialled) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.state, call.dials, call.dial_leg, call.leg_id = CallState.DIALLING, fact.attempt, fact.leg_id, fact.leg_id
    change_line(operator, LineState.DIALLING, fact.at, fact.call_id)


def _failed(state: DeskState, fact: DialFailed) -> None:
    call = state.calls[fact.call_id]
    call.state, call.operator_id, call.offer_id, call.dial_leg, call.leg_id = CallState.POSTPONED, "", "", "", ""
    call.retry_at = fact.retry_at


def _due(state: DeskState, fact: CallDue) -> None:
    wait(state, state.calls[fact.call_id])


OUTBOUND: FoldTable = {CallPlaced: _placed, CallDialled: _dialled, DialFailed: _failed, CallDue: _due}
