"""PostgreSQL as the queue, two worker processes with real recognition, one killed: every call is heard again, once."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.second_pass.keeper import KeeperPorts, PassKeeper
from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass_settings import SecondPass
from callcenter.store.database import Database
from callcenter.store.passes import Passes, PassState
from callcenter.store.transcripts import SavedUtterance, Transcripts
from callcenter.store.versions import Versions
from tests.contracts.store.conftest import Server, postgresql
from tests.service.second_pass import scene

__all__ = ["postgresql"]  # a fixture
WITHIN_S = 240.0  # recognition is at the lowest priority: on a full machine it waits for everybody
CALLS = [f"call-{number}" for number in range(4)]
REPEATS = 3  # of the scene, so that a recording takes a worker a while


async def recorded(database: Database, folder: Path, live: list[SavedUtterance]) -> None:
    """Calls that are over, half a minute of sound each."""
    samples, rate_hz = soundfile.read(scene.record(folder), dtype="int16", always_2d=True)
    long = folder / "long.flac"
    soundfile.write(long, np.concatenate([samples] * REPEATS), rate_hz)
    seconds = REPEATS * len(samples) / rate_hz
    for number, call_id in enumerate(CALLS):
        shutil.copy(long, folder / "recordings" / f"{call_id}.flac")
        said = [replace(one, call_id=call_id, utterance_id=f"{call_id}-{one.utterance_id}") for one in live]
        await scene.keep_call(database, said, seconds, time.time() - 3600 + number, call_id)


@contextlib.asynccontextmanager
async def worker_process(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    argv = (sys.executable, "-m", "callcenter", "asr", "pass", "serve", "--config", str(config))
    process = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@pytest.mark.timeout(600)  # both waits, on a machine that is full
async def test_two_workers_on_postgresql_share_the_calls_and_the_killed_ones_call_is_heard_by_the_other(
    postgresql: Server, tmp_path: Path, city_model: Path, live: list[SavedUtterance]
) -> None:
    pytest.importorskip("procrastinate", reason="callcenter[queue] is not installed")
    url = postgresql.new_database()
    rules = SecondPass(enabled=True, lease_s=3.0)
    config = tmp_path / "desk.toml"
    config.write_text(
        f'[site]\ndata_dir = "{tmp_path}"\n[store]\nurl = "{url}"\n'
        f'[asr.second_pass]\nenabled = true\nlease_s = {rules.lease_s}\nmodel_path = "{city_model}"\n'
    )
    async with Database(url) as database, opened_queue(database, rules.lease_s) as queue:
        await recorded(database, tmp_path, live)
        known, passes = scene.knowledge(tmp_path), Passes(database)
        ports = KeeperPorts(
            database=database, rules=rules, zone=scene.ZONE, knowledge=lambda: known, room=lambda: "",
            settled=lambda _call_id: True, on_ticket=lambda _ticket: None, on_heard=lambda _call_id, _shown: None,
        )  # fmt: skip
        keeper = PassKeeper(ports)
        async with worker_process(config) as doomed, worker_process(config) as other:

            async def until_running(count: int) -> dict[str, str]:
                """Which job each worker has; the desk goes on saying that there is room."""
                async with asyncio.timeout(WITHIN_S):
                    while True:
                        await keeper.look(queue)
                        running = await passes.listed([PassState.RUNNING], 10)
                        if len({one.worker for one in running}) >= count:
                            return {one.worker.split(":")[1]: one.job_id for one in running}
                        await asyncio.sleep(0.1)

            at_work = await until_running(2)
            assert set(at_work) == {str(doomed.pid), str(other.pid)}
            os.kill(doomed.pid, signal.SIGKILL)
            async with asyncio.timeout(WITHIN_S):
                while (await passes.figures()).counts[PassState.DONE] < len(CALLS):
                    await keeper.look(queue)
                    await asyncio.sleep(0.1)
        jobs = {one.job_id: one for one in await passes.listed(list(PassState), 50)}
        assert len(jobs) == len(CALLS)
        lost = at_work[str(doomed.pid)]
        assert {job_id: one.attempts for job_id, one in jobs.items()} == {
            job_id: 2 if job_id == lost else 1 for job_id in jobs
        }
        assert jobs[lost].worker.split(":")[1] == str(other.pid)
        for call_id in CALLS:
            assert len(await Versions(database).of_call(call_id)) == 1
            said = (await Transcripts(database).of_calls([call_id]))[call_id]
            assert sum(scene.NEW_NAME in one.text for one in said) == REPEATS
