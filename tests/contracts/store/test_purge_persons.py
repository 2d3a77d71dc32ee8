"""What never became a ticket, missed calls, entries that ended: each class goes alone, and by its age."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import DatabaseError

from callcenter.store.caller_tables import listed_numbers, missed_calls
from callcenter.store.database import Database
from callcenter.store.erasure_tables import erase_permit
from callcenter.store.every_table import METADATA
from callcenter.store.intake import Came, note_came
from callcenter.store.journal import Journal
from callcenter.store.outside_tables import attachments, intake
from callcenter.store.personal import CLASSES, STAYS
from callcenter.store.purge import Cuts, Purge, Purged
from callcenter.store.purge_matters import Held, Matter
from callcenter.store.tables import facts, ticket_edits, tickets
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change, Tickets, create_ticket
from queueing.events import CallArrived, CallEnded, Outcome, Party
from tests.contracts.store.stories import NOON, answered_call

AT = datetime.fromtimestamp(NOON, UTC)
LATER = NOON + 86_400.0
NUMBER, NAME = "13800000000", "欧阳明哲"
FIELDS = {"contact_name": TicketField(value=NAME), "content": TicketField(value="路灯不亮")}


def draft(ticket_id: str, call_id: str = "") -> DraftTicket:
    return DraftTicket(
        ticket_id=ticket_id, call_id=call_id, queue="hotline", dialled="12345", caller_number=NUMBER, fields=FIELDS
    )


async def filled(database: Database, folder: Path) -> None:
    """c1 with a draft and a file that another ticket has too, a matter nobody took, a missed call, two list entries."""
    journal = Journal(database)
    journal.append(answered_call("c1"))
    came = {"call_id": "c2", "queue": "hotline"}
    journal.append(
        [
            CallArrived(at=NOON, dialled="12345", caller=NUMBER, trunk="t", **came),
            CallEnded(at=NOON + 9, outcome=Outcome.ABANDONED, by=Party.CALLER, waited_s=9.0, talk_s=0.0, **came),
        ]
    )
    await journal.flush()
    book = Tickets(database)
    saved = await book.save_draft(draft("t1", "c1"), AT)
    await book.edit(Change(ticket_id="t1", version=saved.version, actor="8001", at=AT), {"content": "路灯全不亮"})
    (folder / "attachments" / "ab").mkdir(parents=True)
    for sha in ("ab1", "ab2"):
        (folder / "attachments" / "ab" / sha).write_bytes(b"letter")
    await database.write(_brought)


def _brought(connection: Connection) -> None:
    create_ticket(connection, draft("w1"), AT)
    note_came(
        connection, Came(source="web", source_key="k", fingerprint="f", body={"n": NAME}, ticket_id="w1", at=NOON)
    )
    file = {"name": "a.txt", "media": "text/plain", "size_bytes": 6, "purpose": "material", "by": "web", "at": NOON}
    for ident, ticket_id, sha in (("a1", "t1", "ab1"), ("a2", "t1", "ab2"), ("a3", "w1", "ab2")):
        connection.execute(insert(attachments).values(attachment_id=ident, ticket_id=ticket_id, sha256=sha, **file))
    entry = {"kind": "black", "number": NUMBER, "prefix": False, "treatment": "refuse", "target": "", "steps": 0}
    entry |= {"why": "w", "added_by": "x", "added_at": NOON, "removed_by": ""}
    connection.execute(insert(listed_numbers).values(entry_id="l1", until=None, removed_at=NOON, **entry))
    connection.execute(insert(listed_numbers).values(entry_id="l2", until=None, removed_at=None, **entry))


@pytest.mark.parametrize("matter", [Matter.DRAFTS, Matter.UNTAKEN, Matter.MISSED, Matter.LISTS])
async def test_each_class_goes_alone_and_only_what_is_older(database: Database, tmp_path: Path, matter: Matter) -> None:
    await filled(database, tmp_path)
    purge = Purge(database, tmp_path, lambda: LATER)
    assert await purge.count(replace(Cuts(), **{matter.value: NOON - 1})) == Purged()
    cuts = replace(Cuts(), **{matter.value: LATER})
    assert await purge.count(cuts) == replace(Purged(), **{matter.value: 1})
    assert await purge.run(cuts) == replace(Purged(), **{matter.value: 1})
    assert await purge.run(cuts) == Purged(), "a second purge finds nothing"


async def test_a_draft_leaves_an_empty_line_and_a_shared_file_stays_for_the_other(
    database: Database, tmp_path: Path
) -> None:
    await filled(database, tmp_path)
    await Purge(database, tmp_path, lambda: LATER).run(Cuts(drafts=LATER))
    ticket = await Tickets(database).get("t1")
    assert (ticket.status.value, ticket.caller_number, dict(ticket.fields), dict(ticket.draft_fields)) == (
        "void", "", {}, {},
    )  # fmt: skip
    assert sorted(one.name for one in (tmp_path / "attachments" / "ab").iterdir()) == ["ab2"]
    edits = select(ticket_edits.c.field, ticket_edits.c.final_value)
    assert await database.read(lambda connection: connection.execute(edits).all()) == [("content", "")]


async def test_what_is_on_legal_hold_or_in_force_stays(database: Database, tmp_path: Path) -> None:
    await filled(database, tmp_path)
    await database.write(_hold)
    found = await Purge(database, tmp_path, lambda: LATER).survey(Cuts(drafts=LATER, lists=LATER))
    assert (found[Matter.DRAFTS].due, found[Matter.DRAFTS].held) == (0, {Held.LEGAL_HOLD: 1})
    await Purge(database, tmp_path, lambda: LATER).run(Cuts(lists=LATER))
    left = select(listed_numbers.c.entry_id)
    assert await database.read(lambda connection: connection.execute(left).scalars().all()) == ["l2"]


def _hold(connection: Connection) -> None:
    hold = {"hold_id": "h", "call_id": "c1", "ticket_id": "", "number": "", "why": "w", "held_by": "x"}
    connection.execute(insert(METADATA.tables["legal_holds"]).values(held_at=NOON, released_by="", **hold))


async def test_a_missed_call_that_went_does_not_come_back_from_the_ledger(database: Database, tmp_path: Path) -> None:
    await filled(database, tmp_path)
    await Purge(database, tmp_path, lambda: LATER).run(Cuts(missed=LATER))
    await Journal(database).rebuild_calls()
    assert await database.read(lambda connection: connection.execute(select(missed_calls)).all()) == []


async def test_records_take_words_under_a_permit_and_nothing_else(database: Database, tmp_path: Path) -> None:
    """Both databases' triggers: no permit, no change; with it, neither a time nor a kind nor an actor."""
    await filled(database, tmp_path)

    refused: tuple[tuple[bool, Table, dict[str, object]], ...] = (
        (False, facts, {"body": {}}), (False, ticket_edits, {"final_value": ""}),
        (True, facts, {"at": 1.0}), (True, facts, {"kind": "x"}), (True, ticket_edits, {"actor": "x"}),
    )  # fmt: skip
    for permitted, table, values in refused:
        with pytest.raises(DatabaseError, match="append-only"):
            await database.write(partial(_change, permitted, table, values))
    with pytest.raises(RuntimeError, match="let through"):
        await database.write(partial(_change, True, facts, {"body": {}}))


def _change(permitted: bool, table: Table, values: dict[str, object], connection: Connection) -> None:
    if permitted:
        connection.execute(insert(erase_permit).values(why="test"))
    connection.execute(update(table).values(**values))
    raise RuntimeError("let through")


def test_every_table_has_a_class_or_a_reason_to_stay() -> None:
    """Who adds a table says in callcenter/store/personal.py which class takes it, or why it stays."""
    named = [*CLASSES, *STAYS]
    assert sorted(named) == sorted(METADATA.tables), "a table without a class, or a line without a table"
    assert set(CLASSES.values()) <= set(Matter)


def test_every_class_has_days_of_its_own_or_goes_with_another() -> None:
    cuts = asdict(Cuts())
    assert {matter for matter in Matter if matter.value not in cuts} == {Matter.PROBE_RECORDINGS, Matter.CALLS}
    assert intake.name in CLASSES
    assert tickets.name in CLASSES
