"""Matters that came in: which ticket each became, so that the same again is the same ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError, StoreError
from callcenter.store.outside_tables import intake, source_tokens


class ConflictError(StoreError):
    """The source's id is known with another content; nothing was changed."""

    def __init__(self, source: str, source_key: str, ticket_id: str, fields: tuple[str, ...]) -> None:
        told = f"{source} {source_key[:60]!r}: expected what was sent before ({ticket_id})"
        super().__init__(f"{told}, found another {', '.join(fields)}")
        self.expected = f"the matter that became {ticket_id}"
        self.found = f"another {', '.join(fields)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One matter that came in."""

    source: str
    source_key: str
    fingerprint: str
    body: Mapping[str, Any]
    ticket_id: str
    at: float


def note_came(connection: Connection, came: Came) -> Came | None:
    """Note that a matter came in; what is known under its key already is returned instead."""
    row = {
        "source": came.source,
        "source_key": came.source_key,
        "fingerprint": came.fingerprint,
        "body": dict(came.body),
        "ticket_id": came.ticket_id,
        "at": came.at,
    }
    new = upsert(connection, intake).values(row).on_conflict_do_nothing(index_elements=["source", "source_key"])
    if connection.execute(new.returning(intake.c.source_key)).first() is not None:
        return None
    known = _find(connection, came.source, came.source_key)
    if known is None:
        raise NotFoundError(f"matter of {came.source}", came.source_key)
    return known


class Intake:
    """Reads what came in, and whose tokens may bring it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, source: str, source_key: str) -> Came:
        """Return one.

        Raises:
            NotFoundError: the source never sent it.

        """
        found = await self._database.read(lambda connection: _find(connection, source, source_key))
        if found is None:
            raise NotFoundError(f"matter of {source}", source_key)
        return found

    async def source_of_ticket(self, ticket_id: str) -> str:
        """Return the code of the source that brought a ticket's matter; '' when none did."""
        wanted = select(intake.c.source).where(intake.c.ticket_id == ticket_id).order_by(intake.c.at).limit(1)
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none()) or ""

    async def source_of(self, token_id: str) -> str | None:
        """Return the code of the source a token belongs to."""
        wanted = select(source_tokens.c.source).where(source_tokens.c.token_id == token_id)
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    async def set_source(self, token_id: str, source: str) -> None:
        """Let a token bring in matters of one source."""
        await self._database.write(lambda connection: _set_source(connection, token_id, source))


def _set_source(connection: Connection, token_id: str, source: str) -> None:
    new = upsert(connection, source_tokens).values(token_id=token_id, source=source)
    connection.execute(new.on_conflict_do_update(index_elements=["token_id"], set_={"source": source}))


def _find(connection: Connection, source: str, source_key: str) -> Came | None:
    wanted = select(intake).where(intake.c.source == source, intake.c.source_key == source_key)
    row = connection.execute(wanted).mappings().one_or_none()
    return None if row is None else Came(**row)
