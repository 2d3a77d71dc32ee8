"""What a recorded edition (电视问政) brings without a telephone: promises leaders made in public."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, true, update

from callcenter.store.database import Database
from callcenter.store.editions import Deed, get_edition, note_deed
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.show_tables import show_promises
from queueing.show.edition import EditionError


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPromise:
    """«公开承诺»: what a unit's leader promised, by when, and what came of it. `due` None: nobody confirmed a day."""

    promise_id: str
    edition_id: str
    unit: str
    words: str
    due: date | None
    by: str
    at: float
    who: str = ""
    kept_on: date | None = None
    result: str = ""  # how it was kept, or why it was taken back
    withdrawn_on: date | None = None

    @property
    def over(self) -> str:
        """What came of it, in words; '' while it is open."""
        if self.withdrawn_on:
            return f"taken back on {self.withdrawn_on}"
        return f"kept on {self.kept_on}" if self.kept_on else ""


Alter = Callable[[PublicPromise], PublicPromise]


class ShowVoices:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def promise(self, one: PublicPromise, deed: Deed) -> None:
        """Add a promise.

        Raises:
            NotFoundError: no such edition.
            EditionError: the unit is not in it, or it is due before the edition.

        """
        await self._database.write(lambda connection: _add(connection, one, deed))

    async def change(self, promise_id: str, alter: Alter, deed: Deed) -> PublicPromise:
        """Change an open promise: its words, its day, or that it was kept or taken back.

        Raises:
            NotFoundError: no such promise.
            WrongStateError: it is over.
            EditionError: as for `promise`.

        """
        return await self._database.write(lambda connection: _change(connection, promise_id, alter, deed))

    async def promises(self, edition_id: str = "") -> tuple[PublicPromise, ...]:
        """Return an edition's promises, oldest first; '' those of all editions."""
        which = show_promises.c.edition_id == edition_id if edition_id else true()
        wanted = select(show_promises).where(which).order_by(show_promises.c.at, show_promises.c.promise_id)
        rows = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        return tuple(PublicPromise(**row) for row in rows)


def _add(connection: Connection, one: PublicPromise, deed: Deed) -> None:
    _fits(connection, one)
    connection.execute(insert(show_promises), [asdict(one)])
    note_deed(connection, one.edition_id, deed)


def _change(connection: Connection, promise_id: str, alter: Alter, deed: Deed) -> PublicPromise:
    which = show_promises.c.promise_id == promise_id
    row: Any = connection.execute(select(show_promises).where(which).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFoundError("promise", promise_id)
    before = PublicPromise(**row)
    if before.over:
        raise WrongStateError(f"promise {promise_id}", "one still open", before.over)
    changed = replace(alter(before), promise_id=promise_id, edition_id=before.edition_id)
    _fits(connection, changed)
    connection.execute(update(show_promises).where(which).values(**asdict(changed)))
    note_deed(connection, before.edition_id, deed)
    return changed


def _fits(connection: Connection, one: PublicPromise) -> None:
    """Refuse a promise of a unit that is not there, or due before it was made."""
    edition = get_edition(connection, one.edition_id)
    if not one.unit:
        raise EditionError("promise", "the unit that made it", "none")
    edition.seat(one.unit)
    if one.due is not None and one.due < edition.day:
        raise EditionError("due", f"a day from {edition.day} on", f"{one.due}")
