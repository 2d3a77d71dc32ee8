"""Engines for SQLite and PostgreSQL: one to write with, a pooled one to read with."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

BUSY_TIMEOUT_MS = 2000  # how long SQLite waits for another process (operators import, a backup) before it says "locked"
MIGRATING_TIMEOUT_MS = 60_000  # a start that waits for another's migration: nothing works before it anyway
READERS = 4


def parse_url(text: str) -> URL:
    """Read `[store] url`; PostgreSQL means psycopg 3."""
    url = make_url(text)
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


def writing_engine(url: URL, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Make an engine whose transactions take the write lock at once, so that no read-modify-write is lost."""
    return _engine(url, "BEGIN IMMEDIATE", _sqlite_pragmas(busy_timeout_ms, read_only=False), poolclass=NullPool)


def reading_engine(url: URL) -> Engine:
    """Make an engine with a pool of connections that refuse to write."""
    engine = _engine(
        url,
        "BEGIN",
        _sqlite_pragmas(BUSY_TIMEOUT_MS, read_only=True),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
    )
    if url.get_backend_name() != "sqlite":
        event.listen(engine, "begin", _postgresql_read_only)
    return engine


def checkpoint(text: str) -> None:
    """Bring SQLite's write-ahead log into the file and empty it; PostgreSQL sees to its own."""
    url = parse_url(text)
    if url.get_backend_name() != "sqlite":
        return
    engine = writing_engine(url)
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
        engine.dispose()


def _engine(url: URL, begin: str, connected: Callable[[SqliteConnection, object], None], **pool: Any) -> Engine:
    # hide_parameters: what a citizen said must not come back in an exception's text
    engine = create_engine(url, hide_parameters=True, json_serializer=to_json, **pool)
    if url.get_backend_name() == "sqlite":
        _create_private(url)
        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", _sqlite_begin(begin))
    return engine


def to_json(value: object) -> str:
    """Write compact JSON with Chinese as it is; lone surrogates, which no database takes, as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def _create_private(url: URL) -> None:
    """Create the folder and the file readable by nobody else: it will hold callers' numbers and words."""
    if not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sqlite_pragmas(busy_timeout_ms: int, *, read_only: bool) -> Callable[[SqliteConnection, object], None]:
    def connected(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"busy_timeout = {busy_timeout_ms}",
            "journal_mode = WAL",
            "synchronous = NORMAL",  # a power cut may cost the last milliseconds, never the file
            "foreign_keys = ON",
            "secure_delete = ON",  # what is deleted is overwritten: an erased number is not in the file any more
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return connected


def _sqlite_begin(words: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(words)

    return begin


def _postgresql_read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
