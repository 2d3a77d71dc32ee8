"""The real ear and recognisers when a part dies, hangs or cannot write: a call loses as little as can be."""

import asyncio
import os
import resource
import signal
from pathlib import Path

import numpy as np
import pytest

from tests.wire.asr.house import SCRIPT, Client, House, loudest_hertz, silence, tone, voice

pytestmark = pytest.mark.wire


async def test_recognisers_find_an_ear_that_was_started_again(house: House) -> None:
    ear = await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        ear.kill()
        await ear.wait()
    house.ear_socket.unlink()
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0) + silence(1.0))
        await client.wait_for("final")


async def test_a_killed_recogniser_loses_nothing_that_was_said(house: House) -> None:
    """Killed in the middle of a sentence, the sentence is replayed to its replacement."""
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        saying = asyncio.create_task(phone.say(voice(2.0) + silence(1.0)))
        await client.wait_for("partial")
        [worker] = house.workers()
        os.kill(worker, signal.SIGKILL)
        await saying
        final = await client.wait_for("final")
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    assert (final["text"], client.of("gap")) == ("你好我要投诉", [])
    assert [event["up"] for event in client.of("engine")][-3:] == [True, False, True]
    assert closed["seconds"] > 2.9


async def test_sound_on_which_two_recognisers_die_is_left_out_and_said(house: House) -> None:
    """An engine that aborts on some sound takes neither the call nor, for ever, the recognisers with it."""
    await house.start_ear()
    await house.start_recognisers(**SCRIPT | {"script": ["!abort"], "workers": 2})
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", workers=2)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0) + silence(1.0))
        gap = await client.wait_for("gap", seconds=10)
        await client.wait_for("engine", seconds=10, up=False)
        client.order("close", call_id="call")
        closed = await client.wait_for("closed", seconds=10)
    assert gap["why"] == "recogniser died twice on this sound"
    assert gap["end_ms"] - gap["start_ms"] >= 100
    assert closed["seconds"] > 1.9
    assert len(client.of("engine")) < 20


async def test_a_recogniser_that_is_stopped_is_killed_and_its_words_come_from_another(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        [worker] = house.workers()
        os.kill(worker, signal.SIGSTOP)
        await phone.say(voice(1.0) + silence(1.0))
        await client.wait_for("engine", seconds=10, up=False)
        final = await client.wait_for("final", seconds=10)
    assert final["text"] == "你好我要投诉"
    assert worker not in house.workers()


async def test_an_engine_that_hangs_is_killed_and_the_sound_left_out(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT | {"script": ["!hang"]})
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0) + silence(1.0))
        gap = await client.wait_for("gap", seconds=60)
    assert gap["why"] == "recogniser died twice on this sound"


async def test_a_broken_model_is_named_and_the_call_is_recorded(house: House) -> None:
    await house.start_ear()
    (house.folder / "model").mkdir()
    await house.start_recognisers(engine="vosk", model_path=str(house.folder / "model"))
    async with Client(house.ear_socket) as client:
        engine = await client.wait_for("engine", up=False)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0))
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
        gap = await client.wait_for("gap")
    assert "am/final.mdl" in engine["problem"]
    assert (closed["problem"], gap["why"]) == ("", "not recognised in time")
    assert len(house.recording(closed)) > 8000


async def test_an_unwritable_recordings_folder_costs_the_recording_only(house: House) -> None:
    (house.folder / "recordings").write_text("a file where a folder is wanted")
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0) + silence(1.0))
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    assert [final["text"] for final in client.of("final")] == ["你好我要投诉"]
    assert closed["recording"] == ""
    assert "expected to write it" in closed["problem"]


async def test_a_disk_that_fills_up_costs_the_rest_of_the_recording_only(house: House) -> None:
    """A limit on the size of files stands for the disk."""
    ear = await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    resource.prlimit(ear.pid, resource.RLIMIT_FSIZE, (20_000, 20_000))
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        other = await house.phone(client, "other", "other-leg")
        rustle = np.random.default_rng(1).integers(-9000, 9000, 8000 * 4, dtype=np.int16).tobytes()
        await asyncio.gather(phone.say(rustle + voice(1.0) + silence(1.0)), other.say(tone(440, 0.5)))
        for call_id in ("call", "other"):
            client.order("close", call_id=call_id)
        closed = await client.wait_for("closed", call_id="call")
        small = await client.wait_for("closed", call_id="other")
    assert "expected to write it" in closed["problem"]
    assert client.of("final", leg_id="leg")
    assert small["problem"] == ""
    assert len(house.recording(small)) > 8000


async def test_a_killed_ear_leaves_a_recording_its_successor_makes_whole(house: House) -> None:
    ear = await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg")
        await phone.say(tone(440, 6))
        ear.kill()
        await ear.wait()
    house.ear_socket.unlink()
    await house.start_ear()
    async with Client(house.ear_socket):
        [file] = (house.folder / "recordings").rglob("*.flac")
    sound = house.recording({"recording": str(file), "rate_hz": 8000})
    assert len(sound) >= 8000 * 3
    assert abs(loudest_hertz(sound[:, 0]) - 440) < 20


async def test_nothing_is_left_behind_when_the_supervisor_is_gone(house: House) -> None:
    ear = await house.start_ear()
    recognisers = await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        workers = house.workers()
        house.cut_lifeline()
        assert await asyncio.wait_for(recognisers.wait(), 5) == 0
        assert await asyncio.wait_for(ear.wait(), 5) == 0
    assert workers
    assert await _left_after(workers, seconds=3) == []


async def test_recognisers_that_are_killed_leave_no_workers(house: House) -> None:
    await house.start_ear()
    recognisers = await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        workers = house.workers()
        recognisers.kill()
        await client.wait_for("engine", up=False)
    assert workers
    assert await _left_after(workers, seconds=3) == []


async def _left_after(pids: list[int], seconds: float) -> list[int]:
    """Give those that still run, waiting a little: the kernel ends them one after the other."""
    for _ in range(int(seconds * 20)):
        if not any(_runs(pid) for pid in pids):
            break
        await asyncio.sleep(0.05)
    return [pid for pid in pids if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
