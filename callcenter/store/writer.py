"""The one thread that writes: a bounded queue, many jobs a commit, nothing lost without a word.

A commit that fails for a passing reason (locked, disk full, server away) is tried again until it works or the service
stops; meanwhile jobs gather and the trouble is reported. A commit that fails for another reason is taken apart and its
jobs are saved one by one, so that one bad row costs only itself.
"""

import atexit
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeGuard, TypeVar

from sqlalchemy import Connection, Engine

from callcenter import logs
from callcenter.store.faults import StoreError, StoreUnavailableError, is_passing, reason

T = TypeVar("T")
log = logs.get(__name__)

BATCH = (
    500  # jobs a commit: about 45 ms on SQLite (tests/bench/store_facts.py), which an editing operator does not feel
)
BACKOFF_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
AT_EXIT_S = 2.0
ANSWER_WITHIN_S = 10.0  # a request waits so long for a database in trouble, then is told so

Sink = Callable[[Connection, Sequence[Any]], None]


@dataclass(slots=True, kw_only=True)
class Rows:
    """Rows to append by `sink`; neighbours with the same sink are saved in one go. Nobody waits for them."""

    sink: Sink
    rows: tuple[Any, ...]


@dataclass(slots=True, kw_only=True)
class Call(Generic[T]):
    """Work whose result somebody waits for."""

    work: Callable[[Connection], T]
    until: float  # monotonic seconds
    answer: Future[T] = field(default_factory=Future)


Job = Rows | Call[Any]


@dataclass(slots=True, kw_only=True)
class Figures:
    """What the writer did so far; written by its thread only, except `dropped`."""

    commits: int = 0
    saved: int = 0
    refused: int = 0  # rows the database will never take
    dropped: int = 0  # rows that found the queue full
    retries: int = 0
    commit_s: float = 0.0  # total seconds spent in commits that worked


class Writer:
    """Owns the writing connection and the queue before it."""

    def __init__(
        self,
        engine: Engine,
        *,
        bound: int = 50_000,  # jobs: a quarter of an hour at 60 facts a second, 15 MiB (tests/bench/store_facts.py)
        answer_within_s: float = ANSWER_WITHIN_S,
        on_problem: Callable[[str], None] = lambda _text: None,
        on_unsaved: Callable[[Sequence[Any]], None] = lambda _rows: None,
    ) -> None:
        """Prepare; `start` begins.

        Args:
            engine: writing engine; used by the writing thread only.
            bound: most jobs that may wait.
            answer_within_s: how long a request waits for a database in trouble.
            on_problem: called from the writing thread with a sentence, and with '' when it is over.
            on_unsaved: called from the writing thread with rows that will not be saved any more.

        """
        self.figures = Figures()
        self.problem = ""
        self._engine, self._answer_within_s = engine, answer_within_s
        self._on_problem = on_problem
        self._on_unsaved = on_unsaved
        self._queue: queue.Queue[Job | None] = queue.Queue(bound)
        self._connection: Connection | None = None
        self._stop_at: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)

    def start(self) -> None:
        """Begin to write; a program that ends without `stop` still saves what is queued."""
        atexit.register(self.stop, AT_EXIT_S)
        self._thread.start()

    def waiting(self) -> int:
        """Jobs in the queue."""
        return self._queue.qsize()

    def append(self, sink: Sink, rows: tuple[Any, ...]) -> bool:
        """Queue rows; never blocks. False: the queue is full or closed, the caller still has them."""
        if self._put(Rows(sink=sink, rows=rows)):
            return True
        self.figures.dropped += len(rows)
        return False

    def call(self, work: Callable[[Connection], T]) -> Future[T]:
        """Queue work in its own savepoint; its exception becomes the answer and changes nothing."""
        job = Call(work=work, until=time.monotonic() + self._answer_within_s)
        if not self._put(job):
            job.answer.set_exception(StoreUnavailableError("database: expected room for a change, found none"))
        return job.answer

    def flush(self) -> Future[None]:
        """Answer once everything queued before is committed."""
        return self.call(_nothing)

    def _put(self, job: Job) -> bool:
        if self._stopping.is_set():
            return False
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            return False
        return True

    def stop(self, timeout_s: float = 10.0) -> None:
        """Save what is queued and end the thread; what cannot be saved in time goes to `on_unsaved`. Blocks."""
        atexit.unregister(self.stop)
        self._stop_at = time.monotonic() + timeout_s
        self._stopping.set()
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    # --- the writing thread -------------------------------------------------------------------------------------

    def _run(self) -> None:
        ended = False
        while not ended:
            jobs, ended = self._take()
            self._save(jobs)
        self._disconnect()

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for a job and take all that wait behind it, up to a batch; True: the queue has come to its end."""
        jobs: list[Job] = []
        job = self._queue.get()
        while job is not None:
            if isinstance(job, Rows) or not job.answer.done():
                jobs.append(job)
            if len(jobs) == BATCH:
                return jobs, False
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _save(self, jobs: list[Job]) -> None:
        if not jobs or self._attempt(jobs):
            return
        for job in _apart(jobs):
            if not self._attempt([job]):
                self._refuse(job)

    def _attempt(self, jobs: list[Job]) -> bool:
        """Commit jobs, again and again while the trouble may pass; False: they can never be saved together."""
        tries = 0
        while jobs:
            try:
                self._commit(jobs)
            except Exception as fault:  # noqa: BLE001 - the edge of the thread
                self._disconnect()
                if not is_passing(fault):
                    log.warning("store commit refused", jobs=len(jobs), **{"pii.fault": str(fault)})
                    return False
                self._report(reason(fault), tries)
                jobs = self._wait(jobs, tries, fault)
                tries += 1
            else:
                self._report("", tries)
                return True
        return True

    def _commit(self, jobs: Sequence[Job]) -> None:
        began = time.perf_counter()
        if self._connection is None:
            self._connection = self._engine.connect()
        answers: list[tuple[Call[Any], Any, BaseException | None]] = [
            (job, None, None) for job in jobs if _is_flush(job)
        ]
        with self._connection.begin():
            for job in _merged(job for job in jobs if not _is_flush(job)):
                if isinstance(job, Rows):
                    job.sink(self._connection, job.rows)
                else:
                    answers.append((job, *self._answer(job, self._connection)))
        for call, result, fault in answers:
            _settle(call, result, fault)
        self.figures.commits += 1
        self.figures.saved += sum(len(job.rows) if isinstance(job, Rows) else 1 for job in jobs)
        self.figures.commit_s += time.perf_counter() - began

    @staticmethod
    def _answer(job: Call[Any], connection: Connection) -> tuple[Any, BaseException | None]:
        """Run one call in a savepoint, so that its fault undoes only its own changes."""
        try:
            with connection.begin_nested():
                return job.work(connection), None
        except Exception as fault:  # told to whoever waits, or retried with the batch
            if is_passing(fault):
                raise
            return None, fault

    def _wait(self, jobs: list[Job], tries: int, fault: Exception) -> list[Job]:
        """Sleep before the next try; return the jobs still worth it."""
        self.figures.retries += 1
        self._stopping.wait(BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
        if self._stop_at is not None:
            time.sleep(BACKOFF_S[0])
            if time.monotonic() >= self._stop_at:
                self._give_up(jobs, fault)
                return []
        self._tell_overdue(jobs, fault)
        return [job for job in jobs if isinstance(job, Rows) or not job.answer.done()]

    def _tell_overdue(self, jobs: Iterable[Job], fault: Exception) -> None:
        """Answer the requests that have waited long enough, also those still in the queue: they are then skipped."""
        with self._queue.mutex:
            queued = list(self._queue.queue)
        now = time.monotonic()
        for job in (*jobs, *queued):
            if isinstance(job, Call) and now >= job.until and not job.answer.done():
                _settle(job, None, StoreUnavailableError(f"database: expected a commit, found {reason(fault)}"))

    def _give_up(self, jobs: Iterable[Job], fault: Exception) -> None:
        for job in jobs:
            if isinstance(job, Rows):
                self._on_unsaved(job.rows)
            else:
                _settle(job, None, StoreUnavailableError(f"database: expected a commit, found {reason(fault)}"))

    def _refuse(self, job: Job) -> None:
        if isinstance(job, Call):
            _settle(job, None, StoreError("database: expected a change it can take, found one it refuses"))
            return
        self.figures.refused += len(job.rows)
        log.error("store refused a row", **{"pii.row": [str(row) for row in job.rows]})
        self._on_unsaved(job.rows)

    def _report(self, problem: str, tries: int) -> None:
        if problem and (tries == 0 or problem != self.problem or tries % 30 == 0):
            log.error("store cannot write, trying again", problem=problem, tries=tries, waiting=self.waiting())
        if problem != self.problem:
            self.problem = problem
            self._on_problem(problem)
            if not problem:
                log.info("store writes again", waiting=self.waiting())

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception as fault:  # noqa: BLE001 - a dead connection may refuse even to close
                log.debug("store connection closed badly", why=type(fault).__name__)


def _nothing(_connection: Connection) -> None:
    """The work of a flush: waiting for the commit is all."""


def _is_flush(job: Job) -> TypeGuard[Call[Any]]:
    return isinstance(job, Call) and job.work is _nothing


def _settle(call: Call[Any], result: Any, fault: BaseException | None) -> None:
    if not call.answer.set_running_or_notify_cancel():
        return
    if fault is None:
        call.answer.set_result(result)
    else:
        call.answer.set_exception(fault)


def _merged(jobs: Iterable[Job]) -> Iterator[Job]:
    """Join neighbouring rows of one sink; the order stays."""
    held: Rows | None = None
    for job in jobs:
        if isinstance(job, Rows) and held is not None and job.sink == held.sink:
            held = Rows(sink=held.sink, rows=held.rows + job.rows)
            continue
        if held is not None:
            yield held
        held = job if isinstance(job, Rows) else None
        if isinstance(job, Call):
            yield job
    if held is not None:
        yield held


def _apart(jobs: Iterable[Job]) -> Iterator[Job]:
    for job in jobs:
        if isinstance(job, Rows):
            yield from (Rows(sink=job.sink, rows=(row,)) for row in job.rows)
        else:
            yield job
