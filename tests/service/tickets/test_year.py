"""A sampled year of a city: every ticket ends in a recorded reply, and ledger and tables count the same."""

from pathlib import Path

import pytest

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from tests.bench.year_of_calls import About, YearOfCalls
from tests.bench.year_of_tickets import NEW_YEAR, Year
from tests.bench.year_sums import ENDS, from_ledger, from_tables


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
        ledger = await from_ledger(database)
        told = ledger.sums()
        assert (ledger.silent(), set(told.states) - ENDS) == (0, set())
        assert told == await from_tables(database)
        assert sum(told.states.values()) == 189


async def test_calls_and_their_tickets_come_out_of_one_replay(tmp_path: Path) -> None:
    """Every call has its facts, also those that become nothing; ledger and tables count calls and tickets the same."""
    async with Database(f"sqlite:///{tmp_path}/desk.db") as database:
        calls = YearOfCalls(calls=200, start=NEW_YEAR.timestamp(), days=1)
        await Year(database=database, calls=calls).run(calls=200)
        ledger = await from_ledger(database)
        told = ledger.sums()
        assert told == await from_tables(database)
        assert sum(count for how, count in told.calls.items() if how != "linked") == calls.calls == calls.arrived
        assert told.calls["linked"] == sum(told.states.values()) + told.voids
        assert sum(told.states.values()) == calls.abouts[About.MATTER]
        assert told.calls["answered"] == sum(calls.abouts.values())
        assert (ledger.silent(), set(told.states) - ENDS) == (0, set())
