"""The database as the event loop sees it: `read` and `write` with a function that gets a connection."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from callcenter.store.engine import READERS, checkpoint, parse_url, reading_engine, writing_engine
from callcenter.store.faults import StoreUnavailableError, is_passing, reason
from callcenter.store.migrate import migrate
from callcenter.store.writer import ANSWER_WITHIN_S, Writer

T = TypeVar("T")


class Database:
    """Owns the writer, the readers' pool and their threads; `async with Database(url)` opens and drains it."""

    def __init__(
        self,
        url: str,
        *,
        on_problem: Callable[[str], None] = lambda _text: None,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        """Take `[store] url`; `on_problem` is called from a thread, with '' when the trouble is over."""
        parsed = parse_url(url)
        self.url = url
        self.writer = Writer(
            writing_engine(parsed),
            answer_within_s=answer_within_s,
            on_problem=on_problem,
            on_unsaved=self._tell_unsaved,
        )
        self.on_unsaved: Callable[[Sequence[Any]], None] = lambda _rows: None  # set by the journal
        self._readers = reading_engine(parsed)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    async def __aenter__(self) -> Self:
        """Bring the schema up to date and begin to write.

        Raises:
            StoreError: unreachable, not writable, or made by a newer version.

        """
        await asyncio.to_thread(migrate, self.url)
        self.writer.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save what is queued (10 s at most) and close every connection."""
        await asyncio.to_thread(self.writer.stop)
        await asyncio.to_thread(self._threads.shutdown)
        self._readers.dispose()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the writing thread and return its result once it is committed; its exceptions come through.

        Raises:
            StoreUnavailableError: nothing could be committed for `answer_within_s`.

        """
        return await asyncio.wrap_future(self.writer.call(work))

    async def flush(self) -> None:
        """Return once everything queued before is committed.

        Raises:
            StoreUnavailableError: as for `write`.

        """
        await asyncio.wrap_future(self.writer.flush())

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a read-only connection in a reader's thread.

        Raises:
            StoreUnavailableError: the database cannot be reached.

        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def settle(self) -> None:
        """Leave nothing of what was deleted in the file's log of changes; a reader that holds it makes this later."""
        await asyncio.get_running_loop().run_in_executor(self._threads, checkpoint, self.url)

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._readers.begin() as connection:
                return work(connection)
        except Exception as fault:
            if is_passing(fault):
                raise StoreUnavailableError(f"database: expected an answer, found {reason(fault)}") from fault
            raise

    def _tell_unsaved(self, rows: Sequence[Any]) -> None:
        self.on_unsaved(rows)

    def check(self) -> tuple[bool, str]:
        """Tell readiness: whether the last commit worked, and how many jobs wait."""
        problem = self.writer.problem
        return not problem, problem or f"{self.writer.waiting()} waiting"


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Start an INSERT that knows ON CONFLICT, in the words of the connection's database."""
    return upsert_in(connection.dialect.name, table)


def upsert_in(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The same by the name of the dialect, for statements that are built once."""
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


@cache
def put(dialect: str, table: Table, *keys: str) -> Any:
    """INSERT whole rows, or put them in the place of those with the same key; built once for each table."""
    new = upsert_in(dialect, table)
    taken = {column.name: new.excluded[column.name] for column in table.c if column.name not in keys}
    return new.on_conflict_do_update(index_elements=list(keys), set_=taken)
