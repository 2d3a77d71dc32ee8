"""Apply one fact to the desk's state: the only code that changes it, live and when the ledger is replayed."""

from bisect import bisect_left, insort

from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallState,
    Fact,
    LineState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Party,
    ReachabilityChanged,
    StatusChanged,
    WrapUpEnded,
    WrapUpStarted,
)
from queueing.state import Call, DeskState, Operator, OperatorProfile


def apply(state: DeskState, fact: Fact, set_aside_s: float = 0.0) -> None:  # noqa: C901, PLR0912 - one line a fact
    """Change `state` as `fact` says. Facts that do not concern the desk leave it alone."""
    match fact:
        case CallArrived():
            _arrived(state, fact)
        case OfferMade():
            _offered(state, fact)
        case OfferEnded():
            _offer_ended(state, fact)
        case CallReturned():
            _wait(state, state.calls[fact.call_id])
        case CallAnswered():
            _answered(state, fact)
        case CallHeld():
            _held(state, fact)
        case CallResumed():
            _resumed(state, fact)
        case CallRequeued():
            _requeued(state, fact)
        case OperatorLeftCall():
            _left(state, fact)
        case WrapUpStarted():
            _wrap_up(known(state, fact.operator_id), fact)
        case WrapUpEnded():
            _idle(known(state, fact.operator_id), fact.at)
        case CallEnded():
            _ended(state, fact)
        case StatusChanged():
            _status(known(state, fact.operator_id), fact, set_aside_s)
        case ReachabilityChanged():
            known(state, fact.operator_id).reachable = fact.reachable


def known(state: DeskState, operator_id: str) -> Operator:
    """The operator; one the ledger names but the list no longer holds is taken in without queues of its own."""
    if operator_id not in state.operators:
        state.operators[operator_id] = Operator(profile=OperatorProfile(operator_id=operator_id))
    return state.operators[operator_id]


def _arrived(state: DeskState, fact: CallArrived) -> None:
    state.arrivals += 1
    call = Call(
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller=fact.caller,
        display=fact.display,
        arrived_at=fact.at,
        order=state.arrivals,
    )
    state.calls[call.call_id] = call
    _wait(state, call)


def _wait(state: DeskState, call: Call) -> None:
    call.state, call.operator_id, call.offer_id = CallState.WAITING, "", ""
    insort(state.lines.setdefault(call.queue, []), (call.rank, call.call_id))


def _leave_line(state: DeskState, call: Call) -> None:
    line = state.lines.get(call.queue, [])
    place = bisect_left(line, (call.rank, call.call_id))
    if place < len(line) and line[place][1] == call.call_id:
        del line[place]


def _offered(state: DeskState, fact: OfferMade) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    _leave_line(state, call)
    call.state, call.operator_id, call.offer_id = CallState.OFFERED, fact.operator_id, fact.offer_id
    call.offers, call.offered_at = call.offers + 1, fact.at
    operator.line, operator.call_id, operator.since = LineState.OFFERED, fact.call_id, fact.at


def _offer_ended(state: DeskState, fact: OfferEnded) -> None:
    operator = known(state, fact.operator_id)
    if fact.how is OfferEnd.ANSWERED:
        return
    operator.line, operator.call_id, operator.since = LineState.IDLE, "", fact.at
    operator.missed += fact.how is OfferEnd.MISSED


def _answered(state: DeskState, fact: CallAnswered) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.state, call.talk_since, call.talk_s, call.hold_s = CallState.TALKING, fact.at, 0.0, 0.0
    call.wanted_operator = ""
    call.answered_at = fact.at if call.answered_at is None else call.answered_at
    operator.line, operator.since = LineState.TALKING, fact.at
    operator.answered += 1


def _held(state: DeskState, fact: CallHeld) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.talk_s += fact.at - call.talk_since
    call.state, call.hold_since = CallState.HOLD, fact.at
    operator.line, operator.since = LineState.HOLD, fact.at


def _resumed(state: DeskState, fact: CallResumed) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.hold_s += fact.at - call.hold_since
    call.state, call.talk_since = CallState.TALKING, fact.at
    operator.line, operator.since = LineState.TALKING, fact.at


def _requeued(state: DeskState, fact: CallRequeued) -> None:
    call = state.calls[fact.call_id]
    call.queue, call.wanted_operator = fact.queue, fact.to_operator
    _wait(state, call)


def _left(state: DeskState, fact: OperatorLeftCall) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.total_talk_s += fact.talk_s
    if operator.call_id == fact.call_id:
        _idle(operator, fact.at)


def _wrap_up(operator: Operator, fact: WrapUpStarted) -> None:
    operator.line, operator.call_id, operator.since = LineState.WRAP_UP, fact.call_id, fact.at
    operator.wrap_until = fact.until


def _idle(operator: Operator, at: float) -> None:
    operator.line, operator.call_id, operator.since, operator.idle_since = LineState.IDLE, "", at, at


def _ended(state: DeskState, fact: CallEnded) -> None:
    call = state.calls.pop(fact.call_id)
    _leave_line(state, call)
    call.state = CallState.ENDED


def _status(operator: Operator, fact: StatusChanged, set_aside_s: float) -> None:
    was_ready = operator.status is OperatorStatus.READY
    operator.status, operator.reason, operator.since = fact.status, fact.reason, fact.at
    if fact.status is OperatorStatus.READY and not was_ready and operator.line is LineState.IDLE:
        operator.idle_since = fact.at
    aside = fact.status is OperatorStatus.ON_BREAK and fact.by is Party.SYSTEM
    operator.aside_until = fact.at + set_aside_s if aside and set_aside_s > 0 else None
