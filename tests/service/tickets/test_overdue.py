"""The wall's number of overdue tickets: counted at start and after each step, and nothing but a number."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.store.database import Database
from callcenter.store.stores import open_stores
from callcenter.ticketing.overdue import OverdueTickets
from callcenter.ticketing.wheel import TimerWheel
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from tests.contracts.store.office import World, world


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        yield stores.database


def counting(one: World, shown: list[int]) -> OverdueTickets:
    return OverdueTickets(database=one.database, now=lambda: one.clock[0], show=shown.append, gap_s=0.0)


async def test_a_ticket_is_counted_when_its_card_is_raised_and_no_longer_when_the_unit_acted(
    database: Database,
) -> None:
    one, shown = world(database, "changzhou"), list[int]()
    await one.accepted("t1")
    await one.accepted("t2")
    counter = counting(one, shown)
    assert await counter.look() == 0
    for name in ("t1", "t2"):
        await one.do(name, Dispatch(unit="城管局"))
    one.at(one.now + timedelta(days=60))
    await TimerWheel(office=one.office, database=database, now=lambda: one.clock[0]).turn()
    assert await counter.look() == 2
    await one.do("t1", Sign())
    assert await counter.look() == 1
    await counter.look()
    assert shown == [0, 2, 1]


async def test_it_counts_at_start_and_again_only_when_something_happened(database: Database) -> None:
    one, shown = world(database, "changzhou"), list[int]()
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    one.at(one.now + timedelta(days=60))
    counter = counting(one, shown)
    running = asyncio.create_task(counter.run(), name="overdue")
    await until(lambda: shown == [1])
    await one.do("t1", Sign())
    assert shown == [1]
    counter.wake()
    await until(lambda: shown == [1, 0])
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something the counter does in its own task."""
    async with asyncio.timeout(5.0):
        while not holds():
            await asyncio.sleep(0.01)
