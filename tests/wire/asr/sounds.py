"""What a line carries that is no speech: keys, tones, and the desk's own music and prompts, as PCM16LE at 8 kHz."""

from pathlib import Path

import numpy as np

from asr import g711
from callcenter.telephony.melody import hold_music
from callcenter.telephony.prompts import convert
from tests.wire.asr.house import silence

ROOT = Path(__file__).parents[3]
_LOW_HZ, _HIGH_HZ = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_ROWS = ("123A", "456B", "789C", "*0#D")
KEYS = {name: (_LOW_HZ[row], _HIGH_HZ[at]) for row, names in enumerate(_ROWS) for at, name in enumerate(names)}
LEVEL = 6000.0  # amplitude of both tones of a key together


def key(name: str, seconds: float, *, beside: float = 1.0, twist_db: float = 0.0, level: float = LEVEL) -> bytes:
    """One key pressed; `twist_db`: how much louder its high tone is."""
    time_s = np.arange(int(8000 * seconds)) / 8000
    low, high = (np.sin(2 * np.pi * hertz * beside * time_s) for hertz in KEYS[name])
    louder = 10 ** (twist_db / 20)
    sound = level * (low + louder * high) / (1 + louder)
    return bytes(sound.astype(np.int16).tobytes())


def number_dialled(digits: str, on_s: float = 0.08, off_s: float = 0.08) -> bytes:
    """A number as a telephone dials it, or slower as a finger does."""
    return b"".join(key(digit, on_s) + silence(off_s) for digit in digits)


def single(hertz: float, seconds: float) -> bytes:
    """One tone."""
    time_s = np.arange(int(8000 * seconds)) / 8000
    return bytes((LEVEL * np.sin(2 * np.pi * hertz * time_s)).astype(np.int16).tobytes())


def ringback() -> bytes:
    """What is heard until somebody answers."""
    return (single(450, 1.0) + silence(4.0)) * 2


def busy() -> bytes:
    """What is heard when nobody can."""
    return (single(450, 0.35) + silence(0.35)) * 8


def music() -> bytes:
    """The desk's own, played to who waits or is held."""
    return bytes(hold_music().tobytes())


def prompt(name: str, folder: Path) -> bytes:
    """One of the desk's own prompts, as telephony plays it."""
    alaw, _ = convert(ROOT / "config" / "prompts" / f"{name}.wav", folder)
    return g711.alaw_decode(alaw.read_bytes())
