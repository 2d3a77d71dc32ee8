"""Bring a database to the schema of this version."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from callcenter.store.engine import MIGRATING_TIMEOUT_MS, parse_url, writing_engine
from callcenter.store.faults import StoreError, StoreUnavailableError, reason

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 0x12345_CA11  # any number that no other program in this database uses


def migrate(url: str) -> None:
    """Apply what is missing, all or nothing; a second process waits for the first. Blocks: call it in a thread.

    Raises:
        StoreUnavailableError: the database cannot be opened or written.
        StoreError: the database was made by a newer version.

    """
    engine = writing_engine(parse_url(url), MIGRATING_TIMEOUT_MS)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            if MigrationContext.configure(connection).get_current_heads() != (_newest(),):
                command.upgrade(configuration(connection), "head")
    except CommandError as fault:
        raise StoreError(f"database: expected revision {_newest()} or older, found a newer one ({fault})") from fault
    except SQLAlchemyError as fault:
        raise StoreUnavailableError(f"database: expected one that can be written, found {reason(fault)}") from fault
    finally:
        engine.dispose()


@cache
def _newest() -> str | None:
    return ScriptDirectory(str(_SCRIPTS)).get_current_head()


def configuration(connection: Connection) -> Config:
    """Point Alembic at our scripts and at an open connection."""
    found = Config()
    found.set_main_option("script_location", str(_SCRIPTS))
    found.attributes["connection"] = connection
    return found
