"""Keys, tones and music bring no words and no partials: through gate, feed and engine, as they are told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asr import g711
from asr.farm import Farm
from asr.frames import Kind
from asr.gate import VoiceGate
from asr.recognizer import Final, Partial, PcmChunk
from asr.telling import LegName, Role, Teller
from asr.vosk_engine import VoskEngine
from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr import sounds
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import silence

PIECE_BYTES = 640


@pytest.fixture(scope="module")
def engine() -> VoskEngine:
    if not (DEMO_MODEL / "am" / "final.mdl").exists():
        pytest.skip("asr/models/demo-zh-8k is not there: train it with asr/training")
    return VoskEngine(DEMO_MODEL)


def told(engine: VoskEngine, pcm: bytes) -> list[tuple[str, str]]:
    """Give all that the service would be told of this sound, as it comes from a line."""
    said: list[tuple[str, str]] = []

    def say(kind: str, fields: dict[str, Any]) -> None:
        said.append((kind, fields["text"]))

    name = LegName(call_id="c", leg_id="l", role=Role.CALLER)
    teller = Teller(name, Farm(Path("nobody.sock"), lambda _: None), say)
    line = g711.alaw_decode(g711.alaw_encode(silence(0.5) + pcm + silence(1.0)))
    gate, session = VoiceGate(), engine.open()
    for at in range(0, len(line), PIECE_BYTES):
        for item in gate.push(at // 2, line[at : at + PIECE_BYTES]):
            for heard in session.push(item) if isinstance(item, PcmChunk) else session.flush():
                if isinstance(heard, Partial):
                    teller.on_heard(Kind.PARTIAL, {"start_ms": heard.start_ms, "text": heard.text})
                elif isinstance(heard, Final):
                    words = [{"text": word.text} for word in heard.words]
                    place = {"start_ms": heard.start_ms, "end_ms": heard.end_ms}
                    teller.on_heard(Kind.FINAL, {**place, "text": heard.text, "words": words})
    return said


@pytest.mark.parametrize(
    "sound",
    [
        lambda: sounds.number_dialled("13800138000#*" * 2),
        lambda: sounds.number_dialled("0123456789*#ABCD", 0.2, 0.1),
        lambda: sounds.number_dialled("1590", 1.5, 0.4),
        sounds.ringback,
        sounds.busy,
        sounds.music,
    ],
    ids=["dialled by a machine", "pressed by a finger", "pressed long", "ringback", "busy", "the desk's own music"],
)
def test_what_is_no_speech_tells_nothing(engine: VoskEngine, sound: Callable[[], bytes]) -> None:
    assert told(engine, sound()) == []


def test_a_sentence_between_two_rows_of_keys_is_told_alone(engine: VoskEngine) -> None:
    """Who presses keys and speaks is understood: the keys alone are silent."""
    sentence, keys = spoken_sentences()[0], sounds.number_dialled("138001")
    said = told(engine, keys + silence(0.6) + sentence.pcm + silence(0.6) + keys)
    assert [text for kind, text in said if kind == "final"] == [sentence.text]
