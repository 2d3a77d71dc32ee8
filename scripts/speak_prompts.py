"""Speak the pieces of config/prompts/spoken.toml with espeak-ng and write them, the tones too, as prompt files.

Needs the library (Debian: libespeak-ng1). Run: python -m scripts.speak_prompts config/prompts
"""

import argparse
import tomllib
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from asr.training.synth import MANDARIN, Library, Manner, Synthesiser
from callcenter.telephony.prompts import PEAK, RATE_HZ, write

LIBRARY = "/usr/lib/x86_64-linux-gnu/libespeak-ng.so.1"
DATA = "/usr/lib/x86_64-linux-gnu/espeak-ng-data"
MANNER = Manner(voice=MANDARIN, rate=165, pitch=50)
QUIET = 150  # of 32768: what lies below at the ends is no speech
GAP_S = 0.06  # between pieces of one sentence
TONE_HZ, TONE_S = 1000, 0.4  # after which a message is recorded
RINGING_HZ, RINGING_S, PAUSE_S = 450, 1.0, 4.0  # ring-back tone, GB/T 3380


def spoken(samples: NDArray[np.int16], rate_hz: int) -> NDArray[np.int16]:
    """Cut the silence at both ends, at 8 kHz, half of full scale, with a short gap behind."""
    line = soxr.resample(samples.astype(np.float64) / 32768.0, rate_hz, RATE_HZ)
    loud = np.flatnonzero(np.abs(line) > QUIET / 32768.0)
    line = line[loud[0] : loud[-1] + 1]
    scaled = line * (PEAK / float(np.max(np.abs(line)))) * 32767
    return np.concatenate([np.round(scaled), np.zeros(int(GAP_S * RATE_HZ))]).astype(np.int16)


def tone(hz: int, seconds: float, pause_s: float) -> NDArray[np.int16]:
    """A tone at a quarter of full scale, then silence."""
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * hz * times) * 0.25 * 32767
    return np.concatenate([np.round(wave), np.zeros(int(pause_s * RATE_HZ))]).astype(np.int16)


def main() -> None:
    """Speak every piece into the folder of the list."""
    parser = argparse.ArgumentParser(prog="python -m scripts.speak_prompts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--library", default=LIBRARY)
    parser.add_argument("--data", default=DATA)
    args = parser.parse_args()
    voice = Synthesiser(Library(shared_object=args.library, data=args.data))
    pieces = tomllib.loads((args.folder / "spoken.toml").read_text("utf-8"))["pieces"]
    for name, text in pieces.items():
        for _ in range(2):  # the first utterance of a process differs from the later ones
            speech = voice.say(text, MANNER)
        write(name, spoken(speech.samples, speech.rate_hz), args.folder)
    write("tone", tone(TONE_HZ, TONE_S, 0.1), args.folder)
    write("ringing", tone(RINGING_HZ, RINGING_S, PAUSE_S), args.folder)


if __name__ == "__main__":
    main()
