"""Reading recordings and writing clips; the one place of the show's aftermath that knows soundfile and soxr."""

import io
from enum import StrEnum
from pathlib import Path

import numpy as np
import soundfile
import soxr

from callcenter.show.aftermath.loudness import Sound


class SoundForm(StrEnum):
    """How a clip is written."""

    WAV = "wav"
    MP3 = "mp3"
    OPUS = "opus"
    FLAC = "flac"


WRITE_RATE_HZ = 48_000  # what editing programs and broadcast desks expect
_FORMATS = {
    SoundForm.WAV: ("WAV", "PCM_16"),
    SoundForm.MP3: ("MP3", "MPEG_LAYER_III"),
    SoundForm.OPUS: ("OGG", "OPUS"),
    SoundForm.FLAC: ("FLAC", "PCM_16"),
}


def can_write(form: SoundForm) -> bool:
    """Whether the libsndfile of this machine has that encoder."""
    name, subtype = _FORMATS[form]
    return name in soundfile.available_formats() and subtype in soundfile.available_subtypes(name)


def read_channel(path: Path, channel: int, first: int, count: int) -> Sound:
    """Samples of one channel; fewer when the file ends before."""
    with soundfile.SoundFile(path) as file:
        if count <= 0 or first >= file.frames:
            return np.zeros(0, np.float32)
        file.seek(max(first, 0))
        found: Sound = file.read(count, dtype="float32", always_2d=True)[:, channel]
        return found


def at_rate(sound: Sound, from_hz: int, to_hz: int) -> Sound:
    """The same sound with another number of samples a second."""
    if from_hz == to_hz or not len(sound):
        return sound
    made: Sound = soxr.resample(sound, from_hz, to_hz, quality="HQ").astype(np.float32)
    return made


def encoded(sound: Sound, rate_hz: int, form: SoundForm) -> bytes:
    """One channel as a file's bytes."""
    name, subtype = _FORMATS[form]
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate_hz, 1, subtype=subtype, format=name) as file:
        for start in range(0, len(sound), rate_hz * 10):  # long blocks overflow the MP3 encoder's stack
            file.write(sound[start : start + rate_hz * 10])
    return out.getvalue()
