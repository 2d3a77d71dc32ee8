"""Whether a recording holds a known prompt: the best normalised correlation of the two, and where it lies."""

import numpy as np
from numpy.typing import NDArray


def likeness(heard: NDArray[np.float64], known: NDArray[np.float64]) -> tuple[float, int]:
    """Slide `known` along `heard`.

    Returns:
        The highest correlation coefficient (1: the same but for loudness), and the sample where it begins.

    """
    if len(heard) < len(known):
        return 0.0, 0
    size = 1 << (len(heard) + len(known)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size)), size)
    places = len(heard) - len(known) + 1
    energy = np.concatenate([[0.0], np.cumsum(heard * heard)])
    power = np.maximum(energy[len(known) :] - energy[:places], 1.0)
    scores = product[:places] / np.sqrt(power * float(known @ known))
    best = int(np.argmax(scores))
    return float(scores[best]), best
