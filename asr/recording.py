"""A call's recording: legs mixed into two channels on one clock, cut into blocks that can be written as they come."""

import numpy as np
import numpy.typing as npt

from asr.recognizer import LINE_RATE_HZ

CHANNELS = 2  # 0 the caller, 1 every operator who took the call
BLOCK_SAMPLES = LINE_RATE_HZ  # 1 s is cut and written at once
_OPEN_SAMPLES = LINE_RATE_HZ  # 1 s: legs give their sound out 0.2 s late, plus what a busy machine adds
_WINDOW_SAMPLES = 8 * LINE_RATE_HZ  # the most that waits in memory: 128 kB a call

Frames = npt.NDArray[np.int16]


class RecordingWindow:
    """Owns the part of a recording that may still change (pure)."""

    def __init__(self, start: int = 0) -> None:
        """Begin at a sample of the call: 0, or later when the ear had to start again."""
        self._window: Frames = np.zeros((_WINDOW_SAMPLES, CHANNELS), np.int16)
        self._start = start  # call sample of the window's first row
        self.dropped_samples = 0  # of legs: outside the window

    @property
    def cut_samples(self) -> int:
        """The call's sample up to which rows were cut and given out."""
        return self._start

    def add(self, channel: int, start_sample: int, pcm: bytes) -> None:
        """Mix PCM16LE into a channel at its place; what is outside the window is dropped and counted."""
        sound = np.frombuffer(pcm, np.int16)
        offset = start_sample - self._start
        kept = sound[max(-offset, 0) : max(_WINDOW_SAMPLES - offset, 0)]
        self.dropped_samples += len(sound) - len(kept)
        if not len(kept):
            return
        offset = max(offset, 0)
        place = self._window[offset : offset + len(kept), channel]
        if place.any():  # two operators at once, as in a transfer
            np.clip(place.astype(np.int32) + kept, -32768, 32767, out=place, casting="unsafe")
        else:
            place[:] = kept

    def cut(self, now: int) -> bytes:
        """Give the whole blocks that no leg will add to any more, as interleaved PCM16LE."""
        ready = max(now - _OPEN_SAMPLES - self._start, 0)
        return self._take(ready - ready % BLOCK_SAMPLES)

    def finish(self, end_sample: int) -> bytes:
        """Give all that is left up to the call's end."""
        return self._take(max(end_sample - self._start, 0))

    def _take(self, samples: int) -> bytes:
        inside = min(samples, _WINDOW_SAMPLES)
        taken = self._window[:inside].tobytes() + bytes((samples - inside) * CHANNELS * 2)
        if inside:
            self._window[:-inside] = self._window[inside:].copy()
            self._window[_WINDOW_SAMPLES - inside :] = 0
        self._start += samples
        return taken
