"""Folders of streaming sherpa-onnx models: which kind is it, and is it complete (needs no sherpa-onnx)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from asr.model_folder import ModelError

_CTC = {"t_one": "t_one_ctc", "t-one": "t_one_ctc", "nemo": "nemo_ctc", "wenet": "wenet_ctc"}  # else zipformer2
_LINE_MODELS = {"t_one_ctc": 8000}  # made for telephones


@dataclass(frozen=True, slots=True, kw_only=True)
class SherpaModel:
    """A folder that holds all a streaming model needs."""

    name: str
    kind: str  # as sherpa-onnx names its loaders: transducer, paraformer, zipformer2_ctc …
    rate_hz: int
    files: Mapping[str, Path]  # the loader's arguments


def read_folder(folder: Path) -> SherpaModel:
    """Look what is in the folder; raises ModelError saying what was expected."""
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise ModelError(folder, "a folder with a streaming sherpa-onnx model", "nothing there")
    tokens = folder / "tokens.txt"
    if not tokens.is_file():
        raise ModelError(folder, "tokens.txt", "none")
    found = {part: _one(folder, part) for part in ("encoder", "decoder", "joiner", "model")}
    named = {part: path for part, path in found.items() if path is not None}
    kind, wanted = _kind(folder, named)
    files = {"tokens": tokens, **{part: named[part] for part in wanted}}
    return SherpaModel(name=folder.name, kind=kind, rate_hz=_LINE_MODELS.get(kind, 16000), files=files)


def _kind(folder: Path, named: Mapping[str, Path]) -> tuple[str, tuple[str, ...]]:
    if {"encoder", "decoder", "joiner"} <= named.keys():
        return "transducer", ("encoder", "decoder", "joiner")
    if {"encoder", "decoder"} <= named.keys():
        return "paraformer", ("encoder", "decoder")
    if "model" in named:
        told = f"{folder.name} {named['model'].name}".lower()
        return next((kind for mark, kind in _CTC.items() if mark in told), "zipformer2_ctc"), ("model",)
    expected = "encoder*.onnx, decoder*.onnx (and joiner*.onnx), or model*.onnx"
    raise ModelError(folder, expected, ", ".join(sorted(named)) or "none")


def _one(folder: Path, part: str) -> Path | None:
    """Give the file of a part; the int8 one when there are several: it is the fastest on a CPU."""
    found = sorted(folder.glob(f"{part}*.onnx"), key=lambda path: ("int8" not in path.name, path.name))
    return found[0] if found else None
