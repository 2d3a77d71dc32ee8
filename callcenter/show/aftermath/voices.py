"""Tell the host from the unit's side by the pitch of their voices; when the voices are alike, nobody is named.

Both speak into the studio's one sound. Who speaks first after the programme began is the host.
"""

import math
from collections.abc import Sequence

import numpy as np

from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.material import HOST
from callcenter.show.aftermath.tape import Track
from queueing.show.aftermath.spans import Span

PAUSE_S = 0.8  # another voice may begin after such a pause
APART_SEMITONES = 6.0  # one synthetic voice moved by 4.4 between sentences, a man and a woman were 8 and more apart
LEAST_SHARE = 0.08  # of the studio's speech: less is no second voice
_LEAST_S = 0.4  # of a stretch whose pitch is believed
_MOST_S = 6.0  # looked at in a stretch
_LOW_HZ, _HIGH_HZ = 70.0, 400.0
_TOP_HZ = 1000.0
_FRAME_S, _STEP_S = 0.04, 0.02
_VOICED = 0.5  # autocorrelation at the pitch's period


def voices(words: Sequence[HeardWord], track: Track, rate_hz: int, unit: str) -> dict[float, str]:
    """The name of each studio word's voice, by its start; nothing when the two cannot be told apart."""
    stretches = _stretches([word for word in words if not word.citizen])
    if not stretches or not unit:
        return {}
    pitched = [(one, pitch_hz(track.sound(_looked_at(one), rate_hz), rate_hz)) for one in stretches]
    border = _border([(hz, _span(one).seconds) for one, hz in pitched if hz])
    if border is None:
        return {}
    known = [(one, hz) for one, hz in pitched if hz]
    host_is_high = known[0][1] > border
    return {word.start: HOST if (hz > border) is host_is_high else unit for one, hz in known for word in one}


def pitch_hz(sound: Sound, rate_hz: int) -> float:
    """The median pitch of voiced sound; 0 when there is too little of it."""
    frame, step = int(_FRAME_S * rate_hz), int(_STEP_S * rate_hz)
    found = [hz for at in range(0, len(sound) - frame, step) if (hz := _frame_hz(sound[at : at + frame], rate_hz))]
    return float(np.median(found)) if len(found) * _STEP_S >= _LEAST_S / 2.0 else 0.0


def _frame_hz(frame: Sound, rate_hz: int) -> float:
    power = np.abs(np.fft.rfft(frame - frame.mean(), 2 * len(frame))) ** 2
    power[int(_TOP_HZ * 2 * len(frame) / rate_hz) :] = 0.0  # of high harmonics no whole sample is a period
    like = np.fft.irfft(power)[: len(frame)]
    if like[0] < 1e-4:
        return 0.0
    like /= like[0]
    like /= 1.0 - np.arange(len(frame)) / len(frame) * 0.999  # fewer products stand behind longer lags
    first, last = int(rate_hz / _HIGH_HZ), min(int(rate_hz / _LOW_HZ), len(frame) - 2)
    best = float(like[first:last].max())
    if best <= _VOICED:
        return 0.0
    near = np.flatnonzero(like[first:last] > 0.9 * best)  # the shortest period, not its double
    lag = first + int(near[0])
    while lag + 1 < last and like[lag + 1] > like[lag]:
        lag += 1
    return rate_hz / lag


def _border(pitched: Sequence[tuple[float, float]]) -> float | None:
    """The pitch between two voices, when there are two: the split that leaves the least spread within."""
    ordered = sorted((math.log2(hz) * 12.0, seconds) for hz, seconds in pitched)
    whole_s = sum(seconds for _, seconds in ordered)
    best: tuple[float, float, float] | None = None
    for at in range(1, len(ordered)):
        low, high = ordered[:at], ordered[at:]
        share = min(sum(s for _, s in low), sum(s for _, s in high)) / whole_s
        spread = _spread(low) + _spread(high)
        if share >= LEAST_SHARE and (best is None or spread < best[0]):
            best = (spread, _mean(low), _mean(high))
    if best is None or best[2] - best[1] < APART_SEMITONES:
        return None
    return float(2.0 ** ((best[1] + best[2]) / 2.0 / 12.0))


def _mean(some: Sequence[tuple[float, float]]) -> float:
    return sum(at * seconds for at, seconds in some) / sum(seconds for _, seconds in some)


def _spread(some: Sequence[tuple[float, float]]) -> float:
    middle = _mean(some)
    return sum((at - middle) ** 2 * seconds for at, seconds in some)


def _stretches(words: Sequence[HeardWord]) -> list[list[HeardWord]]:
    """Words without a pause between: one voice, as far as can be known."""
    found: list[list[HeardWord]] = []
    for word in words:
        if found and word.start - found[-1][-1].end < PAUSE_S:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _span(words: Sequence[HeardWord]) -> Span:
    return Span(start=words[0].start, end=max(word.end for word in words))


def _looked_at(words: Sequence[HeardWord]) -> Span:
    whole = _span(words)
    return Span(start=whole.start, end=min(whole.end, whole.start + _MOST_S))
