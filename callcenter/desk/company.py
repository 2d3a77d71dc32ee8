"""Others in a conversation: they are rung or dialled, heard, recorded and let go as the facts say."""

from collections.abc import Container

from callcenter.desk.acts import Acts
from callcenter.desk.floor import Floor
from callcenter.desk.hearing import Hearing
from callcenter.ears import HeardLeg
from callcenter.talk_settings import Emergency
from callcenter.telephony.ports import Answered, Dial, LegEnd, LegEnded, Ring, Ringing
from queueing.desk.guests import Invitation
from queueing.desk.hearing import OPEN
from queueing.desk.state import Call, Guest
from queueing.events import (
    CallHandedOver,
    CallHeld,
    CallPassedOut,
    CallResumed,
    GuestCalled,
    GuestEnd,
    GuestJoined,
    GuestLeft,
    Part,
    PartChanged,
    Party,
    TransitionError,
)

GUEST_ENDS = {
    LegEnd.REMOTE_HANGUP: GuestEnd.LEFT,
    LegEnd.BUSY: GuestEnd.BUSY,
    LegEnd.DECLINED: GuestEnd.DECLINED,
    LegEnd.NO_ANSWER: GuestEnd.NO_ANSWER,
    LegEnd.UNREACHABLE: GuestEnd.UNREACHABLE,
    LegEnd.REJECTED: GuestEnd.REFUSED,
    LegEnd.LOCAL_HANGUP: GuestEnd.DROPPED,
}
TITLES = {
    Part.CONSULT: "咨询",
    Part.THREE_WAY: "三方",
    Part.LISTEN: "监听",
    Part.WHISPER: "耳语",
    Part.BARGE: "强插",
}


class Company:
    """Does what the facts of guests say, hears how their legs fare, and takes the requests of people about them."""

    def __init__(self, floor: Floor, acts: Acts, hearing: Hearing, ring_s: float, dial_ring_s: float) -> None:
        self._floor, self._acts, self._hearing = floor, acts, hearing
        self._desk, self._ears = floor.desk.guests, floor.ports.ears
        self._ring_s, self._dial_ring_s = ring_s, dial_ring_s
        self.emergency = Emergency()
        floor.on_fact(GuestCalled, self._call)
        floor.on_fact(GuestJoined, self._joined)
        floor.on_fact(GuestLeft, self._left)
        floor.on_fact(PartChanged, self._part_changed)
        floor.on_fact(CallHandedOver, self._handed_over)
        floor.on_fact(CallPassedOut, self._passed_out)
        floor.on_fact(CallHeld, lambda fact: hearing.changed(fact.call_id))
        floor.on_fact(CallResumed, lambda fact: hearing.changed(fact.call_id))

    # --- people's requests (TransitionError: not now; nothing has changed) -----------------------------------

    def invite(self, call_id: str, to: str, part: Part, by: str, name: str = "") -> None:
        """Ask somebody in: an operator's number, a queue's name or number, or an outside number."""
        self._floor.do(self._desk.invite(self._floor.now, call_id, self._invitation(to, part, by, name)))

    def _invitation(self, to: str, part: Part, by: str, name: str) -> Invitation:
        queue = self._floor.queues.get(to) or self._floor.by_number.get(to)
        if to in self._floor.desk.state.operators:
            return Invitation(part=part, operator_id=to, asked_by=by)
        if queue is not None:
            return Invitation(part=part, queue=queue.name, asked_by=by)
        urgent = to in self.emergency.numbers
        return Invitation(part=part, number=to, name=name, asked_by=by, emergency=urgent)

    def pass_out(self, call_id: str, number: str, by: str, name: str = "") -> None:
        """Send the caller to an outside number at once."""
        wish = self._invitation(number, Part.THREE_WAY, by, name)
        if not wish.number:
            raise TransitionError(f"call {call_id}", "an outside number", number[:40])
        self._floor.do(self._desk.pass_out(self._floor.now, call_id, wish))

    def hand_over(self, call_id: str, number: str, by: str, mode: str = "") -> None:
        """Bring in 110, 119, 120 or 122: with the operator in the conversation (warm) or without (blind)."""
        if number not in self.emergency.numbers:
            raise TransitionError(f"call {call_id}", f"one of {', '.join(self.emergency.numbers)}", number[:20])
        if (mode or self.emergency.mode) == "blind":
            self.pass_out(call_id, number, by, number)
        else:
            self.invite(call_id, number, Part.THREE_WAY, by, number)

    def three_way(self, call_id: str, by: str) -> None:
        """The one consulted and the caller hear each other too."""
        self._floor.do(self._desk.three_way(self._floor.now, call_id, by))

    def complete(self, call_id: str) -> None:
        """Leave the caller with the guest."""
        self._floor.do(self._desk.complete(self._floor.now, call_id))

    def drop(self, call_id: str, guest_id: str = "") -> None:
        """Send a guest away; without a name the one called last."""
        guests = self._floor.desk.state.call(call_id).guests
        chosen = guest_id or next(reversed(guests), "")
        if chosen not in guests:
            raise TransitionError(f"call {call_id}", "somebody else in it", chosen or "nobody")
        self._floor.do(self._desk.left(self._floor.now, chosen, GuestEnd.DROPPED))

    def supervise(self, call_id: str, operator_id: str, part: Part, by: str) -> None:
        """Ring a supervisor's phone to listen, whisper or barge in; one who is in changes how."""
        self._floor.do(self._desk.supervise(self._floor.now, call_id, operator_id, part, by))

    def take_over(self, call_id: str, operator_id: str) -> None:
        """A supervisor in the call has it from now on."""
        self._floor.do(self._desk.take_over(self._floor.now, call_id, operator_id))

    def ask_help(self, operator_id: str, note: str = "") -> None:
        """Tell the supervisors that this operator wants help."""
        self._floor.do(self._desk.ask_help(self._floor.now, operator_id, note))

    def end_help(self, call_id: str, by: Party, name: str) -> None:
        """The request is withdrawn or seen to."""
        self._floor.do(self._desk.end_help(self._floor.now, call_id, by, name))

    # --- telephony -------------------------------------------------------------------------------------------

    def guest_of(self, leg_id: str) -> Guest | None:
        """The guest whose leg this is."""
        call = self._floor.desk.state.calls.get(self._floor.legs.find(leg_id)[0])
        return call.guests.get(leg_id) if call else None

    def answered(self, signal: Answered) -> None:
        """A guest picked up."""
        self._floor.do(self._desk.joined(self._floor.now, signal.leg_id))

    def ended(self, signal: LegEnded) -> None:
        """A guest's leg is over."""
        guest = self.guest_of(signal.leg_id)
        how = GUEST_ENDS.get(signal.why, GuestEnd.BROKEN)
        if guest is not None and guest.joined_at is None and how is GuestEnd.LEFT:
            how = GuestEnd.DECLINED
        self._floor.legs.forget(signal.leg_id)
        self._floor.do(self._desk.left(self._floor.now, signal.leg_id, how, signal.reason))

    def ringing(self, signal: Ringing) -> None:
        """The network plays something before the answer."""
        if signal.early_sound:
            self._hearing.early(signal.leg_id, self._floor.legs.find(signal.leg_id)[0])

    def restore(self, live: Container[str]) -> None:
        """After a restart of the service: everybody hears again whom they should; who is gone is let go."""
        for call in list(self._floor.desk.state.calls.values()):
            for guest in list(call.guests.values()):
                if guest.guest_id not in live:
                    self._floor.do(self._desk.left(self._floor.now, guest.guest_id, GuestEnd.BROKEN))
            if call.guests:
                self._hear_open(call)
                self._hearing.take_on(call.call_id)
        self._floor.do([])

    # --- facts into acts -------------------------------------------------------------------------------------

    def _call(self, fact: GuestCalled) -> None:
        call = self._floor.desk.state.calls.get(fact.call_id)
        self._floor.legs.add_guest(fact.call_id, fact.guest_id)
        if fact.operator_id:
            self._floor.order(self._ring(fact, call.caller if call else ""))
        else:
            trunk = self.emergency.trunk if fact.emergency else ""
            self._floor.order(
                Dial(
                    leg_id=fact.guest_id,
                    call_id=fact.call_id,
                    number=fact.number,
                    trunk=trunk,
                    ring_s=self._dial_ring_s,
                )
            )
        if fact.part is Part.CONSULT or (call is not None and not call.operator_id):
            self._hearing.take_on(fact.call_id)

    def _ring(self, fact: GuestCalled, caller: str) -> Ring:
        return Ring(
            leg_id=fact.guest_id,
            call_id=fact.call_id,
            account=fact.operator_id,
            show_number=caller or "anonymous",
            show_name=f"{TITLES[fact.part]} {fact.asked_by}".strip(),
            ring_s=self._ring_s,
        )

    def _joined(self, fact: GuestJoined) -> None:
        self._hearing.take_on(fact.call_id)
        self._hear_guest(fact.call_id, fact.guest_id)

    def _part_changed(self, fact: PartChanged) -> None:
        self._hearing.take_on(fact.call_id)
        self._hear_guest(fact.call_id, fact.guest_id)

    def _hear_guest(self, call_id: str, guest_id: str) -> None:
        """Record and recognise who is in the open; what is said backstage is nobody's business."""
        call = self._floor.desk.state.calls.get(call_id)
        guest = call.guests.get(guest_id) if call else None
        if call is None or guest is None or guest.joined_at is None or not call.operator_id:
            return
        if guest.part in OPEN:
            self._ears.listen(HeardLeg(call_id=call_id, leg_id=guest_id, role="guest"))
        else:
            self._ears.unlisten(guest_id)

    def _hear_open(self, call: Call) -> None:
        for guest in call.guests.values():
            self._hear_guest(call.call_id, guest.guest_id)

    def _left(self, fact: GuestLeft) -> None:
        self._ears.unlisten(fact.guest_id)
        self._floor.hang_up(fact.guest_id)
        self._hearing.changed(fact.call_id)

    def _handed_over(self, fact: CallHandedOver) -> None:
        self._ears.unlisten(fact.guest_id)
        self._floor.legs.add_operator(fact.call_id, fact.guest_id)
        self._hearing.take_on(fact.call_id)
        self._acts.hear(fact.call_id)

    def _passed_out(self, fact: CallPassedOut) -> None:
        """Nobody of the desk is in the call any more: what is said there is theirs."""
        call = self._floor.desk.state.calls.get(fact.call_id)
        legs = [self._floor.legs.caller(fact.call_id), *(call.guests if call else ())]
        for leg_id in legs:
            self._ears.unlisten(leg_id)
        self._hearing.take_on(fact.call_id)
