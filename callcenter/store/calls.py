"""The calls' repository: lists and single calls, as folded from the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select, tuple_

from callcenter.store.call_fold import CallRow
from callcenter.store.call_rows import read_row
from callcenter.store.cursor import Page, mark, place
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.tables import call_operators, calls, tickets
from callcenter.store.ticket_lists import is_restricted_to_others


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuery:
    """Which calls to list; '' and None take all. Times are Unix seconds of arrival: since <= t < until."""

    state: str = ""
    queue: str = ""
    operator_id: str = ""
    since: float | None = None
    until: float | None = None
    hidden_from: str = ""  # leave out calls whose ticket is restricted to others than this person
    after: str = ""
    limit: int = 50


class Calls:
    """Reads calls; they are written only by appending facts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, call_id: str) -> CallRow:
        """Return one call.

        Raises:
            NotFoundError: no such call.

        """
        return await self._database.read(lambda connection: _get(connection, call_id))

    async def page(self, query: CallQuery) -> Page[CallRow]:
        """Return some calls, newest first.

        Raises:
            BadCursorError: `after` is none of ours.

        """
        return await self._database.read(lambda connection: _page(connection, query))


def _get(connection: Connection, call_id: str) -> CallRow:
    row = connection.execute(select(calls).where(calls.c.call_id == call_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("call", call_id)
    return read_row(row)


def _page(connection: Connection, query: CallQuery) -> Page[CallRow]:
    wanted = select(calls).order_by(calls.c.arrived_at.desc(), calls.c.call_id.desc())
    for condition in _conditions(query):
        wanted = wanted.where(condition)
    rows = [read_row(row) for row in connection.execute(wanted.limit(query.limit + 1)).mappings()]
    shown = tuple(rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=mark(shown[-1].arrived_at, shown[-1].call_id) if more else None)


def _conditions(query: CallQuery) -> Iterator[Any]:
    if query.state:
        yield calls.c.state == query.state
    if query.queue:
        yield calls.c.queue == query.queue
    if query.operator_id:
        same = call_operators.c.call_id == calls.c.call_id
        yield exists().where(same, call_operators.c.operator_id == query.operator_id)
    if query.since is not None:
        yield calls.c.arrived_at >= query.since
    if query.until is not None:
        yield calls.c.arrived_at < query.until
    if query.hidden_from:
        secret = select(tickets.c.call_id).where(tickets.c.call_id.is_not(None))
        yield calls.c.call_id.not_in(secret.where(is_restricted_to_others(query.hidden_from)))
    if query.after:
        yield tuple_(calls.c.arrived_at, calls.c.call_id) < tuple_(*place(query.after))
