"""A ticket registered while its call still goes on: what runs from the hang-up begins then, once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from callcenter.drafting import load_knowledge
from callcenter.packaged import city_dir
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import Ticket
from callcenter.store.tickets import Change
from callcenter.tickets import LAST_WORDS_S, ClerkPorts, TicketClerk
from callcenter.timers import VirtualTimers
from queueing.events import Fact, TicketDrafted
from queueing.ticket.commands.intake import Accept
from tests.contracts.store.office import DESK, SHANGHAI, World, world
from tests.contracts.store.stories import answered_call


@dataclass(slots=True, kw_only=True)
class Desk:
    """A clerk and an office of Haikou on one database, and the facts of one call."""

    stores: Stores
    office: World
    clerk: TicketClerk
    timers: VirtualTimers
    facts: list[Fact]
    said: list[Fact]

    async def take(self, facts: list[Fact]) -> None:
        for fact in facts:
            self.clerk.take_fact(fact)
        await self.clerk.drain()

    async def hang_up(self) -> None:
        await self.take(self.facts[4:6])
        self.timers.advance(LAST_WORDS_S)
        await self.clerk.drain()

    async def register(self) -> str:
        ticket = await self.ticket()
        change = Change(
            ticket_id=ticket.ticket_id, version=ticket.version, actor="8001", at=datetime.fromtimestamp(0, SHANGHAI)
        )
        await self.office.office.accept(change, Accept(number="", kind="求助"), DESK)
        return ticket.ticket_id

    async def ticket(self) -> Ticket:
        ticket = await self.stores.tickets.of_call("c1")
        assert ticket is not None
        return ticket

    async def clocks(self, ticket_id: str) -> list[tuple[str, float]]:
        """Rule and beginning of each clock that began with the hang-up."""
        record = (await self.office.office.get(ticket_id)).record
        return [(one.rule_id, one.clock.started_at.timestamp()) for one in record.clocks if one.starts == "call_end"]


@asynccontextmanager
async def desk(folder: Path, facts: list[Fact] | None = None) -> AsyncIterator[Desk]:
    """Open everything on what is in the folder, as a start does."""
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        office, said = world(stores.database, "haikou"), list[Fact]()
        timers = VirtualTimers(office.clock[0])
        knowledge = load_knowledge(city_dir("demo"))
        ports = ClerkPorts(
            tickets=stores.tickets,
            transcripts=stores.transcripts,
            knowledge=lambda: knowledge,
            timers=timers,
            zone=SHANGHAI,
            publish=said.extend,
            on_ticket=lambda _ticket: None,
            on_utterance=lambda _said: None,
            call_over=office.office.call_over,
            operator_name=str,
            model_notice=str,
        )
        clerk = TicketClerk(ports)
        running = asyncio.create_task(clerk.run(), name="clerk")
        made = facts or answered_call("c1", at=office.clock[0])
        yield Desk(stores=stores, office=office, clerk=clerk, timers=timers, facts=made, said=said)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest.fixture
async def open_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as made:
        await made.take(made.facts[:4])
        yield made


async def test_the_half_hour_of_a_ticket_registered_in_the_call_begins_with_the_hang_up(open_desk: Desk) -> None:
    ticket_id = await open_desk.register()
    assert await open_desk.clocks(ticket_id) == []
    await open_desk.hang_up()
    ended_at = open_desk.facts[5].at
    assert await open_desk.clocks(ticket_id) == [("to_unit", ended_at)]
    assert [one.ticket_id for one in open_desk.said if isinstance(one, TicketDrafted)] == [ticket_id]


async def test_one_registered_after_the_hang_up_has_the_clock_at_once_and_keeps_one(open_desk: Desk) -> None:
    await open_desk.hang_up()
    ticket_id = await open_desk.register()
    assert len(await open_desk.clocks(ticket_id)) == 1
    await open_desk.office.office.call_over(await open_desk.ticket())
    assert len(await open_desk.clocks(ticket_id)) == 1


async def test_a_service_that_died_at_the_hang_up_begins_the_clock_when_it_is_back(tmp_path: Path) -> None:
    """The ledger has the end of the call and no ticket drafted yet: twice back, still one clock."""
    async with desk(tmp_path) as first:
        await first.take(first.facts[:4])
        ticket_id = await first.register()
        facts = first.facts
    for _ in range(2):
        async with desk(tmp_path, facts) as again:
            for fact in facts[:6]:
                again.clerk.remember(fact)
            await again.clerk.resume()
            await again.clerk.drain()
            assert await again.clocks(ticket_id) == [("to_unit", facts[5].at)]
