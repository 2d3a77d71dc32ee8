"""Apply one fact to the desk's state: the only code that changes it, live and when the ledger is replayed."""

from bisect import bisect_left, insort

from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallMarked,
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
    WrapUpExtended,
    WrapUpStarted,
)
from queueing.state import REST_S, Call, DeskRules, DeskState, Operator, OperatorProfile


def apply(state: DeskState, fact: Fact, rules: DeskRules) -> None:  # noqa: C901, PLR0912 - one line a fact
    """Change `state` as `fact` says. Facts that do not concern the desk leave it alone."""
    match fact:
        case CallArrived():
            _arrived(state, fact, rules)
        case OfferMade():
            _offered(state, fact)
        case OfferEnded():
            _offer_ended(state, fact, rules)
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
        case WrapUpExtended():
            known(state, fact.operator_id).wrap_until = fact.until
        case WrapUpEnded():
            _idle(known(state, fact.operator_id), fact.at)
        case CallMarked():
            _marked(state, fact)
        case CallEnded():
            _ended(state, fact)
        case StatusChanged():
            _status(known(state, fact.operator_id), fact, rules.set_aside_s)
        case ReachabilityChanged():
            known(state, fact.operator_id).reachable = fact.reachable


def known(state: DeskState, operator_id: str) -> Operator:
    """The operator; one the ledger names but the list no longer holds is taken in without queues of its own."""
    if operator_id not in state.operators:
        state.operators[operator_id] = Operator(profile=OperatorProfile(operator_id=operator_id))
    return state.operators[operator_id]


def _arrived(state: DeskState, fact: CallArrived, rules: DeskRules) -> None:
    state.arrivals += 1
    call = Call(
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller=fact.caller,
        display=fact.display,
        arrived_at=fact.at,
        order=state.arrivals,
        headstart_s=fact.priority * rules.priority_step_s,
        needs=frozenset(fact.needs.split()),
        source=fact.source,
        leg_id=fact.leg_id,
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
    _change_line(operator, LineState.OFFERED, fact.at, fact.call_id)
    operator.last_offered = fact.at


def _change_line(operator: Operator, line: LineState, at: float, call_id: str) -> None:
    """Every change of a line goes through here: the load is settled and the last rest noted."""
    if operator.line is LineState.IDLE and at - operator.idle_since >= REST_S:
        operator.rested_at = at
    operator.settle(at)
    operator.line, operator.call_id, operator.since = line, call_id, at


def _offer_ended(state: DeskState, fact: OfferEnded, rules: DeskRules) -> None:
    operator = known(state, fact.operator_id)
    if fact.how is OfferEnd.ANSWERED:
        operator.missed_in_row = 0
        return
    _change_line(operator, LineState.IDLE, fact.at, "")
    if fact.how is not OfferEnd.WITHDRAWN:
        operator.missed += fact.how is OfferEnd.MISSED
        operator.missed_in_row += 1
        operator.paused_until = fact.at + rules.miss_pause_s


def _answered(state: DeskState, fact: CallAnswered) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.state, call.talk_since, call.talk_s, call.hold_s = CallState.TALKING, fact.at, 0.0, 0.0
    call.wanted_operator = ""
    call.answered_at = fact.at if call.answered_at is None else call.answered_at
    _change_line(operator, LineState.TALKING, fact.at, fact.call_id)
    operator.answered += 1
    if call.caller:
        state.last_operator[call.caller] = fact.operator_id


def _held(state: DeskState, fact: CallHeld) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.talk_s += fact.at - call.talk_since
    call.state, call.hold_since = CallState.HOLD, fact.at
    _change_line(operator, LineState.HOLD, fact.at, fact.call_id)


def _resumed(state: DeskState, fact: CallResumed) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.hold_s += fact.at - call.hold_since
    call.state, call.talk_since = CallState.TALKING, fact.at
    _change_line(operator, LineState.TALKING, fact.at, fact.call_id)


def _requeued(state: DeskState, fact: CallRequeued) -> None:
    call = state.calls[fact.call_id]
    call.queue, call.wanted_operator = fact.queue, fact.to_operator
    _wait(state, call)


def _left(state: DeskState, fact: OperatorLeftCall) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.total_talk_s += fact.talk_s
    operator.talk_s += fact.talk_s
    operator.hard_s += fact.talk_s if call.hard else 0.0
    if operator.call_id == fact.call_id:
        _idle(operator, fact.at)


def _wrap_up(operator: Operator, fact: WrapUpStarted) -> None:
    _change_line(operator, LineState.WRAP_UP, fact.at, fact.call_id)
    operator.wrap_from, operator.wrap_until = fact.at, fact.until


def _idle(operator: Operator, at: float) -> None:
    _change_line(operator, LineState.IDLE, at, "")
    operator.idle_since = at


def _marked(state: DeskState, fact: CallMarked) -> None:
    """Remember it on the call in progress; it is counted once, when the operator leaves the call."""
    if fact.call_id in state.calls:
        state.calls[fact.call_id].hard = fact.hard


def _ended(state: DeskState, fact: CallEnded) -> None:
    call = state.calls.pop(fact.call_id)
    _leave_line(state, call)
    call.state = CallState.ENDED


def _status(operator: Operator, fact: StatusChanged, set_aside_s: float) -> None:
    before = operator.status
    operator.status, operator.reason, operator.since = fact.status, fact.reason, fact.at
    if before is OperatorStatus.SIGNED_OUT:
        _begin_shift(operator, fact.at)
    if before is not OperatorStatus.READY:
        operator.missed_in_row, operator.paused_until = 0, 0.0
    if fact.status is OperatorStatus.READY and before is not fact.status and operator.line is LineState.IDLE:
        operator.idle_since = fact.at
        operator.rested_at = fact.at
    aside = fact.status is OperatorStatus.ON_BREAK and fact.by is Party.SYSTEM
    operator.aside_until = fact.at + set_aside_s if aside and set_aside_s > 0 else None


def _begin_shift(operator: Operator, at: float) -> None:
    """Counters are of the shift: they begin at nothing when the person signs in."""
    operator.answered, operator.missed, operator.talk_s, operator.hard_s = 0, 0, 0.0, 0.0
    operator.load, operator.load_at, operator.rested_at = 0.0, at, at
