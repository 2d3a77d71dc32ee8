"""Calls that go out: dial when the operator has picked up, let them hear it ring, bridge when somebody answers."""

from callcenter.desk.floor import Floor
from callcenter.telephony.ports import Bridge, Dial, LegEnd, LegEnded, Play, Ringing
from queueing.desk.state import Call
from queueing.events import CallDialled, CallState, DialEnd, DialFailed

RINGING = "ringing"  # what the operator hears until somebody answers
DIAL_ENDS = {
    LegEnd.BUSY: DialEnd.BUSY,
    LegEnd.DECLINED: DialEnd.DECLINED,
    LegEnd.NO_ANSWER: DialEnd.NO_ANSWER,
    LegEnd.UNREACHABLE: DialEnd.UNREACHABLE,
    LegEnd.REMOTE_HANGUP: DialEnd.DECLINED,
}


class Dialling:
    """Does what the facts of outgoing calls say, and hears how they went."""

    def __init__(self, floor: Floor, ring_s: float) -> None:
        self._floor, self._desk, self._ring_s = floor, floor.desk, ring_s
        floor.on_fact(CallDialled, self._dial)
        floor.on_fact(DialFailed, self._failed)

    def call_of(self, leg_id: str) -> Call | None:
        """The outgoing call whose number rings on that leg now."""
        call = self._desk.state.calls.get(self._floor.legs.find(leg_id)[0])
        return call if call and call.state is CallState.DIALLING and call.dial_leg == leg_id else None

    def _dial(self, fact: CallDialled) -> None:
        call = self._desk.state.calls[fact.call_id]
        self._floor.legs.add_caller(fact.call_id, fact.leg_id)
        self._floor.order(Play(leg_id=fact.offer_id, prompts=(RINGING,)))
        self._floor.order(Dial(leg_id=fact.leg_id, call_id=fact.call_id, number=call.caller, ring_s=self._ring_s))

    def _failed(self, fact: DialFailed) -> None:
        self._floor.hang_up(self._floor.legs.caller(fact.call_id))

    def ringing(self, signal: Ringing) -> None:
        """The network plays something itself: the operator hears that instead."""
        call = self.call_of(signal.leg_id)
        if call and signal.early_sound:
            self._floor.order(Bridge(leg_a=signal.leg_id, leg_b=call.offer_id))

    def answered(self, leg_id: str) -> None:
        """Somebody picked up."""
        self._floor.do(self._desk.dial_answered(self._floor.now, leg_id))

    def ended(self, signal: LegEnded) -> None:
        """Nobody picked up."""
        how = DIAL_ENDS.get(signal.why, DialEnd.FAILED)
        self._floor.do(self._desk.dial_failed(self._floor.now, signal.leg_id, how))
