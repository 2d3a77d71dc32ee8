"""The blacklist's and the priority list's repository. Entries taken off stay, with who did it and when."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from callcenter.store.caller_tables import listed_numbers
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from queueing.callers.number_lists import Listed, ListKind, Treatment

_FIELDS = tuple(field.name for field in fields(Listed))


class ListedNumbers:
    """Reads and writes entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Listed, ...]:
        """Return every entry that was not taken off, newest first; expired ones too."""
        wanted = select(listed_numbers).where(listed_numbers.c.removed_at.is_(None))
        newest = wanted.order_by(listed_numbers.c.added_at.desc(), listed_numbers.c.entry_id)
        return await self._database.read(
            lambda connection: tuple(_read(row) for row in connection.execute(newest).mappings())
        )

    async def version(self) -> tuple[int, float]:
        """Return something that changes whenever the lists do."""
        latest = func.max(func.coalesce(listed_numbers.c.removed_at, listed_numbers.c.added_at))
        wanted = select(func.count() + func.count(listed_numbers.c.removed_at), func.coalesce(latest, 0.0))
        return await self._database.read(lambda connection: tuple(connection.execute(wanted).one()))

    async def add(self, entries: Sequence[Listed]) -> None:
        """Put entries on; all or nothing."""
        if entries:
            await self._database.write(lambda connection: _add(connection, entries))

    async def remove(self, entry_id: str, by: str, at: float) -> Listed:
        """Take an entry off; return what it was.

        Raises:
            NotFoundError: no such entry, or it was taken off before.

        """
        return await self._database.write(lambda connection: _remove(connection, entry_id, by, at))


def _add(connection: Connection, entries: Sequence[Listed]) -> None:
    connection.execute(insert(listed_numbers), [_values(one) for one in entries])


def _remove(connection: Connection, entry_id: str, by: str, at: float) -> Listed:
    which = (listed_numbers.c.entry_id == entry_id) & listed_numbers.c.removed_at.is_(None)
    row = connection.execute(select(listed_numbers).where(which)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("listed number", entry_id)
    connection.execute(update(listed_numbers).where(which).values(removed_at=at, removed_by=by))
    return _read(row)


def _values(one: Listed) -> Mapping[str, Any]:
    values = {name: getattr(one, name) for name in _FIELDS}
    return values | {"kind": one.kind.value, "treatment": one.treatment.value, "removed_at": None, "removed_by": ""}


def _read(row: RowMapping) -> Listed:
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return Listed(**values | {"kind": ListKind(values["kind"]), "treatment": Treatment(values["treatment"])})
