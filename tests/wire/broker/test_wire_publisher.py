"""The publisher against a real Mosquitto, through everything that may happen to the link."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from broker_world import HOST, NOON, ROOT, SITE, ZONE, client_of, event, publisher_at, summary, wall_of

from dashboards.address import BrokerAddress
from dashboards.broker import PrivateBroker
from dashboards.broker_files import Logins
from dashboards.messages import Message, Presence
from dashboards.publisher import EVENTS_KEPT, Publisher
from dashboards.topics import ALERT, Alert, Severity, State, Summary, Topic
from tests.wire.own_net import own

pytestmark = pytest.mark.wire


async def test_a_wall_that_comes_later_gets_the_last_state_at_once(logins: Logins) -> None:
    async with publisher_at(logins.publisher) as publisher:
        for waiting in range(50):
            publisher.set(summary(waiting, waiting))
        async with wall_of(logins.wall) as first:
            await first.until(lambda wall: (wall.last.get(f"{ROOT}/summary") or {}).get("waiting") == 49)
        async with wall_of(logins.wall) as wall:
            await wall.until(lambda wall: len(wall.last) == 2)
            assert wall.last[f"{ROOT}/summary"]["waiting"] == 49
            assert wall.last[f"{ROOT}/state"]["online"] is True
            assert all(message.retain for message in wall.messages)


async def test_each_payload_says_what_it_is_and_when_it_expires(logins: Logins) -> None:
    async with publisher_at(logins.publisher) as publisher, wall_of(logins.wall) as wall:
        publisher.set(summary(1))
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        found = next(m for m in wall.messages if str(m.topic).endswith("summary")).properties
        assert found.ContentType == "application/json"
        assert found.UserProperty == [("schema", "v1/summary"), ("site", SITE)]
        assert 0 < found.MessageExpiryInterval <= 120


async def test_figures_of_a_publisher_that_went_silent_vanish_instead_of_looking_fresh(logins: Logins) -> None:
    brief = Topic("summary", Summary, expiry_s=1)
    async with publisher_at(logins.publisher) as publisher, wall_of(logins.wall) as wall:
        publisher.set(Message(brief, "", summary(1).payload))
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        await asyncio.sleep(2.5)
        async with wall_of(logins.wall) as later:
            await later.until(lambda wall: f"{ROOT}/state" in wall.last)
            assert f"{ROOT}/summary" not in later.last


async def test_a_cleared_alert_is_gone_for_those_who_come_later(logins: Logins) -> None:
    raised = Alert(
        ts="2026-11-21T12:00:00.000+08:00", seq=0, alert="x", severity=Severity.WARN, code="x", text_zh="x", since=NOON
    )
    async with publisher_at(logins.publisher) as publisher, wall_of(logins.wall) as wall:
        publisher.set(Message(ALERT, "x", raised))
        await wall.until(lambda wall: wall.last.get(f"{ROOT}/alert/x") is not None)
        publisher.set(Message(ALERT, "x", None))
        await wall.until(lambda wall: wall.last[f"{ROOT}/alert/x"] is None)
        publisher.set(summary(7))
        async with wall_of(logins.wall) as later:
            await later.until(lambda wall: f"{ROOT}/summary" in wall.last)
            assert f"{ROOT}/alert/x" not in later.last


async def test_a_stopped_publisher_says_goodbye(logins: Logins) -> None:
    async with wall_of(logins.wall) as wall:
        async with publisher_at(logins.publisher) as publisher:
            publisher.set(summary(3))
            await wall.until(lambda wall: (wall.last.get(f"{ROOT}/state") or {}).get("online") is True)
        await wall.until(lambda wall: wall.last[f"{ROOT}/state"]["online"] is False)
        assert wall.last[f"{ROOT}/summary"]["waiting"] == 3  # what was set before the stop went out first


PUBLISHER_PROCESS = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from broker_world import publisher_at, summary
from dashboards.broker_files import BrokerFiles

async def main():
    async with publisher_at(BrokerFiles(Path(sys.argv[2])).logins().publisher) as publisher:
        publisher.set(summary(5))
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_killed_publisher_is_announced_by_its_last_will(logins: Logins, tmp_path: Path) -> None:
    async with wall_of(logins.wall) as wall:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            PUBLISHER_PROCESS,
            str(Path(__file__).parent),
            str(tmp_path / "run" / "broker"),
            cwd=Path(__file__).parents[3],
        )
        try:
            await wall.until(lambda wall: f"{ROOT}/summary" in wall.last, 20)
            assert wall.last[f"{ROOT}/state"]["online"] is True
        finally:
            child.kill()
            await child.wait()
        await wall.until(lambda wall: wall.last[f"{ROOT}/state"]["online"] is False)


async def test_after_the_broker_was_killed_the_board_is_right_again(broker: PrivateBroker, logins: Logins) -> None:
    """Nothing was kept by the broker; what was set meanwhile and before is all there again."""
    async with publisher_at(logins.publisher) as publisher:
        publisher.set(summary(1))
        async with wall_of(logins.wall) as wall:
            await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGKILL)
        publisher.set(summary(2, 1))
        publisher.set(event(0))
        async with asyncio.timeout(10):
            while publisher.connects < 2 or not publisher.connected:
                await asyncio.sleep(0.02)
        async with wall_of(logins.wall) as wall:
            await wall.until(lambda wall: len(wall.last) >= 2)
            assert wall.last[f"{ROOT}/summary"]["waiting"] == 2
            assert wall.last[f"{ROOT}/state"]["online"] is True


async def test_a_stopped_link_is_told_once_and_events_wait_for_it(broker: PrivateBroker, logins: Logins) -> None:
    told: list[bool] = []
    async with publisher_at(logins.publisher, on_link=told.append) as publisher:
        async with asyncio.timeout(5):
            while not publisher.connected:
                await asyncio.sleep(0.01)
        await broker.stop()
        async with asyncio.timeout(5):
            while publisher.connected:
                await asyncio.sleep(0.01)
        for number in range(100):
            publisher.set(event(number))
        await asyncio.sleep(1)
        again = await broker.start()
        assert again == logins
        async with asyncio.timeout(20):
            while publisher.sent < 1 + 1 + 100:  # the state at each connect, and every event confirmed
                await asyncio.sleep(0.02)
        assert told == [True, False, True]
        assert publisher.events_dropped == 0


async def test_without_a_broker_set_never_waits_and_drops_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    nowhere = BrokerAddress(host=own("127.15.0.9"), port=1)
    caplog.set_level(logging.WARNING)
    async with publisher_at(nowhere) as publisher:
        began = loop.time()
        for number in range(EVENTS_KEPT + 10):
            publisher.set(event(number))
        publisher.set(Message(ALERT, "a/b", None))
        assert loop.time() - began < 0.5
        assert publisher.events_dropped == 10
        await asyncio.sleep(1.5)
    said = [record.getMessage() for record in caplog.records]
    assert said == ["broker not reachable"]


async def test_a_wrong_password_is_said_and_tried_again_without_leaking(logins: Logins) -> None:
    wrong = BrokerAddress(host=logins.wall.host, port=logins.wall.port, user="publisher", password="wrong")
    before = len(list(Path("/proc/self/fd").iterdir()))
    async with publisher_at(wrong) as publisher:
        await asyncio.sleep(2)
        assert not publisher.connected
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


async def test_a_broker_that_accepts_and_says_nothing_leaves_no_socket_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboards.publisher.TIMEOUT_S", 0.3)
    silent = socket.create_server((HOST, 0))
    held: list[socket.socket] = []
    loop = asyncio.get_running_loop()
    silent.setblocking(False)
    loop.add_reader(silent, lambda: held.append(silent.accept()[0]))
    address = BrokerAddress(host=HOST, port=silent.getsockname()[1])
    async with publisher_at(address):
        async with asyncio.timeout(15):
            while len(held) < 3:
                await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    for accepted in held:
        accepted.settimeout(2)
        with contextlib.suppress(ConnectionResetError):
            while await asyncio.to_thread(accepted.recv, 4096):
                pass  # ends only when the other side closed
        accepted.close()
    loop.remove_reader(silent)
    silent.close()


async def test_a_broker_stalled_for_a_while_is_left_and_found_again(
    broker: PrivateBroker, logins: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.publisher.TIMEOUT_S", 0.5)
    async with publisher_at(logins.publisher) as publisher:
        async with asyncio.timeout(5):
            while not publisher.connected:
                await asyncio.sleep(0.01)
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            publisher.set(event(0))
            async with asyncio.timeout(5):
                while publisher.connected:
                    await asyncio.sleep(0.02)
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        publisher.set(summary(9))
        async with wall_of(logins.wall) as wall:
            await wall.until(lambda wall: (wall.last.get(f"{ROOT}/summary") or {}).get("waiting") == 9)


async def test_twenty_walls_at_fifty_messages_a_second_lose_nothing(logins: Logins) -> None:
    async with contextlib.AsyncExitStack() as stack:
        publisher = await stack.enter_async_context(publisher_at(logins.publisher))
        walls = [await stack.enter_async_context(wall_of(logins.wall, f"{ROOT}/event/#")) for _ in range(20)]
        for number in range(150):
            publisher.set(event(number))
            await asyncio.sleep(0.02)
        for wall in walls:
            await wall.until(lambda wall: len(wall.messages) >= 150)
            calls = [m.payload for m in wall.messages]
            assert [b'"c%d"' % n in payload for n, payload in enumerate(calls)] == [True] * 150


async def test_a_client_that_did_not_subscribe_gets_nothing(logins: Logins) -> None:
    async with publisher_at(logins.publisher) as publisher, client_of(logins.wall) as idle:
        async with wall_of(logins.wall) as wall:
            publisher.set(summary(1))
            await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        assert len(idle.messages) == 0


async def test_a_change_of_presence_is_announced(logins: Logins) -> None:
    presence = Presence(ZONE, "0.1.0", "i")
    one = Publisher(logins.publisher, SITE, "callcenter-presence", lambda online: presence.state(NOON, online=online))
    running = asyncio.create_task(one.run())
    async with wall_of(logins.wall) as wall:
        await wall.until(lambda wall: f"{ROOT}/state" in wall.last)
        presence.demo_model = True
        one.announce()
        await wall.until(lambda wall: wall.last[f"{ROOT}/state"]["demo_model"] is True)
    await one.stop()
    await asyncio.wait_for(running, 5)


async def test_a_fault_of_the_listener_does_not_end_the_link(logins: Logins) -> None:
    def bad(up: bool) -> None:
        raise RuntimeError(f"link {up}")

    async with publisher_at(logins.publisher, on_link=bad) as publisher, wall_of(logins.wall) as wall:
        publisher.set(summary(4))
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)


async def test_a_fault_of_our_own_is_logged_and_the_link_comes_back(
    logins: Logins, caplog: pytest.LogCaptureFixture
) -> None:
    presence, calls = Presence(ZONE, "0", "i"), 0

    def state(online: bool) -> State:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("first time")
        return presence.state(NOON, online=online)

    one = Publisher(logins.publisher, SITE, "callcenter-fault", state)
    running = asyncio.create_task(one.run())
    one.set(summary(6))
    async with wall_of(logins.wall) as wall:
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
    await one.stop()
    await asyncio.wait_for(running, 5)
    assert "link to the broker failed" in [record.getMessage() for record in caplog.records]
