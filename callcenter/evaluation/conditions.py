"""What a line does to a clip: band, A-law, lost packets, noise; made here, so that any clip is heard through all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import soxr
from numpy.typing import NDArray

from asr.concealment import Concealment
from asr.g711 import alaw_decode, alaw_encode
from callcenter.evaluation.clips import Sound

LINE_HZ, WIDE_HZ = 8000, 16000
_PACKET = 160  # samples: 20 ms
_TAIL_S = 1.2  # the line stays open after the last word: longer than the gate's hang-over and the endpoint rule
_IDLE = 8.0  # A-law's smallest step: what an idle line sounds like

Wave = NDArray[np.float32]


class Condition(StrEnum):
    """A way a clip reaches the recogniser."""

    WIDE = "16k"
    NARROW = "8k"
    A_LAW = "a-law"
    LOSS_5 = "loss-5"
    LOSS_10 = "loss-10"
    NOISE_20 = "noise-20db"
    NOISE_10 = "noise-10db"

    @property
    def shown(self) -> str:
        """Give what it is called in a report."""
        return _TITLES[self]


_TITLES = {
    Condition.WIDE: "16 kHz 原声",
    Condition.NARROW: "8 kHz 电话频带",
    Condition.A_LAW: "8 kHz A 律",
    Condition.LOSS_5: "A 律，丢包 5%",
    Condition.LOSS_10: "A 律，丢包 10%",
    Condition.NOISE_20: "A 律，信噪比 20 dB",
    Condition.NOISE_10: "A 律，信噪比 10 dB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What reaches the recogniser: PCM16LE mono, and where in it the clip's own sound ends."""

    pcm: bytes
    rate_hz: int
    clip_seconds: float


def through(sound: Sound, condition: Condition, seed: int) -> Line | None:
    """Send a clip through a line; None where the clip has not the band the condition asks for.

    The same seed gives the same noise and the same lost packets.
    """
    rate_hz = WIDE_HZ if condition is Condition.WIDE else LINE_HZ
    if sound.rate_hz < rate_hz:
        return None
    wave = _resampled(sound, rate_hz)
    tail = np.full(int(_TAIL_S * rate_hz), _IDLE, np.float32)
    heard = _SPOIL[condition](np.concatenate([wave, tail]), np.random.default_rng(seed))
    pcm = np.clip(np.round(heard), -32768, 32767).astype("<i2").tobytes()
    return Line(pcm=pcm, rate_hz=rate_hz, clip_seconds=sound.seconds)


def _resampled(sound: Sound, rate_hz: int) -> Wave:
    if sound.rate_hz == rate_hz:
        return sound.samples
    return np.asarray(soxr.resample(sound.samples, sound.rate_hz, rate_hz), np.float32)


def _as_it_is(wave: Wave, _chance: np.random.Generator) -> Wave:
    return wave


def _a_law(wave: Wave, _chance: np.random.Generator) -> Wave:
    pcm = np.clip(np.round(wave), -32768, 32767).astype("<i2").tobytes()
    return np.frombuffer(alaw_decode(alaw_encode(pcm)), "<i2").astype(np.float32)


def _lossy(share: float) -> Callable[[Wave, np.random.Generator], Wave]:
    """Lose packets at random and fill the holes as the ear does."""

    def lose(wave: Wave, chance: np.random.Generator) -> Wave:
        pcm = _a_law(wave, chance).astype("<i2").tobytes()
        hole, kept = Concealment(), []
        for start in range(0, len(pcm), 2 * _PACKET):
            packet = pcm[start : start + 2 * _PACKET]
            if chance.random() < share:
                kept.append(hole.fill(len(packet) // 2))
            else:
                hole.heard(packet)
                kept.append(packet)
        return np.frombuffer(b"".join(kept), "<i2").astype(np.float32)

    return lose


def _noisy(snr_db: float) -> Callable[[Wave, np.random.Generator], Wave]:
    """Add noise that falls with frequency, as a street's does, so many dB under the loud parts of the speech."""

    def add(wave: Wave, chance: np.random.Generator) -> Wave:
        white = chance.standard_normal(len(wave) + 1)
        noise = white[1:] + 0.8 * white[:-1]
        loud = np.abs(wave) > 0.05 * float(np.max(np.abs(wave), initial=1.0))
        power = float(np.sqrt(np.mean(wave[loud] ** 2))) if loud.any() else 300.0
        scale = power * 10 ** (-snr_db / 20) / float(np.sqrt(np.mean(noise**2)))
        return _a_law((wave + scale * noise).astype(np.float32), chance)

    return add


_SPOIL: Mapping[Condition, Callable[[Wave, np.random.Generator], Wave]] = {
    Condition.WIDE: _as_it_is,
    Condition.NARROW: _as_it_is,
    Condition.A_LAW: _a_law,
    Condition.LOSS_5: _lossy(0.05),
    Condition.LOSS_10: _lossy(0.10),
    Condition.NOISE_20: _noisy(20.0),
    Condition.NOISE_10: _noisy(10.0),
}
