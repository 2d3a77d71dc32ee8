"""What a phone says and hears: frames to send, and the received sound with the figures of its arrival (no sockets)."""

import math
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from asr.g711 import ALAW_SILENCE, ULAW_SILENCE, alaw_decode, alaw_encode, ulaw_decode, ulaw_encode

RATE_HZ = 8000
FRAME_SAMPLES = 160  # 20 ms
PCMU, PCMA = 0, 8  # RFC 3551 table 4
MAX_FILL_SAMPLES = 2 * RATE_HZ  # a longer hole is a new stream, not a loss
_HEADER = struct.Struct("!BBHII")


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpPacket:
    """One RTP packet, RFC 3550 5.1."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse_rtp(data: bytes) -> RtpPacket | None:
    """Return the packet, or None when it is not one (short, another version, header longer than the packet)."""
    if len(data) < 12:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start, end = 12 + 4 * (first & 15), len(data)
    if first & 0x10 and len(data) >= start + 4:  # header extension
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
    if first & 0x20:  # padding: the last byte counts it
        end -= data[-1]
    if first >> 6 != 2 or end <= start:
        return None
    return RtpPacket(
        payload_type=second & 127,
        marker=second > 127,
        sequence=sequence,
        timestamp=timestamp,
        ssrc=ssrc,
        payload=data[start:end],
    )


def pack_rtp(packet: RtpPacket) -> bytes:
    """Return the bytes of the packet; `parse_rtp` is the inverse."""
    second = packet.payload_type | (128 if packet.marker else 0)
    return _HEADER.pack(0x80, second, packet.sequence, packet.timestamp, packet.ssrc) + packet.payload


def encode(pcm: bytes, payload_type: int) -> bytes:
    """Return G.711 of PCM16LE at 8 kHz, mu-law for payload type 0, else A-law."""
    return ulaw_encode(pcm) if payload_type == PCMU else alaw_encode(pcm)


class Mouth:
    """Owns what is still to be said; silence when there is nothing."""

    def __init__(self, payload_type: int = PCMA) -> None:
        self._payload_type = payload_type
        self._silence = encode(bytes(2 * FRAME_SAMPLES), payload_type)
        self._codes, self._at = b"", 0
        self._then: Callable[[], None] | None = None
        self.said_samples = 0

    def set_codec(self, payload_type: int) -> None:
        """Say what follows in this law; what waits to be said is turned into it."""
        if payload_type == self._payload_type:
            return
        rest = self._codes[self._at :]
        pcm = ulaw_decode(rest) if self._payload_type == PCMU else alaw_decode(rest)
        self._codes, self._at, self._payload_type = encode(pcm, payload_type), 0, payload_type
        self._silence = encode(bytes(2 * FRAME_SAMPLES), payload_type)

    def say(self, pcm: bytes, then: Callable[[], None] | None = None) -> None:
        """Say PCM16LE at 8 kHz from the next frame on, instead of what was being said; call `then` after its end."""
        self._codes, self._at, self._then = encode(pcm, self._payload_type), 0, then

    def frame(self) -> bytes:
        """Return the next 160 G.711 codes."""
        codes = self._codes[self._at : self._at + FRAME_SAMPLES]
        if not codes:
            return self._silence
        self._at += FRAME_SAMPLES
        self.said_samples += len(codes)
        if self._at >= len(self._codes) and self._then:
            then, self._then = self._then, None
            then()
        return codes if len(codes) == FRAME_SAMPLES else codes + self._silence[len(codes) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How the sound arrived."""

    packets: int
    lost: int  # sequence numbers that never came
    late: int  # came after their place had been filled
    foreign: int  # datagrams that were no RTP of ours
    largest_gap_ms: float  # longest time between two packets
    jitter_p95_ms: float  # 95th percentile of |gap - 20 ms| over the newest minute
    seconds: float  # sound kept
    loudest_dbfs: float  # RMS of the loudest second; -inf for nothing


class Ear:
    """Owns what one phone heard in one call, as G.711 codes of the newest `keep_s` seconds; PCM when asked."""

    def __init__(self, keep_s: float = 180.0) -> None:
        self._keep = int(keep_s * RATE_HZ)
        self._codes = bytearray()
        self._payload_type = PCMA
        self._next_timestamp = self._next_sequence = self._ssrc = -1
        self._last_at_s = 0.0
        self._gaps_ms: deque[float] = deque(maxlen=3000)
        self.packets = self.lost = self.late = self.foreign = 0
        self.dropped_samples = 0
        self.largest_gap_ms = 0.0
        self.first_at_s = 0.0

    def take(self, packet: RtpPacket, at_s: float) -> None:
        """Keep a packet of G.711 that arrived at `at_s` (any steady clock)."""
        self._clock(at_s)
        self.packets += 1
        self._payload_type = packet.payload_type
        ahead = (packet.timestamp - self._next_timestamp + 2**31) % 2**32 - 2**31
        if packet.ssrc != self._ssrc or abs(ahead) > MAX_FILL_SAMPLES:
            self._restart(packet)
        elif ahead < 0:
            self._mend(packet.payload, ahead)
            return
        else:
            self._count_lost(packet.sequence)
            self._codes += (ULAW_SILENCE if packet.payload_type == PCMU else ALAW_SILENCE) * ahead
        self._codes += packet.payload
        self._next_timestamp = (packet.timestamp + len(packet.payload)) % 2**32
        self._next_sequence = (packet.sequence + 1) % 2**16
        self._trim()

    def pcm(self, since_sample: int = 0) -> bytes:
        """Return PCM16LE at 8 kHz from this sample of the call on, as far as it is still kept."""
        codes = bytes(self._codes[max(0, since_sample - self.dropped_samples) :])
        return ulaw_decode(codes) if self._payload_type == PCMU else alaw_decode(codes)

    def samples(self) -> int:
        """Samples heard since the call began, kept or not."""
        return self.dropped_samples + len(self._codes)

    def heard(self) -> Heard:
        jitter = [abs(gap - 20.0) for gap in self._gaps_ms]
        return Heard(
            packets=self.packets,
            lost=self.lost,
            late=self.late,
            foreign=self.foreign,
            largest_gap_ms=self.largest_gap_ms,
            jitter_p95_ms=float(np.percentile(jitter, 95)) if jitter else 0.0,
            seconds=len(self._codes) / RATE_HZ,
            loudest_dbfs=loudest_dbfs(self.pcm()),
        )

    def _clock(self, at_s: float) -> None:
        if self.packets:
            gap_ms = (at_s - self._last_at_s) * 1000
            self._gaps_ms.append(gap_ms)
            self.largest_gap_ms = max(self.largest_gap_ms, gap_ms)
        else:
            self.first_at_s = at_s
        self._last_at_s = at_s

    def _restart(self, packet: RtpPacket) -> None:
        self._ssrc, self._next_sequence = packet.ssrc, packet.sequence

    def _count_lost(self, sequence: int) -> None:
        missing = (sequence - self._next_sequence) % 2**16
        if missing < 1000:  # more is a jump of the sender, not loss
            self.lost += missing

    def _mend(self, payload: bytes, ahead: int) -> None:
        """Put a late packet where silence was filled in."""
        self.late += 1
        self.lost = max(0, self.lost - 1)
        start = len(self._codes) + ahead
        if start >= 0:
            self._codes[start : start + len(payload)] = payload[: len(self._codes) - start]

    def _trim(self) -> None:
        over = len(self._codes) - self._keep
        if over > RATE_HZ:  # a second at a time: moving the rest for each packet would cost
            del self._codes[:over]
            self.dropped_samples += over


def loudest_dbfs(pcm: bytes) -> float:
    """Return the RMS level of the loudest second of PCM16LE at 8 kHz in dB of full scale, -inf for silence."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    if not len(samples):
        return -math.inf
    blocks = [samples[i : i + RATE_HZ] for i in range(0, len(samples), RATE_HZ)]
    loudest = max(float(np.mean(block**2)) for block in blocks if len(block) >= FRAME_SAMPLES or len(blocks) == 1)
    return 10 * math.log10(loudest / 32768**2) if loudest > 0 else -math.inf
