"""What the real ear owes when recognition or the service was away: it is made good afterwards, once."""

import pytest

from tests.wire.asr.house import SCRIPT, Client, House, silence, voice

pytestmark = pytest.mark.wire


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
