"""Leaders' revisit sessions: some tickets set aside for one leader and an assistant who puts the answers in."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, exists, insert, select, update

from callcenter.store.faults import NotFoundError
from callcenter.store.ticket_lists import Scope, visible
from callcenter.store.ticket_tables import revisit_session_tickets, revisit_sessions, ticket_work
from queueing.ticket.states import TicketState

_S, _T, _W = revisit_sessions.c, revisit_session_tickets.c, ticket_work.c


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitSession:
    """One sitting. `unit` '': every unit's tickets."""

    session_id: str
    leader: str
    assistant: str
    unit: str
    opened_at: float
    closed_at: float | None = None
    left: tuple[str, ...] = ()  # tickets still to be asked about, in order
    done: tuple[str, ...] = ()


def open_session(connection: Connection, session: RevisitSession, size: int) -> RevisitSession:
    """Set the longest waiting tickets aside; none that lies in another open session, none that is restricted."""
    taken = exists().where(
        (_T.ticket_id == _W.ticket_id)
        & (_T.session_id == _S.session_id)
        & _S.closed_at.is_(None)
        & _T.done_at.is_(None)
    )
    wanted = select(_W.ticket_id).where(_W.state == TicketState.REVISIT.value, ~_W.restricted, ~taken)
    if session.unit:
        wanted = wanted.where(_W.unit == session.unit)
    ids = list(connection.execute(wanted.order_by(_W.replied_at, _W.ticket_id).limit(size)).scalars())
    row = {name: getattr(session, name) for name in ("session_id", "leader", "assistant", "unit", "opened_at")}
    connection.execute(insert(revisit_sessions), [row])
    if ids:
        rows = [{"session_id": session.session_id, "ticket_id": one, "place": n} for n, one in enumerate(ids)]
        connection.execute(insert(revisit_session_tickets), rows)
    return read_session(connection, session.session_id)


def read_session(connection: Connection, session_id: str) -> RevisitSession:
    """One sitting with what is left of it.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(select(revisit_sessions).where(_S.session_id == session_id)).one_or_none()
    if row is None:
        raise NotFoundError("revisit session", session_id)
    listed = select(_T.ticket_id, _T.done_at).where(_T.session_id == session_id).order_by(_T.place)
    tickets = connection.execute(listed).all()
    return RevisitSession(
        session_id=row.session_id,
        leader=row.leader,
        assistant=row.assistant,
        unit=row.unit,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        left=tuple(one.ticket_id for one in tickets if one.done_at is None),
        done=tuple(one.ticket_id for one in tickets if one.done_at is not None),
    )


def list_sessions(connection: Connection, limit: int) -> list[RevisitSession]:
    """The last sittings: open ones first, then the newest."""
    newest = select(_S.session_id).order_by(_S.closed_at.is_not(None), _S.opened_at.desc(), _S.session_id).limit(limit)
    return [read_session(connection, one) for one in list(connection.execute(newest).scalars())]


def seen_by(connection: Connection, session: RevisitSession, scope: Scope) -> RevisitSession:
    """A sitting as somebody may see it now: a ticket that was restricted since is left out for all but those named."""
    wanted = select(_W.ticket_id).where(_W.ticket_id.in_((*session.left, *session.done)), *visible(scope))
    seen = set(connection.execute(wanted).scalars())
    return replace(
        session,
        left=tuple(one for one in session.left if one in seen),
        done=tuple(one for one in session.done if one in seen),
    )


def close_session(connection: Connection, session_id: str, at: float) -> RevisitSession:
    """End a sitting; what is left may be taken by the next."""
    connection.execute(update(revisit_sessions).where(_S.session_id == session_id).values(closed_at=at))
    return read_session(connection, session_id)


def note_done(connection: Connection, session_id: str, ticket_id: str, at: float) -> None:
    """An answer was put in."""
    same = (_T.session_id == session_id) & (_T.ticket_id == ticket_id)
    connection.execute(update(revisit_session_tickets).where(same).values(done_at=at))
