"""Makes everybody in a conversation hear whom queueing.desk.hearing says: bridge, mix, music."""

from dataclasses import dataclass

from callcenter.desk.floor import Floor, prompts
from callcenter.telephony.ports import Bridge, Heard, Mix, MixedLeg, Order, Play
from queueing.desk.hearing import CALLER, OPERATOR, Hears, hears
from queueing.desk.state import Call
from queueing.events import CallEnded, CallRequeued, CallState

RINGING = "ringing"  # what one hears until the one called picks up
SILENCE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a call's legs hear now, as last ordered."""

    together: Order | None = None  # the Bridge or Mix
    played: tuple[Play, ...] = ()


class Hearing:
    """Owns what was ordered for each call with others in it; calls of two are bridged by the fact of their answer."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._shown: dict[str, _Shown] = {}
        self._early: set[str] = set()  # legs that can be heard before they answer
        self._dirty: set[str] = set()
        floor.on_fact(CallEnded, self._forget)
        floor.on_fact(CallRequeued, self._forget)
        floor.after_acts(self._show_dirty)

    def _forget(self, fact: CallEnded | CallRequeued) -> None:
        self._shown.pop(fact.call_id, None)

    def manages(self, call_id: str) -> bool:
        """Whether the legs of a call hear what was ordered here."""
        return call_id in self._shown

    def take_on(self, call_id: str) -> None:
        """Order what this call's legs hear, when the facts of the present command have been acted on."""
        self._shown.setdefault(call_id, _Shown())
        self._dirty.add(call_id)

    def changed(self, call_id: str) -> None:
        """Look again, if the call is one of ours."""
        if call_id in self._shown:
            self._dirty.add(call_id)

    def early(self, leg_id: str, call_id: str) -> None:
        """A leg can be heard before it answers."""
        self._early.add(leg_id)
        self.changed(call_id)
        self._show_dirty()

    def _show_dirty(self) -> None:
        while self._dirty:
            call = self._floor.desk.state.calls.get(self._dirty.pop())
            if call is not None and call.call_id in self._shown:
                self._show(call)

    def _show(self, call: Call) -> None:
        """Order what has changed: first who hears whom, then what is played to the others."""
        heard = hears(call)
        if not heard:
            return
        before, now = self._shown[call.call_id], self._wanted(call, heard)
        self._shown[call.call_id] = now
        if now.together is not None and now.together != before.together:
            self._floor.order(now.together)
        for play in now.played:
            if play not in before.played or now.together != before.together:
                self._floor.order(play)

    def _wanted(self, call: Call, heard: Hears) -> _Shown:
        leg_of = {party: self._leg(call, party) for party in heard}
        circle = [party for party, whom in heard.items() if whom]
        early = self._heard_early(call)
        together: Order | None = None
        if len(circle) == 2 and all(len(heard[party]) == 1 for party in circle):
            together = Bridge(leg_a=leg_of[circle[0]], leg_b=leg_of[circle[1]])
        elif circle:
            together = Mix(call_id=call.call_id, members=tuple(_member(one, heard, leg_of) for one in circle))
        elif early:
            together = Bridge(leg_a=leg_of[OPERATOR if OPERATOR in heard else CALLER], leg_b=early)
        alone = [party for party, whom in heard.items() if not whom]
        played = [self._play(call, party, leg_of[party]) for party in alone if not (early and self._waits(call, party))]
        return _Shown(together=together, played=tuple(played))

    def _leg(self, call: Call, party: str) -> str:
        legs = self._floor.legs
        return {CALLER: legs.caller(call.call_id), OPERATOR: legs.operator(call.call_id)}.get(party, party)

    def _heard_early(self, call: Call) -> str:
        """The leg that is being called and can be heard already, when nobody else is talked with."""
        called = [one.guest_id for one in call.guests.values() if one.joined_at is None]
        return next((one for one in called if one in self._early), "")

    def _waits(self, call: Call, party: str) -> bool:
        """Whether that party waits for the one who is being called."""
        return party == (CALLER if call.state is CallState.OUTSIDE else OPERATOR)

    def _play(self, call: Call, party: str, leg_id: str) -> Play:
        ringing = any(one.joined_at is None for one in call.guests.values())
        if ringing and self._waits(call, party):
            return Play(leg_id=leg_id, prompts=(RINGING,))
        if party == OPERATOR:
            return Play(leg_id=leg_id, prompts=SILENCE)
        return Play(leg_id=leg_id, prompts=prompts(self._floor.queues[call.queue].music))


def _member(party: str, heard: Hears, leg_of: dict[str, str]) -> MixedLeg:
    return MixedLeg(leg_id=leg_of[party], hears=tuple(Heard(leg_id=leg_of[one]) for one in heard[party]))
