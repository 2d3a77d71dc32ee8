"""Sounds that are not speech: tones, keys, music, clicks, noise and silence, at 8 kHz."""

import random

import numpy as np

from asr.training.channel import FULL_SCALE, TELEPHONE_HZ, Wave, coloured_noise

_DTMF_ROWS_HZ = (697, 770, 852, 941)
_DTMF_COLUMNS_HZ = (1209, 1336, 1477, 1633)
_SCALE = (0, 2, 4, 5, 7, 9, 11, 12)
KINDS = (
    "ringback",
    "busy",
    "dtmf",
    "music",
    "music",
    "music",
    "music",
    "music",
    "clicks",
    "noise",
    "noise",
    "silence",
    "sweep",
    "fax",
    "tone",
)


def _time(seconds: float) -> Wave:
    return (np.arange(int(seconds * TELEPHONE_HZ)) / TELEPHONE_HZ).astype(np.float32)


def _sine(frequency_hz: float, seconds: float) -> Wave:
    return np.sin(2 * np.pi * frequency_hz * _time(seconds)).astype(np.float32)


def ringback(seconds: float, chance: random.Random) -> Wave:
    """450 Hz, 1 s on, 4 s off (GB/T 3380)."""
    time_s = _time(seconds) + chance.uniform(0, 5)
    return _sine(450 + chance.uniform(-20, 20), seconds) * ((time_s % 5) < 1)


def busy(seconds: float, chance: random.Random) -> Wave:
    """450 Hz, 0.35 s on, 0.35 s off (GB/T 3380)."""
    return _sine(450 + chance.uniform(-20, 20), seconds) * ((_time(seconds) % 0.7) < 0.35)


def dtmf(seconds: float, chance: random.Random) -> Wave:
    """Keys pressed at random."""
    wave = np.zeros(int(seconds * TELEPHONE_HZ), np.float32)
    at = 0
    while at < len(wave) - 4000:
        on_s = chance.uniform(0.05, 0.4)
        key = _sine(chance.choice(_DTMF_ROWS_HZ), on_s) + _sine(chance.choice(_DTMF_COLUMNS_HZ), on_s)
        wave[at : at + len(key)] += key[: len(wave) - at]
        at += len(key) + int(chance.uniform(0.04, 0.6) * TELEPHONE_HZ)
    return wave


def _timbre(chance: random.Random) -> list[tuple[float, float]]:
    """Draw partials as (multiple of the note, strength): organ, strings, flute, square wave, or a bell out of tune."""
    kind = chance.choice(["falling", "falling", "organ", "flute", "square", "bell"])
    if kind == "falling":
        falloff = chance.uniform(0.4, 2.2)
        return [(number, number**-falloff) for number in range(1, 13)]
    if kind == "organ":
        return [(stop, chance.uniform(0.2, 1)) for stop in (0.5, 1, 2, 3, 4, 6, 8) if chance.random() < 0.7] or [(1, 1)]
    if kind == "flute":
        return [(1, 1), (2, chance.uniform(0, 0.3))]
    if kind == "square":
        return [(number, 1 / number) for number in range(1, 14, 2)]
    return [(chance.uniform(0.5, 6), chance.uniform(0.2, 1)) for _ in range(5)]


def _note(frequency_hz: float, seconds: float, partials: list[tuple[float, float]], chance: random.Random) -> Wave:
    time_s = _time(seconds)
    vibrato = 1 + chance.choice([0, 0, chance.uniform(0, 0.006)]) * np.sin(2 * np.pi * chance.uniform(4, 7) * time_s)
    phase = 2 * np.pi * frequency_hz * np.cumsum(vibrato) / TELEPHONE_HZ
    heard = [(multiple, strength) for multiple, strength in partials if multiple * frequency_hz < 3900]
    wave = sum((strength * np.sin(multiple * phase) for multiple, strength in heard), np.zeros(len(time_s)))
    envelope = np.minimum(time_s / chance.uniform(0.001, 0.1), 1) * np.exp(-time_s * chance.uniform(0.0, 5))
    return (wave * envelope).astype(np.float32)


def _add_drums(wave: Wave, beat_s: float, chance: random.Random) -> None:
    beat = int(beat_s * TELEPHONE_HZ)
    generator = np.random.default_rng(chance.getrandbits(32))
    loudness = float(np.max(np.abs(wave), initial=0.1)) * chance.uniform(0.2, 1)
    for number, at in enumerate(range(0, len(wave) - 1600, max(beat, 400))):
        fade = np.exp(-np.arange(1600) / chance.uniform(150, 500))
        low = np.sin(2 * np.pi * chance.uniform(60, 140) * np.arange(1600) / TELEPHONE_HZ)
        hit = low if number % 2 == 0 else generator.standard_normal(1600)
        wave[at : at + 1600] += (loudness * fade * hit).astype(np.float32)


def music(seconds: float, chance: random.Random) -> Wave:
    """Melodies over chords, in timbres drawn at random, sometimes with drums."""
    wave = np.zeros(int((seconds + 3) * TELEPHONE_HZ), np.float32)
    root, beat_s = chance.uniform(100, 420), chance.uniform(0.12, 0.7)
    for voice in range(chance.randint(1, 4)):
        partials, at_s = _timbre(chance), 0.0
        held = chance.uniform(0.7, 1.5)
        while at_s < seconds:
            length_s = beat_s * chance.choice([1, 1, 2, 4])
            frequency_hz = root * 2 ** ((chance.choice(_SCALE) + 12 * min(voice, 2)) / 12)
            note = _note(frequency_hz, min(length_s * held, 3), partials, chance) * chance.uniform(0.3, 1)
            at = int(at_s * TELEPHONE_HZ)
            wave[at : at + len(note)] += note[: len(wave) - at]
            at_s += length_s
    if chance.random() < 0.4:
        _add_drums(wave, beat_s, chance)
    return wave[: int(seconds * TELEPHONE_HZ)]


def clicks(seconds: float, chance: random.Random) -> Wave:
    """Impulses and short bursts, as of a handset put down."""
    wave = np.zeros(int(seconds * TELEPHONE_HZ), np.float32)
    for _ in range(chance.randint(2, 20)):
        at = chance.randrange(max(len(wave) - 900, 1))
        length = chance.randint(1, 800)
        burst = np.random.default_rng(chance.getrandbits(32)).standard_normal(length) * np.exp(
            -np.arange(length) / (length / 4)
        )
        wave[at : at + length] += burst.astype(np.float32)[: len(wave) - at]
    return wave


def noise(seconds: float, chance: random.Random) -> Wave:
    """Coloured noise, its level wandering."""
    generator = np.random.default_rng(chance.getrandbits(32))
    wave = coloured_noise(int(seconds * TELEPHONE_HZ), chance.uniform(0, 2), generator)
    if chance.random() < 0.5:
        wave = wave * (1.05 + np.sin(2 * np.pi * chance.uniform(0.2, 6) * _time(seconds)))
    return wave.astype(np.float32)


def sweep(seconds: float, chance: random.Random) -> Wave:
    """A tone gliding through the band."""
    start, stop = chance.uniform(150, 3400), chance.uniform(150, 3400)
    frequency = np.linspace(start, stop, int(seconds * TELEPHONE_HZ))
    return np.sin(2 * np.pi * np.cumsum(frequency) / TELEPHONE_HZ).astype(np.float32)


def make_sound(kind: str, seconds: float, chance: random.Random) -> Wave:
    """Make one sound, int16-scaled with peak at full scale (silence: zeros or a whisper of noise)."""
    if kind == "silence":
        quiet = coloured_noise(int(seconds * TELEPHONE_HZ), 0.5, np.random.default_rng(chance.getrandbits(32)))
        return (quiet * chance.choice([0.0, 0.0, 3.0, 12.0])).astype(np.float32)
    makers = {
        "ringback": ringback,
        "busy": busy,
        "dtmf": dtmf,
        "music": music,
        "clicks": clicks,
        "noise": noise,
        "sweep": sweep,
    }
    if kind == "fax":
        wave = _sine(chance.choice([1100.0, 2100.0]), seconds) * ((_time(seconds) % 3.5) < 0.5)
    elif kind == "tone":
        wave = _sine(chance.uniform(200, 3400), seconds) + _sine(chance.uniform(200, 3400), seconds) * chance.choice(
            [0, 1]
        )
    else:
        wave = makers[kind](seconds, chance)
    return (wave * (FULL_SCALE / max(float(np.max(np.abs(wave), initial=0.0)), 1e-6))).astype(np.float32)
