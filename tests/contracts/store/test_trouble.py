"""The database in trouble: nothing lost, nobody blocked, the trouble told."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text

from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.engine import parse_url, reading_engine, writing_engine
from callcenter.store.faults import StoreError, StoreUnavailableError
from callcenter.store.journal import Entry as Line
from callcenter.store.journal import Journal, record
from callcenter.store.migrate import migrate
from callcenter.store.spill import Spill
from callcenter.store.stores import SPILL, open_stores
from callcenter.store.writer import Writer
from queueing.events import CallArrived, Fact
from tests.contracts.store.conftest import Server
from tests.contracts.store.stories import NOON, answered_call

ROOT = Path(__file__).parents[3]
CUT_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


async def facts(journal: Journal) -> list[Fact]:
    return [fact async for fact in journal.replay()]


async def until(condition: Callable[[], Any], within_s: float = 30.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_lock_held_by_another_process_costs_time_but_no_fact(tmp_path: Path) -> None:
    """Another writer holds SQLite's lock longer than our patience: told, tried again, all saved in order."""
    problems: list[str] = []
    url = f"sqlite:///{tmp_path}/desk.db"
    migrate(url)
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None, check_same_thread=False)
    async with Database(url, on_problem=problems.append) as database:
        journal = Journal(database)
        journal.append(answered_call("c0"))
        await journal.flush()
        other.execute("BEGIN IMMEDIATE")
        story = [fact for n in range(1, 50) for fact in answered_call(f"c{n}", at=NOON + n)]
        began = time.monotonic()
        for fact in story:
            journal.append([fact])
        assert time.monotonic() - began < 1.5  # not one of them waited for the lock
        await until(lambda: problems)
        assert "locked" in problems[0]
        assert database.check()[0] is False
        other.execute("ROLLBACK")
        await until(lambda: problems[-1] == "")
        await journal.flush()
        assert database.check()[0] is True
        assert await facts(journal) == [*answered_call("c0"), *story]
    other.close()


async def test_a_full_disk_costs_time_but_no_fact(tmp_path: Path) -> None:
    """SQLite says "database or disk is full" when a page limit is reached, as it does on a full disk."""
    url = f"sqlite:///{tmp_path}/desk.db"
    migrate(url)
    limit: list[int] = []
    problems: list[str] = []

    def small(connection: Connection, rows: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit[0] if limit else 1_000_000}")
        record(connection, rows)

    async with Database(url, on_problem=problems.append, answer_within_s=0.5) as database:
        journal = Journal(database)
        limit.append(1)  # SQLite takes the present size instead: no page more
        story = [fact for n in range(300) for fact in answered_call(f"c{n}", at=NOON + n)]
        database.writer.append(small, tuple(Line(fact=fact) for fact in story))
        await until(lambda: problems)
        assert "full" in problems[0]
        with pytest.raises(StoreUnavailableError):
            await asyncio.wait_for(journal.flush(), 10)
        limit.clear()
        await until(lambda: problems[-1] == "")
        await journal.flush()
        assert await facts(journal) == story


async def test_a_server_that_restarts_costs_time_but_no_fact(postgresql: Server) -> None:
    """Every connection is cut in the middle of a stream of facts: each fact is in the ledger once, in order."""
    url = postgresql.new_database()
    async with Database(url) as database:
        journal = Journal(database)
        story = [fact for n in range(400) for fact in answered_call(f"c{n}", at=NOON + n)]
        with psycopg.connect(postgresql.url(), autocommit=True) as admin:
            for index, fact in enumerate(story):
                journal.append([fact])
                if index % 400 == 200:
                    await asyncio.sleep(0.02)
                    admin.execute(CUT_OTHERS)
        await journal.flush()
        assert await facts(journal) == story
        assert database.writer.figures.retries >= 1


async def test_a_commit_that_worked_although_it_seemed_to_fail_is_not_repeated(database: Database) -> None:
    """The connection is lost between the commit and its answer: the next try finds the facts there."""
    lines = tuple(Line(fact=fact) for fact in answered_call("c1"))
    await database.write(lambda connection: record(connection, lines))
    await database.write(lambda connection: record(connection, lines))
    journal = Journal(database)
    assert await facts(journal) == answered_call("c1")


async def test_one_row_the_database_never_takes_costs_only_itself(postgresql: Server, tmp_path: Path) -> None:
    """PostgreSQL refuses a NUL: the facts around it are saved, it goes to the spill file."""
    bad = CallArrived(at=NOON, call_id="c\0", queue="hotline", dialled="12345", caller="13800000000")
    spill = Spill(tmp_path / "spill.jsonl")
    async with Database(postgresql.new_database()) as database:
        journal = Journal(database, spill)
        journal.append([*answered_call("c1"), bad, *answered_call("c2")])
        await journal.flush()
        assert await facts(journal) == [*answered_call("c1"), *answered_call("c2")]
        assert database.writer.figures.refused == 1
    assert [row.call_id for row in spill.read()] == ["c\0"]


async def test_one_bad_request_in_a_batch_costs_only_itself(database: Database) -> None:
    """Requests committed together do not share each other's fate."""
    table = text("INSERT INTO ticket_numbers (day, last) VALUES (:day, 1)")

    def add(connection: Connection, day: str) -> str:
        connection.execute(table, {"day": day})
        if day == "d3":
            raise ValueError("changed my mind")
        return day

    days = [f"d{n % 6}" for n in range(12)]  # the second half breaks the primary key
    work = (database.write(lambda connection, day=day: add(connection, day)) for day in days)
    done = await asyncio.gather(*work, return_exceptions=True)
    assert [one for one in done if isinstance(one, str)] == ["d0", "d1", "d2", "d4", "d5"]
    saved = await database.read(lambda connection: connection.execute(text("SELECT day FROM ticket_numbers")).all())
    assert sorted(row.day for row in saved) == ["d0", "d1", "d2", "d4", "d5"]


async def test_a_full_queue_refuses_requests_and_spills_facts(tmp_path: Path) -> None:
    """The writer is held up: what finds no room is told or kept aside, and the loop is never blocked."""
    url = f"sqlite:///{tmp_path}/desk.db"
    migrate(url)
    writer = Writer(writing_engine(parse_url(url)), bound=3)
    for _ in range(3):
        assert writer.append(record, ())
    assert not writer.append(record, ())
    with pytest.raises(StoreUnavailableError, match="expected room"):
        writer.call(lambda _connection: None).result(0)


async def test_stopping_saves_all_that_was_appended(url: str) -> None:
    story = [fact for n in range(2000) for fact in answered_call(f"c{n}", at=NOON + n)]
    async with Database(url) as database:
        journal = Journal(database)
        for fact in story:
            journal.append([fact])
    async with Database(url) as database:
        assert await facts(Journal(database)) == story


def test_a_program_that_ends_without_closing_still_saves(url: str) -> None:
    """As after an exception at the wrong place: the interpreter's exit drains the queue."""
    program = (
        "import sys\n"
        "from callcenter.store.database import Database\n"
        "from callcenter.store.journal import Journal\n"
        "from callcenter.store.migrate import migrate\n"
        "from tests.contracts.store.stories import answered_call\n"
        "migrate(sys.argv[1])\n"
        "database = Database(sys.argv[1])\n"
        "database.writer.start()\n"
        "for n in range(300):\n"
        "    Journal(database).append(answered_call(f'c{n}'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, url], timeout=60, check=False, cwd=ROOT)
    assert done.returncode == 0
    engine = reading_engine(parse_url(url))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*), max(seq) FROM facts")).one() == (2100, 2100)
    engine.dispose()


async def test_what_cannot_be_saved_before_the_stop_is_saved_at_the_next_start(tmp_path: Path) -> None:
    """The lock is held until after the stop: the facts wait in the spill file, and appear once."""
    url = f"sqlite:///{tmp_path}/desk.db"
    migrate(url)
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    database = Database(url)
    database.writer.start()
    Journal(database, Spill(tmp_path / SPILL)).append(answered_call("c1"))
    await asyncio.to_thread(database.writer.stop, 0.2)
    other.execute("ROLLBACK")
    other.close()
    assert oct((tmp_path / SPILL).stat().st_mode & 0o777) == "0o600"
    half = (tmp_path / SPILL).read_text("utf-8")
    for _ in range(2):
        async with open_stores(url, tmp_path) as stores:
            assert await facts(stores.journal) == answered_call("c1")
            assert not (tmp_path / SPILL).exists()
            assert (await stores.calls.get("c1")).operator_ids == ("8001",)
        (tmp_path / SPILL).write_text(half + '{"at": 1, "ki', "utf-8")  # a crash before the file was cleared
    await database.__aexit__(None, None, None)


async def test_a_spill_file_that_cannot_be_written_is_only_logged(tmp_path: Path) -> None:
    Spill(tmp_path / "no" / "such" / "folder").add([])


async def test_audit_entries_share_the_writer(database: Database) -> None:
    audit = Audit(database)
    entry = Entry(at=datetime(2026, 11, 21, tzinfo=UTC), actor="lin", address="10.1.1.1", action="looked", thing="c1")
    journal = Journal(database)
    journal.append(answered_call("c1"))
    audit.note(entry)
    await journal.flush()
    assert await audit.last(5) == (entry,)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises((StoreError, OSError)):
        await asyncio.to_thread(migrate, f"sqlite:///{tmp_path}/x/desk.db")
