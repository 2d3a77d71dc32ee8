"""What one unit of work decided about many tickets, gathered to be written in one go within its transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from callcenter.store.facts import LedgerFact
from callcenter.store.faults import StaleVersionError
from callcenter.store.journal import Entry, record
from callcenter.store.ticket_projection import Step, project
from callcenter.store.ticket_rows import work_row
from callcenter.store.ticket_tables import ticket_work
from queueing.ticket.pen import Pen, Rules
from queueing.ticket.record import TicketRecord

_INSERT = insert(ticket_work)
_UPDATE_SEEN = update(ticket_work).where(
    ticket_work.c.ticket_id == bindparam("this"), ticket_work.c.version == bindparam("seen")
)


@dataclass(slots=True, kw_only=True)
class Pending:
    """A ticket whose rows are behind. `seen`: the version its row has, None when it has none yet."""

    before: TicketRecord | None
    seen: int | None
    words: str = ""
    after: TicketRecord
    rules: Rules
    version: int


@dataclass(slots=True, kw_only=True)
class Sheaf:
    """Owns what was decided and is not yet written; lives and dies with one transaction of the writing thread."""

    facts: list[Entry] = field(default_factory=list)
    pending: dict[str, Pending] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)  # of every ticket held by this transaction

    def append(self, happened: Iterable[LedgerFact]) -> None:
        """Take facts, in the order of the ledger."""
        self.facts += [Entry(fact=fact) for fact in happened]

    def begin(self, pen: Pen, version: int, words: str) -> None:
        """Take a ticket that was just accepted."""
        self._take(pen, Pending(before=None, seen=None, words=words, after=pen.record, rules=pen.rules, version=0))
        self._at(pen, version)

    def step(self, pen: Pen, version: int, before: TicketRecord | None) -> None:
        """Take what a pen wrote about a ticket of that version."""
        self._take(pen, Pending(before=before, seen=version, after=pen.record, rules=pen.rules, version=0))
        self._at(pen, version + 1)

    def _take(self, pen: Pen, new: Pending) -> None:
        self.append(pen.facts)
        known = self.pending.setdefault(pen.record.ticket_id, new)
        known.after, known.rules = pen.record, pen.rules

    def _at(self, pen: Pen, version: int) -> None:
        self.pending[pen.record.ticket_id].version = version
        self.versions[pen.record.ticket_id] = version

    def settle(self, connection: Connection) -> None:
        """Write what was gathered.

        Raises:
            StaleVersionError: a ticket is not as it was when it was read; the transaction must not be committed.
        """
        entries, pending = tuple(self.facts), list(self.pending.values())
        self.facts, self.pending = [], {}
        record(connection, entries)
        new = [{**_row(one), "words": one.words} for one in pending if one.seen is None]
        if new:
            connection.execute(_INSERT, new)
        _update(connection, [one for one in pending if one.seen is not None])
        project(connection, [Step(before=one.before, after=one.after, rules=one.rules) for one in pending])


def _row(one: Pending) -> dict[str, Any]:
    return {**work_row(one.after, one.rules), "version": one.version}


def _update(connection: Connection, behind: list[Pending]) -> None:
    if not behind:
        return
    rows = [{**_row(one), "this": one.after.ticket_id, "seen": one.seen} for one in behind]
    if connection.execute(_UPDATE_SEEN, rows).rowcount != len(rows):
        raise StaleVersionError("one of several tickets", behind[0].version, behind[0].seen or 0)
