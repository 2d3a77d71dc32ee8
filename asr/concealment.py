"""Packet loss concealment: the last sound again, fading, then silence (pure)."""

import numpy as np

_REPEAT_SAMPLES = 480  # 60 ms: longer repeats are heard as a buzz; G.711 appendix I fades within 60 ms too
_FRAME_SAMPLES = 160  # what is repeated: 20 ms
_FADE = np.linspace(1.0, 0.0, _REPEAT_SAMPLES, dtype=np.float32)


class Concealment:
    """Owns the last sound of one leg and how much of it was used to fill the running hole."""

    def __init__(self) -> None:
        self._last = b""
        self._used = 0

    def heard(self, pcm: bytes) -> None:
        """Note real sound (PCM16LE)."""
        self._last = pcm
        self._used = 0

    def forget(self) -> None:
        """Make what follows silence."""
        self._used = _REPEAT_SAMPLES

    def fill(self, samples: int) -> bytes:
        """Give PCM16LE for a hole; holes that follow without sound between them are one hole."""
        repeat = min(samples, _REPEAT_SAMPLES - self._used)
        if repeat <= 0 or not self._last:
            return bytes(2 * samples)
        frame = np.frombuffer(self._last[-2 * _FRAME_SAMPLES :], np.int16)
        wave = np.resize(np.roll(frame, -self._used % len(frame)), repeat)
        faded = (wave * _FADE[self._used : self._used + repeat]).astype(np.int16)
        self._used += repeat
        return faded.tobytes() + bytes(2 * (samples - repeat))
