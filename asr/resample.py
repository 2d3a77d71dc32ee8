"""Our own resampling from the rate of the sound (the line's 8 kHz) to the model's, in a stream."""

import numpy as np
import soxr

from asr.recognizer import LINE_RATE_HZ, MODEL_RATES_HZ, RecognizerError


class Resampler:
    """Owns one leg's filter state. PCM16LE at `from_hz` (the line's 8 kHz) in, PCM16LE at `rate_hz` out."""

    def __init__(self, rate_hz: int, from_hz: int = LINE_RATE_HZ) -> None:
        for name, rate in (("model rate", rate_hz), ("sound", from_hz)):
            if rate not in MODEL_RATES_HZ:
                raise RecognizerError(f"{name}: expected one of {sorted(MODEL_RATES_HZ)} Hz, found {rate}")
        self._rate_hz = rate_hz
        self._from_hz = from_hz
        self._stream = self._new_stream()

    def push(self, pcm: bytes) -> bytes:
        """Resample the next sound; what is still in the filter follows with later sound or `flush`."""
        return self._run(pcm, last=False)

    def flush(self) -> bytes:
        """Give what is still in the filter and begin anew."""
        rest = self._run(b"", last=True)
        self._stream = self._new_stream()
        return rest

    def _new_stream(self) -> soxr.ResampleStream | None:
        if self._rate_hz == self._from_hz:
            return None
        return soxr.ResampleStream(self._from_hz, self._rate_hz, 1, dtype="int16", quality="MQ")

    def _run(self, pcm: bytes, *, last: bool) -> bytes:
        if self._stream is None:
            return pcm
        return bytes(self._stream.resample_chunk(np.frombuffer(pcm, np.int16), last=last).tobytes())


class LineResampler:
    """Owns the filter state of sound that comes at another rate: PCM16LE at `rate_hz` in, at 8 kHz out."""

    def __init__(self, rate_hz: int) -> None:
        if rate_hz not in MODEL_RATES_HZ:
            raise ValueError(f"rate: expected one of {sorted(MODEL_RATES_HZ)} Hz, found {rate_hz}")
        other = rate_hz != LINE_RATE_HZ
        self._stream = soxr.ResampleStream(rate_hz, LINE_RATE_HZ, 1, dtype="int16", quality="MQ") if other else None

    def push(self, pcm: bytes, *, last: bool = False) -> bytes:
        """Resample the next sound; `last` gives also what is still in the filter, and nothing may follow."""
        if self._stream is None:
            return pcm
        return bytes(self._stream.resample_chunk(np.frombuffer(pcm, np.int16), last=last).tobytes())
