"""Calls counted by half hour, for the forecast."""

from callcenter.store.arrivals import Arrivals
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from queueing.events import CallRefused
from tests.contracts.store.stories import NOON, answered_call

BEGIN = NOON - NOON % 1800.0


async def test_calls_are_counted_in_the_half_hour_they_arrived_in(database: Database) -> None:
    journal = Journal(database)
    for place, at in enumerate((BEGIN, BEGIN + 1799.0, BEGIN + 1800.0, BEGIN + 7200.0)):
        journal.append(answered_call(f"c{place}", at=at))
    refused = CallRefused(at=BEGIN, call_id="r", dialled="12345", caller="13800000000", reason="lines full")
    journal.append([refused, *answered_call("open", at=BEGIN)[:1]])
    await journal.flush()
    half_hour = int(BEGIN // 1800)
    assert await Arrivals(database).by_half_hour(BEGIN, BEGIN + 7200.0) == {half_hour: 3, half_hour + 1: 1}


async def test_a_ledger_without_calls_counts_none(database: Database) -> None:
    assert await Arrivals(database).by_half_hour(0.0, NOON) == {}
