"""Facts of the show's callers into sound: the programme, a producer's phone, the studio's line; what is recorded."""

from callcenter.desk.floor import Floor, prompts
from callcenter.ears import HeardLeg
from callcenter.show_settings import Show
from callcenter.telephony.ports import Bridge, Copy, Heard, LegState, LegView, Mix, MixedLeg, Order, Play, Ring
from callcenter.telephony.programme_ports import Listen
from queueing.desk.hearing import CALLER, Hears
from queueing.desk.state import Call
from queueing.events import (
    CallEnded,
    CallJoinedShow,
    CallLeftShow,
    CallPutOnAir,
    CallState,
    CallTakenOffAir,
    ShowPhoneAnswered,
    ShowPhoneCalled,
    ShowPhoneLeft,
    StudioLineDown,
    StudioLineUp,
)
from queueing.studio.hearing import show_hears
from queueing.studio.terms import NO_PROGRAMME

SCREENING, TALK_BACK = "导播接听", "导播通话"
RETURNED_PROMPT = "show_returned"


class ShowSound:
    """Owns what was last ordered for each caller of the show."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._ears = floor, floor.ports.ears
        self.settings = Show()
        self._ordered: dict[str, Order] = {}  # call -> what its legs hear
        self._on_air: dict[
            str, str
        ] = {}  # call -> the leg by which the ear hears what its caller hears from the studio
        self._dirty: dict[str, None] = {}
        floor.on_fact(CallJoinedShow, self._joined)
        floor.on_fact(CallLeftShow, self._left)
        floor.on_fact(ShowPhoneCalled, self._ring)
        floor.on_fact(ShowPhoneAnswered, self._phone_answered)
        floor.on_fact(ShowPhoneLeft, self._phone_left)
        floor.on_fact(CallPutOnAir, lambda fact: self._look(fact.call_id))
        floor.on_fact(CallTakenOffAir, lambda fact: self._look(fact.call_id))
        floor.on_fact(StudioLineUp, lambda fact: self._look_at_line(fact.position))
        floor.on_fact(StudioLineDown, lambda fact: self._look_at_line(fact.position))
        floor.on_fact(CallEnded, self._ended)
        floor.after_acts(self._show_dirty)

    # --- facts -----------------------------------------------------------------------------------------------

    def _joined(self, fact: CallJoinedShow) -> None:
        caller, call = self._floor.legs.caller(fact.call_id), self._floor.desk.state.calls[fact.call_id]
        self._ears.listen(HeardLeg(call_id=fact.call_id, leg_id=caller, role="caller"))
        queue = self._floor.queues[fact.queue]
        greeting = queue.greeting if fact.at == call.arrived_at else ""
        self._ears.pause(caller)
        self._order(fact.call_id, self._alone(call, greeting))

    def _left(self, fact: CallLeftShow) -> None:
        caller, queue = self._floor.legs.caller(fact.call_id), self._floor.queues[fact.queue]
        self._forget(fact.call_id)
        self._ears.pause(caller)
        self._floor.order(Play(leg_id=caller, prompts=prompts(RETURNED_PROMPT, queue.music)))

    def _ring(self, fact: ShowPhoneCalled) -> None:
        call = self._floor.desk.state.calls[fact.call_id]
        self._floor.legs.add_guest(fact.call_id, fact.leg_id)
        self._floor.order(
            Ring(
                leg_id=fact.leg_id,
                call_id=fact.call_id,
                account=fact.phone,
                show_number=call.caller or "anonymous",
                show_name=TALK_BACK if fact.talk_back else SCREENING,
                ring_s=self.settings.ring_s,
            )
        )

    def _phone_answered(self, fact: ShowPhoneAnswered) -> None:
        if not fact.talk_back:  # what is said into the ear of one on air is nobody's business
            self._ears.listen(HeardLeg(call_id=fact.call_id, leg_id=fact.leg_id, role="guest"))
        self._look(fact.call_id)

    def _phone_left(self, fact: ShowPhoneLeft) -> None:
        if not fact.talk_back:
            self._ears.unlisten(fact.leg_id)
        self._floor.hang_up(fact.leg_id)
        self._look(fact.call_id)

    def _ended(self, fact: CallEnded) -> None:
        self._forget(fact.call_id)

    def _forget(self, call_id: str) -> None:
        self._ordered.pop(call_id, None)
        self._dirty.pop(call_id, None)
        self._stop_hearing_studio(call_id)

    def _look_at_line(self, position: int) -> None:
        for call in self._floor.desk.state.calls.values():
            if position and call.air_position == position:  # on the programme's own line is nobody
                self._look(call.call_id)

    def _look(self, call_id: str) -> None:
        self._dirty[call_id] = None

    # --- sound -----------------------------------------------------------------------------------------------

    def _show_dirty(self) -> None:
        wanted = [self._floor.desk.state.calls.get(call_id) for call_id in self._dirty]
        self._dirty.clear()
        here = [call for call in wanted if call is not None and call.state is CallState.SHOW]
        for call in sorted(here, key=lambda one: one.air_position):  # who goes off air, before who comes on
            self.show(call)

    def show(self, call: Call) -> None:
        """Order what the legs of a caller of the show hear, and what is recorded and recognised of it."""
        hearing = show_hears(call, self._floor.desk.state.show)
        self._order(call.call_id, self._wanted(call, hearing))
        caller = self._floor.legs.caller(call.call_id)
        (self._ears.go_on if hearing else self._ears.pause)(caller)
        self._hear_studio(call, hearing)

    def _order(self, call_id: str, order: Order) -> None:
        if self._ordered.get(call_id) != order:
            self._ordered[call_id] = order
            self._floor.order(order)

    def _wanted(self, call: Call, hearing: Hears) -> Order:
        caller = self._floor.legs.caller(call.call_id)
        if not hearing:
            return self._alone(call)
        others = [party for party in hearing if party != CALLER]
        if len(others) == 1:
            return Bridge(leg_a=caller, leg_b=others[0], quiet=call.air_position > 0)
        leg_of = {CALLER: caller}
        members = tuple(_member(party, hearing, leg_of) for party in hearing)
        return Mix(call_id=call.call_id, members=members)

    def _alone(self, call: Call, greeting: str = "") -> Order:
        """What a caller hears who waits: the programme as it is on air, or a prompt or music in its place."""
        caller, show = self._floor.legs.caller(call.call_id), self._floor.desk.state.show
        instead = self.settings.programme or self._floor.queues[call.queue].music
        if show.programme == NO_PROGRAMME:
            return Play(leg_id=caller, prompts=prompts(greeting, instead))
        return Listen(leg_id=caller, feed=show.show_id, first=prompts(greeting), otherwise=prompts(instead))

    # --- what the caller hears from the studio ---------------------------------------------------------------

    def _hear_studio(self, call: Call, hearing: Hears) -> None:
        """Have the studio's words recorded and recognised with the caller's; never a producer's whisper."""
        on_air = bool(hearing) and call.air_position > 0 and len(hearing) == 2
        if on_air and call.call_id not in self._on_air:
            leg_id = f"{call.call_id}-air"
            self._on_air[call.call_id] = leg_id
            caller = self._floor.legs.caller(call.call_id)
            self._ears.listen(HeardLeg(call_id=call.call_id, leg_id=leg_id, role="guest", on_air=True))
            self._ears.listen(HeardLeg(call_id=call.call_id, leg_id=caller, role="caller", on_air=True))
        elif not on_air:
            self._stop_hearing_studio(call.call_id)

    def _stop_hearing_studio(self, call_id: str) -> None:
        leg_id = self._on_air.pop(call_id, None)
        caller = self._floor.legs.caller(call_id)
        if leg_id:
            self._ears.unlisten(leg_id)
        if leg_id and caller:  # of a call that has ended there is nothing to copy any more
            self._floor.order(Copy(leg_id=caller, ip="", port=0, heard=True))

    def listening(self, leg_id: str, ip: str, port: int) -> bool:
        """The ear waits for what a caller on air hears; False when that leg is none of these."""
        call_id = next((one for one, leg in self._on_air.items() if leg == leg_id), "")
        if call_id:
            self._floor.order(Copy(leg_id=self._floor.legs.caller(call_id), ip=ip, port=port, heard=True))
        return bool(call_id)

    def pause_again(self, leg_id: str) -> None:
        """A new ear hears a caller who is alone with the programme: nothing of it is to be recognised."""
        call = self._floor.desk.state.calls.get(self._floor.legs.find(leg_id)[0])
        if call is not None and call.state is CallState.SHOW and not show_hears(call, self._floor.desk.state.show):
            self._ears.pause(leg_id)

    # --- after a restart -------------------------------------------------------------------------------------

    def restore(self, call: Call, seen: LegView | None) -> None:
        """Take up a caller after a restart of the service; what they hear already is not ordered again."""
        caller = self._floor.legs.caller(call.call_id)
        self._ears.listen(HeardLeg(call_id=call.call_id, leg_id=caller, role="caller"))
        phone = call.show_phone
        if phone is not None and phone.answered and not phone.talk_back:
            self._ears.listen(HeardLeg(call_id=call.call_id, leg_id=phone.leg_id, role="guest"))
        hearing = show_hears(call, self._floor.desk.state.show)
        wanted = self._wanted(call, hearing)
        self._ordered.pop(call.call_id, None)  # what was ordered while telephony was away never came there
        if seen is not None and _as_wanted(seen, wanted):
            self._ordered[call.call_id] = wanted
        self.show(call)


def _as_wanted(seen: LegView, wanted: Order) -> bool:
    match wanted:
        case Bridge():
            return seen.state in (LegState.BRIDGED, LegState.HELD) and seen.peer == wanted.leg_b
        case Play():
            return seen.state is LegState.UP
        case Listen():
            return seen.state is LegState.LISTENING and seen.peer == wanted.feed
        case _:
            return False


def _member(party: str, hearing: Hears, leg_of: dict[str, str]) -> MixedLeg:
    heard = tuple(Heard(leg_id=leg_of.get(one, one)) for one in hearing[party])
    return MixedLeg(leg_id=leg_of.get(party, party), hears=heard)
