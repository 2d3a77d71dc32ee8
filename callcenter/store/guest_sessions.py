"""Guests' sessions: planned, changed before they begin, cancelled; and the calls that belong to each."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from callcenter.store.database import Database, upsert
from callcenter.store.duty_tables import guest_sessions, session_calls
from callcenter.store.faults import NotFoundError
from queueing.events import Fact
from queueing.facts.sessions import CallInSession
from queueing.staff.sessions import Session

_FIELDS = tuple(field.name for field in fields(Session))


class GuestSessions:
    """Reads and writes sessions; the calls of one are written only by appending facts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, at: float) -> tuple[Session, ...]:
        """Return every session that ends after `at`, earliest first."""
        wanted = select(guest_sessions).where(guest_sessions.c.ends_at > at).order_by(guest_sessions.c.starts_at)
        return await self._database.read(
            lambda connection: tuple(_read(row) for row in connection.execute(wanted).mappings())
        )

    async def get(self, session_id: str) -> Session:
        """Return one session.

        Raises:
            NotFoundError: no such session.

        """
        return await self._database.read(lambda connection: _get(connection, session_id))

    async def save(self, session: Session, by: str) -> None:
        """Add a session, or put a changed one in its place."""
        await self._database.write(lambda connection: _save(connection, session, by))

    async def cancel(self, session_id: str) -> None:
        """Mark a session as cancelled."""
        which = guest_sessions.c.session_id == session_id
        await self._database.write(
            lambda connection: connection.execute(update(guest_sessions).where(which).values(cancelled=True))
        )

    async def calls_of(self, session_id: str) -> tuple[str, ...]:
        """Return the ids of a session's calls, in the order they were answered."""
        wanted = (
            select(session_calls.c.call_id)
            .where(session_calls.c.session_id == session_id)
            .order_by(session_calls.c.at, session_calls.c.call_id)
        )
        return await self._database.read(lambda connection: tuple(connection.execute(wanted).scalars()))


def project_sessions(connection: Connection, happened: Iterable[Fact]) -> None:
    """Note which calls belong to which session."""
    rows = [
        {"session_id": fact.session_id, "call_id": fact.call_id, "operator_id": fact.operator_id, "at": fact.at}
        for fact in happened
        if isinstance(fact, CallInSession)
    ]
    if rows:
        connection.execute(upsert(connection, session_calls).on_conflict_do_nothing(), rows)


def _get(connection: Connection, session_id: str) -> Session:
    which = guest_sessions.c.session_id == session_id
    row = connection.execute(select(guest_sessions).where(which)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("session", session_id)
    return _read(row)


def _save(connection: Connection, session: Session, by: str) -> None:
    new = upsert(connection, guest_sessions).values(**_values(session), planned_by=by)
    taken = {name: new.excluded[name] for name in (*_FIELDS[1:], "planned_by")}
    connection.execute(new.on_conflict_do_update(index_elements=["session_id"], set_=taken))


def _values(session: Session) -> Mapping[str, Any]:
    return {name: getattr(session, name) for name in _FIELDS} | {"queues": list(session.queues)}


def _read(row: RowMapping) -> Session:
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return Session(**values | {"queues": tuple(values["queues"])})
