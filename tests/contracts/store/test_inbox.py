"""The lock on a matter in SQLite and PostgreSQL: one of many wins, and nothing but its end or idle time frees it."""

import asyncio
from datetime import UTC, datetime

import pytest

from callcenter.store import inbox
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.inbox import Holder, Waiting
from callcenter.store.intake import Came, note_came
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import create_ticket

AT = 1_795_000_000.0
IDLE_S = 600.0


async def brought(database: Database, ident: str, at: float = AT) -> None:
    draft = DraftTicket(ticket_id=ident, call_id="", fields={"title": TicketField(value="路灯")})
    came = Came(source="web", source_key=ident, fingerprint=ident, body={"text": "路灯"}, ticket_id=ident, at=at)
    when = datetime.fromtimestamp(at, UTC)
    await database.write(lambda connection: note_came(connection, came))
    await database.write(lambda connection: create_ticket(connection, draft, when))


async def take(database: Database, ident: str, name: str, at: float) -> Waiting:
    who = Holder(name=name, shown=f"话务员{name}")
    return await database.write(lambda connection: inbox.take(connection, ident, who, at, at - IDLE_S))


async def test_of_many_who_take_one_at_once_one_has_it_and_the_others_are_told_who(database: Database) -> None:
    await brought(database, "T1")
    answers = await asyncio.gather(*(take(database, "T1", str(n), AT + 1) for n in range(8)), return_exceptions=True)
    won = [one for one in answers if isinstance(one, Waiting)]
    lost = [one for one in answers if isinstance(one, WrongStateError)]
    assert (len(won), len(lost)) == (1, 7)
    assert won[0].lock is not None
    assert {one.found for one in lost} == {won[0].lock.holder_name}


async def test_the_holder_goes_on_and_idle_time_counts_from_what_they_did_last(database: Database) -> None:
    await brought(database, "T1")
    await take(database, "T1", "8001", AT)
    again = await take(database, "T1", "8001", AT + 500)
    assert again.lock is not None
    assert (again.lock.taken_at, again.lock.active_at) == (AT, AT + 500)
    with pytest.raises(WrongStateError):
        await take(database, "T1", "8002", AT + 500 + IDLE_S)
    taken = await take(database, "T1", "8002", AT + 501 + IDLE_S)
    assert taken.lock is not None
    assert (taken.lock.holder, taken.lock.taken_at) == ("8002", AT + 501 + IDLE_S)


async def test_the_oldest_stand_first_and_all_are_counted(database: Database) -> None:
    for n, ident in enumerate(("T2", "T3", "T1")):
        await brought(database, ident, AT + n)
    await take(database, "T3", "8001", AT + 10)
    counted, items = await database.read(lambda connection: inbox.waiting(connection, AT))
    assert (counted, [one.ticket.ticket_id for one in items]) == (3, ["T2", "T3", "T1"])
    assert [one.lock.holder if one.lock else "" for one in items] == ["", "8001", ""]
    assert await database.write(lambda connection: inbox.release_all(connection, "8001")) == 1


async def test_what_never_came_in_cannot_be_taken(database: Database) -> None:
    with pytest.raises(NotFoundError):
        await take(database, "T9", "8001", AT)
