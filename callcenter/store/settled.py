"""Tickets whose kind and unit are settled: what a site learns from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from callcenter.store.database import Database
from callcenter.store.tables import tickets, utterances
from callcenter.store.ticket_tables import ticket_work

CALLER = "caller"
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A ticket that got its reply. `unit`: who had it at the end, after every return; `text`: the caller's words."""

    ticket_id: str
    at: float  # Unix seconds of the reply
    kind: str
    unit: str
    text: str


async def settled_tickets(database: Database) -> tuple[Settled, ...]:
    """Every ticket with a reply and words to learn from, oldest first."""
    return await database.read(_settled)


def _settled(connection: Connection) -> tuple[Settled, ...]:
    wanted = (
        select(
            ticket_work.c.ticket_id,
            ticket_work.c.replied_at,
            ticket_work.c.kind,
            ticket_work.c.unit,
            tickets.c.call_id,
            tickets.c.fields,
        )
        .join(tickets, tickets.c.ticket_id == ticket_work.c.ticket_id)
        .where(ticket_work.c.replied_at.is_not(None))
        .order_by(ticket_work.c.replied_at, ticket_work.c.ticket_id)
    )
    rows = connection.execute(wanted).all()
    said: dict[str, str] = {}
    for start in range(0, len(rows), PAGE):
        said |= _said(connection, [row.call_id for row in rows[start : start + PAGE] if row.call_id])
    return tuple(_ticket(row, said) for row in rows if _text(row, said))


def _said(connection: Connection, call_ids: Sequence[str]) -> dict[str, str]:
    wanted = (
        select(utterances.c.call_id, utterances.c.text)
        .where(utterances.c.call_id.in_(call_ids), utterances.c.role == CALLER)
        .order_by(utterances.c.call_id, utterances.c.start_ms)
    )
    return _joined((row.call_id, row.text) for row in connection.execute(wanted))


def _joined(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for call_id, text in said:
        texts.setdefault(call_id, []).append(text)
    return {call_id: ",".join(parts) for call_id, parts in texts.items()}


def _text(row: object, said: dict[str, str]) -> str:
    """What the caller said; of a matter that came in writing, its content."""
    spoken = said.get(row.call_id or "", "")  # type: ignore[attr-defined]
    return spoken or str(row.fields.get("content", {}).get("value", ""))  # type: ignore[attr-defined]


def _ticket(row: object, said: dict[str, str]) -> Settled:
    return Settled(
        ticket_id=row.ticket_id,  # type: ignore[attr-defined]
        at=row.replied_at,  # type: ignore[attr-defined]
        kind=row.kind,  # type: ignore[attr-defined]
        unit=row.unit,  # type: ignore[attr-defined]
        text=_text(row, said),
    )
