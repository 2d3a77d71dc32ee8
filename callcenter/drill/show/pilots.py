"""Who is heard in a recording: each caller carries a faint tone of their own beside the speech (pure).

Speech alone has pauses; the tone has none, so that a hand-over is measured and a held caller's breath would be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000
FIRST_HZ, STEP_HZ = 2700, 50
AMPLITUDE = 400.0  # of 32768: -38 dB of full scale
WINDOW, HOP = 800, 160  # 100 ms and 20 ms
EDGE = 0.45  # of a window must hold a tone for it to be seen there: measured on recordings made for it
SEEN = 0.3  # of the amplitude, in a window
CLEAR = 3.0  # times louder than between the tones: speech is not
HOLE_S, LEAST_S = 0.4, 0.5  # a shorter hole is closed; a shorter spell is a chance of speech
LONGEST_S = 300

Seen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Somebody is heard, in seconds of the recording."""

    place: int
    begin_s: float
    end_s: float


def pilot_hz(place: int) -> int:
    """The tone of the caller at a place, from 0."""
    return FIRST_HZ + STEP_HZ * place


def with_pilot(pcm: bytes, place: int, seconds: int = LONGEST_S) -> bytes:
    """Say PCM16LE again and again for so long, with the tone of that place under it."""
    speech = np.frombuffer(pcm, np.int16).astype(np.float64)
    again = np.resize(np.concatenate((speech, np.zeros(RATE_HZ))), seconds * RATE_HZ)
    tone = AMPLITUDE * np.sin(2 * np.pi * pilot_hz(place) * np.arange(len(again)) / RATE_HZ)
    return np.clip(0.8 * again + tone, -32768, 32767).astype(np.int16).tobytes()


def spells(pcm: bytes, places: int) -> list[Spell]:
    """Who is heard when in PCM16LE at 8 kHz, by the tones of the first `places` callers; in order of time."""
    seen = _seen(np.frombuffer(pcm, np.int16).astype(np.float64), places)
    found = [spell for place in range(places) for spell in _runs(seen[:, place], place)]
    return sorted(found, key=lambda one: one.begin_s)


def _seen(samples: npt.NDArray[np.float64], places: int) -> Seen:
    """For each hop and place: whether the tone is there."""
    if len(samples) < WINDOW:
        return np.zeros((0, places), np.bool_)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP] * np.hanning(WINDOW)
    tones = _strengths(frames, [pilot_hz(place) for place in range(places)])
    between = _strengths(frames, [pilot_hz(place) - STEP_HZ // 2 for place in range(places + 1)])
    around = np.maximum(between[:, :-1], between[:, 1:])
    clear: Seen = (tones > SEEN * AMPLITUDE) & (tones > CLEAR * around)
    return clear


def _strengths(frames: npt.NDArray[np.float64], hertz: Sequence[int]) -> npt.NDArray[np.float64]:
    """The amplitude of each tone in each window."""
    waves = np.exp(-2j * np.pi * np.outer(np.arange(WINDOW), hertz) / RATE_HZ)
    strengths: npt.NDArray[np.float64] = 4.0 * np.abs(frames @ waves) / WINDOW  # a Hann window halves it
    return strengths


def _runs(seen: Seen, place: int) -> list[Spell]:
    hop_s, window_s = HOP / RATE_HZ, WINDOW / RATE_HZ
    found: list[Spell] = []
    for at in np.flatnonzero(seen):
        begin_s = float(at * hop_s + (1 - EDGE) * window_s - hop_s / 2)
        end_s = float(at * hop_s + EDGE * window_s + hop_s / 2)
        if found and begin_s - found[-1].end_s < HOLE_S:
            found[-1] = Spell(place=place, begin_s=found[-1].begin_s, end_s=end_s)
        else:
            found.append(Spell(place=place, begin_s=begin_s, end_s=end_s))
    return [one for one in found if one.end_s - one.begin_s >= LEAST_S]
