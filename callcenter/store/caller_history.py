"""What is known of a number: how often it rang, its last calls and its tickets. By index, however long the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, select

from callcenter.store.call_fold import CallRow
from callcenter.store.call_rows import read_row
from callcenter.store.caller_numbers import spellings
from callcenter.store.database import Database
from callcenter.store.tables import calls, tickets
from callcenter.store.ticket import fields_from_json
from callcenter.store.ticket_tables import ticket_work
from queueing.callers.number_lists import plain
from queueing.ticket.states import ENDED

OVER = frozenset(state.value for state in ENDED)  # nobody works on these any more: they come behind the others


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTicket:
    """One ticket of a number, as a list shows it."""

    ticket_id: str
    number: str | None
    call_id: str
    title: str
    status: str
    created_at: float
    operator_name: str

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status not in OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerHistory:
    """A number's past, newest first; open tickets before the others."""

    calls_since: int
    calls: tuple[CallRow, ...]
    tickets: tuple[PastTicket, ...]


NOTHING_KNOWN = CallerHistory(calls_since=0, calls=(), tickets=())


class CallerHistories:
    """Reads the past of numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_number(self, number: str, since: float, *, without: str = "", most: int = 5) -> CallerHistory:
        """Return what is known of a number; nothing for a withheld one.

        Args:
            number: as the network gave it; its other spellings (+86, 0086, 0 before a mobile number) count too.
            since: calls from then on are counted, Unix seconds.
            without: a call left out: the one that is going on.
            most: calls and tickets listed.

        """
        if not plain(number):
            return NOTHING_KNOWN
        return await self._database.read(lambda connection: _history(connection, number, since, without, most))


def _history(connection: Connection, number: str, since: float, without: str, most: int) -> CallerHistory:
    names = spellings(number)
    other = (calls.c.call_id != without) & (calls.c.probe == "")
    counted = select(func.count()).select_from(calls).where(
        calls.c.caller_number.in_(names), calls.c.arrived_at >= since, other
    )  # fmt: skip
    last = (
        select(calls)
        .where(calls.c.caller_number.in_(names), other)
        .order_by(calls.c.arrived_at.desc(), calls.c.call_id.desc())
        .limit(most)
    )
    return CallerHistory(
        calls_since=connection.execute(counted).scalar_one(),
        calls=tuple(read_row(row) for row in connection.execute(last).mappings()),
        tickets=_tickets(connection, names, most),
    )


def _state() -> ColumnElement[str]:
    """Where a ticket stands: of one at work its state, before that draft or void."""
    return func.coalesce(ticket_work.c.state, tickets.c.status)


def _tickets(connection: Connection, names: Sequence[str], most: int) -> tuple[PastTicket, ...]:
    """Tickets of a number; those restricted to some people are nobody else's to know of."""
    of_caller = (
        select(
            tickets.c.ticket_id,
            tickets.c.number,
            tickets.c.call_id,
            _state().label("state"),
            tickets.c.created_at,
            tickets.c.operator_name,
            tickets.c.fields,
        )
        .select_from(tickets.outerjoin(ticket_work, ticket_work.c.ticket_id == tickets.c.ticket_id))
        .where(tickets.c.caller_number.in_(names), ~func.coalesce(ticket_work.c.restricted, false()))
    )
    newest = of_caller.order_by(tickets.c.created_at.desc(), tickets.c.ticket_id.desc()).limit(most)
    found = [
        *_read(connection, newest.where(_state().not_in(OVER))),
        *_read(connection, newest.where(_state().in_(OVER))),
    ]
    return tuple(found[:most])


def _read(connection: Connection, wanted: Select[Any]) -> list[PastTicket]:
    return [
        PastTicket(
            ticket_id=row["ticket_id"],
            number=row["number"],
            call_id=row["call_id"],
            title=title.value if (title := fields_from_json(row["fields"]).get("title")) else "",
            status=row["state"],
            created_at=row["created_at"].timestamp(),
            operator_name=row["operator_name"],
        )
        for row in connection.execute(wanted).mappings()
    ]
