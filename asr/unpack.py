"""Unpack a model's zip archive without trusting it."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from asr.model_folder import ModelError

_MOST_BYTES = 16 << 30  # unpacked; the largest published model has about 2 GB
_MOST_ENTRIES = 10_000


def unpack(archive: Path, into: Path) -> None:
    """Unpack plain files and folders below `into`; raises ModelError before anything unfit is written."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            entries = zipped.infolist()
            _check(archive, entries)
            for entry in entries:
                _extract(zipped, entry, into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ModelError(archive, "a sound zip archive", error) from error


def _check(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise ModelError(archive, f"at most {_MOST_ENTRIES} files and {_MOST_BYTES >> 30} GB", "more")
    for entry in entries:
        path = PurePosixPath(entry.filename)
        odd = path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename
        mode = entry.external_attr >> 16
        kind = stat.S_IFMT(mode)
        if odd or not path.parts or kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise ModelError(archive, "plain files below one folder", repr(entry.filename))


def _extract(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    target = into / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipped.open(entry) as source, target.open("xb") as out:
        shutil.copyfileobj(source, out)
