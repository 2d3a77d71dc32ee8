"""Materials of the show and the daily editions they are for: nothing that nobody has verified is set to air."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, insert, select, true, update

from callcenter.store.database import Database, upsert
from callcenter.store.edition_rows import read_editions
from callcenter.store.editions import Deed, note_deed
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.show_tables import show_daily, show_editions, show_materials


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One file; times in Unix seconds. `air`: its daily edition; `edition_id` '': it is for that alone."""

    material_id: str
    edition_id: str
    title: str
    sha256: str
    name: str
    media: str
    size_bytes: int
    by: str
    at: float
    verified_by: str = ""
    verified_at: float | None = None
    verified_how: str = ""
    air: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """The list of one daily edition (日常版): the outline, and when both were handed in."""

    day: date
    outline: str = ""
    filed_on: date | None = None
    filed_by: str = ""
    version: int = 0  # 0: nobody has written anything yet

    @property
    def late(self) -> bool:
        """«播出前一天»: whether it was handed in on the day itself or after."""
        return self.filed_on is not None and self.filed_on >= self.day


class Materials:
    """Reads and writes materials and daily lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, one: Material, deed: Deed) -> Material:
        """Add a file; the same content again for the same edition is the one that is there."""
        return await self._database.write(lambda connection: _add(connection, one, deed))

    async def get(self, material_id: str) -> Material:
        """Return one.

        Raises:
            NotFoundError: there is none.

        """
        return await self._database.read(lambda connection: _get(connection, material_id))

    async def of(self, edition_id: str) -> tuple[Material, ...]:
        """Return an edition's materials, oldest first; '' those of no edition."""
        which = show_materials.c.edition_id == edition_id
        return await self._database.read(lambda connection: _list(connection, which))

    async def last(self, limit: int) -> tuple[Material, ...]:
        """Return the newest materials of all editions."""
        found = await self._database.read(lambda connection: _list(connection, true()))
        return found[-limit:]

    async def verify(self, material_id: str, version: int, how: str, deed: Deed) -> Material:
        """Note that its content was looked into; `how` '' takes that back.

        Raises:
            NotFoundError, StaleVersionError: nothing was changed.
            WrongStateError: it is set to air and cannot become unverified.

        """
        return await self._database.write(lambda connection: _verify(connection, material_id, version, how, deed))

    async def set_air(self, material_id: str, version: int, day: date | None, deed: Deed) -> Material:
        """Set it to a daily edition, or take it out; a list that was handed in must be handed in again.

        Raises:
            NotFoundError, StaleVersionError: nothing was changed.
            WrongStateError: nobody has verified it.

        """
        return await self._database.write(lambda connection: _set_air(connection, material_id, version, day, deed))

    async def daily(self, first: date, last: date) -> dict[date, tuple[Daily, tuple[Material, ...]]]:
        """Return the lists of some days that have an outline or materials."""
        return await self._database.read(lambda connection: _daily(connection, first, last))

    async def put_daily(self, one: Daily, deed: Deed) -> Daily:
        """Write a day's outline, and whether it is handed in; `version` is the one that was read.

        Raises:
            StaleVersionError: somebody was faster.

        """
        return await self._database.write(lambda connection: _put_daily(connection, one, deed))


def verified_in(connection: Connection, material_ids: Sequence[str]) -> frozenset[str]:
    """Those of some materials that somebody has verified, within a transaction."""
    which = show_materials.c.material_id.in_(material_ids) & (show_materials.c.verified_by != "")
    return frozenset(connection.execute(select(show_materials.c.material_id).where(which)).scalars())


def _get(connection: Connection, material_id: str) -> Material:
    found = _list(connection, show_materials.c.material_id == material_id)
    if not found:
        raise NotFoundError("material", material_id)
    return found[0]


def _list(connection: Connection, which: ColumnElement[bool]) -> tuple[Material, ...]:
    wanted = select(show_materials).where(which).order_by(show_materials.c.at, show_materials.c.material_id)
    return tuple(Material(**row) for row in connection.execute(wanted).mappings())


def _add(connection: Connection, one: Material, deed: Deed) -> Material:
    same = (show_materials.c.edition_id == one.edition_id) & (show_materials.c.sha256 == one.sha256)
    if known := _list(connection, same):
        return known[0]
    connection.execute(insert(show_materials), [asdict(one)])
    note_deed(connection, one.edition_id, deed)
    return one


def _verify(connection: Connection, material_id: str, version: int, how: str, deed: Deed) -> Material:
    one = _expect(connection, material_id, version)
    if not how and (one.air is not None or _in_rundown(connection, one)):
        raise WrongStateError(f"material {material_id}", "one that is not set to air", "one that is")
    by, at = (deed.by, deed.at) if how else ("", None)
    return _store(connection, replace(one, verified_by=by, verified_at=at, verified_how=how), deed)


def _in_rundown(connection: Connection, one: Material) -> bool:
    """Whether any edition's rundown has it."""
    editions = read_editions(connection, show_editions.c.edition_id != "")
    return any(item.material_id == one.material_id for edition in editions for item in edition.rundown)


def _set_air(connection: Connection, material_id: str, version: int, day: date | None, deed: Deed) -> Material:
    one = _expect(connection, material_id, version)
    if day is not None and not one.verified_by:
        raise WrongStateError(f"material {material_id}", "one that somebody has verified", "one nobody has")
    touched = [at for at in (one.air, day) if at is not None and one.air != day]
    connection.execute(update(show_daily).where(show_daily.c.day.in_(touched)).values(filed_on=None, filed_by=""))
    return _store(connection, replace(one, air=day), deed)


def _expect(connection: Connection, material_id: str, version: int) -> Material:
    one = _get(connection, material_id)
    if one.version != version:
        raise StaleVersionError(f"material {material_id}", one.version, version)
    return one


def _store(connection: Connection, one: Material, deed: Deed) -> Material:
    stored = replace(one, version=one.version + 1)
    which = show_materials.c.material_id == one.material_id
    connection.execute(update(show_materials).where(which).values(**asdict(stored)))
    note_deed(connection, one.edition_id, deed)
    return stored


def _daily(connection: Connection, first: date, last: date) -> dict[date, tuple[Daily, tuple[Material, ...]]]:
    rows = connection.execute(select(show_daily).where(show_daily.c.day.between(first, last))).mappings()
    known = {row["day"]: Daily(**row) for row in rows}
    found = _list(connection, show_materials.c.air.between(first, last))
    days = sorted({*known, *(one.air for one in found if one.air)})
    return {day: (known.get(day, Daily(day=day)), tuple(one for one in found if one.air == day)) for day in days}


def _put_daily(connection: Connection, one: Daily, deed: Deed) -> Daily:
    row = connection.execute(select(show_daily.c.version).where(show_daily.c.day == one.day)).scalar_one_or_none()
    if (row or 0) != one.version:
        raise StaleVersionError(f"daily edition {one.day}", row or 0, one.version)
    stored = replace(one, version=one.version + 1)
    values = asdict(stored)
    new = upsert(connection, show_daily).values(**values)
    connection.execute(new.on_conflict_do_update(index_elements=["day"], set_=values))
    note_deed(connection, "", deed)
    return stored
