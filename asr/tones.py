"""Key presses and call-progress tones in the sound of a line: to a recogniser they would be words (pure)."""

import numpy as np

from asr.recognizer import LINE_RATE_HZ

_LOW_HZ = (697, 770, 852, 941)  # ITU-T Q.23
_HIGH_HZ = (1209, 1336, 1477, 1633)
_SINGLE_HZ = (*range(425, 480, 10), 1100, 2100)  # GB/T 3380: 450 Hz within 25; a fax that calls, or answers (T.30)
_FRAME = LINE_RATE_HZ // 50  # samples: 20 ms
_LOUD = 100.0  # quieter is no tone anybody sends
_PAIR_SHARE = 0.8  # of the frame's energy; keys may be 1.5 % beside their frequency
_SINGLE_SHARE = 0.93  # a sung vowel comes to 0.9
_WEAKER_SHARE = 0.08  # of the weaker tone of a key: 10 dB below the other
_BESIDE = (0.99, 1.0, 1.01)  # 20 ms tell apart what is further
_PAIRED_HZ = [hertz * beside for hertz in (*_LOW_HZ, *_HIGH_HZ) for beside in _BESIDE]
_ALL_HZ = np.array((*_PAIRED_HZ, *_SINGLE_HZ), np.float32)
_PHASES = 2 * np.pi * _ALL_HZ[:, None] * np.arange(_FRAME, dtype=np.float32) / LINE_RATE_HZ
_WAVES = np.concatenate([np.cos(_PHASES), np.sin(_PHASES)]).astype(np.float32)
_KINDS = len(_ALL_HZ)
_GROUPS = np.array((0, len(_LOW_HZ) * len(_BESIDE), len(_PAIRED_HZ)))  # where lows, highs and single tones begin


def is_tone(frame: bytes) -> bool:
    """Tell whether 20 ms of PCM16LE at 8 kHz are a key or a tone, and nothing else."""
    sound = np.frombuffer(frame, np.int16).astype(np.float32)
    energy = float(sound @ sound)
    if energy < _FRAME * _LOUD**2:
        return False
    parts = _WAVES @ sound
    shares = (parts[:_KINDS] ** 2 + parts[_KINDS:] ** 2) * (2 / _FRAME / energy)
    low, high, single = np.maximum.reduceat(shares, _GROUPS).tolist()
    is_key = low + high >= _PAIR_SHARE and min(low, high) >= _WEAKER_SHARE
    return bool(is_key or single >= _SINGLE_SHARE)
