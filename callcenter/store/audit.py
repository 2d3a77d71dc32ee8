"""Who looked at or did what: rows that are added and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from callcenter import logs
from callcenter.store.database import Database
from callcenter.store.tables import audit

log = logs.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit. `detail` holds no personal data."""

    at: datetime
    actor: str  # name of the user, number of the operator, or token:ID
    address: str  # IP the request came from
    action: str
    thing: str  # what it was done to
    detail: Mapping[str, Any] = field(default_factory=dict)


class Audit:
    """Adds entries through the writer, without waiting for them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, entry: Entry) -> None:
        """Queue an entry; never blocks. One that finds the queue full goes to the log instead."""
        if not self._database.writer.append(_save, (entry,)):
            log.error("audit entry not saved", actor=entry.actor, action=entry.action, thing=entry.thing)

    async def last(self, count: int) -> tuple[Entry, ...]:
        """Return the newest entries, newest first; all that was noted before is among them.

        Raises:
            StoreUnavailableError: what was noted cannot be committed now.
        """
        await self._database.flush()
        return await self._database.read(lambda connection: _last(connection, count))


def _save(connection: Connection, entries: Sequence[Entry]) -> None:
    connection.execute(insert(audit), [{**asdict(entry), "detail": dict(entry.detail)} for entry in entries])


def _last(connection: Connection, count: int) -> tuple[Entry, ...]:
    rows = connection.execute(select(audit).order_by(audit.c.entry_id.desc()).limit(count))
    return tuple(
        Entry(at=row.at, actor=row.actor, address=row.address, action=row.action, thing=row.thing, detail=row.detail)
        for row in rows
    )
