"""Tickets: one a call, edits that are never lost, drafts that respect people, numbers that are never given twice."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from callcenter.store.cursor import BadCursorError
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.tables import ticket_edits
from callcenter.store.ticket import DraftTicket, FieldSpan, Ticket, TicketField, TicketStatus
from callcenter.store.tickets import Change, TicketQuery, Tickets

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 21, 23, 59, 30, 123456, tzinfo=SHANGHAI)
SPAN = FieldSpan(utterance_id="u1", start=2, end=5, start_ms=1200, end_ms=1900)
HEARD = TicketField(value="和平路", confidence=0.71, rule="gazetteer", spans=(SPAN,))
DRAFT = DraftTicket(
    ticket_id="t1",
    call_id="c1",
    queue="hotline",
    dialled="12345",
    caller_number="13800000000",
    operator_id="8001",
    operator_name="王芳",
    started_at=1.0,
    model_notice="合成语音演示模型",
    fields={"place": HEARD, "title": TicketField(value="路灯不亮", confidence=0.5, rule="summary")},
)


def change(ticket: Ticket, actor: str = "8001", at: datetime = AT) -> Change:
    return Change(ticket_id=ticket.ticket_id, version=ticket.version, actor=actor, at=at)


async def test_a_draft_comes_back_as_it_was_saved(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    assert await tickets.get("t1") == saved
    assert (saved.status, saved.version, saved.number) == (TicketStatus.DRAFT, 1, None)
    assert saved.fields == DRAFT.fields
    assert saved.created_at == AT
    assert await tickets.of_call("c1") == saved
    assert await tickets.of_call("c2") is None


async def test_a_call_has_one_ticket_however_often_it_is_drafted(database: Database) -> None:
    tickets = Tickets(database)
    first = await tickets.save_draft(DRAFT, AT)
    again = await asyncio.gather(*(tickets.save_draft(replace(DRAFT, ticket_id=f"t{n}"), AT) for n in range(5)))
    assert again == [first] * 5


async def test_a_later_draft_fills_in_and_leaves_what_a_person_chose(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    mine = await tickets.edit(change(saved), {"title": "和平路路灯不亮"})
    later = replace(DRAFT, ended_at=60.0, fields={"title": HEARD, "contact_name": HEARD})
    fresh = await tickets.save_draft(later, AT)
    assert fresh.fields["title"] == mine.fields["title"] == TicketField(value="和平路路灯不亮", locked=True)
    assert set(fresh.fields) == {"title", "contact_name"}
    assert (fresh.ended_at, fresh.answered_at, fresh.version) == (60.0, None, 3)


async def test_confirming_a_value_as_heard_keeps_where_it_was_heard(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    assert (await tickets.edit(change(saved), {"place": "和平路"})).fields["place"] == replace(HEARD, locked=True)


async def test_a_stale_edit_is_refused_and_changes_nothing(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    newer = await tickets.edit(change(saved), {"title": "甲"})
    with pytest.raises(StaleVersionError, match="expected version 2, found 1"):
        await tickets.edit(change(saved), {"title": "乙"})
    assert await tickets.get("t1") == newer


async def test_registering_gives_the_number_and_ends_all_edits(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    done = await tickets.register(change(saved))
    assert (done.status, done.number, done.registered_at) == (TicketStatus.REGISTERED, "20261121-00001", AT)
    for action in (tickets.edit(change(done), {"title": "x"}), tickets.register(change(done))):
        with pytest.raises(WrongStateError, match="expected a draft, found registered as 20261121-00001"):
            await action
    assert (await tickets.save_draft(replace(DRAFT, fields={"title": HEARD}), AT)).fields == done.fields


async def test_numbers_rise_within_a_local_day_and_begin_again(database: Database) -> None:
    tickets = Tickets(database)
    saved = [await tickets.save_draft(replace(DRAFT, ticket_id=f"t{n}", call_id=f"c{n}"), AT) for n in range(6)]
    today = await asyncio.gather(*(tickets.register(change(ticket)) for ticket in saved[:5]))
    assert sorted(str(ticket.number) for ticket in today) == [f"20261121-0000{n}" for n in range(1, 6)]
    tomorrow = await tickets.register(change(saved[5], at=AT + timedelta(minutes=1)))
    assert tomorrow.number == "20261122-00001"


async def test_an_unknown_ticket_is_said_so(database: Database) -> None:
    tickets = Tickets(database)
    with pytest.raises(NotFoundError, match="found none with id 'nope'"):
        await tickets.get("nope")
    with pytest.raises(NotFoundError):
        await tickets.register(Change(ticket_id="nope", version=1, actor="8001", at=AT))


async def test_draft_and_final_value_of_every_field_are_kept_as_labels(database: Database) -> None:
    tickets = Tickets(database)
    saved = await tickets.save_draft(DRAFT, AT)
    await tickets.register(change(await tickets.edit(change(saved), {"title": "路灯", "contact_name": "李"})))
    rows = await database.read(lambda connection: connection.execute(select(ticket_edits)).all())
    told = [(row.kind, row.field, row.draft_value, row.final_value, row.version) for row in rows]
    assert told == [
        ("edit", "title", "路灯不亮", "路灯", 2),
        ("edit", "contact_name", None, "李", 2),
        ("register", "contact_name", None, "李", 3),
        ("register", "place", "和平路", "和平路", 3),
        ("register", "title", "路灯不亮", "路灯", 3),
    ]
    assert rows[3].draft_confidence == 0.71


async def test_pages_show_every_ticket_once_newest_first(database: Database) -> None:
    tickets = Tickets(database)
    for n in range(7):
        at = AT + timedelta(seconds=n // 2)  # pairs share a time
        await tickets.save_draft(replace(DRAFT, ticket_id=f"t{n}", call_id=f"c{n}", operator_id=f"80{n % 2}"), at)
    seen: list[str] = []
    after = ""
    while True:
        page = await tickets.page(TicketQuery(limit=3, after=after))
        seen += [ticket.ticket_id for ticket in page.items]
        if page.next is None:
            break
        after = page.next
    assert seen == ["t6", "t5", "t4", "t3", "t2", "t1", "t0"]
    assert [t.ticket_id for t in (await tickets.page(TicketQuery(operator_id="801"))).items] == ["t5", "t3", "t1"]
    assert [t.ticket_id for t in (await tickets.page(TicketQuery(call_id="c4"))).items] == ["t4"]
    assert (await tickets.page(TicketQuery(status="registered"))).items == ()
    assert await tickets.counts(AT) == {"draft": 7, "registered": 0, "void": 0}
    assert await tickets.counts(AT + timedelta(seconds=2)) == {"draft": 3, "registered": 0, "void": 0}


@pytest.mark.parametrize("cursor", ["x", "%%%", "bnVsbA", "WzEsMl0", "W10", "MTI", "ÿ"])
async def test_a_strange_cursor_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(BadCursorError, match="expected a cursor from an earlier answer"):
        await Tickets(database).page(TicketQuery(after=cursor))


async def test_eight_writers_on_one_ticket_lose_no_edit(url: str) -> None:
    """Eight services with a writer each: every edit that was not refused is in the ticket's history."""
    async with Database(url) as first:
        await Tickets(first).save_draft(replace(DRAFT, fields={"content": TicketField(value="0")}), AT)
    done = await asyncio.gather(*(_count_up(url, f"80{n:02}") for n in range(8)))
    async with Database(url) as last:
        ticket = await Tickets(last).get("t1")
    assert ticket.fields["content"].value == "80"
    assert ticket.version == 81
    assert sum(done) >= 80


async def _count_up(url: str, actor: str) -> int:
    """Add one to a field ten times, reading again whenever somebody was faster; return the tries."""
    tries = left = 0
    async with Database(url) as database:
        tickets = Tickets(database)
        while left < 10:
            tries += 1
            ticket = await tickets.get("t1")
            value = str(int(ticket.fields["content"].value) + 1)
            try:
                await tickets.edit(change(ticket, actor), {"content": value})
            except StaleVersionError:
                await asyncio.sleep(0.002 * (tries % 7))
            else:
                left += 1
    return tries
