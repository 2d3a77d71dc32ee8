"""Shows as the ledger has them: the facts of one, and which there were."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from callcenter.store.database import Database
from callcenter.store.facts import kind_of
from callcenter.store.journal import Entry, of_show, record
from callcenter.store.tables import facts
from queueing.show.facts import EntryJoined, ShowClosed, ShowFact, ShowOpened


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowListed:
    """A show that was opened."""

    show_id: str
    title: str
    opened_at: float
    units: tuple[str, ...] = ()


class Shows:
    """Reads shows out of the ledger. Who writes them: the studio."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts_of(self, show_id: str) -> list[ShowFact]:
        """Return all that happened in one show, in order; nothing for a show that was never opened."""
        return await self._database.read(lambda connection: of_show(connection, show_id))

    async def newest(self, limit: int = 60) -> list[ShowListed]:
        """Return the shows that were opened, newest first."""
        return await self._database.read(lambda connection: _newest(connection, limit))

    async def not_closed(self) -> list[str]:
        """Return the shows that still owe something, oldest first."""
        return await self._database.read(_not_closed)

    async def of_calls(self, call_ids: list[str]) -> set[tuple[str, str]]:
        """Return which of these calls came to a show, as pairs of show and call."""
        return await self._database.read(lambda connection: _of_calls(connection, call_ids))

    async def keep(self, happened: list[ShowFact]) -> None:
        """Write facts down and return when they are safe: for whoever has no studio at hand."""
        entries = tuple(Entry(fact=fact) for fact in happened)
        await self._database.write(lambda connection: record(connection, entries))


def _newest(connection: Connection, limit: int) -> list[ShowListed]:
    opened = facts.c.kind == kind_of(ShowOpened)
    wanted = select(facts.c.show_id, facts.c.at, facts.c.body).where(facts.c.show_id.is_not(None), opened)
    rows = connection.execute(wanted.order_by(facts.c.at.desc(), facts.c.seq.desc()).limit(limit))
    return [
        ShowListed(
            show_id=row.show_id,
            title=str(row.body.get("title", "")),
            opened_at=row.at,
            units=tuple(row.body.get("units", ())),
        )
        for row in rows
    ]


def _not_closed(connection: Connection) -> list[str]:
    of_a_show = facts.c.show_id.is_not(None)
    closed = select(facts.c.show_id).where(of_a_show, facts.c.kind == kind_of(ShowClosed))
    wanted = select(facts.c.show_id).where(
        of_a_show, facts.c.kind == kind_of(ShowOpened), facts.c.show_id.not_in(closed)
    )
    return list(connection.execute(wanted.order_by(facts.c.seq)).scalars())


def _of_calls(connection: Connection, call_ids: list[str]) -> set[tuple[str, str]]:
    wanted = select(facts.c.show_id, facts.c.call_id).where(
        facts.c.call_id.in_(call_ids), facts.c.kind == kind_of(EntryJoined), facts.c.show_id.is_not(None)
    )
    return {(row.show_id, row.call_id) for row in connection.execute(wanted)}
