"""Callers with the live show: how they come to it, who speaks with them there, and where they go afterwards.

While a show's lines are open nobody waits in a show's queue: who comes to it is with the show at once, or, while the
show takes no more, goes on to the hotline.
"""

from collections.abc import Callable

from queueing.desk.conversation import Conversation
from queueing.desk.core import Core
from queueing.desk.entry import Entry
from queueing.desk.offers import Offers
from queueing.desk.state import Call
from queueing.events import (
    CallJoinedShow,
    CallLeftShow,
    CallPutOnAir,
    CallState,
    CallTakenOffAir,
    LineState,
    Outcome,
    Party,
    ShowPhoneAnswered,
    ShowPhoneCalled,
    ShowPhoneLeft,
    TransitionError,
)
from queueing.studio.terms import FREED, HOTLINE, PHONE


class ShowCalls:
    """The part of the desk that has the callers of a live show."""

    def __init__(self, core: Core, conversation: Conversation, entry: Entry, offers: Offers) -> None:
        self._core, self._conversation, self._entry, self._offers = core, conversation, entry, offers
        self._state, self._rules = core.state, core.rules.show
        self.clear_line: Callable[[float, int], None] = lambda _now, _position: None  # a recording comes off
        conversation.leave_show = self._leave_air_and_phone
        if self._rules.queues:
            core.on_done(self._take_who_waits)

    # --- coming to the show ----------------------------------------------------------------------------------

    def withdraw_offers(self, now: float) -> None:
        """The show opens: who of its queues rings at an operator is the show's from now on."""
        for call in [one for one in self._state.calls.values() if one.state is CallState.OFFERED]:
            if self._is_for_show(call):
                self._offers.withdraw(now, call)

    def _take_who_waits(self, now: float) -> None:
        """Nobody waits in a show's queue while the show is open."""
        show = self._state.show
        if not show.show_id:
            return
        for queue in sorted(self._rules.queues):
            waiting = [self._state.calls[call_id] for _, call_id in self._state.lines.get(queue, ())]
            for call in [one for one in waiting if self._is_for_show(one)]:
                if show.blocked:
                    self._entry.send_on(now, call)
                else:
                    self._join(now, call, PHONE if call.answered_at is None else HOTLINE, "")

    def _is_for_show(self, call: Call) -> bool:
        """A citizen who came for the show: no call that goes out, none meant for one operator, no dial probe."""
        return call.queue in self._rules.queues and not (call.absent or call.wanted_operator or call.probe)

    def hand_over(self, now: float, call_id: str) -> None:
        """An operator gives the caller to the show."""
        call, show = self._conversation.talking(call_id), self._state.show
        if not show.show_id or show.blocked:
            found = "one that takes no more calls" if show.show_id else "none"
            raise TransitionError(f"call {call_id}", "a show that takes calls", found)
        giver = call.operator_id
        self._conversation.send_away(now, call)
        self._conversation.operator_leaves(now, call)
        self._join(now, call, HOTLINE, giver)

    def _join(self, now: float, call: Call, source: str, giver: str) -> None:
        self._core.note(
            CallJoinedShow(
                at=now,
                call_id=call.call_id,
                queue=call.queue,
                show_id=self._state.show.show_id,
                source=source,
                from_operator=giver,
            )
        )

    # --- a producer's phone ----------------------------------------------------------------------------------

    def screen(self, now: float, call_id: str, phone: str) -> None:
        """Ring a producer's phone for a caller who is not on air."""
        call = self._with_show(call_id)
        if call.air_position:
            raise TransitionError(f"call {call_id}", "a caller who is not on air", f"on line {call.air_position}")
        self._call_phone(now, call, phone, talk_back=False)

    def talk_back(self, now: float, call_id: str, phone: str, on: bool) -> None:
        """Let a producer speak to a caller who waits or is on air, or end that."""
        call = self._with_show(call_id)
        if on:
            self._call_phone(now, call, phone, talk_back=True)
        elif call.show_phone is not None and call.show_phone.phone == phone and call.show_phone.talk_back:
            self._phone_leaves(now, call, FREED)

    def _call_phone(self, now: float, call: Call, phone: str, *, talk_back: bool) -> None:
        here = call.show_phone
        if here is not None and here.phone == phone:
            return  # it rings or talks already
        operator_id = phone if phone in self._state.operators else ""
        elsewhere = [one for one in self._state.calls.values() if one.show_phone and one.show_phone.phone == phone]
        self._refuse_busy(operator_id, elsewhere)
        for other in (*elsewhere, *([call] if here else ())):
            self._phone_leaves(now, other, FREED)
        leg_id = f"{call.call_id}-p{call.show_phones + 1}"
        self._core.note(
            ShowPhoneCalled(
                at=now,
                call_id=call.call_id,
                leg_id=leg_id,
                phone=phone,
                operator_id=operator_id,
                talk_back=talk_back,
            )
        )

    def _refuse_busy(self, operator_id: str, elsewhere: list[Call]) -> None:
        """An operator's phone that has a call of the hotline is nobody's producer's phone."""
        operator = self._state.operators.get(operator_id)
        if operator is not None and operator.line is not LineState.IDLE and not elsewhere:
            raise TransitionError(f"phone {operator_id}", "one whose line is idle", str(operator.line))

    def phone_answered(self, now: float, leg_id: str) -> None:
        """The producer picked up."""
        call = self._call_of_phone(leg_id)
        here = call.show_phone
        if here is None or here.answered:
            raise TransitionError(f"leg {leg_id}", "a producer's phone that rings", "one that was answered")
        answered = ShowPhoneAnswered(
            at=now, call_id=call.call_id, leg_id=leg_id, phone=here.phone, talk_back=here.talk_back
        )
        self._core.note(answered)

    def phone_left(self, now: float, leg_id: str, why: str) -> None:
        """The producer hung up, or the phone was never answered; the caller hears the programme again."""
        self._phone_leaves(now, self._call_of_phone(leg_id), why)

    def _phone_leaves(self, now: float, call: Call, why: str) -> None:
        here = call.show_phone
        if here is not None:
            self._core.note(
                ShowPhoneLeft(
                    at=now,
                    call_id=call.call_id,
                    leg_id=here.leg_id,
                    phone=here.phone,
                    operator_id=here.operator_id,
                    why=why,
                    talk_back=here.talk_back,
                )
            )

    def _call_of_phone(self, leg_id: str) -> Call:
        call = self._state.calls.get(leg_id.rpartition("-")[0])
        if call is None or call.show_phone is None or call.show_phone.leg_id != leg_id:
            raise TransitionError(f"leg {leg_id}", "a producer's phone in a call", "none (any more)")
        return call

    # --- the air ---------------------------------------------------------------------------------------------

    def air(self, now: float, call_id: str, position: int) -> None:
        """Put a caller on a line to the studio; who was on it comes off."""
        call = self._with_show(call_id)
        if position not in self._state.show.positions:
            raise TransitionError(f"call {call_id}", f"a studio line {self._positions()}", str(position))
        if call.air_position == position:
            return
        self._leave_air_and_phone(now, call)
        self.clear(now, position)
        self._core.note(CallPutOnAir(at=now, call_id=call_id, position=position))

    def clear(self, now: float, position: int) -> None:
        """Whoever or whatever is on a line comes off."""
        for other in [one for one in self._state.calls.values() if one.air_position == position]:
            self._leave_air_and_phone(now, other)
        self.clear_line(now, position)

    def _positions(self) -> str:
        lines = self._state.show.positions
        return f"from {lines[0]} to {lines[-1]}" if lines else "(the show has none)"

    def park(self, now: float, call_id: str) -> None:
        """The caller is alone with the programme: off air, and no producer's phone."""
        self._leave_air_and_phone(now, self._with_show(call_id))

    def _leave_air_and_phone(self, now: float, call: Call) -> None:
        self._phone_leaves(now, call, FREED)
        if call.air_position:
            self._core.note(CallTakenOffAir(at=now, call_id=call.call_id, position=call.air_position))

    # --- leaving the show ------------------------------------------------------------------------------------

    def to_hotline(self, now: float, call_id: str, why: str) -> None:
        """Give the caller back: they wait for an operator, where their arrival places them."""
        call = self._with_show(call_id)
        self._leave_air_and_phone(now, call)
        queue = self._rules.hotline if call.queue in self._rules.queues else call.queue
        self._core.note(
            CallLeftShow(at=now, call_id=call_id, queue=queue, with_show_s=max(0.0, now - call.show_since), why=why)
        )

    def all_to_hotline(self, now: float, why: str) -> None:
        """The show is over: everybody who is still with it goes back."""
        for call in [one for one in self._state.calls.values() if one.state is CallState.SHOW]:
            self.to_hotline(now, call.call_id, why)

    def let_go(self, now: float, call_id: str, reason: str) -> None:
        """End the call on the producer's or host's word."""
        call = self._with_show(call_id)
        outcome = Outcome.WITH_SHOW if call.answered_at is None else Outcome.ANSWERED
        self._conversation.end(now, call, Party.SYSTEM, reason, outcome)

    def _with_show(self, call_id: str) -> Call:
        call = self._state.call(call_id)
        if call.state is not CallState.SHOW:
            raise TransitionError(f"call {call_id}", "a caller who is with the show", str(call.state))
        return call
