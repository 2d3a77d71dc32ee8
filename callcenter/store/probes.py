"""Runs of dial probes: what each measured and where its sound is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError
from callcenter.store.probe_tables import probe_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRun:
    """One call of a probe. `measures`: the fields of queueing.probes.Measures."""

    run_id: str
    probe: str
    dialled: str
    at: float
    faults: tuple[str, ...] = ()
    call_id: str = ""
    recording: str = ""
    measures: Mapping[str, Any] = field(default_factory=dict)


class ProbeRuns:
    """Reads and writes runs; saying the same twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, run: ProbeRun) -> None:
        """Keep a run."""
        await self._database.write(lambda connection: _save(connection, run))

    async def get(self, run_id: str) -> ProbeRun:
        """Return one run.

        Raises:
            NotFoundError: no such run.

        """
        found = await self._database.read(lambda connection: _get(connection, run_id))
        if found is None:
            raise NotFoundError("probe run", run_id)
        return found

    async def between(self, since: float, until: float, probe: str = "", limit: int = 10_000) -> tuple[ProbeRun, ...]:
        """Return the runs that began in since <= at < until, oldest first; '' takes every probe's."""
        return await self._database.read(lambda connection: _between(connection, (since, until), probe, limit))

    async def last(self, probes: Sequence[str]) -> Mapping[str, ProbeRun]:
        """Return the newest run of each probe that has one."""
        return await self._database.read(lambda connection: _last(connection, probes))


def _save(connection: Connection, run: ProbeRun) -> None:
    values = {name: getattr(run, name) for name in ("run_id", "probe", "dialled", "at", "call_id", "recording")}
    row = {**values, "faults": " ".join(run.faults), "measures": dict(run.measures)}
    connection.execute(upsert(connection, probe_runs).on_conflict_do_nothing(), [row])


def _get(connection: Connection, run_id: str) -> ProbeRun | None:
    row = connection.execute(select(probe_runs).where(probe_runs.c.run_id == run_id)).mappings().one_or_none()
    return _read(row) if row else None


def _between(connection: Connection, span: tuple[float, float], probe: str, limit: int) -> tuple[ProbeRun, ...]:
    wanted = select(probe_runs).where(probe_runs.c.at >= span[0], probe_runs.c.at < span[1])
    wanted = wanted.where(probe_runs.c.probe == probe) if probe else wanted
    rows = connection.execute(wanted.order_by(probe_runs.c.at, probe_runs.c.run_id).limit(limit)).mappings()
    return tuple(_read(row) for row in rows)


def _last(connection: Connection, probes: Sequence[str]) -> Mapping[str, ProbeRun]:
    found: dict[str, ProbeRun] = {}
    for probe in probes:
        wanted = select(probe_runs).where(probe_runs.c.probe == probe).order_by(probe_runs.c.at.desc()).limit(1)
        row = connection.execute(wanted).mappings().one_or_none()
        if row:
            found[probe] = _read(row)
    return found


def _read(row: RowMapping) -> ProbeRun:
    return ProbeRun(**{**row, "faults": tuple(row["faults"].split())})
