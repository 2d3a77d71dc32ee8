"""Twenty calls for each thing that goes wrong with recognisers and the machine, one after the other: the long proof."""

import asyncio
import os
import resource
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench.figure import Figure, verdict
from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr import twenty as proof
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import Client, House, open_house

BENCH = "asr_faults"
SENTENCES = 6
FULL_BYTES = 60_000  # a limit on the size of files stands for the disk
A_YEAR_S = 31_536_000.0

Harm = Callable[["Scene"], Awaitable[None]]


class Scene:
    """Where harm is done."""

    def __init__(self, house: House, client: Client, ear: int) -> None:
        self.house, self.client, self.ear = house, client, ear
        self.faults, self.clock = house.folder / "faults", house.folder / "clock"


async def _killed(scene: Scene) -> None:
    for _ in range(3):
        for worker in scene.house.workers():
            proof.kill(worker, signal.SIGKILL)
        await asyncio.sleep(4)


async def _segv(scene: Scene) -> None:
    for _ in range(3):
        await proof.fault(scene.faults, "segv")
        await asyncio.sleep(3)


async def _hang(scene: Scene) -> None:
    await proof.fault(scene.faults, "hang")
    await asyncio.sleep(8)


async def _aborts(scene: Scene) -> None:
    await proof.fault(scene.faults, "poison")
    await scene.client.wait_for("gap", seconds=30)
    for poison in scene.faults.glob("poison-*"):
        poison.unlink()


async def _stopped(scene: Scene) -> None:
    proof.kill(scene.house.workers()[0], signal.SIGSTOP)
    await asyncio.sleep(8)


async def _disk(scene: Scene) -> None:
    resource.prlimit(scene.ear, resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES))
    await asyncio.sleep(1)


async def _clock(scene: Scene) -> None:
    for offset_s in (A_YEAR_S, -A_YEAR_S, 3600.0, 0.0):
        scene.clock.write_text(str(offset_s))
        await asyncio.sleep(2)


HARMS: dict[str, Harm] = {
    "both recognisers killed, three times": _killed,
    "SIGSEGV in the library, three times": _segv,
    "endless hang in the library": _hang,
    "model that aborts on one sound": _aborts,
    "a recogniser stopped by a signal": _stopped,
    "disk full in the middle": _disk,
    "clock a year on, back, an hour on": _clock,
}


async def _one(name: str, harm: Harm) -> Figure:
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as house:
            os.environ.update(FAULTS=str(house.folder / "faults"), CLOCK=str(house.folder / "clock"))
            (house.folder / "faults").mkdir()
            return await _twenty(house, name, harm)


async def _twenty(house: House, name: str, harm: Harm) -> Figure:
    ear = await house.start_ear(module="tests.wire.asr.jumping_ear")
    recognisers = {"engine": "vosk", "model_path": str(DEMO_MODEL), "workers": 2}
    await house.start_recognisers(module="tests.wire.asr.faulty_recognisers", **recognisers)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", workers=2, seconds=30)
        twenty = await proof.talk(house, client, spoken_sentences()[:SENTENCES])
        await client.wait_for("partial", seconds=30)
        await harm(Scene(house, client, ear.pid))
        await twenty.close(seconds=120)
    return _judged(name, twenty, disk=harm is not _disk)


def _judged(name: str, twenty: proof.Twenty, *, disk: bool) -> Figure:
    faults = []
    checks = [proof.assert_at_most_one_utterance_a_leg_is_missing_and_marked, proof.assert_every_call_is_transcribed]
    for check in [*checks, *([proof.assert_no_call_was_touched] if disk else [])]:
        try:
            check(twenty)
        except AssertionError as fault:
            faults.append(str(fault)[:120])
    missing = sum(len(twenty.missing_live(leg)) for leg in twenty.said)
    most = max(len(twenty.missing_live(leg)) for leg in twenty.said)
    gaps = len(twenty.client.of("gap"))
    told = f"{missing} sentences of {len(twenty.said) * SENTENCES} not whole live, most a leg {most}, {gaps} gaps"
    measured = f"{told}; {'; '.join(faults) or 'all whole after the call'}"
    return Figure(bench=BENCH, what=name, measured=measured, wanted="at most 1 a leg", verdict=verdict(met=not faults))


async def run() -> list[Figure]:
    """Do each harm to twenty calls."""
    return [await _one(name, harm) for name, harm in HARMS.items()]
