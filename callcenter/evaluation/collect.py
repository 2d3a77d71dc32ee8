"""Checked transcripts with their sound as a folder of clips: what a site measures its recognition on."""

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcenter.evaluation.clips import MANIFEST
from callcenter.store.checked import CheckedClip

_PAD_MS = 300  # before and after: word ends come 0.15 s early, and the gate needs a lead
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
        sound, why_not = _cut(clip, data_dir)
        counts[why_not or "kept"] += 1
        if sound is not None:
            name = f"{len(rows) + 1:05d}-{_mark(clip)}.flac"
            soundfile.write(folder / name, sound, clip.parts[0].rate_hz, subtype="PCM_16")
            (folder / name).chmod(0o600)
            rows.append(_row(name, clip))
    manifest = folder / MANIFEST
    manifest.touch(mode=0o600)
    manifest.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return counts


def _row(name: str, clip: CheckedClip) -> dict[str, object]:
    lead_ms = min(clip.start_ms, _PAD_MS)
    times = {"speech_start_ms": lead_ms, "speech_end_ms": lead_ms + clip.end_ms - clip.start_ms}
    month = clip.checked.checked_at.strftime("%Y-%m")
    return {"file": name, "text": clip.checked.text, "speaker": clip.role, "set": month, **times}


def _mark(clip: CheckedClip) -> str:
    """Tell clips apart without saying which call they are of."""
    return hashlib.sha256(os.fsencode(clip.checked.utterance_id)).hexdigest()[:8]


def _cut(clip: CheckedClip, data_dir: Path) -> tuple[NDArray[np.int16] | None, str]:
    """Return the sound of an utterance, or why there is none to be had."""
    if clip.confidential:
        return None, "confidential"
    if len(clip.parts) != 1:  # times count from the start of the part they were said in, and nobody noted which
        return None, "no recording" if not clip.parts else "recording in several parts"
    part = clip.parts[0]
    file = (data_dir / part.path).resolve()
    if not file.is_relative_to(data_dir.resolve()) or not file.is_file():
        return None, "recording is gone"
    begin, end = (ms * part.rate_hz // 1000 for ms in (max(clip.start_ms - _PAD_MS, 0), clip.end_ms + _PAD_MS))
    try:
        samples, _ = soundfile.read(file, start=begin, stop=end, dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, OSError, ValueError):
        return None, "recording cannot be read"
    channel = _CHANNELS.get(clip.role, 1) if samples.shape[1] == _STEREO else 0
    return (samples[:, channel], "") if len(samples) else (None, "recording is too short")
