"""What becomes of tickets: load from the ledger, decide, append and project, all in one transaction.

Functions take a connection of the writing thread; `callcenter.ticketing` runs them. A record is the fold of the
ticket's facts; the rows beside it are there to be asked, and can be made again from the ledger.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError, StaleVersionError
from callcenter.store.journal import Entry, of_ticket, record
from callcenter.store.ticket_rows import clock_rows, people_rows, unit_rows, work_row
from callcenter.store.ticket_tables import ticket_clocks, ticket_people, ticket_units, ticket_work
from queueing.days.office import Due
from queueing.days.recount import Stored
from queueing.ticket.fold import replay
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.pen import Pen, Rules
from queueing.ticket.record import TicketRecord

KEPT = 5000  # records kept in memory beside the database: about 20 MB

# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_ONE = ticket_work.c.ticket_id == bindparam("this")
_VERSION = select(ticket_work.c.version).where(_ONE)
_HELD_VERSION = _VERSION.with_for_update()
_UPDATE = update(ticket_work).where(_ONE)
_UPDATE_SEEN = _UPDATE.where(ticket_work.c.version == bindparam("seen"))
_DELETE = {
    one: delete(one).where(one.c.ticket_id == bindparam("this")) for one in (ticket_units, ticket_people, ticket_clocks)
}
_INSERT = {one: insert(one) for one in (ticket_work, ticket_units, ticket_people, ticket_clocks)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A ticket's record and the version it has now."""

    record: TicketRecord
    version: int


@dataclass(slots=True, kw_only=True)
class Records:
    """Owns the records read lately. Used by the writing thread only; a version that does not fit is read anew."""

    kept: OrderedDict[str, Work] = field(default_factory=OrderedDict)
    tell: Callable[[Connection, Pen], None] = lambda _connection, _pen: None  # others, in the same transaction

    def find(self, connection: Connection, ticket_id: str, version: int) -> TicketRecord:
        """The record of that version."""
        known = self.kept.get(ticket_id)
        if known is not None and known.version == version:
            return known.record
        return replay(ticket_id, of_ticket(connection, ticket_id))

    def last(self, ticket_id: str, version: int) -> TicketRecord | None:
        """The record of that version, if it was written here lately."""
        known = self.kept.get(ticket_id)
        return known.record if known is not None and known.version == version else None

    def keep(self, work: Work) -> None:
        """Remember what was written."""
        self.kept[work.record.ticket_id] = work
        self.kept.move_to_end(work.record.ticket_id)
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)


def load(connection: Connection, records: Records, ticket_id: str, version: int | None = None) -> Work:
    """Read a ticket to change it, holding it against others.

    Args:
        connection: of the writing transaction.
        records: what was read lately.
        ticket_id: which.
        version: the one the person saw; None: a rule acts, which saw the newest.

    Raises:
        NotFoundError: it is not there, or still a draft.
        StaleVersionError: somebody was faster.
    """
    found = connection.execute(_HELD_VERSION, {"this": ticket_id}).scalar_one_or_none()
    if found is None:
        raise NotFoundError("registered ticket", ticket_id)
    if version is not None and version != found:
        raise StaleVersionError(f"ticket {ticket_id}", found, version)
    return Work(record=records.find(connection, ticket_id, found), version=found)


def save(connection: Connection, records: Records, pen: Pen, version: int) -> Work:
    """Append a pen's facts and bring the rows up to date; the next version. Nothing written, nothing changed."""
    if not pen.facts:
        return Work(record=pen.record, version=version)
    before = records.last(pen.record.ticket_id, version)
    append(connection, pen.facts)
    values = {**work_row(pen.record, pen.rules), "version": version + 1, "this": pen.record.ticket_id, "seen": version}
    if connection.execute(_UPDATE_SEEN, values).rowcount != 1:
        raise StaleVersionError(f"ticket {pen.record.ticket_id}", version + 1, version)
    project(connection, pen.record, pen.rules, before)
    records.tell(connection, pen)
    work = Work(record=pen.record, version=version + 1)
    records.keep(work)
    return work


def begin(connection: Connection, records: Records, pen: Pen, version: int, words: str) -> Work:
    """Make the rows of a ticket that was just accepted."""
    append(connection, pen.facts)
    row = {**work_row(pen.record, pen.rules), "version": version, "words": words}
    connection.execute(_INSERT[ticket_work], [row])
    project(connection, pen.record, pen.rules)
    records.tell(connection, pen)
    work = Work(record=pen.record, version=version)
    records.keep(work)
    return work


def set_words(connection: Connection, ticket_id: str, words: str) -> None:
    """Let a ticket be found by other words."""
    connection.execute(_UPDATE, {"this": ticket_id, "words": words})


def append(connection: Connection, happened: Iterable[LedgerFact]) -> None:
    """Append facts to the ledger in this transaction."""
    record(connection, tuple(Entry(fact=fact) for fact in happened))


def project(connection: Connection, after: TicketRecord, rules: Rules, before: TicketRecord | None = None) -> None:
    """Write the rows of units, people and clocks anew; of units and people only what differs from `before`."""
    if before is None or unit_rows(before) != unit_rows(after):
        _replace(connection, ticket_units, after.ticket_id, unit_rows(after))
    if before is None or people_rows(before) != people_rows(after):
        _replace(connection, ticket_people, after.ticket_id, people_rows(after))
    if before is None or before.clocks or after.clocks:
        _replace(connection, ticket_clocks, after.ticket_id, clock_rows(after, rules))


def _replace(connection: Connection, table: Table, ticket_id: str, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(_DELETE[table], {"this": ticket_id})
    if rows:
        connection.execute(_INSERT[table], list(rows))


def stored_clocks(connection: Connection, work: Work) -> list[Stored]:
    """The running clocks of a ticket with the due moments that were counted for them."""
    wanted = select(ticket_clocks).where(ticket_clocks.c.ticket_id == work.record.ticket_id)
    rows = {row.ordinal: row for row in connection.execute(wanted)}
    return [
        Stored(clock=one.clock, due=Due(at=moment_of(row.due_at), provisional=row.provisional))
        for number, one in enumerate(work.record.clocks)
        if one.running and (row := rows.get(number)) is not None and row.due_at is not None
    ]


def running_tickets(connection: Connection) -> list[str]:
    """The tickets with a clock that runs."""
    wanted = select(ticket_clocks.c.ticket_id).where(ticket_clocks.c.stopped_at.is_(None)).distinct()
    return list(connection.execute(wanted.order_by(ticket_clocks.c.ticket_id)).scalars())


def refresh(connection: Connection, work: Work, rules: Rules) -> None:
    """Write the rows anew by the rules in force; the ticket itself has not changed."""
    connection.execute(_UPDATE, {**work_row(work.record, rules), "this": work.record.ticket_id})
    project(connection, work.record, rules)


def read(connection: Connection, ticket_id: str) -> Work:
    """Read a ticket to look at.

    Raises:
        NotFoundError: it is not there, or still a draft.
    """
    found = connection.execute(_VERSION, {"this": ticket_id}).scalar_one_or_none()
    if found is None:
        raise NotFoundError("registered ticket", ticket_id)
    return Work(record=replay(ticket_id, of_ticket(connection, ticket_id)), version=found)
