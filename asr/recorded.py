"""Reading a stretch of a recording: one speaker's side, as recognisers take it."""

from pathlib import Path

import soundfile


class UnreadableError(Exception):
    """A recording that is gone or no sound; the text says which and why."""


def read_channel(recording: Path, channel: int, start: int, end: int) -> bytes:
    """Give samples `start` to `end` of the file, fewer at its end: PCM16LE."""
    try:
        with soundfile.SoundFile(recording) as file:
            file.seek(min(max(start, 0), file.frames))
            rows = file.read(max(end - max(start, 0), 0), dtype="int16", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise UnreadableError(f"recording {recording.name}: expected one that can be read, found {error}") from error
    return bytes(rows[:, channel].tobytes())


def samples_of(recording: Path) -> int:
    """Give how long a recording is; 0 when there is none that can be read."""
    try:
        return int(soundfile.info(str(recording)).frames)
    except (OSError, soundfile.LibsndfileError):
        return 0
