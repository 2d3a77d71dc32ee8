"""Writes the rows beside tickets' facts, of many at once: what differs from the record before, or all of them anew."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, delete, insert

from callcenter.store.database import put
from callcenter.store.ticket_rows import Row, clock_row, clock_rows, people_rows, same_row, unit_rows
from callcenter.store.ticket_tables import ticket_clocks, ticket_people, ticket_units
from queueing.ticket.pen import Rules
from queueing.ticket.record import TicketRecord

# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_TABLES = (ticket_units, ticket_people, ticket_clocks)
_DELETE = {one: delete(one).where(one.c.ticket_id == bindparam("this")) for one in _TABLES}
_INSERT = {one: insert(one) for one in _TABLES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From what the rows say of a ticket to what they should say. `before` None: nobody knows what they say."""

    after: TicketRecord
    rules: Rules
    before: TicketRecord | None = None


def project(connection: Connection, steps: Sequence[Step]) -> None:
    """Bring the rows of units, people and clocks up to date; a ticket may be among them once only."""
    for table, rows_of in ((ticket_units, unit_rows), (ticket_people, people_rows)):
        other = [one.after for one in steps if one.before is None or rows_of(one.before) != rows_of(one.after)]
        _replace(connection, table, other, [row for record in other for row in rows_of(record)])
    anew = [one for one in steps if _lost(one)]
    _replace(connection, ticket_clocks, [one.after for one in anew], [row for one in anew for row in _all(one)])
    changed = [row for one in steps if not _lost(one) for row in _changed(one)]
    if changed:
        connection.execute(put(connection.dialect.name, ticket_clocks, "ticket_id", "ordinal"), changed)


def _lost(step: Step) -> bool:
    """Whether the rows of the clocks cannot be told from the record before."""
    return step.before is None or len(step.before.clocks) > len(step.after.clocks)


def _all(step: Step) -> list[Row]:
    return clock_rows(step.after, step.rules)


def _changed(step: Step) -> Iterator[Row]:
    known = len(step.before.clocks) if step.before else 0
    for number in range(len(step.after.clocks)):
        if step.before is None or number >= known or not same_row(step.before, step.after, number):
            yield clock_row(step.after, number, step.rules)


def _replace(connection: Connection, table: Table, records: Iterable[TicketRecord], rows: list[Row]) -> None:
    old = [{"this": record.ticket_id} for record in records]
    if old:
        connection.execute(_DELETE[table], old)
    if rows:
        connection.execute(_INSERT[table], rows)
