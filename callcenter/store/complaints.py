"""Tickets as the clusters of hot topics see them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from callcenter.store.database import Database
from callcenter.store.tables import tickets
from callcenter.store.ticket import Fields, Ticket, TicketStatus, fields_from_json
from callcenter.store.ticket_tables import ticket_work
from queueing.hot import Complaint


class Complaints:
    """Reads complaints in order of time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, since: float, until: float) -> Sequence[Complaint]:
        """All that were sent in `[since, until)`, from whatever source; without those that were void by `until`."""
        return await self._database.read(lambda connection: _between(connection, since, until))

    async def restricted(self) -> frozenset[str]:
        """Tickets that only some people may know of: they are counted, and their titles are nobody else's."""
        wanted = select(ticket_work.c.ticket_id).where(ticket_work.c.restricted)
        return await self._database.read(lambda connection: frozenset(connection.execute(wanted).scalars()))

    async def unquoted(self) -> frozenset[str]:
        """Those and the 保密 ones: counted, and never an example of what people complain about."""
        secret = ticket_work.c.restricted | ticket_work.c.confidential
        wanted = select(ticket_work.c.ticket_id).where(secret)
        return await self._database.read(lambda connection: frozenset(connection.execute(wanted).scalars()))


def complaint_of(ticket: Ticket) -> Complaint:
    """A saved ticket as a complaint. The caller's number is only compared, and stays in this process."""
    at = ticket.started_at if ticket.started_at is not None else ticket.created_at.timestamp()
    return _complaint(ticket.ticket_id, at, ticket.caller_number, ticket.fields)


def _between(connection: Connection, since: float, until: float) -> list[Complaint]:
    columns = (
        tickets.c.ticket_id,
        tickets.c.started_at,
        tickets.c.created_at,
        tickets.c.caller_number,
        tickets.c.fields,
        tickets.c.status,
        tickets.c.updated_at,
    )
    begun = (tickets.c.started_at >= since) & (tickets.c.started_at < until)
    sent = tickets.c.started_at.is_(None) & tickets.c.created_at.between(_utc(since), _utc(until))
    rows = connection.execute(select(*columns).where(or_(begun, sent)))
    found = [_of_row(row) for row in rows if not _is_void(row, until)]
    return sorted((one for one in found if since <= one.at < until), key=lambda one: (one.at, one.ticket_id))


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _is_void(row: Any, until: float) -> bool:
    """Whether it was void by then; what is void is changed no more, so its last change is that one."""
    return bool(row.status == TicketStatus.VOID.value and row.updated_at.timestamp() < until)


def _of_row(row: Any) -> Complaint:
    at = row.started_at if row.started_at is not None else row.created_at.timestamp()
    return _complaint(row.ticket_id, at, row.caller_number, fields_from_json(row.fields))


def _complaint(ticket_id: str, at: float, caller: str, fields: Fields) -> Complaint:
    said = {name: field.value for name, field in fields.items()}
    return Complaint(
        at=at,
        ticket_id=ticket_id,
        text=said.get("content", ""),
        title=said.get("title", ""),
        caller=caller,
        place=said.get("place", ""),
        topic=said.get("topic", ""),
    )
