"""The purges' rows: one runs at a time, each removal is counted where it happens, one that died is told as broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.purge_matters import Matter
from callcenter.store.purge_tables import purge_runs

SILENT_S = 120.0  # a run that gave no sign of life for so long is dead
_R = purge_runs.c


class PurgeState(StrEnum):
    """How a purge stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    BROKEN = "broken"  # its process ended; what it removed is gone, the next purge goes on from there


class Way(StrEnum):
    """How somebody asked for it."""

    SCREEN = "screen"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeRun:
    """One purge. `cuts`, `counted`, `removed` by the name of the matter; times are Unix seconds."""

    run_id: str
    asked_by: str
    way: Way
    began_at: float
    said_at: float
    cuts: Mapping[str, float]
    counted: Mapping[str, int]
    state: PurgeState = PurgeState.RUNNING
    ended_at: float | None = None
    doing: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


class PurgeRuns:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, run: PurgeRun) -> PurgeRun | None:
        """Keep a new run; None: kept. Else the one that runs already, and nothing is changed."""
        return await self._database.write(lambda connection: _begin(connection, run))

    async def end(self, run_id: str, state: PurgeState, at: float, problem: str = "") -> None:
        """Say how it ended."""
        values = {"state": state.value, "ended_at": at, "said_at": at, "doing": "", "problem": problem}
        await self._database.write(
            lambda connection: connection.execute(update(purge_runs).where(_R.run_id == run_id).values(**values))
        )

    async def get(self, run_id: str, now: float) -> PurgeRun:
        """One of them.

        Raises:
            NotFoundError: there is none.
        """
        wanted = select(purge_runs).where(_R.run_id == run_id)
        row = await self._database.read(lambda connection: connection.execute(wanted).mappings().first())
        if row is None:
            raise NotFoundError("purge", run_id)
        return _read(row, now)

    async def last(self, count: int, now: float) -> Sequence[PurgeRun]:
        """The newest first."""
        wanted = select(purge_runs).order_by(_R.began_at.desc()).limit(count)
        rows = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        return [_read(row, now) for row in rows]

    async def left(self, way: Way, at: float) -> None:
        """The process that began them before `at` has ended: none of them runs."""
        running = (_R.state == PurgeState.RUNNING.value, _R.way == way.value, _R.began_at < at)
        values = {"state": PurgeState.BROKEN.value, "ended_at": at}
        await self._database.write(
            lambda connection: connection.execute(update(purge_runs).where(*running).values(**values))
        )


def went(connection: Connection, run_id: str, matter: Matter, count: int, at: float) -> None:
    """Add what was removed, in the transaction that removes it."""
    removed = dict(connection.execute(select(_R.removed).where(_R.run_id == run_id)).scalar_one())
    removed[matter.value] = removed.get(matter.value, 0) + count
    values = {"removed": removed, "doing": matter.value, "said_at": at}
    connection.execute(update(purge_runs).where(_R.run_id == run_id).values(**values))


def _begin(connection: Connection, run: PurgeRun) -> PurgeRun | None:
    rows = connection.execute(select(purge_runs).where(_R.state == PurgeState.RUNNING.value)).mappings().all()
    for row in rows:
        known = _read(row, run.began_at)
        if known.state is PurgeState.RUNNING:
            return known
        values = {"state": PurgeState.BROKEN.value, "ended_at": known.said_at}
        connection.execute(update(purge_runs).where(_R.run_id == known.run_id).values(**values))
    connection.execute(insert(purge_runs).values(**_row(run)))
    return None


def _row(run: PurgeRun) -> dict[str, Any]:
    return {column.name: getattr(run, column.name) for column in purge_runs.c}


def _read(row: RowMapping, now: float) -> PurgeRun:
    run = PurgeRun(**{**row, "way": Way(row["way"]), "state": PurgeState(row["state"])})
    silent = run.state is PurgeState.RUNNING and now - run.said_at > SILENT_S
    return PurgeRun(**{**row, "way": run.way, "state": PurgeState.BROKEN}) if silent else run
