"""The workshop: takes orders for a show's files, has them made one show at a time, and begins again after a restart."""

import asyncio
import contextlib
import json
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from sqlalchemy import Connection

from callcenter.ids import new_id
from callcenter.settings import Settings
from callcenter.show.aftermath.contents import OF_PROMISES, OF_UNITS
from callcenter.store.aftermath_tables import MADE_OF_SHOWS
from callcenter.store.aftermaths import Aftermaths, MadeFile, Run, RunState
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StoreError, WrongStateError
from callcenter.store.media import last_media
from callcenter.store.promises import last_decisions
from callcenter.store.shows import Shows
from queueing.show.aftermath.record import read_show

MOST_S = 3600.0  # a run that takes longer hangs
STOP_WITHIN_S = 5.0
AGAIN_S = 2.0  # after the database could not be reached
_LINE_BYTES = 1 << 20
_MODULE = "callcenter.show.aftermath.process"

_log = structlog.get_logger("aftermath")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopPorts:
    """What it works with."""

    settings: Settings
    runs: Aftermaths
    shows: Shows
    now: Callable[[], float]
    decided: Callable[[], Awaitable[Mapping[str, float]]]  # when somebody last said what the lists tell, by show


def open_workshop(settings: Settings, database: Database, now: Callable[[], float]) -> "Workshop":
    """Build it over a database."""
    ports = WorkshopPorts(
        settings=settings,
        runs=Aftermaths(database),
        shows=Shows(database),
        now=now,
        decided=lambda: database.read(_last_said),
    )
    return Workshop(ports)


def _last_said(connection: Connection) -> Mapping[str, float]:
    """When somebody last decided about a promise or said how far the media follow a matter, by show."""
    promises, media = last_decisions(connection), last_media(connection)
    return {one: max(promises.get(one, 0.0), media.get(one, 0.0)) for one in (*promises, *media)}


class Workshop:
    """Owns the process that makes files, the rows of runs and the folders of what was made."""

    def __init__(self, ports: WorkshopPorts) -> None:
        self._ports = ports
        self._wake = asyncio.Event()
        self._stale: list[str] = []  # shows whose lists are to be made anew

    async def order(self, show_id: str, by: str) -> Run:
        """Ask for a show's files; while they are being made, the run under way is the answer.

        Raises:
            TransitionError: there is no such show, or it has not signed off.

        """
        read_show(show_id, await self._ports.shows.facts_of(show_id))
        at = self._ports.now()
        run = Run(run_id=new_id("A", at), show_id=show_id, state=RunState.WAITING, asked_by=by, asked_at=at)
        asked = await self._ports.runs.ask(run)
        self._wake.set()
        return asked

    def renew(self, show_id: str) -> None:
        """Have follow-up list and register made anew: somebody said what they tell. Asked twice they are made once."""
        if show_id not in self._stale:
            self._stale.append(show_id)
        self._wake.set()

    async def run(self) -> None:
        """Make what is asked for, one show after the other, what an earlier service left first."""
        await self._left_stale()
        while True:
            try:
                await self._next()
            except StoreError as fault:  # the run stays open: it is begun again when the database is back
                _log.warning("the workshop waits for the database", problem=str(fault))
                await asyncio.sleep(AGAIN_S)

    async def _next(self) -> None:
        """Make the oldest run that is open, or wait until somebody asks for one."""
        self._wake.clear()
        waiting = await self._ports.runs.open()
        if waiting:
            await self._one(waiting[0])
        elif self._stale:
            await self._renewed(self._stale[0])
            del self._stale[0]
        else:
            await self._wake.wait()

    async def of_show(self, show_id: str) -> Run | None:
        """The run people look at: the newest, unless it failed and an earlier one made its files."""
        newest = await self._ports.runs.newest(show_id)
        if newest is None or newest.state is not RunState.FAILED:
            return newest
        before = await self._ports.runs.finished(show_id)
        return replace(before, problem=newest.problem) if before else newest

    async def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            NotFoundError: there is none.

        """
        return await self._ports.runs.get(run_id)

    def folder(self, run: Run) -> Path:
        """Where a run's files lie."""
        return self._ports.settings.data_dir() / MADE_OF_SHOWS / run.run_id

    def file(self, run: Run, number: int) -> tuple[MadeFile, Path]:
        """One file of a run, by its place in the list from 1.

        Raises:
            NotFoundError: there is none, or it could not be made, or somebody removed it.

        """
        if not 1 <= number <= len(run.files):
            raise NotFoundError("file of the aftermath", str(number))
        found = run.files[number - 1]
        place = self.folder(run) / found.path
        if found.problem or not place.is_file():
            raise NotFoundError("file of the aftermath", found.path)
        return found, place

    def for_units(self, run: Run) -> tuple[MadeFile, ...]:
        """The forms and the register of a run, also those that could not be made.

        Raises:
            WrongStateError: the run is not done: some of them may be missing yet.

        """
        if run.state is not RunState.DONE:
            raise WrongStateError(f"files of show {run.show_id}", "a run that is done", run.state.value)
        return tuple(one for one in run.files if one.shelf in OF_UNITS)

    # --- inside ----------------------------------------------------------------------------------------------

    async def _left_stale(self) -> None:
        """Find lists that are older than what was said last: an earlier service did not come to them."""
        with contextlib.suppress(StoreError):
            for show_id, at in (await self._ports.decided()).items():
                run = await self._ports.runs.finished(show_id)
                made = [self.folder(run) / one.path for one in run.files if one.shelf in OF_PROMISES] if run else []
                if any(one.is_file() and one.stat().st_mtime < at for one in made):
                    self.renew(show_id)

    async def _renewed(self, show_id: str) -> None:
        """Make those lists again in the last run's folder; the old ones stay until the new ones are whole."""
        run = await self._ports.runs.finished(show_id)
        if run is None:
            return
        try:
            async with asyncio.timeout(MOST_S):
                process = await self._begun(run, OF_PROMISES)
                try:
                    fresh = {one.path: one async for one in _files(process)}
                finally:
                    await _ended(process)
        except (TimeoutError, OSError, ValueError) as fault:
            _log.warning("the lists of promises were not made anew", show=show_id, problem=str(fault))
            return
        good = {path: one for path, one in fresh.items() if not one.problem}
        await self._ports.runs.save(replace(run, files=tuple(good.get(one.path, one) for one in run.files)))
        _log.info("lists of promises made anew", show=show_id, files=len(good))

    async def _one(self, asked: Run) -> None:
        """Make one run's files from the beginning: what half a run left is gone first."""
        await asyncio.to_thread(shutil.rmtree, self.folder(asked), ignore_errors=True)
        run = replace(asked, state=RunState.RUNNING, done=0, of=0, doing="", problem="", files=())
        await self._ports.runs.save(run)
        try:
            async with asyncio.timeout(MOST_S):
                run = await self._made(run)
        except TimeoutError:
            run = replace(run, state=RunState.FAILED, problem=f"expected an end within {MOST_S:g} s, found none")
        except (OSError, ValueError) as fault:
            _log.exception("aftermath could not be made", show=run.show_id)
            run = replace(run, state=RunState.FAILED, problem=f"the process told nothing usable: {fault}"[:300])
        await self._ports.runs.save(replace(run, ended_at=self._ports.now(), doing=""))
        _log.info("aftermath made", show=run.show_id, state=run.state.value, files=len(run.files))

    async def _made(self, run: Run) -> Run:
        process = await self._begun(run)
        try:
            return await self._followed(run, process)
        finally:
            await _ended(process)

    async def _begun(self, run: Run, shelves: Sequence[str] = ()) -> Process:
        """Start a process and tell it what to make; no `shelves`: everything."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, limit=_LINE_BYTES
        )
        if process.stdin is None:
            raise OSError("aftermath: expected a process with pipes, found none")
        process.stdin.write(self._told(run, shelves))
        await process.stdin.drain()
        return process

    async def _followed(self, run: Run, process: Process) -> Run:
        if process.stdout is None:
            raise OSError("aftermath: expected a process with pipes, found none")
        async for line in process.stdout:
            run = _further(run, json.loads(line))
            await self._ports.runs.save(run)
        code = await process.wait()
        if code == 0:
            return replace(run, state=RunState.DONE)
        return replace(run, state=RunState.FAILED, problem=run.problem or f"the process ended with {code}")

    def _told(self, run: Run, shelves: Sequence[str]) -> bytes:
        settings = self._ports.settings.model_dump_json()
        told = {"settings": settings, "show_id": run.show_id, "folder": str(self.folder(run)), "shelves": list(shelves)}
        return json.dumps(told).encode() + b"\n"


def _further(run: Run, line: dict[str, object]) -> Run:
    """What one line of progress means."""
    if "problem" in line:
        return replace(run, problem=str(line["problem"]))
    file = line["file"]
    more = (MadeFile(**file),) if isinstance(file, dict) else ()
    return replace(
        run,
        done=int(str(line["done"])),
        of=int(str(line["of"])),
        doing=str(line["doing"]),
        files=(*run.files, *more),
    )


async def _files(process: Process) -> AsyncIterator[MadeFile]:
    """What a process has made, file by file."""
    if process.stdout is None:
        return
    async for line in process.stdout:
        file = json.loads(line).get("file")
        if isinstance(file, dict):
            yield MadeFile(**file)


async def _ended(process: Process) -> None:
    """Let the process go, whatever it does."""
    if process.returncode is None:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    if process.returncode is None:
        process.kill()
        await process.wait()
