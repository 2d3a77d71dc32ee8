"""What the committed demo model promises, asked through the Vosk adapter. Needs no training extra."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from asr.g711 import alaw_decode, alaw_encode
from asr.models import check_model
from asr.recognizer import Final, PcmChunk
from asr.vosk_engine import VoskEngine

HOUSE = Path(__file__).parents[3]
MODEL = HOUSE / "asr" / "models" / "demo-zh-8k"
SPEECH = HOUSE / "tests" / "data" / "speech"
DRILL = HOUSE / "config" / "drill"
FIXTURES = [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text("utf-8").splitlines()]
SCENES: list[dict[str, Any]] = tomllib.loads((DRILL / "scenes.toml").read_text("utf-8"))["scene"]
KINDS = {"咨询", "求助", "投诉", "举报", "建议", "表扬"}


@pytest.fixture(scope="module")
def engine() -> VoskEngine:
    return VoskEngine(MODEL)


def finals(engine: VoskEngine, pcm: bytes, phrases: Sequence[str] = ()) -> list[Final]:
    """Feed 8 kHz PCM16 in 100 ms chunks and give what became final."""
    session = engine.open(phrases)
    heard = []
    for start in range(0, len(pcm), 1600):
        heard += session.push(PcmChunk(start_sample=start // 2, pcm=pcm[start : start + 1600]), partial=False)
    return [one for one in [*heard, *session.flush()] if isinstance(one, Final)]


def text_of(found: list[Final]) -> str:
    return "".join(final.text for final in found).replace(" ", "")


def scene_pcm(scene: dict[str, Any]) -> bytes:
    samples, rate_hz = soundfile.read(DRILL / scene["wav"], dtype="int16")
    assert rate_hz == 8000
    return bytes(samples.tobytes())


def character_errors(expected: str, found: str) -> int:
    row = list(range(len(found) + 1))
    for index, want in enumerate(expected, start=1):
        corner, row[0] = row[0], index
        for at, have in enumerate(found, start=1):
            corner, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, corner + (want != have))
    return row[-1]


def test_the_folder_is_whole_and_marks_itself_as_a_demo() -> None:
    info = check_model(MODEL)
    assert (info.demo, info.rate_hz) == (True, 8000)
    first = (MODEL / "MODEL_CARD.md").read_text("utf-8").splitlines()[0]
    assert first == "# demo-zh-8k: synthetic-speech demo model (合成语音演示模型), not for production"


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 1_800_000


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: str(fixture["file"]))
def test_a_fixture_is_understood_to_the_character(engine: VoskEngine, fixture: dict[str, Any]) -> None:
    pcm = alaw_decode((SPEECH / fixture["file"]).read_bytes())
    assert text_of(finals(engine, pcm)) == fixture["text"]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene["id"]))
def test_a_drill_scene_is_understood_and_its_place_and_number_exactly(
    engine: VoskEngine, scene: dict[str, Any]
) -> None:
    found = text_of(finals(engine, scene_pcm(scene)))
    expected = "".join(sentence["text"] for sentence in scene["sentences"])
    assert character_errors(expected, found) <= 0.05 * len(expected), found
    assert scene["place"] in found
    digits = found.translate(str.maketrans("零幺一二三四五六七八九", "01123456789"))
    assert scene["phone"] in digits


def test_the_drill_covers_every_kind_of_appeal_and_both_numbers() -> None:
    assert {scene["kind"] for scene in SCENES} == KINDS
    assert {scene["dial"] for scene in SCENES} == {"12345", "show"}
    assert sum(bool(scene["phone"]) for scene in SCENES) >= 2


def test_sentences_of_a_scene_come_as_utterances_of_their_own_at_their_times(engine: VoskEngine) -> None:
    scene = SCENES[0]
    found = finals(engine, scene_pcm(scene))
    assert [final.text.replace(" ", "") for final in found] == [sentence["text"] for sentence in scene["sentences"]]
    for final, sentence in zip(found, scene["sentences"], strict=True):
        assert abs(final.start_ms - sentence["start_ms"]) < 200
        assert abs(final.end_ms - sentence["end_ms"]) < 400


def test_a_runtime_grammar_holds_hearing_to_its_phrases(engine: VoskEngine) -> None:
    pcm = alaw_decode((SPEECH / "water-off.al").read_bytes())
    assert text_of(finals(engine, pcm, ["阳光小区 停水 三天 了", "人民路 停电"])) == "阳光小区停水三天了"
    other = text_of(finals(engine, pcm, ["再见"]))
    assert "再见" not in other


def tone(seconds: float, *frequencies_hz: float) -> np.ndarray:
    time_s = np.arange(int(seconds * 8000)) / 8000
    return sum((np.sin(2 * np.pi * frequency * time_s) for frequency in frequencies_hz), np.zeros(len(time_s))) * 6000


def key_presses() -> np.ndarray:
    keys = [(697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477), (852, 1209)] * 3
    return np.concatenate([part for pair in keys for part in (tone(0.12, *pair), np.zeros(1200))])


def ringback() -> np.ndarray:
    return np.concatenate([tone(1.0, 450), np.zeros(32000)] * 2)


def white_noise() -> np.ndarray:
    return np.random.default_rng(8).normal(0, 1500, 64000)


def melody() -> np.ndarray:
    steps = [0, 4, 7, 12, 7, 4, 2, 5, 9, 5, 2, 0, 0, 4, 7, 12]
    notes = []
    for step in steps:
        root = 262 * 2 ** (step / 12)
        fade = np.exp(-np.arange(4000) / 3000)
        notes.append(tone(0.5, root, 2 * root, 3 * root, root / 2) * 0.5 * fade)
    return np.concatenate(notes)


@pytest.mark.parametrize(
    "sound", [ringback, key_presses, white_noise, melody, lambda: np.zeros(64000)], ids=lambda made: made.__name__
)
def test_no_words_come_out_of_sounds_that_are_no_speech(engine: VoskEngine, sound: Any) -> None:
    line = alaw_decode(alaw_encode(np.clip(sound(), -32768, 32767).astype("<i2").tobytes()))
    assert text_of(finals(engine, line)) == ""
