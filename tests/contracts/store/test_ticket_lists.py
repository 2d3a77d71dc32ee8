"""Lists over many tickets: each ticket once, in order, page after page; a tab's count is what its pages show."""

import pytest
from sqlalchemy import Connection, update

from callcenter.store import ticket_lists
from callcenter.store.complaints import Complaints
from callcenter.store.database import Database
from callcenter.store.tables import tickets
from callcenter.store.ticket_lists import Row, Scope, WorkQuery
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import AskReturn, Sign
from queueing.ticket.commands.intake import Refuse
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.pen import Who
from tests.contracts.store.office import World, world

UNIT = Who(name="zhang", unit="城管局")
SCOPES = (Scope(name="8001"), Scope(name="chief"), Scope(name="zhang", units=frozenset({"城管局", "无此单位"})))


async def some(database: Database) -> World:
    """Tickets in several states, two of them with nothing that burns, one restricted to one person."""
    one = world(database)
    for number in range(9):
        one.later(1)
        await one.accepted(f"t{number}")
        if number > 2:
            await one.do(f"t{number}", Dispatch(unit="城管局" if number % 2 else "供电公司"))
    await one.do("t3", AskReturn(why="非我单位职责"), UNIT)
    await one.do("t5", Sign(), UNIT)
    await one.do("t7", ReferToDiscipline(people=("chief",), why="涉嫌违纪"), Who(name="boss"))
    await one.do("t0", Refuse(reason="应通过诉讼、仲裁、行政复议解决", text="请通过法律途径解决"))
    await one.do("t1", Refuse(reason="应通过诉讼、仲裁、行政复议解决", text="请通过法律途径解决"))
    one.later(60 * 24 * 3)
    return one


async def walked(one: World, scope: Scope, limit: int, *, by_due: bool, tab: str = "") -> list[Row]:
    found: list[Row] = []
    after = ""
    while True:
        query, now = WorkQuery(tab=tab, by_due=by_due, limit=limit, after=after), one.clock[0]

        def ask(connection: Connection, query: WorkQuery = query, now: float = now) -> ticket_lists.Page[Row]:
            return ticket_lists.page(connection, query, scope, now)

        page = await one.database.read(ask)
        found += page.items
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("by_due", [False, True])
async def test_pages_show_each_ticket_once_and_in_order(database: Database, by_due: bool) -> None:
    one = await some(database)
    whole = await walked(one, SCOPES[1], 50, by_due=by_due)
    assert len(whole) == 9
    key = "next_at" if by_due else "accepted_at"
    told = [4e12 if row[key] is None else row[key] for row in whole]
    assert told == sorted(told, reverse=not by_due)
    for limit in (1, 2, 4):
        paged = await walked(one, SCOPES[1], limit, by_due=by_due)
        assert [row["ticket_id"] for row in paged] == [row["ticket_id"] for row in whole]


@pytest.mark.parametrize("scope", SCOPES, ids=["hotline", "named", "unit"])
async def test_a_tab_counts_what_it_shows_to_this_person(database: Database, scope: Scope) -> None:
    one = await some(database)
    counted = await database.read(lambda connection: ticket_lists.counts(connection, scope, one.clock[0]))
    for tab in ticket_lists.tabs(0.0):
        for by_due in (False, True):
            assert (tab, counted[tab]) == (tab, len(await walked(one, scope, 2, by_due=by_due, tab=tab)))
    assert counted["with_units"] > 0
    assert counted["ended"] == (0 if scope.units else 2)
    assert counted["restricted"] == (1 if scope.name == "8001" else 0)


async def test_complaints_of_a_span_are_those_sent_in_it_with_and_without_a_call(database: Database) -> None:
    one = await some(database)
    at = one.clock[0] - 60 * 60 * 24 * 3

    def begin(connection: Connection) -> None:
        connection.execute(update(tickets).where(tickets.c.ticket_id == "t4").values(started_at=at - 5000.0))

    await database.write(begin)
    early = await Complaints(database).between(at - 6000, at - 4000)
    late = await Complaints(database).between(at - 4000, at + 1)
    assert [one.ticket_id for one in early] == ["t4"]
    assert {one.ticket_id for one in late} == {f"t{number}" for number in range(9)} - {"t4"}
