"""What a studio line was sent, packet by packet: when each came by the kernel's clock, and whose tone is in it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr.g711 import alaw_decode, ulaw_decode
from callcenter.telephony.phone import PhoneCall
from callcenter.telephony.phone.sound import FRAME_SAMPLES, PCMU, RATE_HZ, RtpPacket

FRAME_MS = 20.0
UNDER_WAY_S = 0.2  # from a caller's mouth to the studio, at most
SAID = 8000.0  # amplitude of a party's tone
HEARD = 0.5 * SAID  # of a tone in a packet that carries it
TRACE = 0.1 * SAID  # of a tone that has no business in a packet: G.711 itself leaves less than a hundredth


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What a studio line missed of a caller on air, in milliseconds.

    lost_ms: said by the caller and never sent to the studio.
    silent_ms: the longest wait for a packet by the clock.
    phone_ms: the longest the caller's own phone said nothing, on a machine too busy to run it.
    """

    lost_ms: float
    silent_ms: float
    phone_ms: float


@dataclass(slots=True)
class Saying:
    """Owns when each 20 ms of a caller's tone went out: a phone that got no time said nothing."""

    hz: int
    times: list[float] = field(default_factory=list)  # Unix seconds

    def follow(self, call: PhoneCall) -> None:
        """Note each frame of a call from now on."""
        mouth = call.sound.mouth
        frame = mouth.frame

        def said() -> bytes:
            self.times.append(time.time())
            return frame()

        mouth.frame = said  # type: ignore[method-assign]  # looked at, and handed on


@dataclass(slots=True)
class SentToLine:
    """Owns every packet that one studio phone got, in all its calls of a show."""

    times: list[float] = field(default_factory=list)  # Unix seconds
    _sounds: list[bytes] = field(default_factory=list)  # PCM16LE

    def follow(self, call: PhoneCall) -> None:
        """Note each packet of a call from now on, and hand it on."""
        ear = call.sound.ear
        take = ear.take

        def taken(packet: RtpPacket, at_s: float) -> None:
            if len(packet.payload) == FRAME_SAMPLES:
                decode = ulaw_decode if packet.payload_type == PCMU else alaw_decode
                self._sounds.append(decode(packet.payload))
                self.times.append(at_s)
            take(packet, at_s)

        ear.take = taken  # type: ignore[method-assign]  # looked at, and handed on

    def strengths(self, hertz: Sequence[int]) -> NDArray[np.float64]:
        """The amplitude of each tone (a multiple of 50 Hz) in each packet: a row a packet."""
        count = len(self.times)
        sound = np.frombuffer(b"".join(self._sounds[:count]), np.int16).reshape(count, FRAME_SAMPLES)
        waves = np.exp(-2j * np.pi * np.outer(np.arange(FRAME_SAMPLES), hertz) / RATE_HZ)
        found: NDArray[np.float64] = 2 * np.abs(sound.astype(np.float64) @ waves) / FRAME_SAMPLES
        return found

    def gap(self, caller: "Saying", since: float) -> "Gap":
        """What this line was not sent of a caller from then to now."""
        now = time.time()
        loud = self.strengths([caller.hz])[:, 0] > HEARD
        times = [at for at, heard in zip(self.times, loud, strict=False) if heard and at > since]
        said = sum(since < at < now - UNDER_WAY_S for at in caller.times)
        edges = sorted([since, *times, now])
        own = [since, *(at for at in caller.times if at > since), now]
        return Gap(
            lost_ms=max(0, said - len(times)) * FRAME_MS,
            silent_ms=1000 * float(np.diff(edges).max()),
            phone_ms=1000 * float(np.diff(own).max()),
        )

    def loudest(self, hz: int) -> float:
        """The greatest amplitude a tone ever had on this line."""
        return float(self.strengths([hz])[:, 0].max(initial=0.0))
