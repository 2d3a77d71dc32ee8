"""Twenty calls during which recognisers are killed, crash, abort on one sound, hang, and the clock jumps a year."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr import twenty as proof
from tests.wire.asr.house import Client, House

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(
        "CALLCENTER_DRILLS" not in os.environ,
        reason="twenty calls need two free cores: CALLCENTER_DRILLS=1, or python -m tests.bench asr_faults",
    ),
]

A_YEAR_S = 31_536_000.0


async def test_twenty_calls_outlive_everything_recognisers_do(
    house: House, demo_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most one utterance a leg is missing and marked, no call is touched, all are whole after the call."""
    faults, clock = house.folder / "faults", house.folder / "clock"
    faults.mkdir()
    monkeypatch.setenv("FAULTS", str(faults))
    monkeypatch.setenv("CLOCK", str(clock))
    await house.start_ear(module="tests.wire.asr.jumping_ear")
    recognisers = {"engine": "vosk", "model_path": str(demo_model), "workers": 2}
    await house.start_recognisers(module="tests.wire.asr.faulty_recognisers", **recognisers)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", workers=2, seconds=30)
        twenty = await proof.talk(house, client, spoken_sentences()[:4])
        await client.wait_for("partial", seconds=30)
        proof.kill(house.workers()[0], signal.SIGKILL)
        await proof.fault(faults, "segv")
        clock.write_text(str(A_YEAR_S))
        await proof.fault(faults, "poison")
        await client.wait_for("gap", seconds=30, why="recogniser died twice on this sound")
        clock.write_text(str(-A_YEAR_S))
        for poison in faults.glob("poison-*"):
            poison.unlink()  # a better model is in place
        await asyncio.sleep(2)  # both recognisers are there again: a crash would sweep the hang away
        await proof.fault(faults, "hang")
        await asyncio.shield(twenty.talking)
        await twenty.close()
    proof.assert_no_call_was_touched(twenty)
    proof.assert_at_most_one_utterance_a_leg_is_missing_and_marked(twenty)
    proof.assert_every_call_is_transcribed(twenty)
