"""An ear that is killed in the middle of a call: one clock for both recordings, and no word missing unmarked."""

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest

from tests.wire.asr.house import Client, Event, House, Phone, silence, voice

pytestmark = pytest.mark.wire

SCRIPT = {"engine": "scripted", "script": ["你好 我 要 投诉", "小区 停水 了", "第三 句 话", "再见"], "workers": 1}
NEAR_MS = 150  # of the kernel's and the loop's doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was told and how far the call was when its ear was killed."""

    client: Client
    phone: Phone
    began_s: float
    told: list[Event]


async def talk_and_kill(house: House) -> Before:
    """One sentence is told; the ear is killed in the middle of a long one."""
    ear = await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    loop = asyncio.get_running_loop()
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        began_s = loop.time()
        phone = await house.phone(client, "call", "leg")
        await phone.say(silence(0.5) + voice(1.0) + silence(1.0))
        await client.wait_for("final")
        await phone.say(voice(5.0))
        ear.kill()
        await ear.wait()
    house.ear_socket.unlink()
    return Before(client=client, phone=phone, began_s=began_s, told=client.of("final"))


async def test_times_go_on_and_the_silence_between_two_ears_is_marked(house: House) -> None:
    """Words before, words after, words never told, and a time without an ear: each where it was in the call."""
    before = await talk_and_kill(house)
    await house.start_ear()
    loop = asyncio.get_running_loop()
    known = before.client.welcome["instance"]
    async with Client(house.ear_socket, last_seq=before.client.last_seq, instance=known) as client:
        late = await client.wait_for("final", seconds=20)
        [first] = client.welcome["snapshot"]["recovered"]
        told = await _listen_again(client, before.phone)
        again_ms = (loop.time() - before.began_s) * 1000
        await before.phone.say(silence(0.5) + voice(1.0) + silence(1.0))
        await client.until(lambda: len(client.of("final")) == 2, 20)
        live = client.of("final")[1]
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
        left = [house.folder / "calls", house.folder / "spool"]
        async with asyncio.timeout(20):  # of what was told nothing stays on disk but the recordings
            while any(any(folder.iterdir()) for folder in left):
                await asyncio.sleep(0.1)
    assert sorted(file.name for file in (house.folder / "recordings").rglob("*.flac")) == ["call.2.flac", "call.flac"]
    [unheard, unrecorded] = client.of("gap")
    assert (first["call_id"], first["problem"], told["leg_id"]) == ("call", "", "leg")
    # said, recorded, never told: heard again from the recording
    end_ms = first["seconds"] * 1000
    assert before.told[0]["end_ms"] <= unheard["start_ms"] <= late["start_ms"] < late["end_ms"] <= end_ms
    assert unheard["recorded"]
    assert "-late-" in late["utterance_id"]
    # not recorded: from the end of one recording to the beginning of the other
    offset_ms = (closed["started_at"] - first["started_at"]) * 1000
    assert not unrecorded["recorded"]
    assert abs(unrecorded["start_ms"] - end_ms) <= 1
    assert abs(unrecorded["end_ms"] - offset_ms) <= NEAR_MS
    # after: on the call's clock, and found in the second recording at its own place
    assert abs(live["start_ms"] - again_ms - 500) < 4 * NEAR_MS
    loud_ms = np.flatnonzero(np.abs(house.recording(closed)[:, 0].astype(int)) > 500)[0] / 8
    assert abs(live["start_ms"] - offset_ms - loud_ms) < NEAR_MS


async def test_an_ear_killed_twice_before_anybody_came_still_tells_everything(house: House) -> None:
    """No service comes to the second ear; the third tells what the first left."""
    await talk_and_kill(house)
    second = await house.start_ear()
    await asyncio.sleep(2.5)  # time enough to recognise, and to tell nobody
    second.kill()
    await second.wait()
    house.ear_socket.unlink()
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        late = await client.wait_for("final", seconds=20)
        assert [one["call_id"] for one in client.welcome["snapshot"]["recovered"]] == ["call"]
        assert len(client.of("gap")) == 1
        await client.wait_for("load", spooled_ms=0)
        assert client.of("final") == [late]


async def _listen_again(client: Client, phone: Phone) -> Event:
    """Order the leg as the service does for an ear it does not know, and send it there."""
    client.order("listen", call_id="call", leg_id="leg", role="caller", priority=1)
    told = await client.wait_for("listening", leg_id="leg")
    phone.address = (told["ip"], told["port"])
    return told
