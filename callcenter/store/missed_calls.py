"""The missed-call list's repository: read at start, before the live list goes on by itself."""

from sqlalchemy import select

from callcenter.store.caller_tables import missed_calls
from callcenter.store.database import Database
from callcenter.store.missed_rows import read_missed
from queueing.callers.missed import Missed


class MissedCalls:
    """Reads entries; they are written only by appending facts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Missed, ...]:
        """Return every open entry, oldest first."""
        wanted = select(missed_calls).order_by(missed_calls.c.first_at, missed_calls.c.entry_id)
        return await self._database.read(
            lambda connection: tuple(read_missed(row) for row in connection.execute(wanted).mappings())
        )
