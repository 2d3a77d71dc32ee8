"""Make the files one after the other, each written whole or not at all, and tell how far it has come."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from callcenter.show.aftermath.contents import Order
from callcenter.store.aftermaths import MadeFile

_log = structlog.get_logger("aftermath")
PART = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far: `done` of `of` files, and the one at hand."""

    done: int
    of: int
    doing: str


def make(wanted: Sequence[Order], folder: Path, tell: Callable[[Progress, MadeFile | None], None]) -> list[MadeFile]:
    """Make every file; one that cannot be made costs no other. `tell` hears each beginning and each file made."""
    made: list[MadeFile] = []
    for at, order in enumerate(wanted):
        tell(Progress(done=at, of=len(wanted), doing=order.doing), None)
        made.append(_made(order, folder))
        tell(Progress(done=at + 1, of=len(wanted), doing=order.doing), made[-1])
    return made


def _made(order: Order, folder: Path) -> MadeFile:
    try:
        body = order.make()
        _keep(folder / order.path, body)
    except Exception as fault:  # noqa: BLE001 - the edge: one file that fails must not cost the others
        _log.exception("a file of the aftermath could not be made", shelf=str(order.shelf))
        told = f"{type(fault).__name__}: {fault}"[:300]
        return MadeFile(shelf=order.shelf, path=order.path, audience=order.audience, problem=told)
    return MadeFile(
        shelf=order.shelf,
        path=order.path,
        audience=order.audience,
        size_bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def _keep(place: Path, body: bytes) -> None:
    """Write under another name, then rename; the files hold citizens' words and are nobody else's to read."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_name(place.name + PART)
    with fresh.open("wb") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(place)
