"""Bytes of MP3, AAC, Ogg, FLAC or WAV into sound at 8 kHz: the only place that knows PyAV, an extra, and its FFmpeg."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from callcenter.telephony.tuner.faults import StreamError, StreamFault
from callcenter.telephony.tuner.hopper import RATE_HZ, Samples

try:
    import av
    import av.error
except ImportError:
    av = None  # type: ignore[assignment]

RATES_HZ = range(8000, 192001)
CHANNELS_MOST = 8
BROKEN_MOST = 50  # packets in a row that cannot be decoded
READ_BYTES = 4096
OPTIONS = {
    "format_whitelist": "mp3,aac,ogg,flac,wav",  # nothing that opens further files by itself
    "protocol_whitelist": "",
    "probesize": "32768",
    "analyzeduration": "300000",  # microseconds of sound
}


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int) -> bytes:
        """Return what has come, at most `size` bytes; b'' at the end."""


def decoded(body: Readable) -> Iterator[Samples]:
    """Decode until the end.

    Raises:
        StreamError: it is no sound, what reading says, or there is no decoder.

    """
    if av is None:
        raise StreamError(StreamFault.LIBRARY, "expected the extra callcenter[stream], found it not installed")
    try:
        with av.open(body, "r", options=OPTIONS, buffer_size=READ_BYTES, metadata_errors="ignore") as opened:
            yield from _sounds(opened)
    except av.error.FFmpegError as error:
        raise StreamError(StreamFault.NOT_SOUND, f"{type(error).__name__}: {error}"[:200]) from error


def _sounds(opened: Any) -> Iterator[Samples]:
    if not opened.streams.audio:
        raise StreamError(StreamFault.NOT_SOUND, "no audio in it")
    line, broken = _Line(), 0
    for packet in opened.demux(opened.streams.audio[0]):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:  # we joined in the middle of one, or it was damaged on the way
            broken += 1
            if broken > BROKEN_MOST:
                raise
            continue
        broken = 0
        sounds = [line.of(one.to_ndarray(), one.sample_rate, len(one.layout.channels)) for one in frames]
        yield from (one for one in sounds if len(one))  # the resampler keeps the first for itself


class _Line:
    """Owns the resampler's state; a stream may change its rate between two titles."""

    def __init__(self) -> None:
        self._rate_hz = 0
        self._stream: soxr.ResampleStream | None = None

    def of(self, sound: NDArray[Any], rate_hz: int, channels: int) -> Samples:
        """Return a frame as the line has it: one channel, 8 kHz."""
        if rate_hz not in RATES_HZ or not 0 < channels <= CHANNELS_MOST:
            raise StreamError(StreamFault.NOT_SOUND, f"{rate_hz} Hz, {channels} channels")
        if rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            self._stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32") if rate_hz != RATE_HZ else None
        one = _mono(sound, channels)
        line = one if self._stream is None else self._stream.resample_chunk(one)
        return np.asarray(np.clip(line * 32768.0, -32768, 32767), np.int16)


def _mono(sound: NDArray[Any], channels: int) -> NDArray[np.float32]:
    """Return the mean of the channels, 1.0 full scale; packed frames have one row, planar ones a row a channel."""
    rows = sound.reshape(-1, channels).T if sound.shape[0] == 1 else sound
    return np.asarray(rows.astype(np.float32).mean(axis=0) / _full(sound.dtype), np.float32)


def _full(kind: np.dtype[Any]) -> float:
    return 1.0 if kind.kind == "f" else float(2 ** (8 * kind.itemsize - 1))
