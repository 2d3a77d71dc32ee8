"""The shared inbox as rows: drafts that a source brought, oldest first, each with whoever works on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, func, select

from callcenter.store.database import upsert
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.inbox_tables import inbox_locks
from callcenter.store.outside_tables import intake
from callcenter.store.tables import tickets
from callcenter.store.ticket import Ticket, TicketStatus
from callcenter.store.tickets import tickets_among

MOST = 200  # matters a list holds; the newer ones come up as the older ones are done
_L = inbox_locks.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who works on a matter: their sign-in name, and what others are told."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Somebody works on a matter. Unix seconds; `active_at`: when they last did."""

    holder: str
    holder_name: str
    taken_at: float
    active_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One matter nobody has confirmed yet."""

    ticket: Ticket
    source: str  # the code
    body: Mapping[str, Any]  # as it was sent
    came_at: float
    lock: Lock | None


def waiting(connection: Connection, since: float) -> tuple[int, list[Waiting]]:
    """How many matters wait, and the oldest of them; a lock last used before `since` is none any more."""
    of_inbox = (tickets.c.status == TicketStatus.DRAFT.value) & tickets.c.call_id.is_(None)
    joined = tickets.join(intake, intake.c.ticket_id == tickets.c.ticket_id)
    counted = connection.execute(select(func.count()).select_from(joined).where(of_inbox)).scalar_one()
    columns = (tickets.c.ticket_id, intake.c.source, intake.c.body, intake.c.at, *inbox_locks.columns[1:])
    wanted = select(*columns).select_from(joined.outerjoin(inbox_locks, _L.ticket_id == tickets.c.ticket_id))
    ordered = wanted.where(of_inbox).order_by(intake.c.at, tickets.c.ticket_id).limit(MOST)
    rows = connection.execute(ordered).all()
    known = {one.ticket_id: one for one in tickets_among(connection, [row.ticket_id for row in rows], [])}
    return counted, [_waiting(row, known[row.ticket_id], since) for row in rows]


def _waiting(row: Any, ticket: Ticket, since: float) -> Waiting:
    held = row.active_at is not None and row.active_at >= since
    lock = Lock(
        holder=row.holder, holder_name=row.holder_name, taken_at=row.taken_at, active_at=row.active_at
    ) if held else None  # fmt: skip
    return Waiting(ticket=ticket, source=row.source, body=row.body, came_at=row.at, lock=lock)


def one_waiting(connection: Connection, ticket_id: str, since: float) -> Waiting | None:
    """One matter of the inbox; None: no such, or it is confirmed or put aside already."""
    columns = (intake.c.source, intake.c.body, intake.c.at, *inbox_locks.columns[1:])
    wanted = select(*columns).select_from(intake.outerjoin(inbox_locks, _L.ticket_id == intake.c.ticket_id))
    row = connection.execute(wanted.where(intake.c.ticket_id == ticket_id).limit(1)).one_or_none()
    found = tickets_among(connection, [ticket_id], []) if row is not None else []
    if row is None or not found or found[0].call_id or found[0].status is not TicketStatus.DRAFT:
        return None
    return _waiting(row, found[0], since)


def take(connection: Connection, ticket_id: str, who: Holder, at: float, since: float) -> Waiting:
    """Lock a matter to somebody, or note that they still work on it; one statement decides between two.

    Raises:
        NotFoundError: it never came in. WrongStateError: it waits no more, or another works on it; nothing changed.
    """
    if one_waiting(connection, ticket_id, since) is None:
        raise _over(connection, ticket_id)
    row = {
        "ticket_id": ticket_id, "holder": who.name, "holder_name": who.shown, "taken_at": at, "active_at": at,
    }  # fmt: skip
    mine = _L.holder == who.name
    still = case((mine & (_L.active_at >= since), _L.taken_at), else_=at)
    changed = {**row, "taken_at": still}
    new = upsert(connection, inbox_locks).values(row)
    connection.execute(
        new.on_conflict_do_update(index_elements=["ticket_id"], set_=changed, where=mine | (_L.active_at < since))
    )
    found = one_waiting(connection, ticket_id, since)
    if found is None or found.lock is None or found.lock.holder != who.name:
        by = found.lock.holder_name if found and found.lock else "somebody"
        raise WrongStateError(f"matter {ticket_id}", "a matter nobody else works on", by)
    return found


def release(connection: Connection, ticket_id: str, name: str) -> bool:
    """Give a matter back; '' gives back whoever has it. Tells whether there was something to give back."""
    wanted = delete(inbox_locks).where(_L.ticket_id == ticket_id)
    return connection.execute(wanted.where(_L.holder == name) if name else wanted).rowcount > 0


def release_all(connection: Connection, name: str) -> int:
    """Give back all that somebody has."""
    return connection.execute(delete(inbox_locks).where(_L.holder == name)).rowcount


def _over(connection: Connection, ticket_id: str) -> NotFoundError | WrongStateError:
    came = connection.execute(select(intake.c.source).where(intake.c.ticket_id == ticket_id).limit(1)).one_or_none()
    known = tickets_among(connection, [ticket_id], []) if came is not None else []
    if not known:
        return NotFoundError("matter", ticket_id)
    return WrongStateError(f"matter {ticket_id}", "a draft", known[0].number or known[0].status.value)
