"""New SQLite databases for tests: the migrations run once in each worker, and what they left is copied."""

import contextlib
import os
import threading
from pathlib import Path

from callcenter.store.engine import parse_url
from callcenter.store.migrate import migrate


class FreshStores:
    """Owns the bytes of a database that was just migrated; a database that holds anything is left as it is."""

    def __init__(self, folder: Path) -> None:
        self._template, self._bytes = folder / "fresh.db", b""
        self._one_at_a_time = threading.Lock()

    def migrate(self, url: str) -> None:
        """Fill a file that is missing or empty, then do what the service does."""
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            with self._one_at_a_time, contextlib.suppress(OSError):  # what cannot be written, `migrate` complains of
                self._fill(Path(parsed.database))
        migrate(url)

    def _fill(self, path: Path) -> None:
        if path.exists() and path.stat().st_size:
            return
        if not self._bytes:
            migrate(f"sqlite:///{self._template}")
            self._bytes = self._template.read_bytes()
        own = path.with_name(f".{path.name}.{os.getpid()}")
        own.touch(0o600)
        own.write_bytes(self._bytes)
        own.replace(path)
