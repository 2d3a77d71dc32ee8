"""Calls rung at operators, and answered."""

from queueing.desk.state import DeskState
from queueing.events import CallAnswered, CallState, LineState, OfferEnd, OfferEnded, OfferMade
from queueing.folds.line import FoldTable, change_line, known, leave_line


def _offered(state: DeskState, fact: OfferMade) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    leave_line(state, call)
    call.state, call.operator_id, call.offer_id = CallState.OFFERED, fact.operator_id, fact.offer_id
    call.offers, call.offered_at = call.offers + 1, fact.at
    change_line(operator, LineState.OFFERED, fact.at, fact.call_id)
    operator.last_offered = fact.at


def _offer_ended(state: DeskState, fact: OfferEnded) -> None:
    operator = known(state, fact.operator_id)
    if fact.how is OfferEnd.ANSWERED:
        operator.missed_in_row = 0
        return
    change_line(operator, LineState.IDLE, fact.at, "")
    if fact.how is not OfferEnd.WITHDRAWN:
        operator.missed += fact.how is OfferEnd.MISSED
        operator.missed_in_row += 1
        operator.paused_until = fact.at + state.rules.miss_pause_s


def _answered(state: DeskState, fact: CallAnswered) -> None:
    call, operator = state.calls[fact.call_id], known(state, fact.operator_id)
    call.state, call.talk_since, call.talk_s, call.hold_s = CallState.TALKING, fact.at, 0.0, 0.0
    call.wanted_operator = ""
    call.answered_at = fact.at if call.answered_at is None else call.answered_at
    change_line(operator, LineState.TALKING, fact.at, fact.call_id)
    operator.answered += 1
    if call.caller:
        state.last_operator[call.caller] = fact.operator_id


OFFERS: FoldTable = {OfferMade: _offered, OfferEnded: _offer_ended, CallAnswered: _answered}
