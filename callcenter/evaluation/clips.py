"""The clips an evaluation listens to: a folder with `manifest.jsonl`, one clip a line (docs/evaluation.md)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from asr.g711 import alaw_decode

MANIFEST = "manifest.jsonl"
SLOTS = ("places", "units", "numbers")
_TEXTS = ("file", "text", "speaker", "voice", "set", "licence", "source", "sha256", "kind", "id")
_NUMBERS = ("seconds", "speech_start_ms", "speech_end_ms")
_RATES_HZ = (8000, 16000, 48000)
_LONGEST_S = 600.0


class ClipError(Exception):
    """A manifest or a clip that cannot be used; the message names file, line, what was expected and what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One clip. `slots` are the names and numbers said in it; None: read them from the text."""

    file: Path
    name: str
    text: str  # '' for sound without speech
    speaker: str
    set_name: str
    slots: Mapping[str, tuple[str, ...]] | None
    speech_start_ms: int | None
    speech_end_ms: int | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Mono sound, samples from -32768 to 32767."""

    samples: NDArray[np.float32]
    rate_hz: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate_hz


def read_manifest(folder: Path) -> tuple[Clip, ...]:
    """Read the clips of a folder.

    Raises:
        ClipError: the manifest is missing, a line cannot be used, or a file is not there.

    """
    path = folder / MANIFEST
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise ClipError(f"{path}: expected one clip a line in UTF-8, found: {fault}") from None
    clips = tuple(_clip(folder, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not clips:
        raise ClipError(f"{path}: expected at least one clip, found none")
    return clips


def _clip(folder: Path, number: int, line: str) -> Clip:
    at = f"{MANIFEST}:{number}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as fault:
        raise ClipError(f"{at}: expected one JSON object, found {line[:60]!r} ({fault.msg})") from None
    if not isinstance(row, dict):
        raise ClipError(f"{at}: expected one JSON object, found {line[:60]!r}")
    _check_kinds(row, at)
    return Clip(
        file=_file(folder, row["file"], at),
        name=row["file"],
        text=row["text"],
        speaker=row.get("speaker") or row.get("voice", ""),
        set_name=row.get("set", ""),
        slots={name: tuple(row.get(name, ())) for name in SLOTS} if any(name in row for name in SLOTS) else None,
        speech_start_ms=row.get("speech_start_ms"),
        speech_end_ms=row.get("speech_end_ms"),
        line=number,
    )


def _check_kinds(row: dict[str, Any], at: str) -> None:
    for key in ("file", "text"):
        if key not in row:
            raise ClipError(f"{at}: expected key {key!r}, found {sorted(row)}")
    for key, value in row.items():
        if key in _TEXTS and not isinstance(value, str):
            raise ClipError(f"{at}: key {key!r}: expected a text, found {value!r}")
        if key in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise ClipError(f"{at}: key {key!r}: expected a number from 0 on, found {value!r}")
        listed = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if key in SLOTS and not listed:
            raise ClipError(f"{at}: key {key!r}: expected a list of texts, found {value!r}")
    unknown = sorted(set(row) - {*_TEXTS, *_NUMBERS, *SLOTS})
    if unknown:
        known = ", ".join((*_TEXTS[:4], *_TEXTS[4:], *_NUMBERS, *SLOTS))
        raise ClipError(f"{at}: key {unknown[0]!r}: expected one of {known}, found another")


def _file(folder: Path, name: str, at: str) -> Path:
    file = (folder / name).resolve()
    if not name or not file.is_relative_to(folder.resolve()):
        raise ClipError(f"{at}: key 'file': expected a file inside {folder}, found {name!r}")
    if not file.is_file():
        raise ClipError(f"{at}: key 'file': expected a clip, found no file {name!r}")
    return file


def read_sound(clip: Clip) -> Sound:
    """Read a clip: WAV or FLAC, mono, 8, 16 or 48 kHz; .al is raw A-law at 8 kHz.

    Raises:
        ClipError: it is something else.

    """
    at = f"{MANIFEST}:{clip.line}: {clip.name}"
    if clip.file.suffix == ".al":
        pcm = np.frombuffer(alaw_decode(clip.file.read_bytes()), "<i2")
        sound = Sound(samples=pcm.astype(np.float32), rate_hz=8000)
    else:
        try:
            samples, rate_hz = soundfile.read(clip.file, dtype="int16", always_2d=True)
        except (soundfile.SoundFileError, OSError) as fault:
            raise ClipError(f"{at}: expected WAV or FLAC (or raw A-law in a .al file), found: {fault}") from None
        if samples.shape[1] != 1:
            raise ClipError(f"{at}: expected one channel, found {samples.shape[1]}")
        sound = Sound(samples=samples[:, 0].astype(np.float32), rate_hz=int(rate_hz))
    if sound.rate_hz not in _RATES_HZ:
        raise ClipError(f"{at}: expected {', '.join(map(str, _RATES_HZ))} Hz, found {sound.rate_hz}")
    if not 0 < sound.seconds <= _LONGEST_S:
        raise ClipError(f"{at}: expected up to {_LONGEST_S:.0f} s of sound, found {sound.seconds:.1f} s")
    return sound
