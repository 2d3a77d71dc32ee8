"""What is done to recognition while calls go on: each a thing that happens to libraries, processes and machines."""

import asyncio
import resource
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.wire.asr import twenty as proof
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import Client, House, children

A_YEAR_S = 31_536_000.0
FULL_BYTES = 60_000  # a limit on the size of files stands for the disk
Harm = Callable[["Scene"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where harm is done."""

    house: House
    client: Client
    ear_pid: int
    recognisers_pid: int

    def plant(self, name: str) -> Awaitable[None]:
        """Have the library commit a fault, and wait until it has."""
        return proof.fault(self.house.folder / "faults", name)

    def set_clock(self, offset_s: float) -> None:
        (self.house.folder / "clock").write_text(str(offset_s))


async def one_killed(scene: Scene) -> None:
    proof.kill(scene.house.workers()[0], signal.SIGKILL)


async def both_killed_three_times(scene: Scene) -> None:
    for _ in range(3):
        for worker in scene.house.workers():
            proof.kill(worker, signal.SIGKILL)
        await asyncio.sleep(4)


async def nursery_killed(scene: Scene) -> None:
    """Takes both recognisers with it; the parent starts another that loads the model anew."""
    [nursery] = children(scene.recognisers_pid)
    proof.kill(nursery, signal.SIGKILL)


async def segv_three_times(scene: Scene) -> None:
    for _ in range(3):
        await scene.plant("segv")
        await asyncio.sleep(3)


async def endless_hang(scene: Scene) -> None:
    await scene.plant("hang")


async def aborts_on_one_sound(scene: Scene) -> None:
    await scene.plant("poison")
    await scene.client.wait_for("gap", seconds=60)
    for poison in (scene.house.folder / "faults").glob("poison-*"):
        poison.unlink()  # a better model is in place


async def stopped_by_a_signal(scene: Scene) -> None:
    proof.kill(scene.house.workers()[0], signal.SIGSTOP)


async def disk_full(scene: Scene) -> None:
    resource.prlimit(scene.ear_pid, resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES))


async def clock_jumps(scene: Scene) -> None:
    for offset_s in (A_YEAR_S, -A_YEAR_S, 3600.0, 0.0):
        scene.set_clock(offset_s)
        await asyncio.sleep(1.5)


async def one_after_the_other(scene: Scene) -> None:
    """Killed, crashed, hung and on a machine whose clock jumps, in one and the same minute."""
    await one_killed(scene)
    await scene.plant("segv")
    scene.set_clock(A_YEAR_S)
    await asyncio.sleep(2)  # both recognisers are there again: a crash would sweep the hang away
    await scene.plant("hang")
    scene.set_clock(-A_YEAR_S)


HARMS: dict[str, Harm] = {
    "one recogniser killed": one_killed,
    "both recognisers killed, three times": both_killed_three_times,
    "the nursery killed, both recognisers with it": nursery_killed,
    "SIGSEGV in the library, three times": segv_three_times,
    "endless hang in the library": endless_hang,
    "model that aborts on one sound": aborts_on_one_sound,
    "a recogniser stopped by a signal": stopped_by_a_signal,
    "disk full in the middle": disk_full,
    "clock a year on, a year back, an hour on": clock_jumps,
    "killed, crashed, hung, clocks jump, all in one": one_after_the_other,
}


async def harmed(house: House, harm: Harm, calls: int, sentences: int) -> proof.Twenty:
    """Begin the calls, do the harm, let them finish and wait for all that is heard after them.

    $FAULTS and $CLOCK name the house's files: see `prepare`.
    """
    ear = await house.start_ear(module="tests.wire.asr.jumping_ear")
    config = {"engine": "vosk", "model_path": str(DEMO_MODEL), "workers": 2}
    recognisers = await house.start_recognisers(module="tests.wire.asr.faulty_recognisers", **config)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", workers=2, seconds=60)
        talking = await proof.talk(house, client, proof.steady_sentences()[:sentences], calls)
        await client.wait_for("partial", seconds=60)
        await harm(Scene(house=house, client=client, ear_pid=ear.pid, recognisers_pid=recognisers.pid))
        await talking.close(seconds=150)
    return talking


def prepare(house: House) -> dict[str, str]:
    """Make the folder faults are planted in; give what the processes must find in their environment."""
    (house.folder / "faults").mkdir()
    return {"FAULTS": str(house.folder / "faults"), "CLOCK": str(house.folder / "clock")}


def assert_kept(twenty: proof.Twenty, harm: Harm) -> None:
    """Check what was promised; a full disk costs the rest of the recordings, and so what is heard from them."""
    proof.assert_no_call_was_touched(twenty, disk_full=harm is disk_full)
    proof.assert_at_most_one_utterance_a_leg_is_missing_and_marked(twenty)
    proof.assert_every_call_is_transcribed(twenty)
