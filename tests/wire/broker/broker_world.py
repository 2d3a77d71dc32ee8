"""A real Mosquitto per test, its own loopback address, and the reading end of a wall."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiomqtt
import pytest

from dashboards.address import BrokerAddress
from dashboards.broker import PrivateBroker, find_program
from dashboards.broker_files import Logins
from dashboards.messages import Message, Presence
from dashboards.publisher import Publisher
from dashboards.topics import CALL_EVENT, SUMMARY, CallEvent, Summary
from tests.wire.own_net import own

HOST = own("127.15.0.1")
SITE = "demo"
ROOT = f"cc/v1/{SITE}"
ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_795_233_600.0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    """A broker that is started by `logins`."""
    if find_program("mosquitto") is None:
        pytest.skip("mosquitto is not installed")
    one = PrivateBroker(tmp_path / "run" / "broker", host=HOST)
    yield one
    await one.stop()


@pytest.fixture
async def logins(broker: PrivateBroker) -> Logins:
    """The running broker's two logins."""
    found = await broker.start()
    assert found is not None
    return found


class Wall:
    """A subscriber: the last payload of each topic (None when cleared) and every message in order."""

    def __init__(self) -> None:
        self.last: dict[str, dict[str, Any] | None] = {}
        self.messages: list[aiomqtt.Message] = []
        self._news = asyncio.Condition()

    async def listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            body = bytes(message.payload) if isinstance(message.payload, bytes | bytearray) else b""
            async with self._news:
                self.last[str(message.topic)] = json.loads(body) if body else None
                self.messages.append(message)
                self._news.notify_all()

    async def until(self, what: Callable[["Wall"], bool], within_s: float = 10.0) -> None:
        """Wait until it holds; fails after `within_s`."""
        async with self._news, asyncio.timeout(within_s):
            await self._news.wait_for(lambda: what(self))


@contextlib.asynccontextmanager
async def client_of(address: BrokerAddress, **more: Any) -> AsyncIterator[aiomqtt.Client]:
    """An MQTT 5 client as that login."""
    async with aiomqtt.Client(
        address.host,
        address.port,
        username=address.user or None,
        password=address.password or None,
        protocol=aiomqtt.ProtocolVersion.V5,
        timeout=5,
        **more,
    ) as client:
        yield client


@contextlib.asynccontextmanager
async def wall_of(address: BrokerAddress, topic_filter: str = f"{ROOT}/#") -> AsyncIterator[Wall]:
    """A subscribed wall."""
    async with client_of(address) as client:
        wall = Wall()
        listening = asyncio.create_task(wall.listen(client))
        await client.subscribe(topic_filter, qos=1)
        try:
            yield wall
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


@contextlib.asynccontextmanager
async def publisher_at(address: BrokerAddress, **more: Any) -> AsyncIterator[Publisher]:
    """A running publisher, stopped with its goodbye."""
    presence = Presence(ZONE, "0.1.0", "test")
    one = Publisher(address, SITE, "callcenter-test", lambda online: presence.state(NOON, online=online), **more)
    running = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        await one.stop()
        async with asyncio.timeout(10):
            await running


def summary(waiting: int, seq: int = 0) -> Message:
    """A summary with that many waiting, everything else nothing."""
    values = {name: 0 for name, f in Summary.model_fields.items() if f.annotation is int}
    values |= {name: None for name, f in Summary.model_fields.items() if f.annotation == float | None}
    body = values | {"v": 1, "ts": "2026-11-21T12:00:00.000+08:00", "seq": seq, "waiting": waiting}
    return Message(SUMMARY, "", Summary.model_validate(body))


def event(seq: int) -> Message:
    """An event with that number."""
    body = CallEvent(ts="2026-11-21T12:00:00.000+08:00", seq=seq, kind="offered", call=f"c{seq}", queue="hotline")
    return Message(CALL_EVENT, "offered", body)


@pytest.fixture
def unused_port() -> int:
    """A port nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
