"""Hold, resume, transfer, and how a call ends."""

from collections.abc import Callable

from queueing.desk.core import Core
from queueing.desk.offers import Offers
from queueing.desk.outbound import Outbound
from queueing.desk.state import Call, check_call, check_line
from queueing.desk.voicemail import Voicemail
from queueing.events import (
    CallEnded,
    CallHeld,
    CallMarked,
    CallRequeued,
    CallResumed,
    CallState,
    LineState,
    OfferEnd,
    OperatorLeftCall,
    Outcome,
    Party,
    TransitionError,
    WrapUpStarted,
)

_UNANSWERED = {CallState.TOLD: Outcome.REFUSED, CallState.SHOW: Outcome.WITH_SHOW}


class Conversation:
    """The talking part of the desk, to the end of the call."""

    def __init__(self, core: Core, offers: Offers, outbound: Outbound, voicemail: Voicemail) -> None:
        self._core, self._offers, self._outbound, self._voicemail = core, offers, outbound, voicemail
        self._state, self._rules = core.state, core.rules
        self.send_away: Callable[[float, Call], None] = lambda _now, _call: None  # guests, when the conversation ends
        self.leave_show: Callable[[float, Call], None] = lambda _now, _call: None  # air and producer's phone

    def hold(self, now: float, call_id: str, by: Party) -> None:
        """One side puts the other on hold."""
        call = self._state.call(call_id)
        check_call(call, CallState.HOLD)
        self._core.note(CallHeld(at=now, call_id=call_id, operator_id=call.operator_id, by=by))

    def resume(self, now: float, call_id: str, by: Party) -> None:
        """Hold ends."""
        call = self._state.call(call_id)
        if call.state is not CallState.HOLD:
            raise TransitionError(f"call {call_id}", "a call on hold", str(call.state))
        self._core.note(CallResumed(at=now, call_id=call_id, operator_id=call.operator_id, by=by))

    def mark_hard(self, now: float, operator_id: str, hard: bool) -> None:
        """The operator calls the present conversation a hard one, or takes that back."""
        operator = self._state.operator(operator_id)
        if operator.line not in (LineState.TALKING, LineState.HOLD):
            raise TransitionError(f"operator {operator_id}", "a conversation", str(operator.line))
        self._core.note(CallMarked(at=now, call_id=operator.call_id, operator_id=operator_id, hard=hard))

    def transfer(self, now: float, call_id: str, queue: str, operator_id: str) -> None:
        """Pass the caller to the head of a queue, or to one operator."""
        call = self.talking(call_id)
        if operator_id and self._state.operator(operator_id).call_id == call_id:
            raise TransitionError(f"call {call_id}", "another operator to transfer to", f"{operator_id}, who has it")
        giver = call.operator_id
        self.send_away(now, call)
        self.operator_leaves(now, call)
        self._core.note(
            CallRequeued(
                at=now, call_id=call_id, queue=queue or call.queue, from_operator=giver, to_operator=operator_id
            )
        )

    def operator_left(self, now: float, call_id: str, reason: str) -> None:
        """The operator hung up: the call ends; one that was still being dialled is tried again."""
        call = self._state.call(call_id)
        if call.state is CallState.DIALLING:
            self._outbound.give_up(now, call)
            return
        self.end(now, self.talking(call_id), Party.OPERATOR, reason, None)

    def end(self, now: float, call: Call, by: Party, reason: str, outcome: Outcome | None) -> None:
        """End a call from whatever state; without an outcome it is the one its story gives."""
        if call.state is CallState.MESSAGE and outcome is None:
            self._voicemail.ends(now, call.call_id, by, reason)
            return
        natural = _natural(call)
        self.send_away(now, call)
        self.leave_show(now, call)
        if call.state is CallState.OFFERED:
            self._offers.over(now, call, OfferEnd.WITHDRAWN)
        if call.state in (CallState.DIALLING, CallState.TALKING, CallState.HOLD):
            self.operator_leaves(now, call)
        self._core.note(
            CallEnded(
                at=now,
                call_id=call.call_id,
                queue=call.queue,
                outcome=outcome or natural,
                by=by,
                waited_s=call.waited_s(now),
                talk_s=call.total_talk_s,
                reason=reason,
            )
        )

    def talking(self, call_id: str) -> Call:
        """The call, if an operator talks with the caller or holds them."""
        call = self._state.call(call_id)
        if call.state not in (CallState.TALKING, CallState.HOLD):
            raise TransitionError(f"call {call_id}", "a call in conversation", str(call.state))
        return call

    def operator_leaves(self, now: float, call: Call) -> None:
        """The operator's part is over; where the caller goes is said by the next fact."""
        operator_id = call.operator_id
        talk_s = call.talk_s + (now - call.talk_since if call.state is CallState.TALKING else 0.0)
        hold_s = call.hold_s + (now - call.hold_since if call.state is CallState.HOLD else 0.0)
        check_line(self._state.operator(operator_id), LineState.WRAP_UP)
        self._core.note(
            OperatorLeftCall(at=now, call_id=call.call_id, operator_id=operator_id, talk_s=talk_s, hold_s=hold_s)
        )
        if self._rules.wrap_up_s > 0:
            until = now + self._rules.wrap_up_s
            self._core.note(WrapUpStarted(at=now, operator_id=operator_id, call_id=call.call_id, until=until))


def _natural(call: Call) -> Outcome:
    """The outcome of a call that simply ended."""
    if call.state is CallState.OUTSIDE:
        return Outcome.TRANSFERRED_OUT
    if call.answered_at is not None:
        return Outcome.ANSWERED
    return _UNANSWERED.get(call.state, Outcome.ABANDONED)
