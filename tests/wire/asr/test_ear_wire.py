"""The real ear and recognisers, fed by real RTP on loopback."""

import asyncio
import os
import resource
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.wire.asr.house import Client, House, Phone, silence, tone, voice

pytestmark = pytest.mark.wire

SCRIPT = {"engine": "scripted", "script": ["你好 我 要 投诉", "小区 停水 了", "第三 句 话", "再见"], "workers": 1}


def loudest_hertz(sound: "np.ndarray[Any, np.dtype[np.int16]]") -> float:
    spectrum = np.abs(np.fft.rfft(sound.astype(float) * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * 8000 / len(sound))


async def test_words_come_out_with_times_that_seek_in_the_recording(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(silence(0.5) + voice(1.5) + silence(1.0))
        final = await client.wait_for("final")
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    assert final["text"] == "你好我要投诉"
    assert [word["text"] for word in final["words"]] == ["你好", "我", "要", "投诉"]
    assert (final["role"], final["engine"], final["gap_ms"]) == ("caller", "scripted", 0)
    assert client.of("partial")[0]["seq"] < final["seq"]
    sound = np.abs(house.recording(closed)[:, 0].astype(int))
    loud_ms = np.flatnonzero(sound > 500)[[0, -1]] / 8
    assert abs(final["start_ms"] - loud_ms[0]) < 60
    assert abs(final["end_ms"] - loud_ms[1]) < 60
    assert closed["problem"] == ""


async def test_the_recording_has_the_caller_left_and_every_operator_right(house: House) -> None:
    """Two operators one after the other share the right channel; each tone stands where it was said."""
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        caller = await house.phone(client, "call", "caller")
        first = await house.phone(client, "call", "op-1", "operator")
        await asyncio.gather(caller.say(tone(440, 1.5)), first.say(tone(1000, 1.5)))
        client.order("unlisten", leg_id="op-1")
        done = await client.wait_for("leg_done", leg_id="op-1")
        second = await house.phone(client, "call", "op-2", "operator")
        await asyncio.gather(caller.say(tone(440, 1.5)), second.say(tone(1600, 1.5)))
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    assert (done["packets"], done["lost"], done["late"]) == (75, 0, 0)
    sound = house.recording(closed)
    assert abs(closed["seconds"] - len(sound) / 8000) < 0.001
    assert abs(loudest_hertz(sound[:, 0]) - 440) < 20
    assert abs(loudest_hertz(sound[2000:10000, 1]) - 1000) < 20
    assert abs(loudest_hertz(sound[-8000:-2000, 1]) - 1600) < 20
    assert closed["recording"].endswith("call.flac")


async def test_loss_keeps_the_clock_and_is_counted(house: House) -> None:
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg")
        for number in range(10):
            await phone.say(tone(440, 0.2))
            if number % 2:
                phone.sequence += 1
                phone.timestamp += 160
                await asyncio.sleep(0.02)
        client.order("close", call_id="call")
        done = await client.wait_for("leg_done")
        closed = await client.wait_for("closed")
    assert (done["packets"], done["lost"]) == (100, 4)  # the fifth hole has nothing behind it
    assert abs(closed["seconds"] - 2.15) < 0.15


async def test_strangers_and_junk_on_a_legs_port_are_not_heard(house: House) -> None:
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg")
        stranger = Phone(address=phone.address, ssrc=77)
        phone.socket.sendto(b"junk", phone.address)
        phone.socket.sendto(b"\x80\x08" + bytes(3000), phone.address)
        phone.send(bytes(160))
        await asyncio.sleep(0.1)
        await asyncio.gather(phone.say(tone(440, 1)), stranger.say(tone(1000, 1)))
        stranger.close()
        client.order("close", call_id="call")
        done = await client.wait_for("leg_done")
        closed = await client.wait_for("closed")
    assert done["packets"] == 51
    assert abs(loudest_hertz(house.recording(closed)[-6000:, 0]) - 440) < 20


async def test_a_flood_from_a_stranger_costs_no_leg_a_packet(house: House) -> None:
    """Some thousand datagrams a second, junk and RTP, at the port of a leg that talks."""
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        flooded = await house.phone(client, "call", "flooded")
        beside = await house.phone(client, "call", "beside", "operator")
        stranger = Phone(address=flooded.address, ssrc=77)
        flooded.send(b"\xd5" * 160)  # the first source is the one that is heard
        await asyncio.sleep(0.1)

        async def flood() -> None:
            for _ in range(100):
                for number in range(100):
                    stranger.send(b"x" * 160, payload_type=8 if number % 2 else 99)
                    stranger.socket.sendto(b"junk", stranger.address)
                await asyncio.sleep(0.02)

        await asyncio.gather(flood(), flooded.say(tone(440, 2)), beside.say(tone(1000, 2)))
        stranger.close()
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    counts = {event["leg_id"]: (event["packets"], event["lost"]) for event in client.of("leg_done")}
    assert counts == {"flooded": (101, 0), "beside": (100, 0)}
    assert abs(loudest_hertz(house.recording(closed)[-12000:, 0]) - 440) < 20


async def test_an_ear_kept_from_running_for_two_seconds_loses_no_packet(house: House) -> None:
    ear = await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg")
        saying = asyncio.create_task(phone.say(tone(440, 5)))
        await asyncio.sleep(1.5)
        ear.send_signal(signal.SIGSTOP)
        await asyncio.sleep(2)
        ear.send_signal(signal.SIGCONT)
        await saying
        client.order("close", call_id="call")
        done = await client.wait_for("leg_done")
        closed = await client.wait_for("closed")
    assert (done["packets"], done["lost"], done["late"]) == (250, 0, 0)
    sound = np.abs(house.recording(closed)[:, 0].astype(int))
    loud = np.flatnonzero(sound > 4000)
    assert abs(loud[-1] - loud[0] - 40_000) < 800
    assert np.diff(loud).max() < 40  # no hole in the tone


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


async def test_a_leg_on_hold_is_recorded_but_not_recognised(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        client.order("pause", leg_id="leg")
        await phone.say(voice(1.0) + silence(0.8))
        client.order("go_on", leg_id="leg")
        await phone.say(voice(1.0))
        client.order("close", call_id="call")
        closed = await client.wait_for("closed")
    finals = client.of("final")
    assert [final["text"] for final in finals] == ["你好我要投诉"]
    assert finals[0]["start_ms"] > 1500
    assert np.abs(house.recording(closed)[1000:7000, 0].astype(int)).max() > 500


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


async def test_what_was_not_recognised_live_is_recognised_from_the_recording(house: House) -> None:
    """The recognisers come when the call is over."""
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg", "operator")
        await phone.say(silence(1.0) + voice(1.5) + silence(1.0))
        client.order("close", call_id="call")
        await client.wait_for("closed", seconds=1)
        [gap] = client.of("gap")
        load = await client.wait_for("load", dropped_ms=gap["end_ms"] - gap["start_ms"])
        await house.start_recognisers(**SCRIPT)
        final = await client.wait_for("final")
        await client.wait_for("load", spooled_ms=0, dropped_ms=load["dropped_ms"])
    assert (final["text"], final["role"], final["utterance_id"]) == ("你好我要投诉", "operator", "leg-late-1")
    assert gap["start_ms"] <= final["start_ms"] < final["end_ms"] <= gap["end_ms"]
    assert load["spooled_ms"] == load["dropped_ms"]


async def test_what_waits_to_be_recognised_outlives_the_ear(house: House) -> None:
    """The call is over, no recogniser has come yet, and the ear is killed."""
    ear = await house.start_ear()
    async with Client(house.ear_socket) as client:
        phone = await house.phone(client, "call", "leg")
        await phone.say(silence(0.5) + voice(1.0) + silence(1.0))
        client.order("close", call_id="call")
        await client.wait_for("closed")
        await client.wait_for("gap")
        [noted] = (house.folder / "spool").iterdir()
        ear.kill()
        await ear.wait()
    house.ear_socket.unlink()
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        final = await client.wait_for("final", seconds=20)
        await client.wait_for("load", spooled_ms=0)
    assert (final["text"], final["utterance_id"]) == ("你好我要投诉", "leg-late-1")
    assert not noted.exists()


async def test_a_client_that_returns_gets_the_finals_it_missed_once(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
    await phone.say(voice(1.0) + silence(1.0))
    instance = client.welcome["instance"]
    async with Client(house.ear_socket, last_seq=client.last_seq, instance=instance) as again:
        missed = await again.wait_for("final")
        again.send({"op": "ack", "seq": again.last_seq})
        again.order("pause", leg_id="leg")
        again.order("nonsense")
        await again.wait_error()
    assert again.welcome["snapshot"]["calls"][0]["legs"][0]["leg_id"] == "leg"
    assert again.of("partial") == []
    async with Client(house.ear_socket, last_seq=0, instance=instance) as third:
        third.order("close", call_id="call")
        await third.wait_for("closed")
    assert third.of("final") == []
    assert missed["text"] == "你好我要投诉"


async def test_a_killed_service_gets_again_what_it_never_acknowledged(house: House) -> None:
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.0) + silence(1.0))
        await client.wait_for("final")
    async with Client(house.ear_socket) as reborn:
        await reborn.wait_for("final")
    assert reborn.of("partial") == []


async def test_bad_messages_are_answered_with_what_was_expected_and_change_nothing(house: House) -> None:
    await house.start_ear()
    async with Client(house.ear_socket) as client:
        for order, expected in [
            ({"type": "listen", "call_id": "../../etc", "leg_id": "a", "role": "caller"}, "call_id"),
            ({"type": "listen", "call_id": "c", "leg_id": "a", "role": "boss"}, "role"),
            ({"type": "listen", "call_id": "c", "leg_id": "a", "role": "caller", "priority": "x"}, "priority"),
            ({"type": "pause", "leg_id": "nobody"}, "leg_id"),
            ({"type": 5}, "type"),
        ]:
            client.send({"op": "order", **order})
            assert expected in (await client.wait_error())["expected"]
        client.send_line(b"\xff\x00 not json")
        assert "JSON" in (await client.wait_error())["expected"]
        client.send_line(b'"' + b"x" * 300_000 + b'"')
        assert (await client.wait_error())["found"]
        client.order("close", call_id="never")
        closed = await client.wait_for("closed", call_id="never")
    assert closed["recording"] == ""
    assert closed["problem"]
    async with Client(house.ear_socket) as client:
        assert client.welcome["snapshot"]["calls"] == []


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


async def test_the_last_words_are_out_before_closed_and_soon(house: House) -> None:
    """The caller hangs up in the middle of a word."""
    await house.start_ear()
    await house.start_recognisers(**SCRIPT)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        await phone.say(voice(1.2))
        loop = asyncio.get_running_loop()
        ordered_s = loop.time()
        client.order("close", call_id="call")
        closed = await client.wait_for("closed", seconds=2)
        took_s = loop.time() - ordered_s
    assert client.of("final")[0]["seq"] < client.of("leg_done")[0]["seq"] < closed["seq"]
    assert took_s < 1.0


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
