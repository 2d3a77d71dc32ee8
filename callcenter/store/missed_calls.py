"""The missed-call list's repository: read at start, before the live list goes on by itself."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from callcenter.store.caller_tables import missed_calls
from callcenter.store.database import Database
from callcenter.store.journal import Entry, record
from callcenter.store.missed_rows import read_missed
from queueing.callers.missed import Missed
from queueing.facts.missed import MissedExpired


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


def expire_missed(connection: Connection, entry_ids: Sequence[str], at: float) -> None:
    """Say in the ledger that these entries are called back no more, and let them go."""
    record(connection, [Entry(fact=MissedExpired(at=at, entry_id=one)) for one in entry_ids])
