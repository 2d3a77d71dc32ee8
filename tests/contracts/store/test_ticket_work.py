"""Tickets at work: one transaction for facts and rows, one winner of two, and the ledger tells the same as the rows."""

import asyncio

import pytest
from sqlalchemy import select

from callcenter.store.database import Database
from callcenter.store.facts import TICKET_KINDS, LedgerFact
from callcenter.store.faults import NotFoundError, StaleVersionError, StoreError
from callcenter.store.journal import Journal
from callcenter.store.tables import facts
from callcenter.store.ticket import DraftTicket
from callcenter.store.ticket_tables import ticket_clocks, ticket_units, ticket_work
from callcenter.store.ticket_work import Work
from callcenter.store.tickets import TicketQuery, Tickets
from queueing.city.switches import RevisitWay
from queueing.events import FACTS, TicketRegistered, TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.intake import Void
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import TICKET_FACTS, Answer, Closing, TicketAccepted
from queueing.ticket.fold import replay
from queueing.ticket.pen import Who
from queueing.ticket.states import TicketState
from tests.contracts.store.office import World, world

UNIT = Who(name="zhang", unit="城管局")


async def ended(one: World, name: str) -> Work:
    """The plain way from the call to the end."""
    await one.accepted(name)
    for command, who in (
        (Dispatch(unit="城管局", assisting=("供电公司",)), Who(name="li")),
        (Sign(), UNIT),
        (ReplyWith(text="已修复", answer=Answer.SOLVED), UNIT),
        (PassGate(), Who(name="li")),
        (RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"), Who(name="8001")),
    ):
        one.later(5)
        work = await one.do(name, command, who)
    return work


async def rows(database: Database, table: object) -> list[dict[str, object]]:
    found = await database.read(lambda connection: connection.execute(select(table)).mappings().all())  # type: ignore[call-overload]
    return [dict(row) for row in found]


async def test_a_ticket_goes_from_the_call_to_its_end(database: Database) -> None:
    one = world(database)
    work = await ended(one, "t1")
    assert (work.record.state, work.record.closing, work.record.grade) == (
        TicketState.CLOSED,
        Closing.SATISFIED,
        "满意",
    )
    (row,) = await rows(database, ticket_work)
    assert (row["state"], row["closing"], row["unit"], row["version"]) == (
        "closed",
        "satisfied",
        "城管局",
        work.version,
    )
    assert row["closed_at"] == one.clock[0]
    assert {(unit["unit"], unit["leads"]) for unit in await rows(database, ticket_units)} == {
        ("城管局", True),
        ("供电公司", False),
    }


async def test_replaying_the_ledger_gives_what_is_stored(database: Database) -> None:
    one = world(database)
    work = await ended(one, "t1")
    told = [fact for _, fact in await Journal(database).after(0) if isinstance(fact, TICKET_FACTS)]
    assert replay("t1", told) == work.record == (await one.office.get("t1")).record
    assert [fact for fact in one.heard if isinstance(fact, TICKET_FACTS)] == told


async def test_the_desks_ledger_does_not_see_the_tickets_facts(database: Database) -> None:
    """A replay of the desk reads calls and people, however many tickets travel."""
    await ended(world(database), "t1")
    seen = [fact async for fact in Journal(database).replay()]
    assert [type(fact) for fact in seen] == [TicketRegistered]
    assert all(isinstance(fact, FACTS) for fact in seen)


async def test_of_two_editors_the_second_is_told_and_changes_nothing(database: Database) -> None:
    one = world(database)
    work = await one.accepted("t1")
    first, second = Dispatch(unit="城管局"), Dispatch(unit="水务局")
    answers = await asyncio.gather(
        one.do("t1", first, version=work.version), one.do("t1", second, version=work.version), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [Work, StaleVersionError]
    assert (await one.office.get("t1")).record.unit == "城管局"
    kinds = [row["kind"] for row in await rows(database, facts) if row["kind"] in TICKET_KINDS]
    assert kinds.count("ticket_dispatched") == 1


async def test_a_refusal_leaves_ledger_and_rows_as_they_were(database: Database) -> None:
    one = world(database)
    await one.accepted("t1")
    before = [await rows(database, table) for table in (facts, ticket_work, ticket_clocks)]
    heard = list(one.heard)
    with pytest.raises(TransitionError, match="expected a ticket that is dispatched, found registered"):
        await one.do("t1", Sign(), UNIT)
    assert [await rows(database, table) for table in (facts, ticket_work, ticket_clocks)] == before
    assert one.heard == heard


async def test_a_failing_disk_between_facts_and_rows_leaves_neither(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing: a fault after the facts were written takes them back."""
    one = world(database)
    await one.accepted("t1")
    before = [await rows(database, table) for table in (facts, ticket_work)]

    def broken(*_: object) -> None:
        raise ValueError("no")

    with monkeypatch.context() as patched:
        patched.setattr("callcenter.store.ticket_work.project", broken)
        with pytest.raises((StoreError, ValueError)):
            await one.do("t1", Dispatch(unit="城管局"))
    assert [await rows(database, table) for table in (facts, ticket_work)] == before
    assert (await one.do("t1", Dispatch(unit="城管局"))).record.unit == "城管局"


async def test_a_matter_without_a_call_is_one_ticket_however_often_it_comes(database: Database) -> None:
    one = world(database)
    draft = DraftTicket(ticket_id="web-1", call_id="")
    assert await one.office.open(draft, one.now) == await one.office.open(draft, one.now)
    other = await one.office.open(DraftTicket(ticket_id="web-2", call_id=""), one.now)
    assert (other.call_id, other.version) == ("", 1)


async def test_a_draft_is_no_registered_ticket(database: Database) -> None:
    one = world(database)
    await one.office.open(DraftTicket(ticket_id="web-1", call_id=""), one.now)
    with pytest.raises(NotFoundError):
        await one.do("web-1", Void(why="骚扰"))


async def test_a_reader_with_a_place_in_the_ledger_misses_nothing(database: Database) -> None:
    one = world(database)
    await ended(one, "t1")
    place, taken = 0, list[LedgerFact]()
    while batch := await Journal(database).after(place, limit=3):
        taken += [fact for _, fact in batch]
        place = batch[-1][0]
    assert taken == one.heard
    assert sum(isinstance(fact, TicketAccepted) for fact in taken) == 1


async def test_a_ticket_without_a_call_stands_in_the_list(database: Database) -> None:
    one = world(database)
    await one.office.open(DraftTicket(ticket_id="web-1", call_id=""), one.now)
    assert [ticket.ticket_id for ticket in (await Tickets(database).page(TicketQuery())).items] == ["web-1"]
