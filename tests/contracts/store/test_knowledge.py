"""The knowledge base in SQLite and PostgreSQL: changed by version, every version kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from callcenter.knowledge_base.entry import Entry, EntryStatus
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError
from callcenter.store.knowledge import KnowledgeEntries

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ENTRY = Entry(
    entry_id="K1",
    question="居住证怎么办",
    answer="到派出所",
    source="条例",
    valid_from=date(2026, 1, 1),
    asks=("暂住证",),
)


async def test_an_entry_comes_back_as_it_was_put_in(database: Database) -> None:
    entries = KnowledgeEntries(database)
    assert await entries.put(ENTRY, "li", AT) == ENTRY
    assert await entries.all() == (ENTRY,)
    assert await entries.get("K1") == ENTRY


async def test_a_change_is_the_next_version_and_the_one_before_is_kept(database: Database) -> None:
    entries = KnowledgeEntries(database)
    await entries.put(ENTRY, "li", AT)
    changed = await entries.put(replace(ENTRY, answer="网上办", status=EntryStatus.WITHDRAWN), "wang", AT)
    assert changed.version == 2
    assert [(one.version, one.actor, one.answer) for one in await entries.history("K1")] == [
        (1, "li", "到派出所"),
        (2, "wang", "网上办"),
    ]


async def test_the_slower_of_two_editors_changes_nothing(database: Database) -> None:
    entries = KnowledgeEntries(database)
    await entries.put(ENTRY, "li", AT)
    await entries.put(replace(ENTRY, answer="网上办"), "wang", AT)
    with pytest.raises(StaleVersionError):
        await entries.put(replace(ENTRY, answer="电话办"), "li", AT)
    assert (await entries.get("K1")).answer == "网上办"


async def test_the_same_file_again_changes_nothing_not_even_the_revision(database: Database) -> None:
    entries = KnowledgeEntries(database)
    first = await entries.import_all([ENTRY], "file", AT)
    revision = await entries.revision()
    again = await entries.import_all([ENTRY], "file", AT)
    assert (first.added, again.added, again.same) == (1, 0, 1)
    assert await entries.revision() == revision


async def test_an_unknown_entry_is_said_so(database: Database) -> None:
    with pytest.raises(NotFoundError, match="K9"):
        await KnowledgeEntries(database).get("K9")
