"""Second passes as records: which call, how far, how often tried, what was heard and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, func, select, update

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.tables import calls, recordings
from callcenter.store.version_tables import second_pass_gate, second_passes

_P = second_passes.c
_GATE = 1


class PassState(StrEnum):
    """Where a second pass is."""

    WAITING = "waiting"
    RUNNING = "running"
    HEARD = "heard"  # its words are here, not yet in the transcript
    DONE = "done"
    FAILED = "failed"  # tried as often as it may be; waits for somebody
    LEFT = "left"  # nothing to be heard again; `problem` says why


OPEN = (PassState.WAITING, PassState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPass:
    """One job."""

    job_id: str
    call_id: str
    state: PassState
    attempts: int
    worker: str
    progress: float
    engine: str
    model: str
    problem: str  # a `Problem`, '' without one
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    heard: Sequence[Mapping[str, Any]]  # see `callcenter.second_pass.recogniser`
    detail: str  # the sentence beside `problem`, for whoever mends it


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFigures:
    """How many second passes are in each state, and since when the oldest waits."""

    counts: Mapping[PassState, int]
    oldest_waiting: datetime | None
    closed_for: str  # why none is begun now (`Closed`); '' when they may


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether the desk leaves room; `closed_for`: a `Closed`, '' when it does."""

    closed_for: str
    said_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What went wrong, and the sentence that says what was expected and found."""

    problem: str
    detail: str = ""

    def columns(self) -> dict[str, str]:
        """For the job's row."""
        return {"problem": self.problem, "detail": self.detail[:500]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """Which calls are to be asked for: recorded `since` and ended by then, `least_s` of sound in all their parts."""

    since: float
    ended_by: float
    least_s: float
    limit: int


_NONE = Trouble(problem="")


class Passes:
    """Reads and writes the records; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, job_id: str, call_id: str, by: str, at: datetime) -> bool:
        """Keep a new job; False when it is known."""
        return await self._database.write(partial(_ask, job_id=job_id, call_id=call_id, by=by, at=at))

    async def unasked(self, wanted: Unasked) -> Sequence[str]:
        """Calls over and recorded that were never to be heard again; oldest first."""
        return await self._database.read(lambda connection: _unasked(connection, wanted))

    async def get(self, job_id: str) -> SecondPass:
        """Return one.

        Raises:
            NotFoundError: no such job.
        """
        row = await self._database.read(lambda connection: _row(connection, job_id))
        if row is None:
            raise NotFoundError("second pass", job_id)
        return _read(row)

    async def begin(self, job_id: str, worker: str) -> SecondPass | None:
        """Count a try; None when there is nothing (more) to do."""
        return await self._database.write(partial(_begin, job_id=job_id, worker=worker))

    async def progress(self, job_id: str, worker: str, share: float) -> None:
        """Note how far it is."""
        mine = (_P.job_id == job_id) & (_P.worker == worker) & (_P.state == PassState.RUNNING.value)
        await self._change(mine, progress=share)

    async def deliver(self, job_id: str, engine: str, model: str, heard: Sequence[Mapping[str, Any]]) -> bool:
        """Keep what was heard; the first delivery counts, another changes nothing."""
        open_or_given_up = _P.state.in_([*(one.value for one in OPEN), PassState.FAILED.value])
        values: dict[str, Any] = {
            "state": PassState.HEARD.value,
            "engine": engine,
            "model": model,
            "heard": list(heard),
        }
        return await self._change((_P.job_id == job_id) & open_or_given_up, **values, progress=1.0, **_NONE.columns())

    async def failed(self, job_id: str, worker: str, trouble: Trouble, *, for_good: bool) -> None:
        """A try failed; for good: it is not tried again by itself."""
        state = PassState.FAILED if for_good else PassState.WAITING
        mine = (_P.job_id == job_id) & (_P.worker == worker) & (_P.state == PassState.RUNNING.value)
        ended = datetime.now(UTC) if for_good else None
        values: dict[str, Any] = {"state": state.value, "worker": "", "progress": 0.0, "ended_at": ended}
        await self._change(mine, **values, **trouble.columns())

    async def handed_back(self, job_id: str, worker: str) -> None:
        """The worker stops: the try does not count."""
        mine = (_P.job_id == job_id) & (_P.worker == worker) & (_P.state == PassState.RUNNING.value)
        await self._change(mine, state=PassState.WAITING.value, worker="", progress=0.0, attempts=_P.attempts - 1)

    async def close(self, job_id: str, state: PassState, trouble: Trouble = _NONE) -> None:
        """Its words are in the transcript, or it is left alone: they are kept here no longer."""
        values: dict[str, Any] = {"state": state.value, "heard": [], "ended_at": datetime.now(UTC)}
        await self._change(_P.job_id == job_id, **values, **trouble.columns())

    async def again(self, job_id: str) -> SecondPass:
        """Let one that failed be tried anew.

        Raises:
            NotFoundError, WrongStateError: nothing changed.
        """
        return await self._database.write(lambda connection: _again(connection, job_id))

    async def waiting_or_running(self) -> Sequence[str]:
        """Jobs that should be in the queue."""
        wanted = select(_P.job_id).where(_P.state.in_([one.value for one in OPEN])).order_by(_P.asked_at)
        return await self._database.read(lambda connection: list(connection.execute(wanted).scalars()))

    async def heard(self, limit: int) -> Sequence[SecondPass]:
        """Jobs whose words are to go into the transcript, oldest first."""
        return await self.listed([PassState.HEARD], limit, oldest_first=True)

    async def listed(
        self, states: Sequence[PassState], limit: int, *, oldest_first: bool = False
    ) -> Sequence[SecondPass]:
        """Some jobs in these states; the last asked for first unless said otherwise."""
        order = _P.asked_at.asc() if oldest_first else _P.asked_at.desc()
        wanted = select(second_passes).where(_P.state.in_([one.value for one in states])).order_by(order, _P.job_id)
        return await self._database.read(
            lambda connection: [_read(row) for row in connection.execute(wanted.limit(limit)).mappings()]
        )

    async def figures(self) -> PassFigures:
        """Count them."""
        return await self._database.read(_figures)

    async def set_gate(self, gate: Gate) -> None:
        """Say whether there is room for second passes."""
        row = {"gate_id": _GATE, "closed_for": gate.closed_for, "said_at": gate.said_at}
        await self._database.write(lambda connection: _set_gate(connection, row))

    async def gate(self) -> Gate | None:
        """What was last said; None: nothing yet."""
        return await self._database.read(_gate)

    async def _change(self, which: Any, **values: Any) -> bool:
        change = update(second_passes).where(which).values(**values)
        return await self._database.write(lambda connection: connection.execute(change).rowcount == 1)


def _ask(connection: Connection, job_id: str, call_id: str, by: str, at: datetime) -> bool:
    row = {"job_id": job_id, "call_id": call_id, "state": PassState.WAITING.value, "asked_by": by, "asked_at": at}
    blank = {"attempts": 0, "worker": "", "progress": 0.0, "engine": "", "model": "", "heard": [], **_NONE.columns()}
    new = upsert(connection, second_passes).on_conflict_do_nothing(index_elements=["job_id"])
    kept = new.values(**row, **blank, began_at=None, ended_at=None).returning(_P.job_id)
    return connection.execute(kept).first() is not None


def _unasked(connection: Connection, wanted: Unasked) -> list[str]:
    known = exists().where(_P.call_id == calls.c.call_id)
    recorded = (recordings.c.started_at >= wanted.since) & (recordings.c.path != "")
    joined = select(calls.c.call_id).join(recordings, recordings.c.call_id == calls.c.call_id)
    over = joined.where(recorded, calls.c.ended_at <= wanted.ended_by, calls.c.probe == "", ~known)
    grouped = over.group_by(calls.c.call_id, calls.c.arrived_at)
    long_enough = grouped.having(func.sum(recordings.c.seconds) >= wanted.least_s)
    return list(connection.execute(long_enough.order_by(calls.c.arrived_at).limit(wanted.limit)).scalars())


def _row(connection: Connection, job_id: str, *, lock: bool = False) -> RowMapping | None:
    wanted = select(second_passes).where(_P.job_id == job_id)
    return connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()


def _begin(connection: Connection, job_id: str, worker: str) -> SecondPass | None:
    row = _row(connection, job_id, lock=True)
    if row is None or row["state"] not in {one.value for one in OPEN}:
        return None
    begun = {"worker": worker, "attempts": row["attempts"] + 1, "began_at": datetime.now(UTC), "progress": 0.0}
    running = {**begun, "state": PassState.RUNNING.value}
    connection.execute(update(second_passes).where(_P.job_id == job_id).values(**running))
    return _read({**row, **running})


def _again(connection: Connection, job_id: str) -> SecondPass:
    row = _row(connection, job_id, lock=True)
    if row is None:
        raise NotFoundError("second pass", job_id)
    if row["state"] != PassState.FAILED.value:
        raise WrongStateError(f"second pass {job_id}", "one that failed", row["state"])
    anew = {"state": PassState.WAITING.value, "attempts": 0, "ended_at": None}
    connection.execute(update(second_passes).where(_P.job_id == job_id).values(**anew))
    return _read({**row, **anew})


def _figures(connection: Connection) -> PassFigures:
    counted = connection.execute(select(_P.state, func.count(), func.min(_P.asked_at)).group_by(_P.state)).all()
    found = {PassState(row[0]): (row[1], row[2]) for row in counted}
    gate = _gate(connection)
    return PassFigures(
        counts={state: found.get(state, (0, None))[0] for state in PassState},
        oldest_waiting=found.get(PassState.WAITING, (0, None))[1],
        closed_for=gate.closed_for if gate else "",
    )


def _set_gate(connection: Connection, row: Mapping[str, Any]) -> None:
    new = upsert(connection, second_pass_gate)
    taken = {name: new.excluded[name] for name in ("closed_for", "said_at")}
    connection.execute(new.on_conflict_do_update(index_elements=["gate_id"], set_=taken), [row])


def _gate(connection: Connection) -> Gate | None:
    row = connection.execute(select(second_pass_gate)).mappings().one_or_none()
    return None if row is None else Gate(closed_for=row["closed_for"], said_at=row["said_at"])


def _read(row: Mapping[Any, Any]) -> SecondPass:
    return SecondPass(**{**row, "state": PassState(row["state"])})
