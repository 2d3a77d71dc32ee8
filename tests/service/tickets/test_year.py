"""A sampled year of a city: every ticket ends in a recorded reply, and ledger and tables count the same."""

from pathlib import Path

import pytest

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from tests.bench.year_of_tickets import ENDS, Year, from_ledger, from_tables


async def test_the_same_year_again_is_the_same_ledger(tmp_path: Path) -> None:
    ledgers = []
    for run in ("first", "again"):
        async with Database(f"sqlite:///{tmp_path}/{run}.db") as database:
            await Year(database=database).run(calls=60)
            ledgers.append(await Journal(database).after(0, 100_000))
    assert len(ledgers[0]) > 200
    assert ledgers[0] == ledgers[1]


@pytest.mark.parametrize("city", ["zhuzhou", "demo"])
async def test_every_ticket_of_a_year_ends_in_a_recorded_reply(tmp_path: Path, city: str) -> None:
    async with Database(f"sqlite:///{tmp_path}/desk.db") as database:
        await Year(database=database, city=city).run(calls=300)
        told, silent, _ = await from_ledger(database)
        assert (silent, set(told.states) - ENDS) == (0, set())
        assert told == await from_tables(database)
        assert sum(told.states.values()) == 189
