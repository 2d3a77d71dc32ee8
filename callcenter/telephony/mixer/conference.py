"""One conference: its members, who hears whom and how loud, and 20 ms of sound for each of them at a time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr.g711 import alaw_decode, alaw_encode, ulaw_decode, ulaw_encode
from asr.rtp import RtpPacket, parse
from callcenter.telephony.mixer.playout import FRAME, Playout, Samples
from callcenter.telephony.mixer.stream import OutStream

PCMU, PCMA = 0, 8
DECODE = {PCMA: alaw_decode, PCMU: ulaw_decode}
ENCODE = {PCMA: alaw_encode, PCMU: ulaw_encode}
FOLLOW_TICKS = 3  # so long a stream waits for the one it continues; then it begins with numbers of its own
SILENCE = np.zeros(FRAME, np.int32)


@dataclass(slots=True)
class Member:
    """One leg: what it says, whom it hears, and the stream it gets."""

    leg_id: str
    codec: int
    hears: tuple[tuple[str, float], ...]  # (leg, gain); the first is the one whose stream goes on
    fresh_source: int  # SSRC for a stream that continues none
    playout: Playout = field(default_factory=Playout)
    latest: RtpPacket | None = None
    ticks: int = 0
    out: OutStream = field(init=False)

    def __post_init__(self) -> None:
        self.out = OutStream(self.codec)


class Conference:
    """Owns its members."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}

    def seat(self, leg_id: str, codec: int, hears: tuple[tuple[str, float], ...], fresh_source: int) -> None:
        """Add a member, or change whom one hears; its streams go on."""
        known = self.members.get(leg_id)
        if known is None:
            self.members[leg_id] = Member(leg_id, codec, hears, fresh_source)
        else:
            known.hears = hears

    def leave(self, leg_id: str) -> None:
        """Take a member out."""
        self.members.pop(leg_id, None)

    def receive(self, leg_id: str, datagram: bytes) -> None:
        """Take a packet of a member; what is no sound in its codec (key presses, comfort noise) is left out."""
        member, packet = self.members[leg_id], parse(datagram)
        if packet is None or packet.payload_type != member.codec or not packet.payload:
            return
        member.latest = packet
        samples = np.frombuffer(DECODE[member.codec](packet.payload), np.int16)
        member.playout.push(packet.timestamp, packet.ssrc, samples)

    def tick(self) -> dict[str, bytes]:
        """Return the next packet for each member whose stream has begun."""
        said = {leg_id: member.playout.take() for leg_id, member in self.members.items()}
        packets = {}
        for leg_id, member in self.members.items():
            if self._has_begun(member):
                packets[leg_id] = member.out.packet(ENCODE[member.codec](mix(said, member.hears).tobytes()))
        return packets

    def _has_begun(self, member: Member) -> bool:
        if not member.out.begun:
            member.ticks += 1
            self._try_to_begin(member)
        return member.out.begun

    def _try_to_begin(self, member: Member) -> None:
        followed = [self.members.get(leg_id) for leg_id, _ in member.hears]
        first = next((one.latest for one in followed[:1] if one), None)
        if first is not None:
            member.out.begin(first.ssrc, first.sequence, first.timestamp)
        elif member.ticks >= FOLLOW_TICKS:
            member.out.begin(member.fresh_source, 0, 0)


def mix(said: Mapping[str, Samples | None], hears: tuple[tuple[str, float], ...]) -> NDArray[np.int16]:
    """Add up what is heard, each at its gain; what is too loud is cut, never wrapped around."""
    total = SILENCE
    for leg_id, gain in hears:
        frame = said.get(leg_id)
        if frame is not None:
            total = total + (frame if gain == 1.0 else frame * gain).astype(np.int32)
    return np.clip(total, -32768, 32767).astype(np.int16)
