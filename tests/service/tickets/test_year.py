"""A sampled year of a city: every ticket ends in a recorded reply, and ledger and tables count the same."""

from pathlib import Path

import pytest

from callcenter.store.database import Database
from tests.bench.year_of_tickets import ENDS, Year, from_ledger, from_tables


@pytest.mark.parametrize("city", ["zhuzhou", "demo"])
async def test_every_ticket_of_a_year_ends_in_a_recorded_reply(tmp_path: Path, city: str) -> None:
    async with Database(f"sqlite:///{tmp_path}/desk.db") as database:
        await Year(database=database, city=city).run(calls=300)
        told, silent, _ = await from_ledger(database)
        assert (silent, set(told.states) - ENDS) == (0, set())
        assert told == await from_tables(database)
        assert sum(told.states.values()) == 189
