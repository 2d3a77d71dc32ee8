"""Which units, and whose principal leaders, must appear within a year: the base of the two 100 %."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from callcenter.store.database import Database
from callcenter.store.show_tables import show_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """One unit; `as_leader` alone: a town or a park, whose leader must appear and which is no department."""

    unit: str
    as_unit: bool = True
    as_leader: bool = True


class RequiredUnits:
    """Reads and writes the list of each year."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, year: int) -> tuple[Required, ...]:
        """Return a year's list in its order; none: nobody has made one."""
        wanted = select(show_required).where(show_required.c.year == year).order_by(show_required.c.place)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return tuple(Required(unit=row.unit, as_unit=row.as_unit, as_leader=row.as_leader) for row in rows)

    async def put(self, year: int, listed: Sequence[Required]) -> None:
        """Put a list in the place of the year's."""
        await self._database.write(lambda connection: _put(connection, year, listed))


def _put(connection: Connection, year: int, listed: Sequence[Required]) -> None:
    connection.execute(delete(show_required).where(show_required.c.year == year))
    rows = [{**asdict(one), "year": year, "place": place} for place, one in enumerate(listed)]
    if rows:
        connection.execute(insert(show_required), rows)
