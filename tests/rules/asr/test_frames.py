"""Frames between the ear and its recognisers, and the check of model folders and configurations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import frames
from asr.frames import Frame, FrameError, Kind, Unpacker
from asr.model_folder import ModelError, check_model
from asr.process import ConfigError, LogConfig, load_config
from asr.recognizer import PcmChunk

any_frame = st.builds(Frame, st.sampled_from(Kind), st.integers(0, 2**32 - 1), st.binary(max_size=300))


@given(st.lists(any_frame, max_size=10), st.integers(1, 50))
def test_frames_come_out_as_they_went_in_however_the_bytes_are_cut(sent: list[Frame], step: int) -> None:
    data = b"".join(frames.pack(*frame) for frame in sent)
    unpacker = Unpacker()
    heard = [frame for start in range(0, len(data), step) for frame in unpacker.feed(data[start : start + step])]
    assert heard == sent


@given(st.binary(max_size=100))
def test_junk_is_refused_or_waited_on_but_nothing_else(junk: bytes) -> None:
    try:
        list(Unpacker().feed(junk))
    except FrameError as error:
        assert "expected" in str(error)  # noqa: PT017 -- either outcome is right


def test_sound_counts_and_json_survive_the_way() -> None:
    chunk = PcmChunk(start_sample=123_456_789_012, pcm=b"\1\2\3\4")
    [audio, done, final] = Unpacker().feed(
        frames.pack_audio(7, chunk) + frames.pack_done(7, 9) + frames.pack_json(Kind.FINAL, 7, {"text": "停水"})
    )
    assert frames.unpack_audio(audio.body) == chunk
    assert frames.unpack_done(done.body) == 9
    assert frames.unpack_json(final.body) == {"text": "停水"}


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"1"])
def test_bodies_that_are_no_objects_are_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        frames.unpack_json(body)


def test_half_a_sample_and_oversized_bodies_are_refused() -> None:
    with pytest.raises(FrameError):
        frames.unpack_audio(bytes(9))
    with pytest.raises(FrameError):
        frames.pack(Kind.AUDIO, 1, bytes(frames.MAX_BODY_BYTES + 1))


def model(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """Make a folder with all files of a model; a change of None leaves the file out."""
    files: dict[str, str | None] = {
        "am/final.mdl": "x",
        "conf/model.conf": "--beam=13",
        "conf/mfcc.conf": "--use-energy=false\n--sample-frequency=8000 # line\n",
        "graph/words.txt": "<eps> 0\n[unk] 1\n你好 2\n#0 3\n",
        "graph/HCLr.fst": "x",
        "graph/Gr.fst": "x",
        "graph/disambig_tid.int": "x",
        **(changes or {}),
    }
    for path, content in files.items():
        if content is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, "utf-8")
    return folder


def test_a_complete_model_is_described(tmp_path: Path) -> None:
    info = check_model(model(tmp_path / "demo", {"MODEL_CARD.md": "# Demo model, synthetic\n"}))
    assert (info.name, info.rate_hz, info.words, info.demo) == ("demo", 8000, 2, True)
    assert not check_model(model(tmp_path / "real", {"MODEL_CARD.md": "# Model\ndemo"})).demo


def test_a_model_without_a_rate_has_kaldis_default(tmp_path: Path) -> None:
    assert check_model(model(tmp_path, {"conf/mfcc.conf": "--use-energy=false\n"})).rate_hz == 16000


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("am/final.mdl", None, "missing or empty: am/final.mdl"),
        ("am/final.mdl", "", "missing or empty: am/final.mdl"),
        ("graph/Gr.fst", None, r"missing or empty: graph/Gr\.fst"),
        ("conf/mfcc.conf", "--sample-frequency=0", "found 0"),
        ("conf/mfcc.conf", "--sample-frequency=1e999", "found 1e999"),
        ("conf/mfcc.conf", "--sample-frequency=nan", "found nan"),
        ("graph/words.txt", "<html>", "word number"),
        ("graph/words.txt", "<eps> 0\n", "found none"),
    ],
)
def test_a_broken_model_is_refused_with_what_is_wrong(tmp_path: Path, path: str, content: str | None, why: str) -> None:
    with pytest.raises(ModelError, match=why):
        check_model(model(tmp_path, {path: content}))


def test_a_folder_one_too_high_is_answered_with_the_right_one(tmp_path: Path) -> None:
    model(tmp_path / "inner")
    with pytest.raises(ModelError, match=r"did you mean .*inner"):
        check_model(tmp_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    path: Path
    count: int = 1
    names: tuple[str, ...] = ()
    log: LogConfig = LogConfig()  # noqa: RUF009 -- frozen


def config(tmp_path: Path, content: object) -> Example:
    file = tmp_path / "example.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return load_config(file, Example)


def test_a_configuration_is_read_with_its_types(tmp_path: Path) -> None:
    found = config(tmp_path, {"path": "/a", "count": 2, "names": ["x"], "log": {"level": "debug"}})
    assert found == Example(path=Path("/a"), count=2, names=("x",), log=LogConfig(level="debug"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "JSON object"),
        ([], "JSON object, found list"),
        ({}, "expected key path"),
        ({"path": "/a", "cuont": 1}, "found cuont"),
        ({"path": "/a", "count": "1"}, "count: expected int, found '1'"),
        ({"path": "/a", "count": True}, "count: expected int"),
        ({"path": ""}, "path: expected Path"),
        ({"path": "/a", "log": {"levle": "info"}}, "log: expected keys level"),
    ],
)
def test_a_bad_configuration_names_file_and_key(tmp_path: Path, content: object, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as raised:
        config(tmp_path, content)
    assert "example.json" in str(raised.value)
