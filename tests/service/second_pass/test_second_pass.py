"""Calls heard again for real: a model that knows a new name changes the word and the draft, whoever dies meanwhile."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile

from callcenter.second_pass.hearer import Ear, Hearer
from callcenter.second_pass.reasons import Closed, Problem
from callcenter.second_pass.sound import SoundFolder
from callcenter.second_pass.worker import PassWorker, WorkerPorts
from callcenter.store.passes import Passes, PassState
from callcenter.store.ticket import Ticket
from callcenter.store.tickets import Change, Tickets
from callcenter.store.transcripts import Transcripts
from callcenter.store.versions import Versions
from tests.service.second_pass.conftest import Desk
from tests.service.second_pass.scene import CALL, NEW_NAME

JOB = f"P-{CALL}"
WITHIN_S = 90.0  # a machine three times slower, and a model to load


@dataclass(frozen=True, kw_only=True)
class OddEar(Ear):
    """A recogniser's process of our own making: dies, hangs or refuses as it is told."""

    program: str

    def argv(self) -> list[str]:
        return [sys.executable, "-c", self.program]


@asynccontextmanager
async def worker(desk: Desk, ear: Ear, name: str = "one") -> AsyncIterator[PassWorker]:
    hearer = Hearer(ear, desk.rules.still_s)
    ports = WorkerPorts(
        name=name,
        passes=Passes(desk.database),
        transcripts=Transcripts(desk.database),
        queue=desk.queue,
        sound=SoundFolder(desk.folder),
        hearer=hearer,
        rules=desk.rules,
    )
    try:
        yield PassWorker(ports)
    finally:
        await hearer.stop()


async def until(condition: Callable[[], Awaitable[object]], within_s: float = WITHIN_S) -> None:
    async with asyncio.timeout(within_s):
        while not await condition():
            await asyncio.sleep(0.05)


async def ticket_of(desk: Desk) -> Ticket:
    found = await Tickets(desk.database).of_call(CALL)
    assert found is not None
    return found


async def state_of(desk: Desk) -> PassState:
    return (await Passes(desk.database).get(JOB)).state


async def test_the_new_name_is_heard_and_the_draft_follows(desk: Desk, city_model: Path) -> None:
    """From the sweep to the operator's screen, with the recogniser in its own process."""
    before = await ticket_of(desk)
    assert "place" not in before.fields, "the live model has no such word"
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    async with worker(desk, Ear(engine="vosk", model=city_model)) as one:
        assert await one.look()
        assert not await one.look(), "one call, one job"
    desk.open_calls.add(CALL)
    await keeper.look(desk.queue)
    assert desk.tickets == [], "the clerk has not finished with the call"
    desk.open_calls.clear()
    await keeper.look(desk.queue)
    ticket = await ticket_of(desk)
    assert ticket.fields["place"].value == NEW_NAME
    said = (await Transcripts(desk.database).of_calls([CALL]))[CALL]
    assert [(one.role, one.text) for one in said] == [
        ("operator", "您好这里是政府服务热线"),
        ("caller", f"{NEW_NAME}停水三天了"),
    ]
    assert (said[0].engine, said[0].model, said[0].version) == ("vosk", "city", 2)
    texts = {one.utterance_id: one.text for one in said}
    for field in ticket.fields.values():
        for span in field.spans:
            assert 0 <= span.start < span.end <= len(texts[span.utterance_id])
    assert [ticket.ticket_id for ticket in desk.tickets] == ["t9"]
    assert {change.name for change in desk.told[0][1].changes} >= {"place", "content"}
    every = await Versions(desk.database).said(CALL)
    assert [one.text for one in every[1]] == [one.text for one in desk.said], "what was heard live stays"
    assert await state_of(desk) is PassState.DONE
    assert desk.figures[-1].counts[PassState.DONE] == 1


async def test_what_the_operator_edits_while_it_runs_is_theirs(desk: Desk, city_model: Path) -> None:
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    async with worker(desk, Ear(engine="vosk", model=city_model)) as one:
        working = asyncio.create_task(one.look())
        before = await ticket_of(desk)
        change = Change(ticket_id="t9", version=before.version, actor="8001", at=datetime.now(UTC))
        await Tickets(desk.database).edit(change, {"place": "凤凰新村东区"})
        await working
    await keeper.look(desk.queue)
    ticket = await ticket_of(desk)
    assert (ticket.fields["place"].value, ticket.fields["place"].locked) == ("凤凰新村东区", True)
    kept = {change.name: change.kept.value for change in desk.told[0][1].changes}
    assert (kept["place"], kept["content"]) == ("edited", "")


async def test_a_worker_killed_in_the_middle_loses_its_job_to_another(desk: Desk, city_model: Path) -> None:
    """Kill -9 of `callcenter asr pass serve` while it hears; the call is in the transcript once."""
    samples, rate_hz = soundfile.read(desk.folder / "recordings" / f"{CALL}.flac", dtype="int16", always_2d=True)
    long = np.concatenate([samples] * 200)
    soundfile.write(desk.folder / "recordings" / f"{CALL}.flac", long, rate_hz)
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    config = desk.folder / "desk.toml"
    config.write_text(
        f'[site]\ndata_dir = "{desk.folder}"\n[store]\nurl = "{desk.database.url}"\n'
        f'[asr.second_pass]\nenabled = true\nlease_s = 2.0\nmodel_path = "{city_model}"\n'
    )
    argv = (sys.executable, "-m", "callcenter", "asr", "pass", "serve", "--config", str(config))
    killed = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.DEVNULL)

    async def running() -> bool:
        await keeper.look(desk.queue)  # the desk goes on saying that there is room
        return await state_of(desk) is PassState.RUNNING

    await until(running)
    os.kill(killed.pid, signal.SIGKILL)
    await killed.wait()
    assert await state_of(desk) is PassState.RUNNING, "nobody could say that it died"
    soundfile.write(desk.folder / "recordings" / f"{CALL}.flac", samples, rate_hz)
    async with worker(desk, Ear(engine="vosk", model=city_model), "two") as other:
        await until(other.look)
    await keeper.look(desk.queue)
    job = await Passes(desk.database).get(JOB)
    assert (job.state, job.attempts, job.worker) == (PassState.DONE, 2, "two")
    assert len(await Versions(desk.database).of_call(CALL)) == 1
    assert (await ticket_of(desk)).fields["place"].value == NEW_NAME


async def test_a_service_that_comes_back_finds_what_was_asked_heard_and_put_in(desk: Desk, city_model: Path) -> None:
    await desk.keeper().look(desk.queue)
    await desk.keeper().look(desk.queue)  # restarted before the job was taken
    async with worker(desk, Ear(engine="vosk", model=city_model)) as one:
        assert await one.look()
        assert not await one.look()
    (heard,) = await Passes(desk.database).heard(10)
    after = desk.keeper()
    await after.look(desk.queue)
    ticket = await ticket_of(desk)
    await after._put_in(heard)  # killed after the transcript was written, before the job was closed
    assert await ticket_of(desk) == ticket
    assert len(await Versions(desk.database).of_call(CALL)) == 1
    assert len(desk.told) == 1


async def test_a_job_delivered_twice_changes_nothing(desk: Desk, city_model: Path) -> None:
    """Two workers hear the same call, as after a lease that was lost by slowness."""
    await desk.keeper().look(desk.queue)
    lease = await desk.queue.take()
    assert lease is not None
    job = await Passes(desk.database).begin(lease.job_id, "slow")
    assert job is not None
    await desk.queue.put_back(lease, 0.0)
    async with worker(desk, Ear(engine="vosk", model=city_model), "fast") as fast:
        assert await fast.look()
    late = [{"channel": 0, "start_ms": 0, "end_ms": 1, "text": "晚到", "words": []}]
    assert not await Passes(desk.database).deliver(JOB, "vosk", "other", late)
    await desk.keeper().look(desk.queue)
    (version,) = await Versions(desk.database).of_call(CALL)
    assert version.model == "city"


async def test_a_recogniser_that_dies_hangs_or_refuses_costs_a_try_and_then_waits_for_somebody(desk: Desk) -> None:
    ready = 'import sys, os, time; print(\'{"ready": {"engine": "x", "model": "y"}}\', flush=True); '
    desk.rules = desk.rules.model_copy(update={"still_s": 1.0, "attempts": 3})
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    problems: list[tuple[str, str]] = []
    for program in (ready + "sys.stdin.readline(); os.abort()", ready + "time.sleep(600)", "import sys; sys.exit(3)"):
        async with worker(desk, OddEar(engine="vosk", model=None, program=program)) as one:
            await until(one.look)
        job = await Passes(desk.database).get(JOB)
        problems.append((job.problem, job.detail))
    assert problems == [
        (Problem.RECOGNISER_DIED, "recogniser: expected it to go on, found its process ended with code -6"),
        (Problem.RECOGNISER_HUNG, "recogniser: expected progress within 1 s, found none"),
        (Problem.RECOGNISER_DIED, "recogniser: expected it to go on, found its process ended with code 3"),
    ]
    assert await state_of(desk) is PassState.FAILED
    await keeper.look(desk.queue)
    assert await desk.queue.take() is None, "it is not tried again by itself"
    assert desk.figures[-1].counts[PassState.FAILED] == 1
    assert (await ticket_of(desk)).version == 1


async def test_silence_where_words_were_heard_live_is_not_believed(desk: Desk) -> None:
    deaf = (
        'import sys; print(\'{"ready": {"engine": "x", "model": "y"}}\', flush=True); sys.stdin.readline(); '
        "print('{\"heard\": []}', flush=True); sys.stdin.readline()"
    )
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    async with worker(desk, OddEar(engine="vosk", model=None, program=deaf)) as one:
        assert await one.look()
    await keeper.look(desk.queue)
    job = await Passes(desk.database).get(JOB)
    assert job.state is PassState.FAILED
    assert (job.problem, job.detail) == (
        Problem.NOTHING_HEARD,
        "expected words, found none where 2 sentences were heard live",
    )


async def test_while_the_desk_is_busy_nothing_is_begun_and_what_runs_stands_still(desk: Desk) -> None:
    slow = (
        'import sys, time; print(\'{"ready": {"engine": "x", "model": "y"}}\', flush=True); sys.stdin.readline()\n'
        "while True: time.sleep(0.05); print('{\"share\": 0.5}', flush=True)"
    )
    desk.rules = desk.rules.model_copy(update={"lease_s": 1.0})
    desk.room = Closed.WORDS_LATE
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    async with worker(desk, OddEar(engine="vosk", model=None, program=slow)) as one:
        assert not await one.look()
        desk.room = ""
        await keeper.look(desk.queue)
        working = asyncio.create_task(one.look())

        async def halfway() -> bool:
            return (await Passes(desk.database).get(JOB)).progress == 0.5

        await until(halfway)
        desk.room = Closed.MANY_LEGS
        await keeper.look(desk.queue)
        process = one._ports.hearer._process
        assert process is not None
        stat = Path(f"/proc/{process.pid}/stat")

        async def stands() -> bool:
            return stat.read_text().rpartition(")")[2].split()[0] == "T"

        async def moves() -> bool:
            return not await stands()

        await until(stands)
        desk.room = ""
        await keeper.look(desk.queue)
        await until(moves)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
    job = await Passes(desk.database).get(JOB)
    assert (job.state, job.attempts) == (PassState.WAITING, 0), "a worker that stops gives its job back"
    assert await desk.queue.take() is not None
