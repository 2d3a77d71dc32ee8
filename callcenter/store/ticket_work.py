"""What becomes of tickets: load from the ledger, decide, append and project, all in one transaction.

Functions take a connection of the writing thread; `callcenter.ticketing` runs them. A record is the fold of the
ticket's facts; the rows beside it are there to be asked, and can be made again from the ledger.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, insert, select, update

from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError, StaleVersionError
from callcenter.store.journal import Entry, of_ticket, of_tickets, record
from callcenter.store.ticket_projection import Step, project
from callcenter.store.ticket_rows import work_row
from callcenter.store.ticket_sheaf import Sheaf
from callcenter.store.ticket_tables import ticket_clocks, ticket_work
from queueing.days.office import Due
from queueing.days.recount import Stored
from queueing.ticket.fold import replay
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.pen import Pen, Rules
from queueing.ticket.record import TicketRecord

KEPT = 5000  # records kept in memory beside the database: about 20 MB
CHUNK = 500  # ids in one IN (…)

# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_ONE = ticket_work.c.ticket_id == bindparam("this")
_VERSION = select(ticket_work.c.version).where(_ONE)
_HELD_VERSION = _VERSION.with_for_update()
_THESE = ticket_work.c.ticket_id.in_(bindparam("these", expanding=True))
_HELD_VERSIONS = select(ticket_work.c.ticket_id, ticket_work.c.version).where(_THESE).with_for_update()
_UPDATE = update(ticket_work).where(_ONE)
_SET_WORDS = _UPDATE.values(words=bindparam("words"))
_UPDATE_SEEN = _UPDATE.where(ticket_work.c.version == bindparam("seen"))
_INSERT = insert(ticket_work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A ticket's record and the version it has now."""

    record: TicketRecord
    version: int


@dataclass(slots=True, kw_only=True)
class Records:
    """Owns the records read lately. Used by the writing thread only; a version that does not fit is read anew."""

    kept: OrderedDict[str, Work] = field(default_factory=OrderedDict)
    sheaf: Sheaf | None = None  # where a unit of work gathers what it decides; None: each step is written at once
    counted_by: tuple[object, ...] = ()  # what the rows of the kept records were made by
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

    def made_by(self, rules: Rules) -> None:
        """Forget what rows may say of records if they were made by another calendar or profile: they come anew."""
        now = (rules.office, rules.profile, rules.after)
        if len(self.counted_by) != len(now) or any(a is not b for a, b in zip(self.counted_by, now, strict=True)):
            self.kept.clear()
            self.counted_by = now

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
    found = _held(connection, records, ticket_id)
    if found is None:
        raise NotFoundError("registered ticket", ticket_id)
    if version is not None and version != found:
        raise StaleVersionError(f"ticket {ticket_id}", found, version)
    return Work(record=records.find(connection, ticket_id, found), version=found)


def save(connection: Connection, records: Records, pen: Pen, version: int) -> Work:
    """Append a pen's facts and bring the rows up to date; the next version. Nothing written, nothing changed."""
    if not pen.facts:
        return Work(record=pen.record, version=version)
    records.made_by(pen.rules)
    before = records.last(pen.record.ticket_id, version)
    if records.sheaf is not None:
        records.sheaf.step(pen, version, before)
    else:
        _write(connection, pen, version, before)
    records.tell(connection, pen)
    work = Work(record=pen.record, version=version + 1)
    records.keep(work)
    return work


def _held(connection: Connection, records: Records, ticket_id: str) -> int | None:
    """The version of a ticket, held against others until the transaction ends."""
    if records.sheaf is None:
        return connection.execute(_HELD_VERSION, {"this": ticket_id}).scalar_one_or_none()
    if ticket_id not in records.sheaf.versions:
        hold(connection, records, [ticket_id])
    return records.sheaf.versions.get(ticket_id)


def hold(connection: Connection, records: Records, ticket_ids: Sequence[str]) -> None:
    """Hold many tickets at once for the unit of work that gathers, and read the records that are not kept."""
    if records.sheaf is None:
        return
    unheld = [one for one in ticket_ids if one not in records.sheaf.versions]
    for start in range(0, len(unheld), CHUNK):
        some = unheld[start : start + CHUNK]
        found = {row.ticket_id: row.version for row in connection.execute(_HELD_VERSIONS, {"these": some})}
        records.sheaf.versions.update(found)
        unread = [one for one, version in found.items() if records.last(one, version) is None]
        for ticket_id, facts in of_tickets(connection, unread).items():
            records.keep(Work(record=replay(ticket_id, facts), version=found[ticket_id]))


def _write(connection: Connection, pen: Pen, version: int, before: TicketRecord | None) -> None:
    append(connection, pen.facts)
    values = {**work_row(pen.record, pen.rules), "version": version + 1, "this": pen.record.ticket_id, "seen": version}
    if connection.execute(_UPDATE_SEEN, values).rowcount != 1:
        raise StaleVersionError(f"ticket {pen.record.ticket_id}", version + 1, version)
    project(connection, [Step(before=before, after=pen.record, rules=pen.rules)])


def begin(connection: Connection, records: Records, pen: Pen, version: int, words: str) -> Work:
    """Make the rows of a ticket that was just accepted."""
    records.made_by(pen.rules)
    if records.sheaf is not None:
        records.sheaf.begin(pen, version, words)
    else:
        append(connection, pen.facts)
        connection.execute(_INSERT, [{**work_row(pen.record, pen.rules), "version": version, "words": words}])
        project(connection, [Step(after=pen.record, rules=pen.rules)])
    records.tell(connection, pen)
    work = Work(record=pen.record, version=version)
    records.keep(work)
    return work


def set_words(connection: Connection, records: Records, ticket_id: str, words: str) -> None:
    """Let a ticket be found by other words."""
    settle(connection, records, ticket_id)
    connection.execute(_SET_WORDS, {"this": ticket_id, "words": words})


def settle(connection: Connection, records: Records, ticket_id: str = "") -> None:
    """Write what a unit of work has gathered; given a ticket, only if its rows, which somebody is after, are behind."""
    if records.sheaf is not None and (not ticket_id or ticket_id in records.sheaf.pending):
        records.sheaf.settle(connection)


def add(connection: Connection, records: Records, happened: Iterable[LedgerFact]) -> None:
    """Append facts in their place among those of the tickets."""
    if records.sheaf is not None:
        records.sheaf.append(happened)
    else:
        append(connection, happened)


def append(connection: Connection, happened: Iterable[LedgerFact]) -> None:
    """Append facts to the ledger in this transaction."""
    record(connection, tuple(Entry(fact=fact) for fact in happened))


def stored_clocks(connection: Connection, records: Records, work: Work) -> list[Stored]:
    """The running clocks of a ticket with the due moments that were counted for them."""
    settle(connection, records, work.record.ticket_id)
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


def refresh(connection: Connection, records: Records, work: Work, rules: Rules) -> None:
    """Write the rows anew by the rules in force; the ticket itself has not changed."""
    settle(connection, records, work.record.ticket_id)
    connection.execute(_UPDATE, {**work_row(work.record, rules), "this": work.record.ticket_id})
    project(connection, [Step(after=work.record, rules=rules)])


def read(connection: Connection, ticket_id: str) -> Work:
    """Read a ticket to look at.

    Raises:
        NotFoundError: it is not there, or still a draft.
    """
    found = connection.execute(_VERSION, {"this": ticket_id}).scalar_one_or_none()
    if found is None:
        raise NotFoundError("registered ticket", ticket_id)
    return Work(record=replay(ticket_id, of_ticket(connection, ticket_id)), version=found)
