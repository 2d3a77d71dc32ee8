"""A manifest: what can be read is read, what cannot says file, line, what was expected and what was found."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.evaluation.clips import ClipError, read_manifest, read_sound


def folder(tmp_path: Path, *rows: object, channels: int = 1, rate_hz: int = 16000) -> Path:
    soundfile.write(tmp_path / "a.wav", np.zeros((rate_hz // 10, channels), np.int16), rate_hz)
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "manifest.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def test_a_clip_says_who_speaks_what_set_it_is_of_and_what_a_ticket_needs_of_it(tmp_path: Path) -> None:
    row = {"file": "a.wav", "text": "阳光小区停水", "speaker": "李", "set": "一月", "places": ["阳光小区"]}
    (clip,) = read_manifest(folder(tmp_path, row))
    assert (clip.text, clip.speaker, clip.set_name) == ("阳光小区停水", "李", "一月")
    assert clip.slots == {"places": ("阳光小区",), "units": (), "numbers": ()}
    assert read_sound(clip).seconds == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{nonsense", "manifest.jsonl:2: expected one JSON object, found '{nonsense'"),
        ("[1]", "manifest.jsonl:2: expected one JSON object, found '[1]'"),
        ({"file": "a.wav"}, "manifest.jsonl:2: expected key 'text', found ['file']"),
        ({"file": "a.wav", "text": 5}, "manifest.jsonl:2: key 'text': expected a text, found 5"),
        ({"file": "b.wav", "text": ""}, "manifest.jsonl:2: key 'file': expected a clip, found no file 'b.wav'"),
        ({"file": "../a.wav", "text": ""}, "manifest.jsonl:2: key 'file': expected a file inside"),
        ({"file": "a.wav", "text": "", "places": "x"}, "manifest.jsonl:2: key 'places': expected a list of texts"),
        ({"file": "a.wav", "text": "", "txt": ""}, "manifest.jsonl:2: key 'txt': expected one of file, text"),
        ({"file": "a.wav", "text": "", "speech_start_ms": -1}, "manifest.jsonl:2: key 'speech_start_ms': expected a"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_number(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(ClipError) as refused:
        read_manifest(folder(tmp_path, {"file": "a.wav", "text": "好"}, row))
    assert str(refused.value).startswith(told)


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="expected one clip a line in UTF-8"):
        read_manifest(tmp_path)
    with pytest.raises(ClipError, match="expected at least one clip, found none"):
        read_manifest(folder(tmp_path, ""))


@pytest.mark.parametrize(
    ("channels", "rate_hz", "told"),
    [(2, 16000, "expected one channel, found 2"), (1, 11025, "expected 8000, 16000, 48000 Hz, found 11025")],
)
def test_sound_of_another_form_is_refused(tmp_path: Path, channels: int, rate_hz: int, told: str) -> None:
    (clip,) = read_manifest(folder(tmp_path, {"file": "a.wav", "text": ""}, channels=channels, rate_hz=rate_hz))
    with pytest.raises(ClipError, match=f"manifest.jsonl:1: a.wav: {told}"):
        read_sound(clip)


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (clip,) = read_manifest(folder(tmp_path, {"file": "manifest.jsonl", "text": ""}))
    with pytest.raises(ClipError, match=r"manifest.jsonl:1: .*: expected WAV or FLAC"):
        read_sound(clip)
