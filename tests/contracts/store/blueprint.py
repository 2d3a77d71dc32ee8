"""The schema made again and again: the migrations run once for each kind of database, and what they left is copied."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from callcenter.store.engine import parse_url, writing_engine
from callcenter.store.migrate import migrate

_MAKES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Blueprint:
    """Owns the file of an SQLite database, and what the migrations said to a PostgreSQL one."""

    _file: bytes = b""
    _said: list[tuple[str, Any]] = field(default_factory=list)

    def make(self, url: str) -> None:
        """Bring an empty database to the newest schema."""
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            self._copy(url, Path(parsed.database or ""))
        elif self._said:
            self._say(url)
        else:
            self._said = _heard(url)

    def _copy(self, url: str, path: Path) -> None:
        if self._file:
            path.touch(0o600)
            path.write_bytes(self._file)
        else:
            migrate(url)
            self._file = path.read_bytes()

    def _say(self, url: str) -> None:
        engine = writing_engine(parse_url(url))
        with engine.begin() as connection:
            for statement, values in self._said:
                connection.exec_driver_sql(statement, values or None)
        engine.dispose()


def _heard(url: str) -> list[tuple[str, Any]]:
    """Migrate, and take down each statement that changes something."""
    heard: list[tuple[str, Any]] = []

    def take(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        if statement.lstrip().upper().startswith(_MAKES):
            heard.append((statement, values))

    event.listen(Engine, "before_cursor_execute", take)
    try:
        migrate(url)
    finally:
        event.remove(Engine, "before_cursor_execute", take)
    return heard
