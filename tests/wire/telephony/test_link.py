"""The resumable link, and telephony alone: calls outlive the service; after the supervisor the last call may end."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.telephony.ports import Answered, HangUp, Incoming, LegEnd, LegEnded, LegState, SoundHeard
from tests.wire.phones import baresip, softphone, tone, trunk
from tests.wire.telephony.conftest import MUSIC_HZ, make_site
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import OPERATOR_HZ, answered_caller, bridged, operator, registered_softphone, ring

pytestmark = pytest.mark.wire
OWN_PROCESS = True  # they are killed here


async def test_a_service_that_comes_back_gets_what_it_missed_once_and_in_order(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller, trunk.party(site.trunk_ip, site.server) as party:
        await desk.wait(SoundHeard)
        desk.acknowledge()
        seen = desk.last_seq
        await desk.close()
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await call.answer(180)
        caller.call.bye()
        await caller.call.answer(200)
        back = await site.desk(instance=desk.instance, last_seq=seen)
        assert back.first_seq == seen + 1
        assert isinstance(await back.wait(Incoming), Incoming)
        assert (await back.wait(LegEnded)).leg_id == caller.leg_id
        assert [view.state for view in back.snapshot.legs] == [LegState.INCOMING]
        back.order(HangUp(leg_id=back.snapshot.legs[0].leg_id))
        assert (await call.answer(480)).code == 480


async def test_a_service_that_lost_its_memory_hears_of_waiting_calls_but_of_nothing_old(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk), trunk.party(site.trunk_ip, site.server) as party:
        desk.acknowledge()
        await desk.close()
        party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await asyncio.sleep(0.3)
        fresh = await site.desk()
        states = sorted(view.state for view in fresh.snapshot.legs)
        assert states == [LegState.INCOMING, LegState.UP]
        incoming = await fresh.wait(Incoming)
        assert incoming.leg_id == next(v.leg_id for v in fresh.snapshot.legs if v.state is LegState.INCOMING)
        await asyncio.sleep(0.2)
        assert not [signal for signal in fresh.signals if isinstance(signal, Incoming)]


@pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())
async def test_calls_go_on_without_a_service(site: Site, tmp_path: Path) -> None:
    """Bridged stays bridged, waiting keeps its music, new calls ring on, a hang-up ends both sides."""
    desk = await site.desk("601")
    async with (
        operator(site, desk, tmp_path / "op") as phone,
        answered_caller(site, desk) as talking,
        answered_caller(site, desk, call_id="c2") as waiting,
        trunk.party(site.trunk_ip, site.server) as party,
    ):
        await bridged(desk, talking)
        await asyncio.sleep(0.3)
        await desk.close()
        newcomer = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await newcomer.answer(100)
        await newcomer.answer(180)
        await asyncio.sleep(2.0)
        assert tone.seconds_of_tone(talking.ear.heard(), OPERATOR_HZ) >= 1.4
        assert tone.seconds_of_tone(waiting.ear.heard(), MUSIC_HZ) >= 1.4
        talking.call.bye()
        await talking.call.answer(200)
        await phone.wait_event("CALL_CLOSED", 2.0)
        back = await site.desk(instance=desk.instance, last_seq=desk.last_seq)
        ended = {(await back.wait(LegEnded)).leg_id for _ in range(2)}
        assert ended == {talking.leg_id, "op"}
        newcomer.cancel()
        await newcomer.answer(487)


async def test_a_second_service_takes_the_place_of_the_first(site: Site) -> None:
    first = await site.desk()
    second = await site.desk()
    await asyncio.wait_for(first.closed.wait(), 2.0)
    async with trunk.party(site.trunk_ip, site.server) as party:
        party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        assert await second.wait(Incoming)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"op": "dance"}, "hello, order, ack"),
        ({}, "hello, order, ack"),
        ([1], "a JSON object"),
        ({"op": "order", "type": "dance"}, "one of answer"),
        ({"op": "order", "type": "copy", "leg_id": "a", "ip": "1.2.3.4", "port": "x"}, "a whole number"),
        ({"op": "ack", "seq": "x"}, "a whole number"),
        ({"op": "order", "type": "hang_up", "leg_id": ["x" * 1000]}, "a string"),
    ],
)
async def test_a_wrong_line_is_answered_and_changes_nothing(site: Site, line: object, expected: str) -> None:
    desk = await site.desk()
    desk.send(line)
    error = await desk.wait_error()
    assert expected in str(error["expected"])
    assert len(str(error["found"])) <= 200
    async with answered_caller(site, desk):
        pass


async def test_orders_before_hello_are_refused(site: Site) -> None:
    reader, writer = await asyncio.open_unix_connection(site.socket)
    writer.write(b'{"op":"order","type":"hang_up","leg_id":"x"}\nnonsense\n')
    assert "hello" in json.loads(await reader.readline())["expected"]
    assert "JSON" in json.loads(await reader.readline())["expected"]
    writer.write(b"x" * 300_000 + b"\n")
    assert "at most" in json.loads(await reader.readline())["expected"]
    writer.close()
    await site.desk()


async def test_a_new_process_is_a_new_instance_without_legs(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk):
        site.kill()
        await site.ended()
        await asyncio.wait_for(desk.closed.wait(), 2.0)
        site.socket.unlink()
        site.start()
        back = await site.desk(instance=desk.instance, last_seq=desk.last_seq)
        assert back.instance != desk.instance
        assert back.snapshot.legs == ()


@pytest.fixture
async def orphan(tmp_path: Path) -> AsyncIterator[tuple[Site, int]]:
    """Run a telephony process whose lifeline the test holds."""
    site = make_site(tmp_path)
    theirs, ours = os.pipe()
    site.start(theirs)
    os.close(theirs)
    yield site, ours
    await site.leave()
    site.stop()


async def test_without_its_supervisor_it_ends_with_the_last_call(orphan: tuple[Site, int]) -> None:
    site, lifeline = orphan
    desk = await site.desk()
    async with answered_caller(site, desk) as caller, trunk.party(site.trunk_ip, site.server) as party:
        os.close(lifeline)
        await asyncio.sleep(0.3)
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        assert (await call.answer(503)).code == 503
        since_s = asyncio.get_running_loop().time()
        await asyncio.sleep(0.6)
        assert tone.seconds_of_tone(caller.ear.heard(since_s), MUSIC_HZ) >= 0.2
        caller.call.bye()
        await caller.call.answer(200)
        assert await site.ended() == 0


async def test_without_supervisor_and_calls_it_ends_at_once(orphan: tuple[Site, int]) -> None:
    site, lifeline = orphan
    os.close(lifeline)
    assert await site.ended() == 0


async def test_a_service_that_starts_anew_is_told_what_the_killed_one_never_acknowledged(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        await desk.close()
        caller.call.bye()
        await caller.call.answer(200)
        fresh = await site.desk()
        assert (await fresh.wait(LegEnded)).why is LegEnd.REMOTE_HANGUP


async def test_told_to_stop_it_hangs_up_everybody(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        site.terminate()
        await caller.call.request("BYE")
        assert (await desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        assert await site.ended() == 0


async def test_ringing_goes_on_without_a_service_until_the_ring_time_ends(site: Site) -> None:
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone:
        ring(desk, ring_s=1.5)
        await softphone.rung(phone)
        await desk.close()
        await asyncio.sleep(0.5)
        assert not [m for m in phone.received if m.method == "CANCEL"]
        await softphone.request(phone, "CANCEL", 2.0)
        back = await site.desk(instance=desk.instance, last_seq=desk.last_seq)
        assert (await back.wait(LegEnded)).why is LegEnd.NO_ANSWER
        assert not [signal for signal in back.signals if isinstance(signal, Answered)]


async def run_once(site: Site) -> tuple[int, str]:
    """Start telephony with a site's configuration and return exit code and what it said."""
    file = site.folder / "telephony.json"
    file.write_text(json.dumps(site.config))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.telephony.exchange",
        "--config",
        str(file),
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(), 10.0)
    assert process.returncode is not None
    return process.returncode, errors.decode()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("listen", "0.0.0.0:5060", "listen"),
        ("listen", "127.11.0.1", "listen"),
        ("listen", "203.0.113.7:5060", "203.0.113.7"),
        ("realm", "", "realm"),
        ("trunks", [{"name": "x", "match": ["nowhere"]}], "trunks[0].match"),
        ("trunks", "x", "trunks"),
        ("media", {"ip": "203.0.113.7", "port_min": 20000, "port_max": 20100}, "203.0.113.7"),
        ("media", {"ip": "127.0.0.1", "port_min": 20000, "port_max": 20001}, "media.port_max"),
        ("media", {"ip": "127.0.0.1", "port_min": "x", "port_max": 20001}, "media.port_min"),
        ("prompts_dir", "/no/such/folder", "prompts_dir"),
        ("socket", "/no/such/folder/t.sock", "/no/such/folder/t.sock"),
    ],
)
async def test_a_fault_in_the_configuration_is_one_sentence(tmp_path: Path, key: str, value: object, said: str) -> None:
    site = make_site(tmp_path)
    site.config[key] = value
    code, errors = await run_once(site)
    assert code == 2
    assert said in errors
    assert len(errors.strip().splitlines()) == 1, errors


async def test_a_port_in_use_is_one_sentence(site: Site, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = make_site(tmp_path / "other")
    other.config["listen"] = site.config["listen"]
    code, errors = await run_once(other)
    assert code == 2
    assert "in use" in errors
    assert len(errors.strip().splitlines()) == 1
    other.config["listen"] = f"{other.ip}:5060"
    other.config["socket"] = str(site.socket)
    code, errors = await run_once(other)
    assert code == 2
    assert "another telephony process" in errors


def test_it_needs_none_of_the_services_packages() -> None:
    """The process stays light: it starts fast and shares no fate with the service's libraries."""
    code = "import callcenter.telephony.exchange, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"aiohttp", "sqlalchemy", "pydantic", "numpy", "structlog", "vosk", "aiomqtt"}
    assert not heavy & set(loaded)
