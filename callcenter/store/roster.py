"""The roster's repository: a plan replaces the days it speaks of, all or nothing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from callcenter.store.database import Database
from callcenter.store.duty_tables import roster
from queueing.staff.roster import Assignment


class Rosters:
    """Reads and writes assignments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, first: date, last: date) -> tuple[Assignment, ...]:
        """Return the assignments of these days, both included, in order."""
        days = roster.c.day.between(first, last)
        wanted = select(roster).where(days).order_by(roster.c.day, roster.c.shift, roster.c.operator_id)
        return await self._database.read(
            lambda connection: tuple(
                Assignment(day=row.day, shift=row.shift, operator_id=row.operator_id)
                for row in connection.execute(wanted)
            )
        )

    async def replace(self, days: Sequence[date], plan: Sequence[Assignment]) -> None:
        """Put the plan of these days in the place of what was there."""
        await self._database.write(lambda connection: _replace(connection, days, plan))


def _replace(connection: Connection, days: Sequence[date], plan: Sequence[Assignment]) -> None:
    connection.execute(delete(roster).where(roster.c.day.in_(days)))
    if plan:
        rows = [{"day": one.day, "shift": one.shift, "operator_id": one.operator_id} for one in plan]
        connection.execute(insert(roster), rows)
