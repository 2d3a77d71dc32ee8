"""Bring sound to a loudness by measured gain; what would pass the peak limit is turned down around its peaks only."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcenter.show.aftermath.loudness import OVERSHOOT, SILENT_LUFS, Sound, loudness_lufs, peaks

_ROUNDS = 4  # turning peaks down takes loudness away, which is given back: settles in two rounds
_CLOSE_LU = 0.05
_AHEAD_S = 0.005  # a peak is turned down from so long before it to so long after
_BELOW = 10.0 ** (-0.2 / 20.0)  # the limiter's gain moves between samples: aim so much lower


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How loud it has to be."""

    lufs: float = -24.0
    peak_dbtp: float = -1.0
    most_gain_db: float = 40.0  # nothing but noise is not made loud


def levelled(sound: Sound, rate_hz: int, level: Level) -> Sound:
    """The sound at that loudness; silence stays silence."""
    found = loudness_lufs(sound, rate_hz)
    if found == SILENT_LUFS:
        return sound
    limit = 10.0 ** (level.peak_dbtp / 20.0) * _BELOW
    target, made = level.lufs, sound
    for _ in range(_ROUNDS):
        loud = _turned(sound, min(target - found, level.most_gain_db))
        made = _limited(loud, rate_hz, limit)
        off = level.lufs - loudness_lufs(made, rate_hz) if made is not loud else 0.0
        if not math.isfinite(off) or abs(off) < _CLOSE_LU:
            break
        target += off
    return made


def gain_db(sound: Sound, rate_hz: int, level: Level) -> float:
    """By how much it has to be turned up; 0 for silence."""
    found = loudness_lufs(sound, rate_hz)
    if found == SILENT_LUFS:
        return 0.0
    return min(level.lufs - found, level.most_gain_db)


def _turned(sound: Sound, by_db: float) -> Sound:
    return (sound * np.float32(10.0 ** (by_db / 20.0))).astype(np.float32)


def _limited(sound: Sound, rate_hz: int, limit: float) -> Sound:
    """Turn down around each peak over the limit, smoothly."""
    if float(np.max(np.abs(sound), initial=0.0)) * OVERSHOOT <= limit:
        return sound
    high = peaks(sound)
    if float(high.max()) <= limit:
        return sound
    ahead = max(1, int(_AHEAD_S * rate_hz))
    wanted = np.minimum(1.0, limit / np.maximum(high, 1e-9))
    smooth = np.convolve(_lowest(wanted, ahead), _bell(ahead), "same")
    return (sound * smooth).astype(np.float32)


def _lowest(gain: npt.NDArray[np.float64], ahead: int) -> npt.NDArray[np.float64]:
    """The lowest gain within `ahead` samples on either side; the ends keep theirs."""
    padded = np.pad(gain, ahead, mode="edge")
    width, found = 1, padded
    while width < 2 * ahead + 1:  # lowest of 2, 4, 8 … neighbours
        step = min(width, 2 * ahead + 1 - width)
        found = np.minimum(found[:-step], found[step:])
        width += step
    return found


def _bell(ahead: int) -> npt.NDArray[np.float64]:
    """Weights as wide as the lowest-gain window, so that the smoothed gain is never above it."""
    bell = np.asarray(np.hanning(2 * ahead + 3)[1:-1], np.float64)
    return bell / np.sum(bell)
