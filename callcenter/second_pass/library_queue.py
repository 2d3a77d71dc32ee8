"""The queue of a site with several machines: procrastinate's, in the site's PostgreSQL.

Its SQL decides who gets a job (SKIP LOCKED, priorities, one running job a lock) and by the database's clock whose
holder fell silent. Each lease is a worker of its own in its books, so that a heartbeat, and the question whether a job
is still ours, concern that job alone.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status

from callcenter.second_pass.queue import Lease, QueueError

_QUEUE = "second_pass"
_LAST = -100  # of whatever else a site lets the library do
_POOL_WAIT_S = 10.0


P = ParamSpec("P")
R = TypeVar("R")


def _told(work: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Let the library's troubles be ours."""

    @wraps(work)
    async def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await work(*args, **kwargs)
        except ConnectorException as fault:
            raise QueueError(f"queue of second passes: expected PostgreSQL to answer, found: {fault}") from fault

    return told


class LibraryQueue:
    """Implements PassQueue."""

    def __init__(self, app: App, lease_s: float) -> None:
        self._jobs, self._lease_s = app.job_manager, lease_s
        self._spare: int | None = None  # a worker in the library's books that holds nothing yet

    @_told
    async def put(self, job_id: str, delay_s: float = 0.0) -> None:
        """See `PassQueue.put`."""
        if await self._queued(job_id):
            return
        due = datetime.now(UTC) + timedelta(seconds=delay_s) if delay_s else None
        job = Job(
            queue=_QUEUE,
            task_name=_QUEUE,
            priority=_LAST,
            lock=job_id,
            queueing_lock=job_id,
            task_kwargs={"job_id": job_id},
            scheduled_at=due,
        )
        with contextlib.suppress(AlreadyEnqueued):  # by another process, since we looked
            await self._jobs.defer_job_async(job)

    @_told
    async def take(self) -> Lease | None:
        """See `PassQueue.take`."""
        await self._free_the_silent()
        worker = await self._worker()
        job = await self._jobs.fetch_job([_QUEUE], worker)
        if job is None:
            return None
        self._spare = None
        return Lease(job_id=str(job.task_kwargs["job_id"]), token=f"{job.id}:{worker}")

    @_told
    async def beat(self, lease: Lease) -> bool:
        """See `PassQueue.beat`."""
        await self._jobs.update_heartbeat(_parts(lease)[1])
        return await self._ours(lease)

    @_told
    async def finish(self, lease: Lease) -> bool:
        """See `PassQueue.finish`."""
        if not await self._ours(lease):
            return False
        job, worker = _parts(lease)
        await self._jobs.finish_job_by_id_async(job, Status.SUCCEEDED, delete_job=True)
        await self._jobs.unregister_worker(worker)
        return True

    @_told
    async def put_back(self, lease: Lease, delay_s: float) -> bool:
        """See `PassQueue.put_back`."""
        if not await self._ours(lease):
            return False
        job, worker = _parts(lease)
        await self._jobs.retry_job_by_id_async(job, datetime.now(UTC) + timedelta(seconds=delay_s))
        await self._jobs.unregister_worker(worker)
        return True

    async def _queued(self, job_id: str) -> bool:
        known = [
            job for status in ("todo", "doing") for job in await self._jobs.list_jobs_async(lock=job_id, status=status)
        ]
        return bool(known)

    async def _ours(self, lease: Lease) -> bool:
        job, worker = _parts(lease)
        return bool(list(await self._jobs.list_jobs_async(id=job, status="doing", worker_id=worker)))

    async def _worker(self) -> int:
        """A worker in the library's books whose heart beats."""
        if self._spare is not None:
            await self._jobs.unregister_worker(self._spare)
        self._spare = await self._jobs.register_worker()
        return self._spare

    async def _free_the_silent(self) -> None:
        silent = await self._jobs.get_stalled_jobs(queue=_QUEUE, seconds_since_heartbeat=self._lease_s)
        for job in silent:
            with contextlib.suppress(ConnectorException):  # another worker freed it first
                await self._jobs.retry_job(job)
        await self._jobs.prune_stalled_workers(self._lease_s)


def _parts(lease: Lease) -> tuple[int, int]:
    job, _, worker = lease.token.partition(":")
    return int(job), int(worker)


@asynccontextmanager
async def library_queue(url: str, lease_s: float) -> AsyncIterator[LibraryQueue]:
    """Open the library's queue in a database; its tables are made when they are not there.

    Raises:
        QueueError: the database cannot be used.
    """
    scheme, _, rest = url.partition("://")
    conninfo = f"{scheme.partition('+')[0]}://{rest}"
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=2, timeout=_POOL_WAIT_S))
    try:
        async with app.open_async():
            await _with_tables(app)
            yield LibraryQueue(app, lease_s)
    except ConnectorException as fault:
        raise QueueError(f"queue of second passes: expected PostgreSQL to answer, found: {fault}") from fault


async def _with_tables(app: App) -> None:
    if await app.check_connection_async():
        return
    try:
        await app.schema_manager.apply_schema_async()
    except ConnectorException:
        if not await app.check_connection_async():  # another process made them meanwhile
            raise
