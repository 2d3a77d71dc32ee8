"""What every recogniser keeps, whatever engine it is: one suite for all engines."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from asr.recognizer import (
    Engine,
    Final,
    GrammarError,
    Heard,
    Partial,
    PcmChunk,
    RecognizerError,
    Session,
    WrongThreadError,
)
from asr.scripted import ScriptedEngine
from asr.sherpa_engine import SherpaEngine
from asr.sound_check import MOST_SOUND_BYTES
from asr.vosk_engine import VoskEngine, grammar_json
from asr.vosk_server import VoskServerEngine
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.contracts.asr.whistled import TONE_MODEL, whistled_sentences
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.servers import serving

BLOCK_BYTES = 1600
FAR = 8000 * 3600  # an hour into the call


def vosk() -> VoskEngine:
    if not (DEMO_MODEL / "am" / "final.mdl").exists():
        pytest.skip("asr/models/demo-zh-8k is not there: train it with asr/training")
    return VoskEngine(DEMO_MODEL)


def scripted(sentences: list[Speech]) -> ScriptedEngine:
    return ScriptedEngine(lines=tuple(" ".join(sentence.text) for sentence in sentences))


ENGINES = ["scripted", "vosk", pytest.param("vosk-server", marks=pytest.mark.wire), "sherpa-onnx"]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    match request.param:
        case "vosk":
            yield vosk()
        case "vosk-server":
            vosk()  # skips without a model
            with serving({"engine": "vosk", "model_path": str(DEMO_MODEL)}) as server:
                client = VoskServerEngine(server.url)
                yield client
                client.close()
        case "sherpa-onnx":
            pytest.importorskip("sherpa_onnx", reason="the extra callcenter[sherpa] is not installed")
            yield SherpaEngine(TONE_MODEL)
        case _:
            yield scripted(spoken_sentences()[:2])


@pytest.fixture(scope="module")
def sentences(engine: Engine) -> list[Speech]:
    """Two sentences the engine knows: for the smallest sherpa model that can be made, they are whistled."""
    return whistled_sentences() if engine.info.engine == "sherpa-onnx" else spoken_sentences()[:2]


def feed(session: Session, pcm: bytes, start: int = 0, *, partial: bool = True) -> list[Heard]:
    heard: list[Heard] = []
    for offset in range(0, len(pcm), BLOCK_BYTES):
        chunk = PcmChunk(start_sample=start + offset // 2, pcm=pcm[offset : offset + BLOCK_BYTES])
        heard += session.push(chunk, partial=partial)
    return heard


def finals(heard: Sequence[Heard]) -> list[Final]:
    return [item for item in heard if isinstance(item, Final)]


def text(heard: Sequence[Heard]) -> str:
    return "".join(final.text for final in finals(heard)).replace(" ", "")


def test_a_sentence_comes_out_with_partials_on_the_way(engine: Engine, sentences: list[Speech]) -> None:
    session = engine.open()
    heard = [*feed(session, sentences[0].pcm), *session.flush()]
    assert text(heard) == sentences[0].text
    assert [item for item in heard if isinstance(item, Partial)]


def test_no_partials_are_given_when_none_are_wanted(engine: Engine, sentences: list[Speech]) -> None:
    session = engine.open()
    heard = [*feed(session, sentences[0].pcm, partial=False), *session.flush()]
    assert finals(heard) == heard
    assert text(heard) == sentences[0].text


def test_word_times_are_the_calls_across_pauses_that_were_not_fed(engine: Engine, sentences: list[Speech]) -> None:
    """The second sentence is said an hour into the call; only speech was fed."""
    session = engine.open()
    first = finals([*feed(session, sentences[0].pcm), *session.flush()])
    second = finals([*feed(session, sentences[1].pcm, FAR), *session.flush()])
    for heard, sentence, start in ((first, sentences[0], 0), (second, sentences[1], FAR)):
        loud = np.flatnonzero(np.abs(np.frombuffer(sentence.pcm, np.int16).astype(int)) > 400) + start
        assert abs(heard[0].start_ms - loud[0] / 8) < 250
        assert abs(heard[-1].end_ms - loud[-1] / 8) < 350
        words = [word for final in heard for word in final.words]
        assert words == sorted(words, key=lambda word: word.start_ms)
        assert all(word.start_ms <= word.end_ms and 0 <= word.confidence <= 1 for word in words)
    assert text(second) == sentences[1].text


def test_silence_and_an_empty_flush_say_nothing(engine: Engine) -> None:
    session = engine.open()
    assert [*feed(session, bytes(16000 * 6)), *session.flush(), *session.flush()] == []


def test_sessions_do_not_hear_each_other(engine: Engine, sentences: list[Speech]) -> None:
    one, other = engine.open(), engine.open()
    for offset in range(0, len(sentences[0].pcm), BLOCK_BYTES):
        feed(one, sentences[0].pcm[offset : offset + BLOCK_BYTES], offset // 2)
        feed(other, bytes(BLOCK_BYTES), offset // 2)
    assert text(one.flush()).endswith(sentences[0].text[-1])
    assert list(other.flush()) == []


def test_odd_sizes_and_empty_sound_are_borne(engine: Engine) -> None:
    session = engine.open()
    for size in (0, 2, 2 * 33, 2 * 100_000):
        session.push(PcmChunk(start_sample=0, pcm=bytes(size)))
    session.flush()


@pytest.mark.parametrize(
    ("pcm", "why"),
    [
        (b"\0\0\0", "expected whole 16-bit samples, found 3 bytes"),
        (bytes(MOST_SOUND_BYTES + 2), "expected at most 4194304 bytes"),
        ("words", "expected bytes, found str"),
        (bytearray(1600), "expected bytes, found bytearray"),
        (None, "expected bytes, found NoneType"),
    ],
)
def test_what_is_no_sound_is_refused_and_the_session_goes_on(
    engine: Engine, sentences: list[Speech], pcm: Any, why: str
) -> None:
    session = engine.open()
    with pytest.raises(RecognizerError, match=why):
        session.push(PcmChunk(start_sample=0, pcm=pcm))
    assert text([*feed(session, sentences[0].pcm), *session.flush()]) == sentences[0].text


def test_minutes_of_sound_at_once_are_borne(engine: Engine) -> None:
    """As much as one message may hold: a recording, from a client that does not cut it."""
    session = engine.open()
    heard = [*session.push(PcmChunk(start_sample=0, pcm=bytes(MOST_SOUND_BYTES // 4))), *session.flush()]
    assert text(heard) == ""


def test_an_engine_says_who_it_is_and_that_it_lives(engine: Engine) -> None:
    assert engine.alive()
    assert engine.info.engine in {"scripted", "vosk", "vosk-server", "sherpa-onnx"}
    assert engine.info.model


def test_phrases_no_engine_can_be_bound_to_are_refused_and_harm_no_other_session(
    engine: Engine, sentences: list[Speech]
) -> None:
    other = engine.open()
    with pytest.raises(GrammarError, match=r"grammar: expected (words of the model, found 没有这个词|none with)"):
        feed(engine.open(["没有这个词"]), sentences[0].pcm[:3200])
    assert text([*feed(other, sentences[0].pcm), *other.flush()]) == sentences[0].text


@pytest.mark.parametrize(
    "phrases",
    [
        [""],
        ["  "],
        [5],
        [None],
        ["字" * 300],
        ["停水"] * 5000,
        ['"]', "[unk", "{}"],
        "停水",
    ],
    ids=["empty", "blank", "number", "nothing", "endless", "too many", "JSON", "no list"],
)
def test_abuse_of_phrases_is_refused_with_what_was_expected(engine: Engine, phrases: Any) -> None:
    """Each of these crashes, deafens or hangs libvosk when it is handed through."""
    with pytest.raises(GrammarError, match="grammar: expected "):
        feed(engine.open(phrases), bytes(3200))


def test_a_session_goes_on_after_a_flush_and_ends_with_close(engine: Engine, sentences: list[Speech]) -> None:
    session = engine.open()
    for number, sentence in enumerate(sentences):
        heard = [*feed(session, sentence.pcm, number * FAR), *session.flush()]
        assert text(heard) == sentence.text
    session.close()


# --- what Vosk alone must be kept from -------------------------------------------------------------------------


def test_a_session_refuses_every_thread_but_its_own() -> None:
    """Two threads on one recogniser are a segmentation fault."""
    session = vosk().open()
    caught: list[Exception] = []

    def misuse() -> None:
        for action in (lambda: session.push(PcmChunk(start_sample=0, pcm=b"")), session.flush):
            try:
                action()
            except WrongThreadError as error:
                caught.append(error)

    thread = threading.Thread(target=misuse)
    thread.start()
    thread.join()
    assert len(caught) == 2


@pytest.mark.parametrize("rate_hz", [0, 1, -1, 7999, 44_100, 10**9])
def test_rates_that_hang_or_abort_the_library_are_refused(rate_hz: int) -> None:
    with pytest.raises(RecognizerError, match=rf"sound: expected one of \[8000, 16000, 48000\] Hz, found {rate_hz}"):
        vosk().open(from_hz=rate_hz)


def test_a_grammar_binds_the_session_to_its_phrases() -> None:
    engine, sentences = vosk(), spoken_sentences()
    free = engine.open()
    words = finals([*feed(free, sentences[0].pcm), *free.flush()])[0].text
    bound = engine.open([words])
    assert text([*feed(bound, sentences[0].pcm), *bound.flush()]) == sentences[0].text


@pytest.mark.parametrize(
    ("phrases", "why"),
    [
        ([], "one or more"),
        ("停水", "a list"),
        ([""], "words separated"),
        ([5], "words separated"),
        (["停水 没有这个词"], "没有这个词"),
    ],
)
def test_grammars_that_crash_or_deafen_an_engine_are_refused(phrases: Sequence[str], why: str) -> None:
    with pytest.raises(GrammarError, match=why):
        grammar_json(phrases, {"停水", "[unk]"}.__contains__)


def test_a_grammar_is_written_with_its_characters_and_a_way_out() -> None:
    assert grammar_json(["停水"], {"停水", "[unk]"}.__contains__) == '["停水", "[unk]"]'
    assert grammar_json(["停水"], {"停水"}.__contains__) == '["停水"]'


def test_a_model_whose_files_are_junk_is_an_error_or_the_end_of_its_own_process(tmp_path: Path) -> None:
    """Nothing but that process is touched: that is why models are loaded in the nursery only."""
    for name in ("am/final.mdl", "conf/model.conf", "graph/HCLG.fst"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"junk")
    (tmp_path / "conf/mfcc.conf").write_text("--sample-frequency=8000\n")
    (tmp_path / "graph/words.txt").write_text("a 1\n")
    code = f"from pathlib import Path; from asr.vosk_engine import VoskEngine; VoskEngine(Path({str(tmp_path)!r}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert ended.returncode != 0
