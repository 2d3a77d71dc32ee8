"""The real ear and recognisers, fed by real RTP on loopback: what is heard, recorded and said."""

import asyncio
import signal

import numpy as np
import pytest

from tests.wire.asr.house import SCRIPT, Client, House, Phone, loudest_hertz, silence, tone, voice

pytestmark = pytest.mark.wire


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
