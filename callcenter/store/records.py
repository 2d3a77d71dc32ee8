"""A table of records of one kind: all of them, taking over a list, removing one. Every change raises a revision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, RowMapping, Table, delete, select

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError
from callcenter.store.unit_tables import list_revisions

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import did."""

    added: int
    changed: int
    same: int


class Records(Generic[T]):
    """Reads and writes the records of one table, known by its only key column."""

    def __init__(
        self,
        database: Database,
        table: Table,
        to_row: Callable[[T], dict[str, Any]],
        from_row: Callable[[RowMapping], T],
    ) -> None:
        self._database, self.table = database, table
        self._to_row, self._from_row = to_row, from_row
        (self._key,) = table.primary_key.columns

    async def all(self) -> tuple[T, ...]:
        """Return every record by its key."""
        return await self._database.read(self.read_all)

    async def take(self, records: Sequence[T]) -> Taken:
        """Add or change records, all or none; others stay."""
        return await self._database.write(lambda connection: self.write(connection, records))

    async def remove(self, ident: str) -> None:
        """Remove one.

        Raises:
            NotFoundError: no such record.

        """
        await self._database.write(lambda connection: self._remove(connection, ident))

    def read_all(self, connection: Connection) -> tuple[T, ...]:
        """Read every record within a transaction."""
        return tuple(
            self._from_row(row) for row in connection.execute(select(self.table).order_by(self._key)).mappings()
        )

    def write(self, connection: Connection, records: Sequence[T]) -> Taken:
        """Write records within a transaction."""
        rows = [self._to_row(record) for record in records]
        known = {row[self._key.name]: dict(row) for row in connection.execute(select(self.table)).mappings()}
        added = [row for row in rows if row[self._key.name] not in known]
        changed = [row for row in rows if known.get(row[self._key.name], row) != row]
        if added or changed:
            self._upsert(connection, [*added, *changed])
            raise_revision(connection, self.table.name)
        return Taken(added=len(added), changed=len(changed), same=len(rows) - len(added) - len(changed))

    def _upsert(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        new = upsert(connection, self.table)
        values = {column.name: new.excluded[column.name] for column in self.table.c if column is not self._key}
        connection.execute(new.on_conflict_do_update(index_elements=[self._key.name], set_=values), rows)

    def _remove(self, connection: Connection, ident: str) -> None:
        if connection.execute(delete(self.table).where(self._key == ident)).rowcount == 0:
            raise NotFoundError(self.table.name, ident)
        raise_revision(connection, self.table.name)


def raise_revision(connection: Connection, name: str) -> None:
    """Let those who keep a list in memory know that it changed, in whatever process they are."""
    new = upsert(connection, list_revisions).values(name=name, revision=1)
    connection.execute(
        new.on_conflict_do_update(index_elements=["name"], set_={"revision": list_revisions.c.revision + 1})
    )


async def revisions(database: Database) -> Mapping[str, int]:
    """Return how often each list has changed."""
    wanted = select(list_revisions.c.name, list_revisions.c.revision)
    return await database.read(lambda connection: {row[0]: row[1] for row in connection.execute(wanted)})
