"""Conferences: which legs are with the mixer, and what becomes of them when it dies."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from callcenter.telephony.bridging import Bridging
from callcenter.telephony.hearing import Hearing
from callcenter.telephony.leg import Leg
from callcenter.telephony.mixer.control import Seat, Setting
from callcenter.telephony.mixer_process import MixerProcess
from callcenter.telephony.ports import Heard, LegState, Mix, MixedLeg

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Room:
    members: dict[str, MixedLeg]
    joined: set[str] = field(default_factory=set)  # legs whose sound goes to the mixer now
    failed: bool = False  # told so; not yet told otherwise


class Mixing:
    """Owns the conferences, one a call. A leg's way to the mixer and back is changed here only."""

    def __init__(self, legs: Mapping[str, Leg], bridging: Bridging, hearing: Hearing, ip: str) -> None:
        self._legs, self._bridging, self._hearing = legs, bridging, hearing
        self._rooms: dict[str, _Room] = {}
        self.mixer = MixerProcess(ip, self._ports, self._died)
        self.told: Callable[[str, bool], None] = lambda _call, _mixed: None  # a conference failed, or is there again
        self.died: Callable[[], None] = lambda: None  # the mixer died, and a new one has the conferences

    def warm(self) -> None:
        """Have a mixer ready: starting one takes a third of a second, on a full machine more."""
        self.mixer.warm()

    def mix(self, order: Mix) -> None:
        """Let legs hear each other as the order says; until the mixer is ready each hears what it heard."""
        members = {one.leg_id: one for one in order.members if self._may_join(one.leg_id)}
        self.release(*(self._legs[leg_id] for leg_id in members), but=order.call_id)
        room = self._rooms.setdefault(order.call_id, _Room({}))
        for leg_id in set(room.members) - set(members):
            self._out(room, self._legs.get(leg_id))
        room.members = members
        self._tell(order.call_id)

    def pair(self, first: Leg, second: Leg) -> None:
        """Let two legs hear each other that no bridge can join: they agreed on different codecs."""
        members = (
            MixedLeg(leg_id=first.leg_id, hears=(Heard(leg_id=second.leg_id),)),
            MixedLeg(leg_id=second.leg_id, hears=(Heard(leg_id=first.leg_id),)),
        )
        self.mix(Mix(call_id=first.call_id or first.leg_id, members=members))

    def _may_join(self, leg_id: str) -> bool:
        leg = self._legs.get(leg_id)
        return leg is not None and leg.sounding and leg.sound is not None

    def _tell(self, call_id: str) -> None:
        """Tell the mixer what a conference is now."""
        room = self._rooms[call_id]
        seats = tuple(self._seat(one) for one in room.members.values())
        if not self.mixer.set(Setting(conference=call_id, seats=seats)):
            self._failed(call_id, room)
        if not seats:
            del self._rooms[call_id]

    def _seat(self, member: MixedLeg) -> Seat:
        leg = self._legs[member.leg_id]
        assert leg.sound is not None  # noqa: S101 - _may_join
        hears = tuple((one.leg_id, one.gain) for one in member.hears)
        return Seat(leg_id=leg.leg_id, codec=leg.codec, port=leg.sound.inner_port, hears=hears)

    def _ports(self, call_id: str, ports: Mapping[str, int]) -> None:
        """Send the legs of a conference to the mixer's ports: from here on they hear the mix."""
        room = self._rooms.get(call_id)
        for leg_id, port in ports.items():
            leg = self._legs.get(leg_id)
            if room is not None and leg is not None and leg_id in room.members and leg_id not in room.joined:
                room.joined.add(leg_id)
                self._in(leg, port)
        if room is not None and room.failed and set(room.members) == room.joined:
            room.failed = False
            self.told(call_id, True)

    def _in(self, leg: Leg, port: int) -> None:
        self._bridging.detach(leg)
        if leg.sound is not None:
            leg.sound.say_to(port)
        if leg.answered:
            leg.state = LegState.MIXED
        self._hearing.mix(leg)

    def drop(self, leg: Leg) -> Leg | None:
        """Take a leg out of its conference; returns the one that is left when it was the last but one."""
        was_in, left = self.release(leg)
        if was_in and leg.sound is not None:
            self._bridging.free(leg)
        return left

    def release(self, *legs: Leg, but: str = "") -> tuple[bool, Leg | None]:
        """Take legs out that will hear something else at once; tells whether one was in, and who is left alone.

        `but`: the conference they stay in.
        """
        was_in, left = False, None
        for call_id, room in list(self._rooms.items()):
            here = [leg.leg_id for leg in legs if leg.leg_id in room.members and call_id != but]
            for leg_id in here:
                del room.members[leg_id]
            was_in = was_in or bool(room.joined & set(here))
            room.joined -= set(here)
            if here:
                left = self._close(call_id, room)
        return was_in, left

    def _close(self, call_id: str, room: _Room) -> Leg | None:
        """Tell the mixer that some are gone; who would be alone with it is taken out too."""
        left = None
        if len(room.members) == 1:
            left = self._legs.get(room.members.popitem()[0])
            self._out(room, left)
        self._tell(call_id)
        return left

    def _out(self, room: _Room, leg: Leg | None) -> None:
        if leg is not None and leg.leg_id in room.joined:
            room.joined.discard(leg.leg_id)
            if leg.sound is not None:
                self._bridging.free(leg)

    # --- without the mixer

    def _died(self) -> None:
        for call_id, room in self._rooms.items():
            self._failed(call_id, room)
        for call_id in list(self._rooms):
            self._tell(call_id)  # a new mixer takes them in again
        self.died()

    def _failed(self, call_id: str, room: _Room) -> None:
        self._fall_back(room)
        if room.members and not room.failed:
            room.failed = True
            self.told(call_id, False)

    def _fall_back(self, room: _Room) -> None:
        """Bridge the first two who hear each other; the others hear silence until a mixer is there again."""
        pair = self._pair(room)
        for leg_id in room.joined - {leg.leg_id for leg in pair}:
            leg = self._legs.get(leg_id)
            if leg is not None:
                self._bridging.free(leg)
        room.joined.clear()
        if pair and pair[0].peer != pair[1].leg_id:
            self._bridging.join(*pair)

    def _pair(self, room: _Room) -> tuple[Leg, Leg] | tuple[()]:
        for first, second in combinations(room.members.values(), 2):
            if _hears(first, second) and _hears(second, first):
                return self._legs[first.leg_id], self._legs[second.leg_id]
        return ()


def _hears(one: MixedLeg, other: MixedLeg) -> bool:
    return any(heard.leg_id == other.leg_id for heard in one.hears)
