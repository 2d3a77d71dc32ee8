"""The queue of a site with one machine: a table of its own database. A lease is a row with a time until it holds."""

import secrets
from collections.abc import Callable
from functools import partial

from sqlalchemy import ColumnElement, Connection, delete, select, update

from callcenter.second_pass.queue import Lease
from callcenter.store.database import Database, upsert
from callcenter.store.version_tables import second_pass_queue

_Q = second_pass_queue.c


class TableQueue:
    """Implements PassQueue. Several processes of one machine may use it; they share its clock."""

    def __init__(self, database: Database, now: Callable[[], float], lease_s: float) -> None:
        self._database, self._now, self._lease_s = database, now, lease_s

    async def put(self, job_id: str, delay_s: float = 0.0) -> None:
        """See `PassQueue.put`."""
        row = {"job_id": job_id, "due_at": self._now() + delay_s, "holder": "", "lease_until": 0.0}
        await self._database.write(
            lambda connection: connection.execute(upsert(connection, second_pass_queue).on_conflict_do_nothing(), [row])
        )

    async def take(self) -> Lease | None:
        """See `PassQueue.take`."""
        if await self._database.read(partial(_first, now=self._now())) is None:
            return None  # without a lock on the database, since nothing is to be had most of the time
        return await self._database.write(partial(_take, now=self._now(), lease_s=self._lease_s))

    async def beat(self, lease: Lease) -> bool:
        """See `PassQueue.beat`."""
        return await self._changed(lease, lease_until=self._now() + self._lease_s)

    async def finish(self, lease: Lease) -> bool:
        """See `PassQueue.finish`."""
        gone = delete(second_pass_queue).where(_held(lease))
        return await self._database.write(lambda connection: connection.execute(gone).rowcount == 1)

    async def put_back(self, lease: Lease, delay_s: float) -> bool:
        """See `PassQueue.put_back`."""
        return await self._changed(lease, holder="", lease_until=0.0, due_at=self._now() + delay_s)

    async def _changed(self, lease: Lease, **values: object) -> bool:
        new = update(second_pass_queue).where(_held(lease)).values(**values)
        return await self._database.write(lambda connection: connection.execute(new).rowcount == 1)


def _held(lease: Lease) -> ColumnElement[bool]:
    return (_Q.job_id == lease.job_id) & (_Q.holder == lease.token)


def _first(connection: Connection, now: float) -> str | None:
    free = select(_Q.job_id).where(_Q.due_at <= now, _Q.lease_until <= now)
    return connection.execute(free.order_by(_Q.due_at, _Q.job_id).limit(1)).scalar_one_or_none()


def _take(connection: Connection, now: float, lease_s: float) -> Lease | None:
    """In a transaction that holds the database's write lock, so that two never take the same."""
    job_id = _first(connection, now)
    if job_id is None:
        return None
    lease = Lease(job_id=job_id, token=secrets.token_hex(8))
    held = {"holder": lease.token, "lease_until": now + lease_s}
    connection.execute(update(second_pass_queue).where(_Q.job_id == job_id).values(**held))
    return lease
