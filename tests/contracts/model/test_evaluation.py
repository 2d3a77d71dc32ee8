"""`callcenter asr eval` on the shipped demo model and the spoken fixtures: figures, page, and what goes wrong."""

import base64
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.cli import main
from callcenter.evaluation.conditions import Line
from callcenter.evaluation.listener import Listener, ListenerError

HOUSE = Path(__file__).parents[3]
SPEECH = HOUSE / "tests" / "data" / "speech"
MODEL = HOUSE / "asr" / "models" / "demo-zh-8k"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three fixtures, one whose text is not what is said, and a melody."""
    folder = tmp_path_factory.mktemp("clips")
    rows = []
    for line in (SPEECH / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["file"] in {"water-off.al", "lamp.al", "phone.al"}:
            shutil.copy(SPEECH / row["file"], folder)
            rows.append({**row, "set": "短句"})
    shutil.copy(SPEECH / "name.al", folder)
    rows.append({"file": "name.al", "text": "我姓<陈>家住在和平小区", "speaker": "Andrea"})
    time_s = np.arange(32000) / 8000
    tone = (5000 * np.sin(2 * np.pi * 450 * time_s) * (time_s % 2 < 1)).astype(np.int16)
    soundfile.write(folder / "ring.wav", tone, 8000)
    rows.append({"file": "ring.wav", "text": ""})
    (folder / "manifest.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return folder


@pytest.fixture(scope="module")
def out(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    assert main(["asr", "eval", str(clips), "--out", str(folder), "--model", str(MODEL), "--condition", "a-law"]) == 0
    return folder


def test_the_figures_are_those_of_the_clips(out: Path) -> None:
    found = json.loads((out / "eval.json").read_text("utf-8"))
    total = found["total"]
    assert found["demo_model"] is True
    assert total["clips"] == 5
    assert total["characters"] == 9 + 11 + 11 + 10
    assert (total["substituted"], total["missing"], total["added"]) == (0, 1, 0)  # 家 was never said
    assert total["cer"] == pytest.approx(1 / 41, abs=1e-4)
    assert total["slots"]["places"]["recall"] == 1.0
    assert total["slots"]["numbers"] == {"right": 1, "wrong": 0, "missed": 0, "recall": 1.0, "precision": 1.0}
    assert (total["sounds"], total["sounds_with_words"]) == (1, 0)
    assert list(found["by_condition"]) == ["a-law"]
    assert set(found["by_speaker"]) == {"m5", "m8", "linda", "Andrea"}
    assert found["by_set"]["短句"]["cer"] == 0.0
    assert 0 < total["rtf"] < 1
    assert total["first_words_ms"]["p50"] > 0
    assert found["memory_mb"]["most"] > 10


class Tags(HTMLParser):
    """Notes what the page asks for from elsewhere, and its sounds."""

    def __init__(self) -> None:
        super().__init__()
        self.sounds: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs if tag != "meta" else ():
            if name in {"src", "href"} and value:
                (self.sounds if value.startswith("data:audio/flac;base64,") else self.elsewhere).append(value)


def test_the_page_needs_nothing_else_and_its_worst_sentence_can_be_read_and_heard(out: Path) -> None:
    text = (out / "eval.html").read_text("utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.elsewhere == []
    (sound,) = tags.sounds
    heard, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(sound.partition(",")[2])))
    assert rate_hz == 8000
    assert len(heard) / rate_hz == pytest.approx(2.65, abs=0.1)
    assert '我姓陈<span class="m">家</span>住在和平小区' in text
    assert "合成语音演示模型" in text
    assert not re.search(r"<陈>", text)


def test_a_manifest_that_cannot_be_used_is_told_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"file": "a.wav", "text": ""}\n')
    assert main(["asr", "eval", str(tmp_path), "--model", str(MODEL)]) == 1
    assert "manifest.jsonl:1: key 'file': expected a clip, found no file 'a.wav'" in capsys.readouterr().err
    assert not (tmp_path / "eval.json").exists()


def test_a_model_that_does_not_load_is_told_with_what_was_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(MODEL, broken)
    (broken / "am" / "final.mdl").write_bytes(b"\0Bnonsense")
    with pytest.raises(ListenerError, match="expected one that loads and recognises, found"), Listener(broken):
        pass


def test_a_recogniser_that_dies_costs_one_clip(clips: Path) -> None:
    line = Line(pcm=bytes(16000), rate_hz=8000, clip_seconds=1.0)
    with Listener(MODEL) as listener:
        listener._process.kill()  # type: ignore[union-attr]
        listener._process.join()  # type: ignore[union-attr]
        assert "ended with code -9" in listener.hear(line).problem
        assert listener.hear(line).problem == ""
