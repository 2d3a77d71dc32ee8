"""Calls that go out: placed by people or chosen by waiting callers, dialled when an operator has picked up."""

from dataclasses import dataclass

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.entry import Entry
from queueing.desk.offers import Offers
from queueing.desk.state import Call
from queueing.events import (
    CallAnswered,
    CallbackDenied,
    CallDialled,
    CallDue,
    CallEnded,
    CallPlaced,
    CallState,
    DialEnd,
    DialFailed,
    OfferEnd,
    OperatorLeftCall,
    Outcome,
    Party,
    Purpose,
    TransitionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A call that somebody wants made. `ranked_at` None: behind everybody who waits now."""

    call_id: str
    queue: str
    number: str  # personal data
    purpose: Purpose
    reference: str = ""
    wanted_operator: str = ""
    ranked_at: float | None = None
    needs: str = ""
    display: str = ""
    by: str = ""


class Outbound:
    """The part of the desk that makes calls."""

    def __init__(self, core: Core, offers: Offers, entry: Entry) -> None:
        self._core, self._offers, self._entry = core, offers, entry
        self._state, self._rules = core.state, core.rules
        offers.dial = self._dial
        core.on_fact(DialFailed, self._set_retry_alarm)
        core.on_alarm(Cause.RETRY, Alarm(wanted=self._still_postponed, act=self._due))

    # --- placing ---------------------------------------------------------------------------------------------

    def place(self, now: float, wish: Placing) -> None:
        """Put a call that goes out in line."""
        if wish.call_id in self._state.calls:
            raise TransitionError(f"call {wish.call_id}", "a new call id", "one in progress")
        if not wish.number:
            raise TransitionError(f"call {wish.call_id}", "a number to call", "none")
        if wish.wanted_operator:
            self._state.operator(wish.wanted_operator)
        self._refuse_twice(wish)
        self._core.note(
            CallPlaced(
                at=now,
                call_id=wish.call_id,
                queue=wish.queue,
                number=wish.number,
                purpose=wish.purpose,
                ranked_at=now if wish.ranked_at is None else wish.ranked_at,
                reference=wish.reference,
                wanted_operator=wish.wanted_operator,
                needs=wish.needs,
                display=wish.display,
                by=wish.by,
            )
        )

    def _refuse_twice(self, wish: Placing) -> None:
        for one in self._state.calls.values():
            if one.absent and one.caller == wish.number and one.purpose is wish.purpose:
                raise TransitionError(f"call {wish.call_id}", "a number nobody is about to call", one.call_id)

    def take_callback(self, now: float, call_id: str, new_call_id: str) -> None:
        """A waiting caller chose to be called back: a call that goes out has their place from now on."""
        call = self._state.call(call_id)
        may = call.state in (CallState.WAITING, CallState.OFFERED, CallState.TOLD)
        if not may or not call.callback_open or call.absent:
            raise TransitionError(f"call {call_id}", "a caller who was offered to be called back", str(call.state))
        if not call.caller:
            self._core.note(CallbackDenied(at=now, call_id=call_id, reason="withheld"))
            return
        if call.state is CallState.OFFERED:
            self._offers.over(now, call, OfferEnd.WITHDRAWN)
        self._end(now, call, Outcome.CALLBACK, Party.CALLER, f"to be called back: {new_call_id}")
        self._core.note(_in_place_of(now, call, new_call_id))

    def cancel(self, now: float, call_id: str, by: Party) -> None:
        """Take a call that has not gone out yet from the list."""
        call = self._state.call(call_id)
        if not call.absent or call.state not in (CallState.WAITING, CallState.POSTPONED):
            raise TransitionError(f"call {call_id}", "a call that is still to go out", str(call.state))
        self._end(now, call, Outcome.CANCELLED, by, "")

    # --- dialling --------------------------------------------------------------------------------------------

    def _dial(self, now: float, call: Call, operator_id: str, offer_id: str) -> None:
        attempt = call.dials + 1
        leg_id = f"{call.call_id}-out{attempt}"
        self._core.note(
            CallDialled(
                at=now,
                call_id=call.call_id,
                operator_id=operator_id,
                offer_id=offer_id,
                leg_id=leg_id,
                attempt=attempt,
            )
        )

    def answered(self, now: float, leg_id: str) -> None:
        """The other side picked up: the two are to be bridged."""
        call = self._dialling(leg_id)
        self._core.note(
            CallAnswered(
                at=now,
                call_id=call.call_id,
                operator_id=call.operator_id,
                offer_id=call.offer_id,
                queue=call.queue,
                waited_s=call.waited_s(now),
            )
        )

    def failed(self, now: float, leg_id: str, how: DialEnd) -> None:
        """Nobody was reached: the operator is free again, and it is tried again later or given up."""
        self._fail(now, self._dialling(leg_id), how)

    def give_up(self, now: float, call: Call) -> None:
        """The operator hung up while it rang."""
        self._fail(now, call, DialEnd.GIVEN_UP)

    def _dialling(self, leg_id: str) -> Call:
        call = self._state.calls.get(leg_id.rpartition("-")[0])
        if call and call.dial_leg == leg_id and call.state is CallState.DIALLING:
            return call
        raise TransitionError(f"leg {leg_id}", "a number being dialled", "one that is over")

    def _fail(self, now: float, call: Call, how: DialEnd) -> None:
        operator_id, again = call.operator_id, call.dials < self._rules.dial_attempts
        self._core.note(OperatorLeftCall(at=now, call_id=call.call_id, operator_id=operator_id, talk_s=0.0, hold_s=0.0))
        self._core.note(
            DialFailed(
                at=now,
                call_id=call.call_id,
                operator_id=operator_id,
                attempt=call.dials,
                how=how,
                retry_at=now + self._rules.dial_gap_s if again else 0.0,
            )
        )
        here = self._waiting_with(call)
        if here:
            self._entry.merge(now, here, call)
        elif not again:
            self._end(now, call, Outcome.UNREACHED, Party.SYSTEM, str(how))

    def _waiting_with(self, call: Call) -> Call | None:
        """The same citizen, who rang us while we rang them."""
        if call.purpose is not Purpose.CALLBACK:
            return None
        return next(
            (
                one
                for one in self._state.calls.values()
                if one.caller == call.caller and one.state is CallState.WAITING and not one.absent
            ),
            None,
        )

    def _end(self, now: float, call: Call, outcome: Outcome, by: Party, reason: str) -> None:
        self._core.note(
            CallEnded(
                at=now,
                call_id=call.call_id,
                queue=call.queue,
                outcome=outcome,
                by=by,
                waited_s=call.waited_s(now),
                reason=reason,
            )
        )

    # --- moments ---------------------------------------------------------------------------------------------

    def _set_retry_alarm(self, fact: DialFailed) -> None:
        if fact.retry_at > 0:
            self._core.alarms.set(fact.retry_at, Cause.RETRY, fact.call_id)

    def _still_postponed(self, at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        return call is not None and call.state is CallState.POSTPONED and call.retry_at == at

    def _due(self, now: float, call_id: str) -> None:
        self._core.note(CallDue(at=now, call_id=call_id, queue=self._state.calls[call_id].queue))


def _in_place_of(now: float, call: Call, new_call_id: str) -> CallPlaced:
    return CallPlaced(
        at=now,
        call_id=new_call_id,
        queue=call.queue,
        number=call.caller,
        purpose=Purpose.CALLBACK,
        ranked_at=call.ranked_at,
        order=call.order,
        headstart_s=call.headstart_s,
        reference=call.call_id,
        wanted_operator=call.wanted_operator,
        needs=" ".join(sorted(call.needs)),
        display=call.display,
        dialled=call.dialled,
    )
