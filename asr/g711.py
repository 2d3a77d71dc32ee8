"""G.711 A-law and mu-law to and from 16-bit linear samples, by tables (ITU-T G.711, tables 1 and 2)."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]

ALAW_SILENCE = b"\xd5"  # code of the smallest positive value, +8
ULAW_SILENCE = b"\xff"  # code of zero

_ULAW_BIAS = 132  # G.711 table 2: 33 at 14 bits, here at 16
_ULAW_CLIP = 32635  # the largest magnitude that still fits after the bias is added


def _alaw_values() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ 0x55  # G.711: even bits are inverted on the line
    segment = (code >> 4) & 7
    step = (code & 15) << 4
    magnitude = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_values() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = ((((code & 15) << 3) + _ULAW_BIAS) << ((code >> 4) & 7)) - _ULAW_BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _all_samples() -> npt.NDArray[np.int32]:
    """Every 16-bit sample, ordered by its two's complement bit pattern (a table is indexed by uint16)."""
    return np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)


def _bit_length(magnitude: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return np.frexp(magnitude)[1].astype(np.int32)


def _alaw_codes() -> Codes:
    sample = _all_samples() >> 3  # 13 significant bits
    positive = sample >= 0
    magnitude = np.where(positive, sample, ~sample)
    segment = np.maximum(_bit_length(magnitude) - 5, 0)  # 6 bits -> segment 1 ... 12 -> 7
    code = (segment << 4) | ((magnitude >> np.maximum(segment, 1)) & 15)
    return (code ^ np.where(positive, 0xD5, 0x55)).astype(np.uint8)


def _ulaw_codes() -> Codes:
    sample = _all_samples()
    magnitude = np.minimum(np.abs(sample), _ULAW_CLIP) + _ULAW_BIAS
    segment = _bit_length(magnitude) - 8
    code = (segment << 4) | ((magnitude >> (segment + 3)) & 15)
    return (~(code | np.where(sample < 0, 0x80, 0)) & 0xFF).astype(np.uint8)


_FROM_ALAW, _FROM_ULAW = _alaw_values(), _ulaw_values()
_TO_ALAW, _TO_ULAW = _alaw_codes(), _ulaw_codes()


def alaw_decode(codes: bytes) -> bytes:
    """Return PCM16LE, two bytes for each A-law byte."""
    return _FROM_ALAW[np.frombuffer(codes, np.uint8)].tobytes()


def ulaw_decode(codes: bytes) -> bytes:
    """Return PCM16LE, two bytes for each mu-law byte."""
    return _FROM_ULAW[np.frombuffer(codes, np.uint8)].tobytes()


def alaw_encode(pcm: bytes) -> bytes:
    """Return one A-law byte for each sample of PCM16LE; ValueError on an odd number of bytes."""
    return _TO_ALAW[np.frombuffer(pcm, np.uint16)].tobytes()


def ulaw_encode(pcm: bytes) -> bytes:
    """Return one mu-law byte for each sample of PCM16LE; ValueError on an odd number of bytes."""
    return _TO_ULAW[np.frombuffer(pcm, np.uint16)].tobytes()
