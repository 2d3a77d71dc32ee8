"""Leaders' turns in the centre: planned, taken off again, signed in to; and who was there at a time."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.leader_duty_tables import leader_duties
from queueing.staff.leader_duty import LeaderDuty

_FIELDS = tuple(one.name for one in fields(LeaderDuty))
Check = Callable[[Sequence[LeaderDuty]], None]  # raises when the turn does not fit beside those of its time


class LeaderDuties:
    """Reads and writes turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, since: float, until: float) -> tuple[LeaderDuty, ...]:
        """Every turn that begins within the time, the earliest first; cancelled ones too."""
        wanted = _C.starts_at.between(since, until - 0.001)
        return await self._database.read(lambda connection: _read(connection, wanted))

    async def there(self, at: float) -> tuple[LeaderDuty, ...]:
        """Whoever had signed in to a turn that holds `at`."""
        wanted = (_C.starts_at <= at) & (_C.ends_at > at) & (_C.came_at <= at)
        return await self._database.read(lambda connection: _read(connection, wanted))

    async def plan(self, duty: LeaderDuty, check: Check) -> LeaderDuty:
        """Add a turn, after it was looked at beside those that overlap it."""
        return await self._database.write(lambda connection: _plan(connection, duty, check))

    async def change(self, duty_id: str, alter: Callable[[LeaderDuty], LeaderDuty]) -> LeaderDuty:
        """Put what `alter` makes of a turn in its place.

        Raises:
            NotFoundError: no such turn; and what `alter` raises, nothing changed.
        """
        return await self._database.write(lambda connection: _change(connection, duty_id, alter))


_C = leader_duties.c


def _read(connection: Connection, wanted: Any) -> tuple[LeaderDuty, ...]:
    rows = connection.execute(select(leader_duties).where(wanted).order_by(_C.starts_at, _C.duty_id)).mappings()
    return tuple(_duty(row) for row in rows)


def _plan(connection: Connection, duty: LeaderDuty, check: Check) -> LeaderDuty:
    check(_read(connection, (_C.starts_at < duty.ends_at) & (_C.ends_at > duty.starts_at)))
    connection.execute(insert(leader_duties).values(**asdict(duty)))
    return duty


def _change(connection: Connection, duty_id: str, alter: Callable[[LeaderDuty], LeaderDuty]) -> LeaderDuty:
    found = _read(connection, _C.duty_id == duty_id)
    if not found:
        raise NotFoundError("leader's turn", duty_id)
    after = replace(alter(found[0]), duty_id=duty_id)
    connection.execute(update(leader_duties).where(_C.duty_id == duty_id).values(**asdict(after)))
    return after


def _duty(row: RowMapping) -> LeaderDuty:
    return LeaderDuty(**{name: row[name] for name in _FIELDS})
