"""Several files as one ZIP, under names that every program on Windows, macOS and Linux reads."""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BufferedRandom
from pathlib import Path

NOT_MADE = "没有做成的文件.txt"
_PACKED = frozenset({".pdf", ".docx", ".xlsx"})  # packing them again takes time and saves nothing


def bundled(files: Mapping[str, Path], missing: Mapping[str, str]) -> BufferedRandom:
    """Write them into a file without a name, which is gone when it is closed, and stand at its beginning.

    Args:
        files: where each lies, by its name inside: one part, made by `safe_part`.
        missing: why others are not there, by name; said in a text file beside them, so nobody takes the rest for all.

    Raises:
        OSError: one of them cannot be read, or the disk is full.

    """
    out = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, place in files.items():
                archive.write(place, name, zipfile.ZIP_STORED if place.suffix in _PACKED else None)
            if missing:
                archive.writestr(NOT_MADE, "".join(f"{name}：{why}\r\n" for name, why in missing.items()))
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return out
