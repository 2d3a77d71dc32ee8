"""Progress codes: one a ticket, found by its fingerprint only."""

from collections.abc import Callable

from sqlalchemy import Connection, insert, select

from callcenter.store.database import Database
from callcenter.store.outside_tables import progress_codes
from callcenter.store.secrecy import fingerprint


def code_of(connection: Connection, ticket_id: str, make: Callable[[], str]) -> str:
    """Return a ticket's code within a transaction; make it the first time."""
    wanted = select(progress_codes.c.code).where(progress_codes.c.ticket_id == ticket_id)
    known = connection.execute(wanted).scalar_one_or_none()
    if known is not None:
        return str(known)
    code = make()
    row = {"ticket_id": ticket_id, "code": code, "fingerprint": fingerprint(code)}
    connection.execute(insert(progress_codes), [row])
    return code


class ProgressCodes:
    """Finds tickets by code."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, code: str) -> str | None:
        """Return the ticket a code stands for. Searched by hash: how long it takes says nothing of the code."""
        wanted = select(progress_codes.c.ticket_id).where(progress_codes.c.fingerprint == fingerprint(code))
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    async def of(self, ticket_id: str) -> str | None:
        """Return a ticket's code, for who may see the ticket."""
        wanted = select(progress_codes.c.code).where(progress_codes.c.ticket_id == ticket_id)
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())
