"""The ledger: facts are appended in order, never changed, and read again at start."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy import Row as SqlRow

from callcenter import logs
from callcenter.store.call_rows import project, rebuild
from callcenter.store.database import Database
from callcenter.store.facts import (
    SHOW_KINDS,
    TICKET_KINDS,
    LedgerFact,
    Row,
    decode,
    encode,
    kind_of,
    of_a_show,
    of_a_ticket,
    of_desk,
)
from callcenter.store.guest_sessions import project_sessions
from callcenter.store.missed_rows import project_missed, rebuild_missed
from callcenter.store.spill import Spill
from callcenter.store.tables import facts
from queueing.events import Fact
from queueing.show.facts import ShowFact
from queueing.ticket.facts import TicketFact

log = logs.get(__name__)
F = TypeVar("F")

PAGE = 5000  # facts read at once in a replay: about 4 MB
_KEY = 0xFAC7_0001  # PostgreSQL advisory lock: one appender at a time, so that seq rises in the order of commits
_LAST = select(func.coalesce(func.max(facts.c.seq), 0))  # built once, as building costs more than asking
_INSERT = insert(facts)


@dataclass(slots=True, kw_only=True)
class Entry:
    """A fact on its way into the ledger; `seq` is what the last attempt gave it. Owned by the writing thread."""

    fact: LedgerFact
    seq: int | None = None
    from_spill: bool = False  # may be in the ledger already: look before adding

    def __str__(self) -> str:
        return str(encode(self.fact))


class Journal:
    """Appends facts without ever blocking, and reads them back."""

    def __init__(self, database: Database, spill: Spill | None = None) -> None:
        """`spill`: where facts go that the database will not take; None: they are only counted and logged."""
        self._database = database
        self._spill = spill
        database.on_unsaved = self._unsaved

    def append(self, happened: Iterable[LedgerFact]) -> None:
        """Queue facts to be saved in this order; never blocks."""
        entries = tuple(Entry(fact=fact) for fact in happened)
        if entries and not self._database.writer.append(record, entries):
            self._unsaved(entries)

    async def flush(self) -> None:
        """Return once everything appended before is committed.

        Raises:
            StoreUnavailableError: the database cannot be written now.

        """
        await self._database.flush()

    async def replay(self, since: float = 0.0) -> AsyncIterator[Fact]:
        """Yield the desk's facts that happened at or after `since` (Unix seconds) in the order of the ledger."""
        after = 0
        while True:
            page = await self._database.read(partial(_page, since=since, after=after))
            for row in page:
                if of_desk(fact := _read(row)):
                    yield fact
            if len(page) < PAGE:
                return
            after = page[-1].seq

    async def first_at(self) -> float | None:
        """When the oldest fact happened, Unix seconds; None for an empty ledger."""
        return await self._database.read(
            lambda connection: connection.execute(select(func.min(facts.c.at))).scalar_one()
        )

    async def of_call(self, call_id: str) -> list[Fact]:
        """Return all facts of one call in order."""
        rows = await self._database.read(
            lambda connection: connection.execute(_ordered().where(facts.c.call_id == call_id)).all()
        )
        return [fact for row in rows if of_desk(fact := _read(row))]

    async def of_kinds(self, kinds: Sequence[type], since: float, before: float) -> list[Fact]:
        """Return the desk's facts of some kinds from `since` to before `before` (Unix seconds), in order."""
        named = [kind_of(kind) for kind in kinds]
        wanted = _ordered().where(facts.c.at >= since, facts.c.at < before, facts.c.kind.in_(named))
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [fact for row in rows if of_desk(fact := _read(row))]

    async def after(self, seq: int, limit: int = PAGE) -> list[tuple[int, LedgerFact]]:
        """Return facts of every kind that come after that place of the ledger, each with its place.

        For readers that must miss nothing and take nothing twice: they keep the place they have come to.
        """
        wanted = _ordered().where(facts.c.seq > seq).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [(row.seq, fact) for row in rows if (fact := _read(row)) is not None]

    async def rebuild_calls(self) -> int:
        """Fold the whole ledger into the tables of calls and missed calls again; return how many facts were read."""
        return await self._database.write(_rebuild)

    async def recover(self) -> int:
        """Append what an earlier run had to leave in the spill file; return how many facts."""
        if self._spill is None:
            return 0
        left = self._spill.read()
        entries = tuple(Entry(fact=fact, from_spill=True) for row in left if (fact := decode(row)) is not None)
        if entries:
            await self._database.write(lambda connection: record(connection, entries))
            log.info("facts of an earlier run saved", facts=len(entries))
        self._spill.clear()
        return len(entries)

    def _unsaved(self, rows: Sequence[object]) -> None:
        entries = [row for row in rows if isinstance(row, Entry)]  # the writer saves other tables' rows too
        if not entries:
            return
        log.critical("facts not saved", facts=len(entries), spilled=self._spill is not None)
        if self._spill is not None:
            self._spill.add([encode(entry.fact) for entry in entries])


def record(connection: Connection, entries: Sequence[Entry]) -> None:
    """Append entries and bring the calls they speak of up to date, in the writer's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_KEY)))
    fresh = [entry for entry in entries if not _is_there(connection, entry)]
    if not fresh:
        return
    last = connection.execute(_LAST).scalar_one()
    for seq, entry in enumerate(fresh, start=last + 1):
        entry.seq = seq
    connection.execute(_INSERT, [_values(entry) for entry in fresh])
    happened = [entry.fact for entry in fresh if of_desk(entry.fact)]
    project(connection, happened)
    project_missed(connection, happened)
    project_sessions(connection, happened)


def _is_there(connection: Connection, entry: Entry) -> bool:
    """Tell whether an earlier attempt was committed after all although its commit seemed to fail."""
    if entry.seq is None and not entry.from_spill:
        return False
    row = encode(entry.fact)
    which = facts.c.seq == entry.seq if entry.seq is not None else facts.c.at == row.at
    return any(_row(found) == row for found in connection.execute(select(facts).where(which)))


def _rebuild(connection: Connection) -> int:
    count = rebuild(connection, _all(connection))
    rebuild_missed(connection, _all(connection))
    return count


def _values(entry: Entry) -> dict[str, object]:
    row = encode(entry.fact)
    return {
        "seq": entry.seq,
        "at": row.at,
        "kind": row.kind,
        "call_id": row.call_id,
        "operator_id": row.operator_id,
        "body": row.body,
        "ticket_id": row.ticket_id,
        "show_id": row.show_id,
    }


def _ordered() -> Select[Any]:
    return select(facts).order_by(facts.c.seq)


def _page(connection: Connection, since: float, after: int) -> Sequence[SqlRow[Any]]:
    desk = facts.c.kind.not_in((*TICKET_KINDS, *SHOW_KINDS))
    wanted = _ordered().where(facts.c.seq > after, facts.c.at >= since, desk).limit(PAGE)
    return connection.execute(wanted).all()


def _all(connection: Connection) -> Iterator[Fact]:
    after = 0
    while page := _page(connection, 0.0, after):
        yield from (fact for row in page if of_desk(fact := _read(row)))
        after = page[-1].seq


def _row(found: SqlRow[Any]) -> Row:
    return Row(
        at=found.at,
        kind=found.kind,
        call_id=found.call_id,
        operator_id=found.operator_id,
        body=found.body,
        ticket_id=found.ticket_id,
        show_id=found.show_id,
    )


def of_ticket(connection: Connection, ticket_id: str) -> list[TicketFact]:
    """Read all that happened to one ticket, in order."""
    wanted = _ordered().where(facts.c.ticket_id == ticket_id)
    return [fact for row in connection.execute(wanted) if of_a_ticket(fact := _read(row))]


def of_tickets(connection: Connection, ticket_ids: Sequence[str]) -> dict[str, list[TicketFact]]:
    """Read all that happened to some tickets, each in order."""
    found: dict[str, list[TicketFact]] = {one: [] for one in ticket_ids}
    wanted = _ordered().where(facts.c.ticket_id.in_(ticket_ids))
    for row in connection.execute(wanted) if ticket_ids else ():
        if of_a_ticket(fact := _read(row)):
            found[fact.ticket_id].append(fact)
    return found


def of_show(connection: Connection, show_id: str) -> list[ShowFact]:
    """Read all that happened in one show, in order."""
    wanted = _ordered().where(facts.c.show_id == show_id)
    return [fact for row in connection.execute(wanted) if of_a_show(fact := _read(row))]


def of_kind_in_shows(connection: Connection, kind: type[F], show_id: str = "") -> list[F]:
    """Read the facts of one kind that happened in a show, in order; '' in every show."""
    same = (facts.c.kind == kind_of(kind)) & facts.c.show_id.is_not(None)
    wanted = _ordered().where(same & (facts.c.show_id == show_id) if show_id else same)
    return [fact for row in connection.execute(wanted) if isinstance(fact := _read(row), kind)]


def _read(found: SqlRow[Any]) -> LedgerFact | None:
    fact = decode(_row(found))
    if fact is None:
        log.warning("fact left out: this version cannot read it", kind=found.kind, seq=found.seq)
    return fact
