"""Loudness of one channel as ITU-R BS.1770-5 measures it (K-weighting, two gates), and its true peak."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]  # one channel, full scale is 1.0

SILENT_LUFS = -math.inf
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691
_HOPS = 4  # blocks of 400 ms, a new one every 100 ms
_CHUNK_S = 20  # weighted at once: memory stays small for an hour
_LEAD_S = 1.0  # of sound before a chunk, in which the filters forget their start
_OVERSAMPLING = 4  # BS.1770-5 annex 2, for rates up to 96 kHz
_TAPS = 12  # on either side of a sample
_PEAKS_AT_ONCE = 1 << 19  # samples: 10 s


@dataclass(frozen=True, slots=True, kw_only=True)
class _Biquad:
    """Feed-forward and feed-back coefficients, a0 = 1."""

    b: tuple[float, float, float]
    a: tuple[float, float, float]

    def response(self, delay: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
        """Its gain at z^-1 = `delay`."""
        (b0, b1, b2), (a0, a1, a2) = self.b, self.a
        return (b0 + delay * (b1 + delay * b2)) / (a0 + delay * (a1 + delay * a2))


def loudness_lufs(sound: Sound, rate_hz: int) -> float:
    """Integrated loudness; SILENT_LUFS when nothing passes the gates or the sound is shorter than a block."""
    power = _block_power(sound, rate_hz)
    loud = power[power > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return SILENT_LUFS
    gate = float(loud.mean()) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)
    return _lufs(float(loud[loud > gate].mean()))


def true_peak_dbtp(sound: Sound) -> float:
    """Highest level between and at the samples, in dB of full scale; -inf for silence."""
    peak = float(np.max(peaks(sound), initial=0.0))
    return 20.0 * math.log10(peak) if peak > 0.0 else -math.inf


def peaks(sound: Sound) -> Sound:
    """The largest true level around each sample."""
    highest: Sound = np.abs(sound).astype(np.float32)
    for start in range(0, len(sound), _PEAKS_AT_ONCE):
        end = min(start + _PEAKS_AT_ONCE, len(sound))
        before = min(start, _TAPS)
        part = sound[start - before : end + _TAPS]
        for phase in _PHASES[1:]:
            between = np.abs(np.convolve(part, phase, "same"))[before : before + end - start]
            np.maximum(highest[start:end], between, out=highest[start:end], casting="unsafe")
    return highest


def _block_power(sound: Sound, rate_hz: int) -> npt.NDArray[np.float64]:
    """Mean square of the weighted sound in each block of 400 ms."""
    hops = np.concatenate([np.zeros(0), *_hop_power(sound, rate_hz)])
    if len(hops) < _HOPS:
        return np.zeros(0)
    return np.convolve(hops, np.full(_HOPS, 1.0 / _HOPS), "valid")


def _hop_power(sound: Sound, rate_hz: int) -> Iterator[npt.NDArray[np.float64]]:
    """Mean square of the weighted sound in each whole 100 ms."""
    hop, lead = rate_hz // 10, int(_LEAD_S * rate_hz)
    whole = len(sound) // hop * hop
    for start in range(0, whole, _CHUNK_S * rate_hz):
        end = min(start + _CHUNK_S * rate_hz, whole)
        before = min(start, lead)
        weighted = _weighted(sound[start - before : end], rate_hz)[before:]
        yield np.mean(np.square(weighted).reshape(-1, hop), axis=1)


def _weighted(sound: Sound, rate_hz: int) -> npt.NDArray[np.float64]:
    """K-weight by multiplying spectra; the zeros behind the sound take up what the filters ring on."""
    size = 1 << (len(sound) + rate_hz // 2).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * _gain(size, rate_hz), size)[: len(sound)]


@lru_cache(maxsize=4)
def _gain(size: int, rate_hz: int) -> npt.NDArray[np.complex128]:
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    return _shelf(rate_hz).response(delay) * _highpass(rate_hz).response(delay)


def _shelf(rate_hz: int) -> _Biquad:
    """The head: BS.1770-5 table 1 at 48 kHz, by its analogue prototype at any other rate."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    b = ((high + band * k / q + k * k) / a0, 2.0 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    return _Biquad(b=b, a=(1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0))


def _highpass(rate_hz: int) -> _Biquad:
    """The low end: BS.1770-5 table 2, likewise."""
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    a0 = 1.0 + k / q + k * k
    return _Biquad(b=(1.0, -2.0, 1.0), a=(1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0))


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET_LUFS) / 10.0))


def _lufs(power: float) -> float:
    return _OFFSET_LUFS + 10.0 * math.log10(power)


def _phases() -> tuple[npt.NDArray[np.float64], ...]:
    """Filters that give the sound between two samples: a windowed sinc, one for each quarter."""
    found = []
    for quarter in range(_OVERSAMPLING):
        at = np.arange(-_TAPS, _TAPS + 1) + quarter / _OVERSAMPLING
        taps = np.sinc(at) * np.kaiser(2 * _TAPS + 1, 6.0)
        found.append(taps / taps.sum())
    return tuple(found)


_PHASES = _phases()
OVERSHOOT = max(float(np.abs(one).sum()) for one in _PHASES)  # no true peak is higher above the highest sample
