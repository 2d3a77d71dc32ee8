"""Download one file over HTTP: with resume, size and checksum."""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asr.model_folder import ModelError

_TIMEOUT_S = 30.0
_TRIES = 5  # connections that bring nothing new
_PAUSE_S = 0.3  # longer after each try that brought nothing
_PIECE_BYTES = 1 << 16
_MOST_BYTES = 4 << 30  # no published model is larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the whole file must be; 0 and '' when unknown."""

    size_bytes: int
    sha256: str


def fetch(url: str, file: Path, wanted: Wanted, on_progress: Callable[[int, int], None]) -> None:
    """Download `url` to `file`, going on where a former try stopped.

    Raises ModelError when it cannot be had or is not what was wanted; a file with a wrong checksum is removed.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ModelError(file, "an http or https address", url)
    idle_tries = 0
    while not _is_whole(file, wanted, on_progress):
        before = _size(file)
        try:
            _go_on(url, file, wanted, on_progress)
        except urllib.error.HTTPError as error:
            raise ModelError(file, f"{url} to be there", f"status {error.code}") from error
        except (OSError, http.client.HTTPException) as error:
            idle_tries = idle_tries + 1 if _size(file) <= before else 0
            if idle_tries >= _TRIES:
                raise ModelError(file, f"{url} to answer", error) from error
            time.sleep(_PAUSE_S * idle_tries)
        else:
            break
    _check(file, wanted)


def _is_whole(file: Path, wanted: Wanted, on_progress: Callable[[int, int], None]) -> bool:
    """Tell whether nothing is left to fetch; a file that is too long is begun anew."""
    size = _size(file)
    if not wanted.size_bytes or size < wanted.size_bytes:
        return False
    if size > wanted.size_bytes:
        file.unlink()
        return False
    on_progress(size, wanted.size_bytes)
    return True


def _go_on(url: str, file: Path, wanted: Wanted, on_progress: Callable[[int, int], None]) -> None:
    """Ask for what is missing and append it; raises OSError or HTTPException when the connection breaks."""
    have = _size(file)
    headers = {"Range": f"bytes={have}-"} if have else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 -- the scheme was checked
    with _open(request, file) as reply:
        resumed = reply.status == 206 and reply.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        start = have if resumed else 0
        length = int(reply.headers.get("Content-Length") or 0)
        total = wanted.size_bytes or (start + length if length else 0)
        with file.open("r+b" if resumed else "wb") as out:
            out.seek(start)
            _copy(reply, out, start, total, on_progress)
        if length and _size(file) < start + length:
            raise http.client.IncompleteRead(b"", start + length - _size(file))


def _open(request: urllib.request.Request, file: Path) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 -- the scheme was checked
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        error.close()
        file.unlink()  # it is longer than theirs: begin anew
        raise http.client.HTTPException("range refused") from error


def _copy(reply: Any, out: Any, done: int, total: int, on_progress: Callable[[int, int], None]) -> None:
    while piece := reply.read(_PIECE_BYTES):
        out.write(piece)
        done += len(piece)
        on_progress(done, total)
        if done > (total or _MOST_BYTES):
            raise ModelError(Path(out.name), f"at most {total or _MOST_BYTES} bytes", "more")


def _check(file: Path, wanted: Wanted) -> None:
    size = _size(file)
    if wanted.size_bytes and size != wanted.size_bytes:
        raise ModelError(file, f"{wanted.size_bytes} bytes", f"{size}: try again to go on from there")
    if not wanted.sha256:
        return
    with file.open("rb") as data:
        found = hashlib.file_digest(data, "sha256").hexdigest()
    if found != wanted.sha256:
        file.unlink()
        raise ModelError(file, f"sha256 {wanted.sha256}", found)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
