"""Tones: made as WAV for a phone to say, found again in what another phone heard."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
LEVEL = 8000.0  # of 32767: loud, not clipped by G.711
SPREAD_HZ = 12.0  # energy this near to the frequency counts as the tone
WINDOW_S = 0.2


def write_tone(path: Path, hz: float, seconds: float = 20.0) -> Path:
    """Write a sine as 16-bit mono WAV at 8 kHz, the format baresip's aufile wants."""
    times_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    write_wav(path, (LEVEL * np.sin(2 * np.pi * hz * times_s)).astype(np.int16))
    return path


def write_wav(path: Path, samples: NDArray[np.int16]) -> None:
    """Write 16-bit mono samples at 8 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())


def read_wav(path: Path) -> NDArray[np.float64]:
    """Read a 16-bit mono WAV; a file whose header was never finished is read to its end."""
    raw = path.read_bytes()
    start = raw.find(b"data") + 8
    body = raw[start:] if start >= 8 else b""
    return np.frombuffer(body[: len(body) // 2 * 2], dtype="<i2").astype(np.float64)


def share_of_tone(samples: NDArray[np.float64], hz: float) -> float:
    """Return how much of the energy (0 to 1) lies at one frequency; 0 for silence."""
    if len(samples) < RATE_HZ // 20 or float(np.mean(samples**2)) < 100.0:
        return 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    near = np.abs(frequencies - hz) <= SPREAD_HZ
    return float(power[near].sum() / power.sum())


def seconds_of_tone(samples: NDArray[np.float64], hz: float, share: float = 0.8) -> float:
    """Return for how long a tone was heard, in windows of 0.2 s of which it makes up at least `share`."""
    step = int(WINDOW_S * RATE_HZ)
    windows = [samples[start : start + step] for start in range(0, len(samples) - step + 1, step)]
    return WINDOW_S * sum(share_of_tone(window, hz) >= share for window in windows)


def alaw_to_linear(codes: bytes) -> NDArray[np.float64]:
    """Decode A-law (G.711) to 16-bit linear."""
    values = np.frombuffer(codes, dtype=np.uint8).astype(np.int32) ^ 0x55
    exponent = (values >> 4) & 7
    mantissa = (values & 15) << 4
    magnitude = np.where(exponent == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(values & 0x80, magnitude, -magnitude).astype(np.float64)


def linear_to_alaw(samples: NDArray[np.int16]) -> bytes:
    """Encode 16-bit linear as A-law by looking up the nearest of the 256 levels."""
    levels = alaw_to_linear(bytes(range(256)))
    order = np.argsort(levels)
    edges = (levels[order][1:] + levels[order][:-1]) / 2
    return order[np.searchsorted(edges, samples)].astype(np.uint8).tobytes()
