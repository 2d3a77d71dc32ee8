"""Sound files telephony plays: WAV to the raw G.711 files `name.8` (A-law) and `name.0` (mu-law).

Run as `python -m callcenter.telephony.prompts FOLDER` it converts every WAV of a folder and writes the hold music.
"""

import argparse
import re
import wave
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from asr.g711 import alaw_encode, ulaw_encode
from callcenter.telephony.melody import hold_music

RATE_HZ = 8000
MAX_SECONDS = 600
PEAK = 0.5  # of full scale: as loud as a speaking caller, not louder
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class PromptError(ValueError):
    """A WAV file cannot be turned into a prompt; names the file, what was expected and what was found."""


def convert(wav: Path, folder: Path) -> tuple[Path, Path]:
    """Turn a 16-bit WAV of any rate and any number of channels into two prompt files named after it.

    Returns:
        The A-law and the mu-law file.

    Raises:
        PromptError: not a readable 16-bit WAV, empty, longer than ten minutes, or a name telephony cannot play.

    """
    if not NAME.fullmatch(wav.stem):
        raise PromptError(f"{wav}: expected a name of letters, digits, - and _, found {wav.stem!r}")
    samples, rate_hz = _read(wav)
    line = soxr.resample(samples, rate_hz, RATE_HZ) if rate_hz != RATE_HZ else samples
    return write(wav.stem, _level(line), folder)


def write(name: str, samples: NDArray[np.int16], folder: Path) -> tuple[Path, Path]:
    """Write 16-bit mono samples at 8 kHz as the two prompt files of a name."""
    pcm = samples.astype("<i2").tobytes()
    alaw, ulaw = folder / f"{name}.8", folder / f"{name}.0"
    alaw.write_bytes(alaw_encode(pcm))
    ulaw.write_bytes(ulaw_encode(pcm))
    return alaw, ulaw


def _read(wav: Path) -> tuple[NDArray[np.float64], int]:
    """Return one channel of samples between -1 and 1, and their rate."""
    try:
        with wave.open(str(wav), "rb") as file:
            channels, width, rate_hz, count = file.getparams()[:4]
            raw = file.readframes(count)
    except (OSError, EOFError, wave.Error) as error:
        raise PromptError(f"{wav}: expected a WAV file, found {error}") from error
    if width != 2 or not 8000 <= rate_hz <= 192_000:
        raise PromptError(f"{wav}: expected 16-bit samples at 8000 to 192000 Hz, found {8 * width}-bit at {rate_hz} Hz")
    if not 0 < count <= rate_hz * MAX_SECONDS:
        raise PromptError(f"{wav}: expected up to {MAX_SECONDS} s of sound, found {count / rate_hz:.1f} s")
    frames = np.frombuffer(raw, dtype="<i2").reshape(-1, channels)
    return frames.mean(axis=1) / 32768.0, rate_hz


def _level(samples: NDArray[np.float64]) -> NDArray[np.int16]:
    """Bring the loudest sample to half of full scale; silence stays silence."""
    loudest = float(np.max(np.abs(samples)))
    scaled = samples * (PEAK / loudest) if loudest > 0 else samples
    return np.round(scaled * 32767).astype(np.int16)


def main() -> None:
    """Convert every WAV of a folder in place and write the hold music beside them."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.telephony.prompts", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    for wav in sorted(folder.glob("*.wav")):
        convert(wav, folder)
    write("music", hold_music(), folder)


if __name__ == "__main__":
    main()
