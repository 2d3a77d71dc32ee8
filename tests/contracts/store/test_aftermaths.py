"""Runs that make a show's files: one open at a time for a show, told how far, gone with a purge of their own."""

from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.store.aftermaths import Aftermaths, MadeFile, Run, RunState
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.purge import Cuts, Purge, Purged
from tests.contracts.store.stories import NOON


def a_run(run_id: str, at: float, show_id: str = "s1", state: RunState = RunState.WAITING) -> Run:
    return Run(run_id=run_id, show_id=show_id, state=state, asked_by="lin", asked_at=at)


async def test_while_a_run_is_open_the_same_show_gets_no_second_one(database: Database) -> None:
    runs = Aftermaths(database)
    first = await runs.ask(a_run("a1", NOON))
    assert await runs.ask(a_run("a2", NOON + 1)) == first
    other = await runs.ask(a_run("b1", NOON + 2, show_id="s2"))
    assert list(await runs.open()) == [first, other]
    await runs.save(replace(first, state=RunState.DONE, ended_at=NOON + 60))
    assert (await runs.ask(a_run("a2", NOON + 61))).run_id == "a2"
    newest, finished = await runs.newest("s1"), await runs.finished("s1")
    assert (newest and newest.run_id, finished and finished.run_id) == ("a2", "a1")
    assert await runs.newest("s3") is None


async def test_a_run_comes_back_as_it_was_saved(database: Database) -> None:
    runs = Aftermaths(database)
    made = MadeFile(
        shelf="clips", path="clips/01_王女士.wav", audience="outlets", size_bytes=2_000_000_000, sha256="00"
    )
    run = replace(
        a_run("a1", NOON), state=RunState.RUNNING, done=1, of=2, doing="声音", files=(made, replace(made, problem="x"))
    )
    await runs.save(run)
    assert await runs.get("a1") == run
    with pytest.raises(NotFoundError):
        await runs.get("a9")


async def test_a_purge_takes_old_runs_with_their_folders_and_nothing_else(database: Database, tmp_path: Path) -> None:
    runs, job = Aftermaths(database), Purge(database, tmp_path)
    for run_id, ended_at in (("a1", NOON), ("a2", NOON + 86_400.0), ("..", NOON)):
        await runs.save(replace(a_run(run_id, NOON - 60, state=RunState.DONE), ended_at=ended_at))
    await runs.save(a_run("a3", NOON - 60))
    for name in ("a1", "a2", "a3"):
        (tmp_path / "shows" / name / "clips").mkdir(parents=True)
    (tmp_path / "desk.txt").write_text("stays")
    cuts = Cuts(shows=NOON + 10.0)
    assert await job.count(cuts) == Purged(shows=2)
    await job.run(cuts)
    assert sorted(one.name for one in (tmp_path / "shows").iterdir()) == ["a2", "a3"]
    assert (tmp_path / "desk.txt").exists()  # a name that leads out of the folder removes nothing
    assert (await runs.get("a2")).run_id == "a2"
    assert await job.count(cuts) == Purged()
