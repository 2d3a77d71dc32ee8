"""Checked transcripts with their sound as a folder of clips: what a site measures its recognition on."""

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcenter.evaluation.clips import MANIFEST
from callcenter.joined_sound import PlacedPart, placed
from callcenter.store.checked import CheckedClip

_PAD_MS = 300  # before and after: word ends come 0.15 s early, and the gate needs a lead
_EDGE_MS = 200
_CHANNELS = {"caller": 0}  # every other role is on the other channel
_STEREO = 2


class CollectError(Exception):
    """The folder cannot be used; the message says what was expected and what was found."""


def collect(clips: Sequence[CheckedClip], data_dir: Path, folder: Path) -> Counter[str]:
    """Write the folder whole or not at all; return how many clips were kept, and why others were not.

    Names of files and speakers tell nothing of who called: a number, and the role.

    Raises:
        CollectError: `folder` is there and is not empty, or cannot be written.

    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CollectError(f"{folder}: expected a new or empty folder, found something in it")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))  # mode 0700
        try:
            counts = _write(clips, data_dir, beside)
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as fault:
        raise CollectError(f"{folder}: expected a folder that can be written, found: {fault}") from fault
    return counts


def _write(clips: Sequence[CheckedClip], data_dir: Path, folder: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    rows: list[dict[str, object]] = []
    for clip in clips:
        cut = _cut(clip, data_dir)
        counts[cut if isinstance(cut, str) else "kept"] += 1
        if not isinstance(cut, str):
            name = f"{len(rows) + 1:05d}-{_mark(clip)}.flac"
            soundfile.write(folder / name, cut.samples, cut.rate_hz, subtype="PCM_16")
            (folder / name).chmod(0o600)
            rows.append(_row(name, clip, cut.lead_ms))
    manifest = folder / MANIFEST
    manifest.touch(mode=0o600)
    manifest.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return counts


def _row(name: str, clip: CheckedClip, lead_ms: int) -> dict[str, object]:
    times = {"speech_start_ms": lead_ms, "speech_end_ms": lead_ms + clip.end_ms - clip.start_ms}
    month = clip.checked.checked_at.strftime("%Y-%m")
    return {"file": name, "text": clip.checked.text, "speaker": clip.role, "set": month, **times}


def _mark(clip: CheckedClip) -> str:
    """Tell clips apart without saying which call they are of."""
    return hashlib.sha256(os.fsencode(clip.checked.utterance_id)).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """The sound of an utterance, and how much of it comes before the first word."""

    samples: NDArray[np.int16]
    rate_hz: int
    lead_ms: int


def _cut(clip: CheckedClip, data_dir: Path) -> _Cut | str:
    """Return the sound of an utterance, or why there is none to be had."""
    if clip.confidential:
        return "confidential"
    parts = placed(clip.parts)
    if not parts:
        return "no recording"
    part = _part_of(clip, parts)
    if part is None:
        return "not recorded whole"
    file = (data_dir / part.recording.path).resolve()
    if not file.is_relative_to(data_dir.resolve()) or not file.is_file():
        return "recording is gone"
    start_ms = max(clip.start_ms - round(part.from_s * 1000), 0)
    return _read(file, part.recording.rate_hz, start_ms, start_ms + clip.end_ms - clip.start_ms, clip.role)


def _read(file: Path, rate_hz: int, start_ms: int, end_ms: int, role: str) -> _Cut | str:
    lead_ms = min(start_ms, _PAD_MS)
    begin, end = (ms * rate_hz // 1000 for ms in (start_ms - lead_ms, end_ms + _PAD_MS))
    try:
        samples, _ = soundfile.read(file, start=begin, stop=end, dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, OSError, ValueError):
        return "recording cannot be read"
    channel = _CHANNELS.get(role, 1) if samples.shape[1] == _STEREO else 0
    found = samples[:, channel]
    return _Cut(samples=found, rate_hz=rate_hz, lead_ms=lead_ms) if len(found) else "recording is too short"


def _part_of(clip: CheckedClip, parts: Sequence[PlacedPart]) -> PlacedPart | None:
    """Return the part in which all of it was said; words at the very edge may be timed a little beyond it."""
    ends_s = [*(part.from_s for part in parts[1:]), math.inf]  # where two reach into each other the later counts
    for part, next_s in zip(parts, ends_s, strict=True):
        begin_ms, end_ms = part.from_s * 1000 - _EDGE_MS, min(part.to_s * 1000 + _EDGE_MS, next_s * 1000)
        if begin_ms <= clip.start_ms and clip.end_ms <= end_ms:
            return part
    return None
