"""A file for facts that the database did not take: one JSON object a line, read again at the next start."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from callcenter import logs
from callcenter.store.engine import to_json
from callcenter.store.facts import Row

log = logs.get(__name__)


class Spill:
    """Owns the spill file; a disk that refuses it too is logged, with the number of facts lost."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows; never raises."""
        lines = [to_json(asdict(row)) + "\n" for row in rows]
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(lines)
        except OSError as fault:
            log.critical("facts lost", facts=len(lines), why=fault.strerror)

    def read(self) -> list[Row]:
        """Return what is in the file; a line cut short by a crash is left out and logged."""
        try:
            lines = self._path.read_text("utf-8", "replace").split("\n")
        except FileNotFoundError:
            return []
        rows = [_parse(line) for line in lines if line]
        bad = rows.count(None)
        if bad:
            log.warning("unreadable lines in the spill file", lines=bad)
        return [row for row in rows if row is not None]

    def clear(self) -> None:
        """Remove the file once its facts are saved."""
        self._path.unlink(missing_ok=True)


def _parse(line: str) -> Row | None:
    try:
        return Row(**json.loads(line))
    except (ValueError, TypeError):
        return None
