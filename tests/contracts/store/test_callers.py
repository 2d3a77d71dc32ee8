"""Missed calls, a number's history and the lists, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from callcenter.store.caller_history import CallerHistories
from callcenter.store.caller_tables import missed_calls
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.journal import Journal
from callcenter.store.listed_numbers import ListedNumbers
from callcenter.store.missed_calls import MissedCalls
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change, Tickets
from queueing.callers.number_lists import Listed, ListKind
from queueing.city.switches import RevisitWay
from queueing.ticket.commands.intake import AnswerDirectly, Refuse
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.states import TicketState
from tests.contracts.store.office import DESK, world
from tests.contracts.store.stories import NOON, answered_call
from tests.rules.callers.test_missed import call, played

DAY = [(0, n % 4, 7) for n in range(8)] + [(3, 1, 5), (5, 1, 9), (3, 2, 5), (2, 0, 30), (1, 2, 5), (6, 2, 1), (3, 0, 9)]


@pytest.mark.parametrize("at_once", [1, 3, 1000])
async def test_the_stored_list_is_the_live_one_however_the_facts_are_written(database: Database, at_once: int) -> None:
    book, facts = played(DAY)
    assert book.entries()
    journal = Journal(database)
    for start in range(0, len(facts), at_once):
        journal.append(facts[start : start + at_once])
        await journal.flush()
    stored = await MissedCalls(database).all()
    assert sorted(stored, key=lambda one: one.number) == sorted(book.entries(), key=lambda one: one.number)


async def test_the_list_is_rebuilt_from_the_ledger(database: Database) -> None:
    book, facts = played(DAY)
    journal = Journal(database)
    journal.append(facts)
    await journal.flush()
    await database.write(lambda connection: connection.execute(delete(missed_calls)))
    await journal.rebuild_calls()
    assert {one.entry_id for one in await MissedCalls(database).all()} == {one.entry_id for one in book.entries()}


def ticket(ticket_id: str, call_id: str, title: str, number: str = "13800000000") -> DraftTicket:
    return DraftTicket(
        ticket_id=ticket_id,
        call_id=call_id,
        queue="hotline",
        dialled="12345",
        caller_number=number,
        operator_id="8001",
        operator_name="陈静",
        fields={"title": TicketField(value=title, confidence=0.9, rule="story")},
    )


async def test_a_numbers_past_is_found_however_the_network_wrote_it(database: Database) -> None:
    """The call that is going on is left out; calls before the window are listed but not counted."""
    journal, tickets = Journal(database), Tickets(database)
    month = 30 * 86_400.0
    journal.append(answered_call("old", at=NOON - 2 * month))
    journal.append(answered_call("c1", at=NOON - 600))
    journal.append([replace(one, caller="+8613800000000") for one in call("c2", NOON - 60)[:1]])
    journal.append(call("c2", NOON - 60)[1:])
    journal.append(answered_call("now", at=NOON)[:1])
    await journal.flush()
    await tickets.save_draft(ticket("t1", "c1", "路灯不亮"), datetime.fromtimestamp(NOON, UTC))
    found = await CallerHistories(database).of_number("13800000000", NOON - month, without="now")
    assert (found.calls_since, [one.call_id for one in found.calls]) == (2, ["c2", "c1", "old"])
    assert [(one.ticket_id, one.title, one.status) for one in found.tickets] == [("t1", "路灯不亮", "draft")]


async def test_a_numbers_ticket_shows_its_number_once_registered(database: Database) -> None:
    tickets, at = Tickets(database), datetime.fromtimestamp(NOON, UTC)
    await tickets.save_draft(ticket("t1", "c1", "路灯不亮"), at)
    done = await tickets.register(Change(ticket_id="t1", version=1, actor="8001", at=at))
    (found,) = (await CallerHistories(database).of_number("13800000000", 0.0)).tickets
    assert (found.number, found.status, found.operator_name) == (done.number, "registered", "陈静")


async def test_a_ticket_is_over_when_the_engine_says_so_and_comes_behind_the_open_ones(database: Database) -> None:
    """Closed, refused and void ones are over, each with its own state; a restricted one is not told of."""
    one = world(database, "haikou")
    for name in ("closed", "refused", "open", "secret"):
        await one.accepted(name)
    one.later(1)
    await one.do("closed", AnswerDirectly(text="已说明"))
    for _ in range(len((await one.office.get("closed")).record.ways)):
        if (await one.office.get("closed")).record.state is TicketState.REVISIT:
            await one.do("closed", RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"))
    await one.do("refused", Refuse(reason=one.office.ports.book.profile.not_accepted[0], text="已告知"))
    await one.do("secret", ReferToDiscipline(people=("wang",), why="推诿"))
    later = datetime.fromtimestamp(one.clock[0] + 60, UTC)
    draft = await Tickets(database).save_draft(ticket("void", "call-void", "无声"), later)
    await one.office.void(Change(ticket_id="void", version=draft.version, actor="8001", at=later), "无声", DESK)
    found = (await CallerHistories(database).of_number("13800000000", 0.0, most=9)).tickets
    assert {(past.ticket_id, past.status, past.open) for past in found} == {
        ("open", "registered", True),
        ("closed", "closed", False),
        ("refused", "not_accepted", False),
        ("void", "void", False),
    }
    assert [past.ticket_id for past in found][:2] == ["open", "void"]


async def test_nothing_is_known_of_a_withheld_number(database: Database) -> None:
    """Although calls without a number are in the ledger."""
    journal = Journal(database)
    journal.append(call("c1", caller=""))
    await journal.flush()
    found = await CallerHistories(database).of_number("", 0.0)
    assert (found.calls_since, found.calls, found.tickets) == (0, (), ())


def listed(entry_id: str, number: str, at: float = NOON) -> Listed:
    return Listed(entry_id=entry_id, kind=ListKind.BLACK, number=number, why="骚扰", added_by="lin", added_at=at)


async def test_an_entry_taken_off_is_gone_once_and_the_version_tells_of_each_change(database: Database) -> None:
    lists = ListedNumbers(database)
    versions = [await lists.version()]
    await lists.add([listed("l1", "13800000001"), listed("l2", "13800000002", NOON + 1)])
    versions.append(await lists.version())
    assert [one.entry_id for one in await lists.all()] == ["l2", "l1"]
    taken = await lists.remove("l1", "lin", NOON + 2)
    versions.append(await lists.version())
    assert taken == listed("l1", "13800000001")
    assert [one.entry_id for one in await lists.all()] == ["l2"]
    assert len(set(versions)) == 3
    with pytest.raises(NotFoundError):
        await lists.remove("l1", "lin", NOON + 3)
