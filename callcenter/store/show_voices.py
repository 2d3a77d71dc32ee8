"""What a recorded edition (电视问政) brings without a telephone: promises leaders made, opinions people gave."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from callcenter.store.database import Database
from callcenter.store.editions import Deed, get_edition, note_deed
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.show_tables import show_opinions, show_promises
from queueing.show.edition import EditionError


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPromise:
    """«公开承诺»: what a unit's leader promised, by when, and what came of it."""

    promise_id: str
    edition_id: str
    unit: str
    words: str
    due: date | None
    by: str
    at: float
    kept_on: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """«收集群众意见建议»: one opinion, for one unit or ('') for all of the edition; who gave it is not kept."""

    opinion_id: str
    edition_id: str
    unit: str
    text: str
    source: str
    by: str
    at: float


class ShowVoices:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def promise(self, one: PublicPromise, deed: Deed) -> None:
        """Add a promise.

        Raises:
            NotFoundError: no such edition.
            EditionError: the unit is not in it.

        """
        await self._database.write(lambda connection: _add(connection, show_promises, one, deed))

    async def keep(self, promise_id: str, kept_on: date, result: str, deed: Deed) -> PublicPromise:
        """Note that a promise was kept, and how.

        Raises:
            NotFoundError: no such promise.
            WrongStateError: it was noted already.

        """
        return await self._database.write(lambda connection: _keep(connection, promise_id, kept_on, result, deed))

    async def promises(self, edition_id: str) -> tuple[PublicPromise, ...]:
        """Return an edition's promises, oldest first."""
        rows = await self._read(show_promises, show_promises.c.edition_id == edition_id)
        return tuple(PublicPromise(**row) for row in rows)

    async def open_promises(self, until: date) -> tuple[PublicPromise, ...]:
        """Return the promises of all editions that are due by a day, or without one, and not kept."""
        due = show_promises.c.due.is_(None) | (show_promises.c.due <= until)
        rows = await self._read(show_promises, due & show_promises.c.kept_on.is_(None))
        return tuple(PublicPromise(**row) for row in rows)

    async def give(self, one: Opinion, deed: Deed) -> None:
        """Add an opinion.

        Raises:
            NotFoundError, EditionError: as for `promise`.

        """
        await self._database.write(lambda connection: _add(connection, show_opinions, one, deed))

    async def opinions(self, edition_id: str) -> tuple[Opinion, ...]:
        """Return an edition's opinions, oldest first."""
        rows = await self._read(show_opinions, show_opinions.c.edition_id == edition_id)
        return tuple(Opinion(**row) for row in rows)

    async def _read(self, table: Any, which: Any) -> tuple[RowMapping, ...]:
        wanted = select(table).where(which).order_by(table.c.at)
        return await self._database.read(lambda connection: tuple(connection.execute(wanted).mappings()))


def _add(connection: Connection, table: Any, one: PublicPromise | Opinion, deed: Deed) -> None:
    edition = get_edition(connection, one.edition_id)
    if one.unit:
        edition.seat(one.unit)
    elif isinstance(one, PublicPromise):
        raise EditionError("promise", "the unit that made it", "none")
    connection.execute(insert(table), [asdict(one)])
    note_deed(connection, one.edition_id, deed)


def _keep(connection: Connection, promise_id: str, kept_on: date, result: str, deed: Deed) -> PublicPromise:
    which = show_promises.c.promise_id == promise_id
    row = connection.execute(select(show_promises).where(which)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("promise", promise_id)
    one = PublicPromise(**row)
    if one.kept_on is not None:
        raise WrongStateError(f"promise {promise_id}", "one still open", f"kept on {one.kept_on}")
    connection.execute(update(show_promises).where(which).values(kept_on=kept_on, result=result))
    note_deed(connection, one.edition_id, deed)
    return replace(one, kept_on=kept_on, result=result)
