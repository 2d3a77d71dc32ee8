"""Which queue a site has: SQLite means one machine and a table, PostgreSQL any number and a library."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from callcenter.second_pass.queue import PassQueue, QueueError
from callcenter.second_pass.table_queue import TableQueue
from callcenter.store.database import Database


@asynccontextmanager
async def opened_queue(database: Database, lease_s: float) -> AsyncIterator[PassQueue]:
    """Open the queue beside a database.

    Raises:
        QueueError: PostgreSQL without the extra, or not to be reached.
    """
    if not database.url.startswith("postgresql"):
        yield TableQueue(database, time.time, lease_s)  # several processes agree on the wall clock only
        return
    if find_spec("procrastinate") is None:
        raise QueueError("[store] url: expected callcenter[queue] installed beside PostgreSQL, found it is not")
    from callcenter.second_pass.library_queue import library_queue  # noqa: PLC0415 - an extra: SQLite does without

    async with library_queue(database.url, lease_s) as queue:
        yield queue
