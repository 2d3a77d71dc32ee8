"""Make the person unknown in tickets and calls: number, name and words go, figures and what was done stay.

Functions take a connection of the writing thread. Files go before their rows: a second run finds what is left.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, case, delete, insert, select, update

from callcenter.store.erasure_tables import erase_permit, unknown_tickets
from callcenter.store.inbox_tables import inbox_locks
from callcenter.store.outside_tables import attachments, intake, outbox, progress_codes
from callcenter.store.promise_tables import air_promises
from callcenter.store.report_tables import matters
from callcenter.store.show_tables import show_materials
from callcenter.store.tables import calls, facts, ticket_edits, tickets
from callcenter.store.ticket_tables import hard_cases, ticket_work
from callcenter.store.unit_tables import call_outs
from callcenter.store.wiping import OF_MESSAGES, PERSONAL, Whom, codes_of, whom, wiped, without

UPLOADS = "attachments"  # under the data folder
SMS_OUT = "sms/out"  # where messages lie that no gateway takes
_OPEN_MESSAGES = ("waiting", "dead")
_BESIDE: tuple[tuple[Table, str, tuple[str, ...]], ...] = (  # rows of a ticket with words of their own
    (call_outs, "call_out_id", ("reason", "why")),
    (hard_cases, "hard_case_id", ("answer",)),
    (air_promises, "promise_id", ("words", "note")),
)


def make_unknown(connection: Connection, data_dir: Path, ticket_ids: Sequence[str], at: float, how: str) -> None:
    """Take the person out of tickets and drafts: a draft becomes an empty one put aside, a ticket keeps its codes."""
    rows = connection.execute(select(tickets).where(tickets.c.ticket_id.in_(ticket_ids))).mappings().all()
    with _permitted(connection):
        for row in rows:
            _one(connection, data_dir, row)
    new = [{"ticket_id": row["ticket_id"], "how": how, "at": at} for row in rows]
    if new:
        connection.execute(insert(unknown_tickets), new)


def hide_callers(connection: Connection, call_ids: Sequence[str], who: Whom) -> None:
    """Take number and name out of calls and their facts, as if the number had been withheld."""
    mine = calls.c.call_id.in_(call_ids)
    connection.execute(update(calls).where(mine).values(caller_number="", caller_display=""))
    with _permitted(connection):
        for row in connection.execute(select(facts.c.seq, facts.c.body).where(facts.c.call_id.in_(call_ids))).all():
            _rewrite(connection, row.seq, row.body, without(row.body, who))


def empty_messages(connection: Connection, data_dir: Path, message_ids: Sequence[int], who: Whom) -> None:
    """Take the person out of messages; one not yet delivered does not go any more."""
    wanted = select(outbox).where(outbox.c.message_id.in_(message_ids))
    for row in connection.execute(wanted).mappings().all():
        name = re.sub(r"[^A-Za-z0-9._-]", "_", row["key"])  # as callcenter.outflow.sms writes it
        (data_dir / SMS_OUT / f"{name}.json").unlink(missing_ok=True)
        values = {"address": "", "body": wiped(row["body"], who, blank=OF_MESSAGES)}
        dropped = {"state": "dropped", "problem": "erased"} if row["state"] in _OPEN_MESSAGES else {}
        which = outbox.c.message_id == row["message_id"]
        connection.execute(update(outbox).where(which).values(**values, **dropped))


def rewritten(connection: Connection, table: Table, key: str, names: Sequence[str], who: Whom, which: Any) -> None:
    """Take number and name out of columns of text."""
    columns: list[Column[Any]] = [table.c[name] for name in names]
    for row in connection.execute(select(table.c[key], *columns).where(which)).mappings().all():
        values = {name: who.out_of(row[name]) for name in names if row[name] and who.out_of(row[name]) != row[name]}
        if values:
            connection.execute(update(table).where(table.c[key] == row[key]).values(**values))


def names_in(connection: Connection, ticket_ids: Sequence[str]) -> set[str]:
    """What the person is called in these tickets, now and before."""
    edited = select(ticket_edits.c.draft_value, ticket_edits.c.final_value).where(
        ticket_edits.c.ticket_id.in_(ticket_ids), ticket_edits.c.field == "contact_name"
    )
    wanted = select(tickets.c.fields, tickets.c.draft_fields).where(tickets.c.ticket_id.in_(ticket_ids))
    values = [value for row in connection.execute(edited) for value in row]
    values += [one.get("contact_name", {}).get("value") for row in connection.execute(wanted) for one in row]
    return {value for value in values if value}


def _one(connection: Connection, data_dir: Path, row: Any) -> None:
    ticket_id, registered = row["ticket_id"], bool(row["number"])
    who = whom(_numbers(row), names_in(connection, [ticket_id]))
    values: dict[str, Any] = {
        "fields": codes_of(row["fields"], titled=True) if registered else {},
        "draft_fields": codes_of(row["draft_fields"], titled=False) if registered else {},
        "suggestions": {},
        "caller_number": "",
        "version": tickets.c.version + 1,
        **({} if registered else {"status": "void"}),
    }
    connection.execute(update(tickets).where(tickets.c.ticket_id == ticket_id).values(**values))
    _empty_edits(connection, ticket_id)
    for fact in connection.execute(select(facts.c.seq, facts.c.body).where(facts.c.ticket_id == ticket_id)).all():
        _rewrite(connection, fact.seq, fact.body, wiped(fact.body, who))
    _empty_work(connection, ticket_id)
    _drop_files(connection, data_dir, ticket_id)
    messages = select(outbox.c.message_id).where(outbox.c.stream == ticket_id)
    empty_messages(connection, data_dir, list(connection.execute(messages).scalars()), who)
    connection.execute(update(intake).where(intake.c.ticket_id == ticket_id).values(body={}))
    for table in (progress_codes, inbox_locks):
        connection.execute(delete(table).where(table.c.ticket_id == ticket_id))
    for table, key, names in _BESIDE:
        rewritten(connection, table, key, names, who, table.c.ticket_id == ticket_id)


def _numbers(row: Any) -> set[str]:
    left = {one.get("contact_phone", {}).get("value", "") for one in (row["fields"], row["draft_fields"])}
    return {*left, row["caller_number"]}


def _empty_edits(connection: Connection, ticket_id: str) -> None:
    """An edit keeps that a field was changed, and by whom; of a field of words not what to."""
    mine = (ticket_edits.c.ticket_id == ticket_id) & ticket_edits.c.field.in_(PERSONAL)
    empty = {name: case((ticket_edits.c[name].is_(None), None), else_="") for name in ("draft_value", "final_value")}
    connection.execute(update(ticket_edits).where(mine).values(**empty))


def _empty_work(connection: Connection, ticket_id: str) -> None:
    """The next version, without words to be found by; figures folded from it stay as they are."""
    here, folded = ticket_work.c.ticket_id == ticket_id, matters.c.ticket_id == ticket_id
    connection.execute(update(ticket_work).where(here).values(words="", version=ticket_work.c.version + 1))
    connection.execute(update(matters).where(folded).values(version=matters.c.version + 1))


def _drop_files(connection: Connection, data_dir: Path, ticket_id: str) -> None:
    """Delete a ticket's files; what another ticket or a show has too stays on disk for them."""
    mine = attachments.c.ticket_id == ticket_id
    hashes = set(connection.execute(select(attachments.c.sha256).where(mine)).scalars())
    others = select(attachments.c.sha256).where(attachments.c.sha256.in_(hashes), ~mine)
    shows = select(show_materials.c.sha256).where(show_materials.c.sha256.in_(hashes))
    shared = {*connection.execute(others).scalars(), *connection.execute(shows).scalars()}
    for sha256 in hashes - shared:
        (data_dir / UPLOADS / sha256[:2] / sha256).unlink(missing_ok=True)
        with suppress(OSError):  # others lie in it
            (data_dir / UPLOADS / sha256[:2]).rmdir()
    connection.execute(delete(attachments).where(mine))


def _rewrite(connection: Connection, seq: int, before: Any, after: Any) -> None:
    if after != before:
        connection.execute(update(facts).where(facts.c.seq == seq).values(body=after))


@contextmanager
def _permitted(connection: Connection) -> Iterator[None]:
    """Hold the permit that the triggers of the records ask for; it is gone before the transaction ends."""
    connection.execute(insert(erase_permit).values(why="person"))
    yield
    connection.execute(delete(erase_permit))
