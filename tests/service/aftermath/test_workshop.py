"""The workshop makes a show's files in a process of its own, begins again after a restart, leaves nothing half."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.show.aftermath.workshop import Workshop, open_workshop
from callcenter.store.aftermaths import Aftermaths, Run, RunState
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from queueing.events import TransitionError
from tests.rules.show.hour import Pace
from tests.service.aftermath.stage import BEGINS, SHOW, a_show_that_was, settings_of

TINY = Pace(length_s=25.0, first_s=2.0, every_s=20.0, stay_s=12.0)


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[Workshop, Aftermaths]]:
    """A service's workshop over the store in `folder`."""
    settings = settings_of(folder)
    async with Database(settings.store.url) as database:
        workshop = open_workshop(settings, database, lambda: BEGINS + 4000.0)
        task = asyncio.create_task(workshop.run(), name="workshop")
        try:
            yield workshop, Aftermaths(database)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def until(look: Callable[[Run], bool], workshop: Workshop) -> Run:
    """Wait for a run to look so."""
    async with asyncio.timeout(120.0):
        while True:
            run = await workshop.of_show(SHOW)
            if run is not None and look(run):
                return run
            await asyncio.sleep(0.05)


def ended(run: Run) -> bool:
    return run.state in (RunState.DONE, RunState.FAILED)


async def test_an_order_is_made_into_files_that_are_there_in_full(tmp_path: Path) -> None:
    await a_show_that_was(tmp_path, TINY, aired=1, entries=3)
    async with at_work(tmp_path) as (workshop, _):
        asked = await workshop.order(SHOW, "lin")
        again = await workshop.order(SHOW, "zhao")
        assert again.run_id == asked.run_id
        run = await until(ended, workshop)
        assert (run.state, run.problem, run.done) == (RunState.DONE, "", run.of)
        assert len(run.files) == run.of > 20
        for number, file in enumerate(run.files, 1):
            _, place = workshop.file(run, number)
            assert place.stat().st_size == file.size_bytes
            assert place.stat().st_mode & 0o077 == 0
        with pytest.raises(NotFoundError):
            workshop.file(run, len(run.files) + 1)


async def test_a_service_that_was_stopped_in_the_middle_begins_again(tmp_path: Path) -> None:
    await a_show_that_was(tmp_path, TINY, aired=1, entries=3)
    async with at_work(tmp_path) as (workshop, runs):
        asked = await workshop.order(SHOW, "lin")
        await until(lambda run: run.done >= 2, workshop)
    left = tmp_path / "shows" / asked.run_id / "half.part"
    await asyncio.to_thread(left.write_bytes, b"half")
    async with at_work(tmp_path) as (workshop, runs):
        run = await until(ended, workshop)
        assert (run.run_id, run.state) == (asked.run_id, RunState.DONE)
        assert not left.exists()
        assert await runs.open() == []


async def test_a_show_that_goes_on_or_never_was_cannot_be_ordered(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (workshop, runs):
        with pytest.raises(TransitionError, match="none of that name"):
            await workshop.order("s9", "lin")
        assert await runs.open() == []
        assert await workshop.of_show("s9") is None


async def test_a_recording_that_cannot_be_read_costs_its_clip_and_nothing_else(tmp_path: Path) -> None:
    await a_show_that_was(tmp_path, TINY, aired=1, entries=3)
    await asyncio.to_thread((tmp_path / "recordings" / "s1-c00.flac").write_bytes, b"broken")
    async with at_work(tmp_path) as (workshop, _):
        await workshop.order(SHOW, "lin")
        run = await until(ended, workshop)
        assert run.state is RunState.DONE
        broken = [one.path for one in run.files if one.problem]
        assert broken
        assert all(one.startswith(("clips/", "archive/01", "edit/")) for one in broken)
        assert [one for one in run.files if one.path.endswith(".srt") and one.shelf == "subtitles" and not one.problem]
