"""Recognition models: what is published, how to get it, and whether a folder holds one that can be used."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asr.download import Wanted, fetch
from asr.model_folder import ModelError, ModelInfo, check_model
from asr.unpack import unpack

__all__ = ["ModelError", "ModelInfo", "PublishedModel", "check_model", "get_model", "published_models"]

_BASE_URL = "https://alphacephei.com/vosk/models/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedModel:
    """A model its maker publishes as NAME.zip. Nothing is taken from it on trust: size and checksum are compared."""

    name: str
    size_bytes: int  # of the zip; 0 when we do not know it
    sha256: str  # of the zip; '' when we do not know it
    licence: str
    note: str


_PUBLISHED = (
    PublishedModel(
        name="vosk-model-small-cn-0.22",
        size_bytes=43_898_754,
        sha256="3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba",
        licence="Apache-2.0",
        note="size and checksum agree in two unrelated public copies, not verified with the maker",
    ),
    PublishedModel(
        name="vosk-model-cn-0.22",
        size_bytes=0,
        sha256="",
        licence="Apache-2.0",
        note="about 1.3 GB and up to 16 GB of memory; no checksum known, so the download is not verified",
    ),
)


def published_models() -> tuple[PublishedModel, ...]:
    """Give the models `get_model` knows."""
    return _PUBLISHED


def get_model(
    name: str, models_dir: Path, base_url: str = "", on_progress: Callable[[int, int], None] | None = None
) -> Path:
    """Download a published model, check it, unpack it to `models_dir/name`; give that folder.

    A broken-off download goes on where it stopped. The folder appears whole or not at all; one that is there and
    complete is left as it is. `on_progress(done_bytes, total_bytes)`; the total is 0 while unknown.

    Raises ModelError naming what was expected and found; what was downloaded stays for the next try, unless it is
    whole and unfit.
    """
    published = next((model for model in _PUBLISHED if model.name == name), None)
    if published is None:
        known = ", ".join(model.name for model in _PUBLISHED)
        raise ModelError(Path(name), f"one of {known}", "another name")
    return get_published(published, models_dir, base_url or _BASE_URL, on_progress or (lambda _done, _total: None))


def get_published(
    model: PublishedModel, models_dir: Path, base_url: str, on_progress: Callable[[int, int], None]
) -> Path:
    """Do what `get_model` does for a model described by the caller."""
    folder = models_dir / model.name
    if folder.exists():
        return check_model(folder).path
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        archive = models_dir / f".{model.name}.zip.part"
        wanted = Wanted(size_bytes=model.size_bytes, sha256=model.sha256)
        fetch(f"{base_url.rstrip('/')}/{model.name}.zip", archive, wanted, on_progress)
        return _unpacked(archive, folder)
    except OSError as error:
        raise ModelError(folder, "a folder that can be written", error) from error


def _unpacked(archive: Path, folder: Path) -> Path:
    """Unpack beside the final place, check, then move: nobody ever sees half a model."""
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        unpack(archive, beside)
        check_model(beside / folder.name)
        (beside / folder.name).rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        archive.unlink(missing_ok=True)  # unfit or no longer needed
    return check_model(folder).path
