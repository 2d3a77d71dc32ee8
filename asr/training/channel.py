"""The telephone line: 22 kHz speech -> 8 kHz after band limit, level, noise, lost packets and G.711 A-law."""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TELEPHONE_HZ = 8000
PACKET_SAMPLES = 160  # 20 ms
FULL_SCALE = 32767.0
Wave = NDArray[np.float32]  # mono, int16-scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line's properties. `speed` stretches time and spectrum together, as another vocal tract would."""

    low_hz: float = 0.0
    high_hz: float = 3600.0
    tilt_db: float = 0.0  # at 4 kHz against 0 Hz
    peak_db: float = -10.0
    noise_snr_db: float | None = None
    noise_colour: float = 0.0  # 0 white, 1 pink, 2 brown
    hum: bool = False
    loss: float = 0.0
    conceal: bool = False  # repeat the last packet instead of silence
    speed: float = 1.0


def draw_line(chance: random.Random) -> Line:
    """Draw a line for training: 35 % clean, the rest noisy at 8-40 dB, 15 % with lost packets."""
    noisy, lossy = chance.random() < 0.65, chance.random() < 0.15
    return Line(
        low_hz=chance.choice([0.0, 0.0, chance.uniform(50, 300)]),
        high_hz=chance.uniform(3350, 3700),
        tilt_db=chance.uniform(-5, 5),
        peak_db=chance.uniform(-26, -3),
        noise_snr_db=chance.uniform(8, 40) if noisy else None,
        noise_colour=chance.choice([0.0, 0.5, 1.0, 1.6]),
        hum=noisy and chance.random() < 0.2,
        loss=chance.uniform(0.005, 0.06) if lossy else 0.0,
        conceal=chance.random() < 0.5,
        speed=chance.uniform(0.92, 1.08) if chance.random() < 0.6 else 1.0,
    )


def resample(samples: NDArray[np.int16], rate_hz: float, line: Line) -> Wave:
    """Bring speech to 8 kHz through the line's band by FFT."""
    count = round(len(samples) * TELEPHONE_HZ / (rate_hz * line.speed))
    spectrum = np.fft.rfft(samples.astype(np.float64))
    bins = count // 2 + 1
    kept = np.zeros(bins, np.complex128)
    shared = min(bins, len(spectrum))
    kept[:shared] = spectrum[:shared]
    frequency = np.arange(bins) * TELEPHONE_HZ / max(count, 1)
    gain = 10 ** (line.tilt_db * frequency / 4000 / 20)
    gain *= 1 / (1 + np.exp((frequency - line.high_hz) / 40))
    if line.low_hz:
        gain *= 1 / (1 + np.exp((line.low_hz - frequency) / 20))
    return (np.fft.irfft(kept * gain, count) * (count / len(samples))).astype(np.float32)


def coloured_noise(count: int, colour: float, noise: np.random.Generator) -> Wave:
    """Give noise of unit power whose amplitude falls as frequency ** (-colour / 2)."""
    spectrum = np.fft.rfft(noise.standard_normal(count))
    shape = np.maximum(np.arange(len(spectrum)) * TELEPHONE_HZ / count, 30.0) ** (-colour / 2)
    wave = np.fft.irfft(spectrum * shape, count)
    return (wave / max(float(np.sqrt(np.mean(wave**2))), 1e-9)).astype(np.float32)


def lose_packets(wave: Wave, loss: float, *, conceal: bool, noise: np.random.Generator) -> Wave:
    """Drop 20 ms packets: silence, or the last good packet faded."""
    heard = wave.copy()
    for start in range(PACKET_SAMPLES, len(heard) - PACKET_SAMPLES, PACKET_SAMPLES):
        if noise.random() < loss:
            before = heard[start - PACKET_SAMPLES : start]
            heard[start : start + PACKET_SAMPLES] = before * 0.7 if conceal else 0.0
    return heard


def alaw_round_trip(wave: Wave) -> NDArray[np.int16]:
    """Quantise as G.711 A-law does (ITU-T G.711 table 1: 13 bits, 8 segments of 16 steps) and decode again."""
    clipped = np.clip(np.round(wave), -32768, 32767).astype(np.int32)
    sign = np.where(clipped < 0, -1, 1)
    magnitude = np.minimum(np.where(clipped < 0, ~clipped, clipped) >> 3, 4095)
    exponent = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 1)
    step = np.where(magnitude < 32, 2, 1 << exponent)
    decoded = (magnitude // step) * step + step // 2
    return np.clip(sign * (decoded << 3), -32768, 32767).astype(np.int16)


def _with_noise(wave: Wave, line: Line, noise: np.random.Generator) -> Wave:
    if line.noise_snr_db is None:
        return wave
    loud = np.abs(wave) > 0.05 * float(np.max(np.abs(wave), initial=1.0))
    power = float(np.sqrt(np.mean(wave[loud] ** 2))) if loud.any() else 300.0
    added = coloured_noise(len(wave), line.noise_colour, noise)
    if line.hum:
        time_s = np.arange(len(wave)) / TELEPHONE_HZ
        added = added * 0.5 + sum(np.sin(2 * np.pi * 50 * harmonic * time_s) / harmonic for harmonic in (1, 2, 3, 5))
    return (wave + added * power * 10 ** (-line.noise_snr_db / 20)).astype(np.float32)


def through(wave: Wave, line: Line, noise: np.random.Generator) -> NDArray[np.int16]:
    """Send an 8 kHz wave through the line: level, noise, loss, A-law."""
    peak = float(np.max(np.abs(wave), initial=1e-9))
    levelled = wave * (FULL_SCALE * 10 ** (line.peak_db / 20) / peak) if peak > 1 else wave
    noisy = _with_noise(levelled.astype(np.float32), line, noise)
    if line.loss:
        noisy = lose_packets(noisy, line.loss, conceal=line.conceal, noise=noise)
    return alaw_round_trip(noisy)
