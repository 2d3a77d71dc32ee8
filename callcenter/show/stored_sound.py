"""The sound of a stored call: a stretch of the caller's side of a recording, as the two files telephony plays."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from callcenter.show.aftermath.tape import CALLER, Take, Track
from callcenter.telephony.prompts import write
from queueing.show.aftermath.spans import Span
from queueing.show.recordings import LONGEST_S, SHORTEST_S

STORED_CALLS = "stored-calls"  # folder under the data folder
CODECS = (8, 0)
RATE_HZ = 8000
PEAK = 0.5  # of full scale: as loud as a caller who speaks up


class StoredSoundError(ValueError):
    """A stretch of a recording that cannot be kept; says what was expected and what was found."""


def sound_name(show_id: str, call_id: str, from_s: float, to_s: float) -> str:
    """The name of that stretch for that show: the same asked again is the same."""
    return "stored-" + sha256(f"{show_id}/{call_id}/{from_s:.2f}/{to_s:.2f}".encode()).hexdigest()[:24]


def cut(takes: Sequence[Take], from_s: float, to_s: float) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """The caller's voice from second to second of a recording, `to_s` 0: to its end; as loud as a caller speaks.

    Raises:
        StoredSoundError: no sound there, or too short or long a stretch.
        OSError, RuntimeError: a file cannot be read.
    """
    if not takes:
        raise StoredSoundError("recording: expected one that is finished and on disk, found none")
    begin, end = takes[0].started_at, takes[-1].span.end
    span = Span(start=begin + from_s, end=min(end, begin + to_s) if to_s else end)
    if not SHORTEST_S <= span.end - span.start <= LONGEST_S:
        expected = f"{SHORTEST_S:g} to {LONGEST_S:g} s of a recording of {end - begin:.1f} s"
        raise StoredSoundError(f"stretch: expected {expected}, found {from_s:g} to {to_s:g}")
    sound = Track(takes=tuple(takes), channel=CALLER).sound(span, RATE_HZ)
    loudest = float(np.max(np.abs(sound))) if len(sound) else 0.0
    if loudest < 10 ** (-50 / 20):
        raise StoredSoundError("stretch: expected the caller's voice in it, found silence")
    return np.round(sound * (PEAK / loudest) * 32767).astype(np.int16)


def keep(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]", name: str, folder: Path) -> float:
    """Write the two files; returns how long they last, seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    write(name, samples, folder)
    return len(samples) / RATE_HZ


def forget(names: Sequence[str], folder: Path) -> None:
    """Remove sounds that no show needs any more."""
    for name in names:
        for codec in CODECS:
            (folder / f"{name}.{codec}").unlink(missing_ok=True)
