"""Folders of sherpa-onnx models: which kind they are, told by their files."""

from pathlib import Path

import pytest

from asr.model_folder import ModelError
from asr.sherpa_folder import read_folder


def folder(tmp_path: Path, *files: str, name: str = "some-model") -> Path:
    made = tmp_path / name
    made.mkdir()
    for file in files:
        (made / file).touch()
    return made


@pytest.mark.parametrize(
    ("files", "name", "kind", "rate_hz"),
    [
        (("encoder-99.onnx", "decoder-99.onnx", "joiner-99.onnx"), "zipformer", "transducer", 16000),
        (("encoder.int8.onnx", "decoder.int8.onnx"), "paraformer", "paraformer", 16000),
        (("model.int8.onnx",), "streaming-zipformer-ctc", "zipformer2_ctc", 16000),
        (("model-streaming.onnx",), "wenet-zh", "wenet_ctc", 16000),
        (("model.onnx",), "nemo-ctc-80ms", "nemo_ctc", 16000),
        (("model.onnx",), "t-one-2025", "t_one_ctc", 8000),
    ],
)
def test_the_files_tell_the_kind(tmp_path: Path, files: tuple[str, ...], name: str, kind: str, rate_hz: int) -> None:
    found = read_folder(folder(tmp_path, "tokens.txt", *files, name=name))
    assert (found.kind, found.rate_hz) == (kind, rate_hz)
    assert {path.name for path in found.files.values()} == {"tokens.txt", *files}


def test_of_several_files_the_smaller_numbers_are_taken(tmp_path: Path) -> None:
    found = read_folder(folder(tmp_path, "tokens.txt", "model.onnx", "model.int8.onnx"))
    assert found.files["model"].name == "model.int8.onnx"


@pytest.mark.parametrize(
    ("files", "expected"),
    [((), "tokens.txt"), (("tokens.txt",), "encoder"), (("tokens.txt", "encoder.onnx"), "found encoder")],
)
def test_what_is_missing_is_named(tmp_path: Path, files: tuple[str, ...], expected: str) -> None:
    with pytest.raises(ModelError, match=expected):
        read_folder(folder(tmp_path, *files))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing there"):
        read_folder(tmp_path / "none")
