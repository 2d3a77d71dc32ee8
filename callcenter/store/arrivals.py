"""How many calls arrived in each half hour, counted by the database: a month of a large city is read in one go."""

from sqlalchemy import BigInteger, Connection, cast, func, or_, select

from callcenter.store.database import Database
from callcenter.store.tables import calls
from queueing.events import Outcome
from queueing.outlook.arrivals import HALF_HOUR_S

HalfHours = dict[int, int]  # half hours since the Unix epoch -> calls


class Arrivals:
    """Reads counts of calls; they are written only by appending facts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_half_hour(self, since: float, until: float) -> HalfHours:
        """Count the calls that joined a queue, by half hour; since <= arrival < until, Unix seconds."""
        return await self._database.read(lambda connection: _count(connection, since, until))


def _count(connection: Connection, since: float, until: float) -> HalfHours:
    half_hour = (cast(calls.c.arrived_at, BigInteger) // int(HALF_HOUR_S)).label("half_hour")
    wanted = (
        select(half_hour, func.count())
        .where(calls.c.arrived_at >= since, calls.c.arrived_at < until)
        .where(or_(calls.c.outcome.is_(None), calls.c.outcome != Outcome.REFUSED.value))
        .group_by(half_hour)
    )
    return {int(found): int(count) for found, count in connection.execute(wanted)}
