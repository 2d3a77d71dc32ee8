"""The thread that writes recordings to disk: the ear never waits for a disk."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Full, Queue

import soundfile

from asr.flac_repair import repair
from asr.recognizer import LINE_RATE_HZ
from asr.recording import CHANNELS

_log = logging.getLogger(__name__)
_QUEUE_BLOCKS = 3000  # a minute of 50 calls, 96 MB, while a disk stands still
_LEAST_FREE_BYTES = 64 << 20  # stop before the disk is full: the ledger needs the rest
_UNFINISHED = ".part"


@dataclass(slots=True, kw_only=True, eq=False)
class Track:
    """One recording on disk. The recorder's thread owns it, but for `missing_bytes`, which is the caller's."""

    path: Path  # its final name; `.part` is appended while it grows
    problem: str = ""  # why it is not, or not whole, on disk
    missing_bytes: int = 0  # refused by the full queue: written as silence later, so that time holds
    file: soundfile.SoundFile | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finish:
    track: Track
    then: Callable[[], None]


class Recorder:
    """Owns the writing thread and its queue. Start it, `close` it."""

    def __init__(self) -> None:
        self._queue: Queue[tuple[Track, bytes] | _Finish | None] = Queue(_QUEUE_BLOCKS)
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, timeout_s: float) -> None:
        """Write what waits, then end the thread; gives up after the time."""
        self._queue.put(None)
        self._thread.join(timeout_s)

    def write(self, track: Track, rows: bytes) -> None:
        """Append interleaved PCM16LE; never blocks. What the full queue refuses becomes silence."""
        rows, track.missing_bytes = bytes(track.missing_bytes) + rows, 0
        try:
            self._queue.put_nowait((track, rows))
        except Full:
            track.missing_bytes = len(rows)

    def finish(self, track: Track, then: Callable[[], None]) -> None:
        """Close the file and give it its final name, then call `then` on the recorder's thread."""
        try:
            self._queue.put_nowait(_Finish(track=track, then=then))
        except Full:
            track.problem = track.problem or "recording: expected a disk that writes, found one that stands still"
            then()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            if isinstance(job, _Finish):
                _guarded(job.track, b"", _finish)
                job.then()
            else:
                _guarded(job[0], job[1], _write)


def _guarded(track: Track, rows: bytes, action: Callable[[Track, bytes], None]) -> None:
    """Do it; a disk that fails costs the recording, never the call."""
    try:
        action(track, rows)
    except Exception as error:  # noqa: BLE001 -- the edge of the thread; soundfile asserts on short writes
        if not track.problem:
            _log.warning("recording failed", extra={"path": str(track.path), "problem": str(error)})
        track.problem = track.problem or f"recording {track.path.name}: expected to write it, found {error}"


def _write(track: Track, rows: bytes) -> None:
    if track.problem:
        return
    if track.file is None:
        track.file = _open(track.path)
    _check_space(track.path)
    track.file.buffer_write(rows, "int16")


def _open(path: Path) -> soundfile.SoundFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + _UNFINISHED)
    return soundfile.SoundFile(part, "x", LINE_RATE_HZ, CHANNELS, subtype="PCM_16", format="FLAC")


def _check_space(path: Path) -> None:
    disk = os.statvfs(path.parent)
    free = disk.f_bavail * disk.f_frsize
    if free < _LEAST_FREE_BYTES:
        raise OSError(f"{free >> 20} MB free, {_LEAST_FREE_BYTES >> 20} needed")


def _finish(track: Track, _: bytes) -> None:
    part = track.path.with_name(track.path.name + _UNFINISHED)
    if track.file is not None:
        track.file.close()
        part.rename(track.path)


def recover(folder: Path) -> list[Path]:
    """Make whole what a killed ear left behind; give the files recovered. Call before any recording begins."""
    recovered = []
    for part in sorted(folder.rglob(f"*.flac{_UNFINISHED}")):
        try:
            whole = repair(part.read_bytes())
            final = part.with_suffix("")
            if whole is not None and not final.exists():
                last_written = part.stat()
                part.write_bytes(whole)
                os.utime(part, ns=(last_written.st_atime_ns, last_written.st_mtime_ns))  # when the sound ended
                part.rename(final)
                recovered.append(final)
        except OSError as error:
            _log.warning("recording not recovered", extra={"path": str(part), "problem": str(error)})
    return recovered


def recovered_part(path: Path, data_dir: Path) -> dict[str, object]:
    """Tell of a recovered file what `closed` tells of one that was finished: the same fields."""
    sound = soundfile.info(str(path))
    seconds = sound.frames / sound.samplerate
    absolute, base = path.absolute(), data_dir.absolute()
    return {
        "call_id": path.name.split(".", 1)[0],
        "recording": str(absolute.relative_to(base) if absolute.is_relative_to(base) else absolute),
        "seconds": round(seconds, 3),
        "started_at": round(path.stat().st_mtime - seconds, 3),
        "rate_hz": sound.samplerate,
        "channels": sound.channels,
        "problem": "",
    }
