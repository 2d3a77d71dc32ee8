"""A unit of work: the same ledger and rows as one command after the other, all of it or nothing, told once."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, select

from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import StaleVersionError
from callcenter.store.journal import Journal
from callcenter.store.tables import ticket_edits, tickets
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.ticket_tables import ticket_clocks, ticket_people, ticket_units, ticket_work
from callcenter.store.ticket_work import read, refresh
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from callcenter.ticketing.together import Together, together
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch, UpholdReturn
from queueing.ticket.commands.handling import AskReturn, GoOn, Pause, Sign
from queueing.ticket.commands.intake import Accept
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.contracts.store.office import DESK, World, world

UNIT = Who(name="zhang", unit="城管局")
TABLES = (tickets, ticket_edits, ticket_work, ticket_units, ticket_people, ticket_clocks)
WAY: Sequence[tuple[object, Who]] = (
    (Dispatch(unit="交警支队", assisting=("供电公司",)), DESK),
    (AskReturn(why="非我单位职责"), Who(name="wu", unit="交警支队")),
    (UpholdReturn(), DESK),
    (Dispatch(unit="城管局"), DESK),
    (Sign(), UNIT),
    (Pause(why="等待补充材料"), UNIT),
    (GoOn(), DESK),
    (ReplyWith(text="已修复", answer=Answer.SOLVED), UNIT),
    (PassGate(), DESK),
    (RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"), DESK),
)


def order(name: str, command: object, who: Who = DESK, version: int | None = None) -> Order:
    return Order(ticket_id=name, version=version, who=who, command=command)


def accepted(unit: Together, one: World, name: str) -> None:
    title = TicketField(value=f"{name}路灯不亮", locked=True)
    ended_at = one.clock[0] - 60
    draft = DraftTicket(
        ticket_id=name, call_id=f"call-{name}", operator_id="8001", ended_at=ended_at, fields={"title": title}
    )
    saved = unit.draft(draft, one.now)
    change = Change(ticket_id=name, version=saved.version, actor="8001", at=one.now)
    unit.accept(change, Accept(number="", kind="投诉"), DESK)


def lived(unit: Together, one: World, names: Sequence[str]) -> None:
    for name in names:
        accepted(unit, one, name)
    for command, who in WAY:
        for name in names:
            unit.act(order(name, command, who))


async def ledger(database: Database) -> list[tuple[int, LedgerFact]]:
    return await Journal(database).after(0)


async def rows(database: Database) -> list[list[tuple[object, ...]]]:
    def work(connection: Connection) -> list[list[tuple[object, ...]]]:
        return [sorted(map(tuple, connection.execute(select(one)).all()), key=repr) for one in TABLES]

    return await database.read(work)


async def test_a_unit_of_work_writes_what_single_commands_write(database: Database) -> None:
    """Ledger and rows do not tell whether commands came alone, in one transaction, or some in each."""
    one = world(database)
    names = ("t1", "t2")
    await together(one.office, lambda unit: lived(unit, one, names))
    at_once = [_named(fact, {}) for _, fact in await ledger(database)]
    alone = ("t3", "t4")
    for name in alone:
        await together(one.office, lambda unit, name=name: accepted(unit, one, name))  # type: ignore[misc]
    for command, who in WAY:
        for name in alone:
            await one.office.act(order(name, command, who))
    singly = [_named(fact, {"t3": "t1", "t4": "t2"}) for _, fact in (await ledger(database))[len(at_once) :]]
    assert len(at_once) > 30
    assert singly == at_once
    assert one.heard == [fact for _, fact in await ledger(database)]
    assert await _rows_of(database, "t1") == await _rows_of(database, "t3")


def _named(fact: LedgerFact, names: dict[str, str]) -> str:
    text = repr(fact)
    for old, new in (*names.items(), ("-00003", "-00001"), ("-00004", "-00002")):
        text = text.replace(old, new)
    return text


async def _rows_of(database: Database, name: str) -> list[list[dict[str, object]]]:
    def work(connection: Connection) -> list[list[dict[str, object]]]:
        found = [connection.execute(select(one).where(one.c.ticket_id == name)).mappings() for one in TABLES[2:]]
        return [[{k: v for k, v in row.items() if k not in _OWN} for row in some] for some in found]

    return await database.read(work)


_OWN = ("ticket_id", "number", "words")


async def test_rows_kept_by_differences_are_those_of_the_whole_record(database: Database) -> None:
    one = world(database)
    await together(one.office, lambda unit: lived(unit, one, ["t1"]))
    kept = await rows(database)
    rules = one.office.ports.book.rules
    await database.write(lambda connection: refresh(connection, one.office.records, read(connection, "t1"), rules))
    assert await rows(database) == kept


@pytest.mark.parametrize("caught", [False, True])
async def test_a_refusal_undoes_the_whole_unit_even_if_somebody_caught_it(database: Database, caught: bool) -> None:
    one = world(database)
    before = await one.accepted("t1")
    known, heard = await rows(database), len(one.heard)

    def work(unit: Together) -> None:
        unit.act(order("t1", Dispatch(unit="城管局")))
        accepted(unit, one, "t2")
        try:
            unit.act(order("t1", UpholdReturn()))
        except TransitionError:
            if not caught:
                raise

    with pytest.raises(TransitionError):
        await together(one.office, work)
    assert await rows(database) == known
    assert len(one.heard) == heard
    after = await one.do(
        "t1", Dispatch(unit="交警支队"), version=before.version
    )  # the office goes on as if nothing was
    assert (after.record.unit, after.version) == ("交警支队", before.version + 1)
    assert (await one.office.get("t1")).record == after.record


async def test_each_command_sees_what_those_before_it_did(database: Database) -> None:
    one = world(database)
    before = await one.accepted("t1")

    def work(unit: Together) -> str:
        unit.act(order("t1", Dispatch(unit="城管局"), version=before.version))
        with pytest.raises(StaleVersionError):
            unit.act(order("t1", Sign(), UNIT, version=before.version))
        unit.fault = None  # the only way to go on: the refusal was the test's own
        unit.act(order("t1", Sign(), UNIT, version=before.version + 1))
        return unit.record("t1").state

    assert await together(one.office, work) == "signed"
    assert (await one.office.get("t1")).version == before.version + 2
