"""The shared inbox as rows: drafts no operator has, oldest first, each with whoever works on it.

A source brought them, or a caller left them as a message (留言): nobody talked with that caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, case, delete, func, select

from callcenter.store.database import upsert
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.inbox_tables import inbox_locks
from callcenter.store.outside_tables import intake
from callcenter.store.tables import calls, tickets
from callcenter.store.ticket import CHANNEL, MESSAGE_RULE, Ticket, TicketStatus
from callcenter.store.tickets import tickets_among

MOST = 200  # matters a list holds; the newer ones come up as the older ones are done
VOICEMAIL = "voicemail"  # the source of what a caller left as a message
_L, _T = inbox_locks.c, tickets.c
_BROUGHT = _T.call_id.is_(None) & intake.c.ticket_id.is_not(None)
_LEFT = (
    _T.call_id.is_not(None)
    & _T.operator_id.is_(None)
    & _T.ended_at.is_not(None)  # written once the call is over and its last words are there
    & (_T.fields[CHANNEL]["rule"].as_string() == MESSAGE_RULE)
    & (func.coalesce(calls.c.probe, "") == "")
)
_WAITS = (_T.status == TicketStatus.DRAFT.value) & (_BROUGHT | _LEFT)
_COLUMNS = (
    _T.ticket_id,
    func.coalesce(intake.c.source, VOICEMAIL).label("source"),
    intake.c.body,
    func.coalesce(intake.c.at, _T.ended_at).label("at"),
    *inbox_locks.columns[1:],
)


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
    counted = connection.execute(select(func.count()).select_from(_joined()).where(_WAITS)).scalar_one()
    wanted = select(*_COLUMNS).select_from(_joined().outerjoin(inbox_locks, _L.ticket_id == _T.ticket_id))
    rows = connection.execute(wanted.where(_WAITS).order_by("at", _T.ticket_id).limit(MOST)).all()
    known = {one.ticket_id: one for one in tickets_among(connection, [row.ticket_id for row in rows], [])}
    return counted, [_waiting(row, known[row.ticket_id], since) for row in rows]


def _joined() -> FromClause:
    brought = tickets.outerjoin(intake, intake.c.ticket_id == _T.ticket_id)
    return brought.outerjoin(calls, calls.c.call_id == _T.call_id)


def _waiting(row: Any, ticket: Ticket, since: float) -> Waiting:
    held = row.active_at is not None and row.active_at >= since
    lock = Lock(
        holder=row.holder, holder_name=row.holder_name, taken_at=row.taken_at, active_at=row.active_at
    ) if held else None  # fmt: skip
    return Waiting(ticket=ticket, source=row.source, body=row.body or {}, came_at=row.at, lock=lock)


def one_waiting(connection: Connection, ticket_id: str, since: float) -> Waiting | None:
    """One matter of the inbox; None: no such, or it is confirmed or put aside already."""
    wanted = select(*_COLUMNS).select_from(_joined().outerjoin(inbox_locks, _L.ticket_id == _T.ticket_id))
    row = connection.execute(wanted.where(_WAITS & (_T.ticket_id == ticket_id)).limit(1)).one_or_none()
    found = tickets_among(connection, [ticket_id], []) if row is not None else []
    if row is None or not found:
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


def holder_of(connection: Connection, call_id: str, since: float) -> str | None:
    """Who has taken the message that a call left; None: it left none that waits, or nobody has."""
    wanted = select(_L.holder).select_from(_joined().join(inbox_locks, _L.ticket_id == _T.ticket_id))
    of_call = _WAITS & (_T.call_id == call_id) & (_L.active_at >= since)
    return connection.execute(wanted.where(of_call).limit(1)).scalar_one_or_none()


def release(connection: Connection, ticket_id: str, name: str) -> bool:
    """Give a matter back; '' gives back whoever has it. Tells whether there was something to give back."""
    wanted = delete(inbox_locks).where(_L.ticket_id == ticket_id)
    return connection.execute(wanted.where(_L.holder == name) if name else wanted).rowcount > 0


def release_all(connection: Connection, name: str) -> int:
    """Give back all that somebody has."""
    return connection.execute(delete(inbox_locks).where(_L.holder == name)).rowcount


def _over(connection: Connection, ticket_id: str) -> NotFoundError | WrongStateError:
    of_inbox = select(_T.ticket_id).select_from(_joined()).where((_BROUGHT | _LEFT) & (_T.ticket_id == ticket_id))
    came = connection.execute(of_inbox.limit(1)).one_or_none()
    known = tickets_among(connection, [ticket_id], []) if came is not None else []
    if not known:
        return NotFoundError("matter", ticket_id)
    return WrongStateError(f"matter {ticket_id}", "a draft", known[0].number or known[0].status.value)
