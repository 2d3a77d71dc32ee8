"""Hold music computed from nothing but sines: soft, in a pentatonic scale, seamless when it repeats, free of rights."""

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
BEAT_S = 0.75
BEATS = 32  # 24 s
LEVEL = 5200.0  # of 32767 at the loudest: music must not shout over the handset
A4_HZ = 440.0

# Half tones above A4. D major pentatonic, one plucked note on each beat, None rests.
TUNE: tuple[int | None, ...] = (
    *(5, 9, 12, None, 9, 7, 5, None),
    *(7, 9, 14, None, 12, 9, 7, None),
    *(5, 7, 9, 12, 14, None, 12, 9),
    *(7, 5, 2, None, 5, None, None, None),
)
# One chord for eight beats: root, fifth, and the tone that colours it.
CHORDS: tuple[tuple[int, ...], ...] = ((-19, -12, -3), (-14, -7, -2), (-22, -10, -3), (-19, -12, -7))


def hold_music() -> NDArray[np.int16]:
    """Return 24 s of music, 16-bit mono at 8 kHz, whose end runs into its beginning."""
    sound = np.zeros(int(BEATS * BEAT_S * RATE_HZ))
    for beat, note in enumerate(TUNE):
        if note is not None:
            _add(sound, beat * BEAT_S, _pluck(note))
    for number, chord in enumerate(CHORDS):
        for note in chord:
            _add(sound, number * 8 * BEAT_S, 0.35 * _pad(note, 8 * BEAT_S))
    softened: NDArray[np.int16] = np.round(sound * (LEVEL / np.max(np.abs(sound)))).astype(np.int16)
    return softened


def _add(sound: NDArray[np.float64], at_s: float, note: NDArray[np.float64]) -> None:
    """Mix a note in; what rings on past the end rings at the beginning."""
    places = (int(at_s * RATE_HZ) + np.arange(len(note))) % len(sound)
    sound[places] += note


def _hz(note: int) -> float:
    return A4_HZ * float(2.0 ** (note / 12))


def _pluck(note: int) -> NDArray[np.float64]:
    times_s = np.arange(int(2.4 * RATE_HZ)) / RATE_HZ
    wave = sum(
        weight * np.sin(2 * np.pi * _hz(note) * harmonic * times_s) * np.exp(-times_s * (1.6 + harmonic))
        for harmonic, weight in ((1, 1.0), (2, 0.35), (3, 0.12))
        if _hz(note) * harmonic < 3400  # what a telephone line carries
    )
    return np.asarray(wave * np.minimum(1.0, times_s / 0.008) * np.minimum(1.0, (2.4 - times_s) / 0.1))


def _pad(note: int, seconds: float) -> NDArray[np.float64]:
    times_s = np.arange(int((seconds + 1.0) * RATE_HZ)) / RATE_HZ
    swell = np.minimum(1.0, times_s / 1.0) * np.minimum(1.0, (seconds + 1.0 - times_s) / 1.0)
    slow = 1.0 + 0.15 * np.sin(2 * np.pi * 0.5 * times_s)
    return np.asarray(swell * slow * np.sin(2 * np.pi * _hz(note) * times_s))
