"""A press at the studio is answered when the ledger has it; a database that cannot write holds up no show."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from callcenter.web.show_kept import KEPT_WITHIN_S
from queueing.show.facts import StudioNote
from tests.service.web.stage import Stage
from tests.service.web.test_shows import Studio


@pytest.fixture
async def studio(stage: Stage) -> Studio:
    made = Studio(stage)
    await made.people()
    await made.open()
    return made


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Nobody else can write into the database meanwhile."""
    (file,) = folder.rglob("*.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def notes(studio: Studio) -> list[str]:
    """The lines that are in the ledger."""
    return [fact.text for fact in await studio.stage.stores.shows.facts_of("s1") if isinstance(fact, StudioNote)]


async def test_a_press_is_not_answered_before_the_ledger_has_it(studio: Studio, tmp_path: Path) -> None:
    with unwritable(tmp_path):
        pressing = asyncio.create_task(studio.post("li", "note", {"text": "下一位", "key": "k1"}))
        await asyncio.sleep(KEPT_WITHIN_S / 4)
        assert not pressing.done()
        assert await notes(studio) == []
    await pressing
    assert await notes(studio) == ["下一位"]


async def test_a_database_that_cannot_write_holds_up_no_show(studio: Studio, tmp_path: Path) -> None:
    with unwritable(tmp_path):
        await studio.post("li", "note", {"text": "下一位", "key": "k1"})
        board = await studio.get("li")
        assert [one["text"] for one in board["notes"]] == ["下一位"], "shown to both, though not saved yet"
        again = await studio.post("li", "note", {"text": "下一位", "key": "k1"})
        assert again["again"]
    await studio.stage.stores.journal.flush()
    assert await notes(studio) == ["下一位"]
