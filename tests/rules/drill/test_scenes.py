"""The drill's scenes: the committed ones can be played; a broken one is refused with file, key, expected and found."""

import struct
from pathlib import Path

import pytest

from callcenter.drill import DrillError, ScenesError, load_scenes, read_accounts
from callcenter.packaged import config_dir

GOOD = """
[[operator]]
id = "op"
wav = "a.wav"
sentences = [{ start_ms = 0, end_ms = 500, text = "您好" }]
[[scene]]
id = "one"
dial = "12345"
wav = "a.wav"
operator = "op"
kind = "投诉"
sentences = [{ start_ms = 0, end_ms = 500, text = "我要投诉" }]
"""


def wav(tag: int = 6, bits: int = 8, rate_hz: int = 8000, channels: int = 1) -> bytes:
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz, 1, bits)
    sound = b"\x55" * 8000
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def folder_with(path: Path, toml: str = GOOD, sound: bytes | None = None) -> Path:
    (path / "scenes.toml").write_text(toml, "utf-8")
    (path / "a.wav").write_bytes(wav() if sound is None else sound)
    return path


def test_the_committed_scenes_play_and_cover_every_kind_and_both_numbers() -> None:
    scenes = load_scenes(config_dir() / "drill")
    assert {scene.kind for scene in scenes} == {"咨询", "求助", "投诉", "举报", "建议", "表扬"}
    assert {scene.dial for scene in scenes} == {"12345", "show"}
    for scene in scenes:
        for part in (scene.citizen, scene.operator):
            last = part.sentences[-1]
            assert last.end_ms <= part.seconds * 1000 + 1
            assert all(one.start_ms < one.end_ms for one in part.sentences)


def test_a_scene_is_read_with_its_sound(tmp_path: Path) -> None:
    (scene,) = load_scenes(folder_with(tmp_path))
    assert scene.citizen.text == "我要投诉"
    assert scene.citizen.seconds == scene.operator.seconds == 1.0


@pytest.mark.parametrize(
    ("toml", "sound", "named"),
    [
        ("x = [", None, "scenes.toml"),
        ("", None, "scene"),
        (GOOD.replace('operator = "op"', 'operator = "nobody"'), None, "nobody"),
        (GOOD.replace('dial = "12345"', "dial = 12345"), None, "dial"),
        (GOOD.replace("start_ms = 0,", ""), None, "sentences"),
        (GOOD.replace('wav = "a.wav"', 'wav = "none.wav"'), None, "none.wav"),
        (GOOD, b"", "a.wav"),
        (GOOD, b"RIFF\0\0\0\0WAVE", "a.wav"),
        (GOOD, wav(rate_hz=16000), "16000"),
        (GOOD, wav(channels=2), "2 channels"),
        (GOOD, wav(tag=85), "format 85"),
    ],
)
def test_unfit_scenes_are_refused_by_name(tmp_path: Path, toml: str, sound: bytes | None, named: str) -> None:
    with pytest.raises(ScenesError) as refusal:
        load_scenes(folder_with(tmp_path, toml, sound))
    assert named in str(refusal.value)
    assert "found" in str(refusal.value)


def test_accounts_are_read_as_the_import_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "operators.csv"
    path.write_text("﻿number,name,password,skills\n8001,王,secret,\n", "utf-8")
    (account,) = read_accounts(path)
    assert (account.number, account.password) == ("8001", "secret")
    assert "secret" not in repr(account)


@pytest.mark.parametrize("text", ["", "number,name,password,skills\n", "number,name,password,skills\n8001,王,,\n"])
def test_accounts_without_a_password_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "operators.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DrillError):
        read_accounts(path)
