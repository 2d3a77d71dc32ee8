"""What happens while caller and operator talk."""

from queueing.desk.state import DeskState, HardMark
from queueing.events import CallHeld, CallMarked, CallResumed, CallState, LineState, OperatorLeftCall
from queueing.folds.line import FoldTable, become_idle, change_line, known


def _held(state: DeskState, fact: CallHeld) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.talk_s += fact.at - call.talk_since
    call.state, call.hold_since = CallState.HOLD, fact.at
    change_line(operator, LineState.HOLD, fact.at, fact.call_id)


def _resumed(state: DeskState, fact: CallResumed) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.hold_s += fact.at - call.hold_since
    call.state, call.talk_since = CallState.TALKING, fact.at
    change_line(operator, LineState.TALKING, fact.at, fact.call_id)


def _marked(state: DeskState, fact: CallMarked) -> None:
    """Remember it on the call in progress, where it is counted once, and with the caller's number."""
    call = state.calls.get(fact.call_id)
    if call is None:
        return
    call.hard = fact.hard
    mark = state.hard_marks.get(call.caller)
    if fact.hard and call.caller:
        state.hard_marks[call.caller] = HardMark(call_id=fact.call_id, at=fact.at)
    elif mark is not None and mark.call_id == fact.call_id:
        del state.hard_marks[call.caller]  # taken back


def _left(state: DeskState, fact: OperatorLeftCall) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.total_talk_s += fact.talk_s
    operator.talk_s += fact.talk_s
    operator.hard_s += fact.talk_s if call.hard else 0.0
    if operator.call_id == fact.call_id:
        become_idle(operator, fact.at)


CONVERSATION: FoldTable = {CallHeld: _held, CallResumed: _resumed, CallMarked: _marked, OperatorLeftCall: _left}
