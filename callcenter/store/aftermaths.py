"""Runs that make the aftermath of shows: asked for, under way, done or failed; and the files each made."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from callcenter.store.aftermath_tables import aftermath_runs
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = (RunState.WAITING, RunState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """One file in a run's folder; `problem`: why it is not there."""

    shelf: str
    path: str  # under the run's folder
    audience: str
    size_bytes: int = 0
    sha256: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One time that the aftermath of a show was made. `done` of `of` files, `doing` the one at hand."""

    run_id: str
    show_id: str
    state: RunState
    asked_by: str
    asked_at: float
    ended_at: float | None = None
    done: int = 0
    of: int = 0
    doing: str = ""
    problem: str = ""
    files: tuple[MadeFile, ...] = ()


class Aftermaths:
    """Reads and writes runs; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, run: Run) -> Run:
        """Note a new run; while one of the same show is open, that one is returned and nothing is noted."""
        return await self._database.write(lambda connection: _ask(connection, run))

    async def save(self, run: Run) -> None:
        """Write how far a run has come."""
        await self._database.write(lambda connection: _save(connection, run))

    async def newest(self, show_id: str) -> Run | None:
        """The last run of a show."""
        wanted = _of_show(show_id).limit(1)
        return await self._database.read(lambda connection: _one(connection, wanted))

    async def finished(self, show_id: str) -> Run | None:
        """The last run of a show that made its files."""
        wanted = _of_show(show_id).where(aftermath_runs.c.state == RunState.DONE).limit(1)
        return await self._database.read(lambda connection: _one(connection, wanted))

    async def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            NotFoundError: there is none.

        """
        wanted = select(aftermath_runs).where(aftermath_runs.c.run_id == run_id)
        found = await self._database.read(lambda connection: _one(connection, wanted))
        if found is None:
            raise NotFoundError("aftermath", run_id)
        return found

    async def open(self) -> Sequence[Run]:
        """Runs that were asked for and have not ended, oldest first."""
        return await self._database.read(_open)


def _ask(connection: Connection, run: Run) -> Run:
    still = _of_show(run.show_id).where(aftermath_runs.c.state.in_(OPEN)).limit(1)
    found = _one(connection, still)
    if found is not None:
        return found
    connection.execute(insert(aftermath_runs), [_values(run)])
    return run


def _save(connection: Connection, run: Run) -> None:
    values = _values(run)
    changed = update(aftermath_runs).where(aftermath_runs.c.run_id == run.run_id).values(values)
    if not connection.execute(changed).rowcount:
        connection.execute(insert(aftermath_runs), [values])


def _of_show(show_id: str) -> Select[tuple[object, ...]]:
    same = aftermath_runs.c.show_id == show_id
    return select(aftermath_runs).where(same).order_by(aftermath_runs.c.asked_at.desc(), aftermath_runs.c.run_id.desc())


def _open(connection: Connection) -> list[Run]:
    wanted = select(aftermath_runs).where(aftermath_runs.c.state.in_(OPEN)).order_by(aftermath_runs.c.asked_at)
    return [_run(row) for row in connection.execute(wanted).mappings()]


def _one(connection: Connection, wanted: Select[tuple[object, ...]]) -> Run | None:
    row = connection.execute(wanted).mappings().one_or_none()
    return _run(row) if row else None


def _values(run: Run) -> dict[str, object]:
    return {**asdict(run), "state": run.state.value, "files": [asdict(one) for one in run.files]}


def _run(row: RowMapping) -> Run:
    made = Run(**{**row, "state": RunState(row["state"]), "files": ()})
    return replace(made, files=tuple(MadeFile(**one) for one in row["files"]))
