"""Calls coming in, going back in line and ending."""

from queueing.desk.state import Call, DeskState
from queueing.events import CallArrived, CallEnded, CallRequeued, CallReturned, CallState
from queueing.folds.line import FoldTable, first_announcement, leave_line, wait


def _arrived(state: DeskState, fact: CallArrived) -> None:
    state.arrivals += 1
    call = Call(
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller=fact.caller,
        display=fact.display,
        arrived_at=fact.at,
        ranked_at=fact.at,
        joined_at=fact.at,
        announce_at=first_announcement(state, fact.queue, fact.at),
        order=state.arrivals,
        headstart_s=fact.priority * state.rules.priority_step_s,
        needs=frozenset(fact.needs.split()),
        source=fact.source,
        probe=bool(fact.probe),
        leg_id=fact.leg_id,
    )
    state.calls[call.call_id] = call
    wait(state, call)


def _returned(state: DeskState, fact: CallReturned) -> None:
    wait(state, state.calls[fact.call_id])


def _requeued(state: DeskState, fact: CallRequeued) -> None:
    call = state.calls[fact.call_id]
    call.queue, call.wanted_operator, call.joined_at = fact.queue, fact.to_operator, fact.at
    wait(state, call)


def _ended(state: DeskState, fact: CallEnded) -> None:
    call = state.calls.pop(fact.call_id)
    state.placed.discard(fact.call_id)
    leave_line(state, call)
    call.state = CallState.ENDED


CALLS: FoldTable = {CallArrived: _arrived, CallReturned: _returned, CallRequeued: _requeued, CallEnded: _ended}
