"""The schema: migrations make what the tables say, and the ledger refuses to be changed."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from callcenter.store.database import Database
from callcenter.store.engine import BUSY_TIMEOUT_MS, parse_url, writing_engine
from callcenter.store.every_table import METADATA
from callcenter.store.faults import StoreError, StoreUnavailableError
from callcenter.store.journal import Journal
from callcenter.store.migrate import configuration, migrate
from callcenter.store.tables import APPEND_ONLY
from tests.contracts.store.stories import answered_call


def test_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    migrate(url)
    with writing_engine(parse_url(url)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, METADATA) == []


def _ours(_object: object, name: str | None, *_more: object) -> bool:
    """Leave out what only one of the databases has: the indexes of words, which SQLite keeps in tables of its own."""
    return not (name or "").startswith(
        ("transcript_words", "transcript_number_words", "ix_transcript_lines_pairs", "ix_transcript_numbers_pairs")
    )


def test_migrating_again_changes_nothing(url: str) -> None:
    migrate(url)
    migrate(url)


async def test_two_processes_may_start_at_once(url: str) -> None:
    """The second waits for the first."""
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(4)))


async def test_a_migration_waits_longer_than_a_write_does(tmp_path: Path) -> None:
    """A slow first migration by another process is no reason to give up."""
    url = f"sqlite:///{tmp_path}/desk.db"
    migrate(url)
    engine = writing_engine(parse_url(url))
    with engine.begin():
        second = asyncio.create_task(asyncio.to_thread(migrate, url))
        await asyncio.sleep(BUSY_TIMEOUT_MS / 1000 + 0.5)
        assert not second.done()
    await second
    engine.dispose()


def test_a_downgrade_leaves_nothing_behind(url: str) -> None:
    migrate(url)
    engine = writing_engine(parse_url(url))
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(url)


def test_a_database_of_a_newer_version_is_refused_by_name(url: str) -> None:
    migrate(url)
    with writing_engine(parse_url(url)).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"expected revision .* found a newer one"):
        migrate(url)


def test_a_database_that_cannot_be_reached_is_said_so() -> None:
    with pytest.raises(StoreUnavailableError, match="expected one that can be written"):
        migrate("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
async def test_what_was_written_stays(database: Database, table: str, change: str) -> None:
    """The database itself refuses to change the ledger, the edits and the audit."""
    Journal(database).append(answered_call("c1"))
    await database.write(_fill)
    with pytest.raises(DatabaseError, match="append-only"):
        await database.write(lambda connection: connection.execute(text(change.format(table))))


def _fill(connection: object) -> None:
    run = connection.execute  # type: ignore[attr-defined]
    run(
        text(
            "INSERT INTO tickets (ticket_id, call_id, status, version, created_at, updated_at, queue, dialled, "
            "caller_number, operator_name, fields, draft_fields, model_notice) VALUES "
            "('t', 'c', 'draft', 1, '2026-11-21', '2026-11-21', '', '', '', '', '{}', '{}', '')"
        )
    )
    run(
        text(
            "INSERT INTO ticket_edits (ticket_id, at, actor, kind, version, field, draft_rule) "
            "VALUES ('t', '2026-11-21', '8001', 'edit', 1, 'title', '')"
        )
    )
    run(
        text(
            "INSERT INTO audit (at, actor, address, action, thing, detail) "
            "VALUES ('2026-11-21', 'a', '', 'x', 'y', '{}')"
        )
    )
