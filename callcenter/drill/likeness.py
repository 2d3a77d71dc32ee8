"""How much what arrived is like what was sent: sound by correlation, words by character error rate (pure)."""

import numpy as np
import numpy.typing as npt

from callcenter.drill.scenes import Part
from callcenter.drill.wav import RATE_HZ

PIECE_S = 1.0  # of each sentence, its loudest second is looked for
EARLY_S, LATE_S = 0.5, 3.0  # how far from its place it may arrive
SAME_SOUND = 0.6  # correlation; the same sound after A-law twice and no loss gives 0.99, another sentence below 0.2

_Floats = npt.NDArray[np.float64]
_DIGITS = str.maketrans("0123456789幺两", "零一二三四五六七八九一二")


def sound_likeness(part: Part, heard_pcm: bytes, begins_s: float) -> tuple[float, ...]:
    """Return for each sentence of the part how well it is found in what the other side heard, 0 to 1.

    `begins_s`: where in `heard_pcm` the part began to be played.
    """
    said, heard = _floats(part.pcm), _floats(heard_pcm)
    found = []
    for sentence in part.sentences:
        start, end = (ms * RATE_HZ // 1000 for ms in (sentence.start_ms, sentence.end_ms))
        at = start + loudest_second(said[start:end])
        place = int(begins_s * RATE_HZ) + at
        window = heard[max(0, place - int(EARLY_S * RATE_HZ)) : max(0, place + int((LATE_S + PIECE_S) * RATE_HZ))]
        found.append(correlation(said[at : at + int(PIECE_S * RATE_HZ)], window))
    return tuple(found)


def correlation(piece: _Floats, window: _Floats) -> float:
    """Return the best normalised correlation of the piece anywhere in the window, 0 when either is silent or short."""
    length = len(piece)
    if length == 0 or len(window) < length or not piece.any():
        return 0.0
    size = 1 << (len(window) + length).bit_length()
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(piece, size))
    product = np.fft.irfft(spectrum, size)[: len(window) - length + 1]
    energy = np.concatenate(([0.0], np.cumsum(window**2)))
    local = energy[length:] - energy[:-length]
    floor = length * 4.0  # below a few steps of 16 bits it is silence, not a match
    scale = np.sqrt(np.maximum(local, floor) * float(np.sum(piece**2)))
    return float(np.clip(np.max(product / scale), 0.0, 1.0))


def character_error_rate(expected: str, found: str) -> float:
    """Return edits per expected character; digits are compared by value, spaces and punctuation not at all."""
    want, got = plain(expected), plain(found)
    row = list(range(len(got) + 1))
    for i, char in enumerate(want, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
    return row[-1] / max(1, len(want))


def plain(text: str) -> str:
    """Letters, Han and digits alone; digits as words, so that 12345 and 一二三四五 are the same."""
    return "".join(char for char in text if char.isalnum()).translate(_DIGITS).lower()


def _floats(pcm: bytes) -> _Floats:
    return np.frombuffer(pcm[: len(pcm) & ~1], np.int16).astype(np.float64)


def loudest_second(sound: _Floats) -> int:
    """Return where the loudest second of the sound begins."""
    length = int(PIECE_S * RATE_HZ)
    if len(sound) <= length:
        return 0
    energy = np.concatenate(([0.0], np.cumsum(sound**2)))
    return int(np.argmax(energy[length:] - energy[:-length]))
