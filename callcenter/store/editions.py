"""Editions of the show as the database keeps them, and the history of each. Its id is the show's id at the board."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, true

from callcenter.store.database import Database
from callcenter.store.edition_rows import read_editions, write_edition
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.show_tables import show_editions, show_history
from queueing.show.edition import Edition, EditionState

Alter = Callable[[Connection, Edition], Edition]  # returns what it shall be; raises EditionError when it cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did, for the history; `detail` holds no numbers of people."""

    by: str
    at: float
    what: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Deed):
    """A line of an edition's history."""

    edition_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """One change of an import: an edition as it shall be; `version` 0: it is new."""

    edition: Edition
    version: int
    deed: Deed


class Editions:
    """Reads and writes editions; what was done to one stays in its history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, edition_id: str) -> Edition:
        """Return one.

        Raises:
            NotFoundError: there is none.

        """
        return await self._database.read(lambda connection: get_edition(connection, edition_id))

    async def on(self, day: date) -> tuple[Edition, ...]:
        """Return what is planned for a day, the earliest first; nothing that was called off."""
        found = await self.between(day, day)
        return tuple(sorted((one for one in found if one.planned), key=lambda one: f"{one.starts or '99'}"))

    async def between(self, first: date, last: date) -> tuple[Edition, ...]:
        """Return the editions of some days, both included, those that were called off too."""
        days = show_editions.c.day.between(first, last)
        return await self._database.read(lambda connection: read_editions(connection, days))

    async def year(self, year: int) -> tuple[Edition, ...]:
        """Return the editions of a year."""
        return await self.between(date(year, 1, 1), date(year, 12, 31))

    async def all(self) -> tuple[Edition, ...]:
        """Return every edition there is."""
        return await self._database.read(lambda connection: read_editions(connection, true()))

    async def add(self, one: Edition, deed: Deed) -> Edition:
        """Add an edition.

        Raises:
            WrongStateError: its day is taken.

        """
        return await self._database.write(lambda connection: _add(connection, one, deed))

    async def change(self, edition_id: str, version: int | None, alter: Alter, deed: Deed) -> Edition:
        """Alter an edition; `version` is the one that was read, None: whichever it is.

        Raises:
            NotFoundError, StaleVersionError: nothing was changed.
            WrongStateError: it would stand on a day that is taken.

        """
        return await self._database.write(lambda connection: _change(connection, edition_id, version, alter, deed))

    async def take(self, plannings: Sequence[Planning]) -> None:
        """Take over an import, all or none.

        Raises:
            StaleVersionError, NotFoundError, WrongStateError: somebody changed the plan since it was compared.

        """
        await self._database.write(lambda connection: _take(connection, plannings))

    async def history(self, edition_id: str) -> tuple[Done, ...]:
        """Return what was done to an edition, oldest first."""
        wanted = select(show_history).where(show_history.c.edition_id == edition_id).order_by(show_history.c.entry_id)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return tuple(
            Done(edition_id=row.edition_id, by=row.by, at=row.at, what=row.what, detail=row.detail) for row in rows
        )


def get_edition(connection: Connection, edition_id: str) -> Edition:
    """Read one edition within a transaction.

    Raises:
        NotFoundError: there is none.

    """
    found = read_editions(connection, show_editions.c.edition_id == edition_id)
    if not found:
        raise NotFoundError("edition", edition_id)
    return found[0]


def note_deed(connection: Connection, edition_id: str, deed: Deed) -> None:
    """Write a line of an edition's history within a transaction."""
    connection.execute(insert(show_history), [{**asdict(deed), "detail": dict(deed.detail), "edition_id": edition_id}])


def _add(connection: Connection, one: Edition, deed: Deed) -> Edition:
    write_edition(connection, one, new=True)
    note_deed(connection, one.edition_id, deed)
    _one_a_day(connection, {one.day})
    return one


def _change(connection: Connection, edition_id: str, version: int | None, alter: Alter, deed: Deed) -> Edition:
    before = _lock(connection, edition_id, version)
    changed = replace(alter(connection, before), version=before.version + 1)
    write_edition(connection, changed, new=False)
    note_deed(connection, edition_id, deed)
    if (changed.day, changed.state) != (before.day, before.state):
        _one_a_day(connection, {changed.day})
    return changed


def _lock(connection: Connection, edition_id: str, version: int | None) -> Edition:
    which = show_editions.c.edition_id == edition_id
    connection.execute(select(show_editions.c.edition_id).where(which).with_for_update()).all()
    before = get_edition(connection, edition_id)
    if version is not None and version != before.version:
        raise StaleVersionError(f"edition {edition_id}", before.version, version)
    return before


def _take(connection: Connection, plannings: Sequence[Planning]) -> None:
    for one in plannings:
        if one.version:
            _lock(connection, one.edition.edition_id, one.version)
        write_edition(connection, replace(one.edition, version=one.version + 1), new=not one.version)
        note_deed(connection, one.edition.edition_id, one.deed)
    _one_a_day(connection, {one.edition.day for one in plannings})


def _one_a_day(connection: Connection, days: set[date]) -> None:
    """Keep to one show a day: the studio console asks which it is by the day.

    Raises:
        WrongStateError: two stand on one; the transaction is taken back.

    """
    wanted = select(show_editions.c.day).where(
        show_editions.c.day.in_(days), show_editions.c.state == EditionState.PLANNED.value
    )
    seen: set[date] = set()
    for (day,) in connection.execute(wanted):
        if day in seen:
            raise WrongStateError(f"{day}", "a day without a show", "one that is planned already")
        seen.add(day)
