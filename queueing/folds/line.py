"""Changes that several facts share: a call's place in line, an operator's line."""

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from typing import Any

from queueing.desk.state import REST_S, Call, DeskState, Operator, OperatorProfile
from queueing.events import CallState, LineState

FoldTable = Mapping[type, Callable[[DeskState, Any], None]]  # kind of fact -> what it changes


def known(state: DeskState, operator_id: str) -> Operator:
    """The operator; one the ledger names but the list no longer holds is taken in without queues of its own."""
    if operator_id not in state.operators:
        state.operators[operator_id] = Operator(profile=OperatorProfile(operator_id=operator_id))
    return state.operators[operator_id]


def wait(state: DeskState, call: Call) -> None:
    """Put the call in its queue's line, at the place its rank gives it."""
    call.state, call.operator_id, call.offer_id = CallState.WAITING, "", ""
    insort(state.lines.setdefault(call.queue, []), (call.rank, call.call_id))


def leave_line(state: DeskState, call: Call) -> None:
    """Take the call out of its queue's line, if it stands there."""
    line = state.lines.get(call.queue, [])
    place = bisect_left(line, (call.rank, call.call_id))
    if place < len(line) and line[place][1] == call.call_id:
        del line[place]


def change_line(operator: Operator, line: LineState, at: float, call_id: str) -> None:
    """Every change of a line goes through here: the load is settled and the last rest noted."""
    if operator.line is LineState.IDLE and at - operator.idle_since >= REST_S:
        operator.rested_at = at
    operator.settle(at, line)
    operator.line, operator.call_id, operator.since = line, call_id, at


def become_idle(operator: Operator, at: float) -> None:
    """The line is free again, and idleness counts from now."""
    change_line(operator, LineState.IDLE, at, "")
    operator.idle_since = at


def first_announcement(state: DeskState, queue: str, at: float) -> float | None:
    """When one who joins that queue's line at `at` is told how long it will take; None: never."""
    policy = state.rules.policies.get(queue)
    return at + policy.announce_after_s if policy and policy.announce_after_s > 0 else None
