"""The resumable link: nothing that matters is lost or told twice, and no client can harm the ear."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from asr.link import MAX_KEPT_EVENTS, LinkServer, OrderError
from tests.wire.asr.house import Client

pytestmark = pytest.mark.wire


class Desk:
    """Owns a link server and the orders it was given."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "link.sock"
        self.orders: list[tuple[str, dict[str, Any]]] = []
        self.link = LinkServer(self.path, self._order, lambda: {"calls": []})

    def _order(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "bad":
            raise OrderError("a good order", "x" * 1000)
        self.orders.append((kind, fields))


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="link-") as folder:
        desk = Desk(Path(folder))
        await desk.link.start()
        yield desk
        await desk.link.close()


async def test_numbers_rise_by_one_and_orders_arrive_in_order(desk: Desk) -> None:
    async with Client(desk.path) as client:
        for number in range(50):
            desk.link.say("fact", {"number": number}, keep=number % 2 == 0)
            client.order("do", number=number)
        await client.wait_for("fact", number=49)
    assert [event["seq"] for event in client.events] == list(range(1, 51))
    assert [fields["number"] for _, fields in desk.orders] == list(range(50))


async def test_what_is_acknowledged_is_forgotten_and_the_rest_kept(desk: Desk) -> None:
    async with Client(desk.path) as client:
        for number in range(10):
            desk.link.say("fact", {"number": number})
        await client.wait_for("fact", number=9)
        client.send({"op": "ack", "seq": 7})
        client.order("do")
        while not desk.orders:
            await asyncio.sleep(0.01)
    assert desk.link.kept == 3
    async with Client(desk.path, instance=desk.link.instance) as again:
        assert again.welcome["first_seq"] == 8
        await again.wait_for("fact", number=9)
    assert [event["seq"] for event in again.events] == [8, 9, 10]


async def test_a_client_of_another_instance_gets_all_that_nobody_acknowledged(desk: Desk) -> None:
    """Its own numbers are another's: what this instance said before it came is news to it."""
    desk.link.say("fact", {"number": 1})
    async with Client(desk.path, instance="another") as client:
        desk.link.say("fact", {"number": 2})
        await client.wait_for("fact", number=2)
    assert [event["number"] for event in client.events] == [1, 2]
    assert client.welcome["snapshot"] == {"calls": []}


async def test_a_second_client_ends_the_first(desk: Desk) -> None:
    async with Client(desk.path) as first, Client(desk.path) as second:
        await asyncio.wait_for(first._reading, 2)
        desk.link.say("fact", {})
        await second.wait_for("fact")
    assert first.events == []


async def test_the_oldest_go_when_too_many_are_kept(desk: Desk) -> None:
    for number in range(MAX_KEPT_EVENTS + 5):
        desk.link.say("fact", {"number": number})
    assert desk.link.kept == MAX_KEPT_EVENTS
    async with Client(desk.path) as client:
        await client.wait_for("fact", number=MAX_KEPT_EVENTS + 4)
    assert client.welcome["first_seq"] == 6
    assert client.events[0]["number"] == 5


@pytest.mark.parametrize("line", [b'{"op":"order","type":"do"}', b'{"op":"ack","seq":1}'])
async def test_whoever_did_not_say_hello_changes_nothing(desk: Desk, line: bytes) -> None:
    desk.link.say("fact", {})
    reader, writer = await asyncio.open_unix_connection(desk.path)
    writer.write(line + b"\n")
    reply = await asyncio.wait_for(reader.readline(), 2)
    writer.close()
    assert b'"op": "error"' in reply
    assert (desk.orders, desk.link.kept) == ([], 1)


async def test_errors_are_short_and_rate_limited(desk: Desk) -> None:
    async with Client(desk.path) as client:
        for _ in range(500):
            client.order("bad")
        client.order("good")
        while not desk.orders:
            await asyncio.sleep(0.01)
        desk.link.say("fact", {})
        await client.wait_for("fact")
    assert 1 <= len(client.errors) <= 20
    assert len(client.errors[0]["found"]) == 200


@pytest.mark.parametrize(
    "line", [b"", b"null", b"[]", b'{"op":"hello","last_seq":-1}', b'{"op":"ack","seq":"1"}', b"\xff", b"{" * 5000]
)
async def test_junk_is_answered_and_the_connection_lives(desk: Desk, line: bytes) -> None:
    async with Client(desk.path) as client:
        client.send_line(line)
        assert (await client.wait_error())["expected"]
        client.order("good")
        while not desk.orders:
            await asyncio.sleep(0.01)


async def test_a_client_that_does_not_read_gets_no_passing_events_but_all_that_matter(desk: Desk) -> None:
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(desk.path))
    deaf.sendall(b'{"op":"hello","last_seq":0,"instance":""}\n')
    await asyncio.sleep(0.1)
    for number in range(3000):
        desk.link.say("partial", {"text": "x" * 2000, "number": number}, keep=False)
        if number % 1000 == 0:
            desk.link.say("final", {"number": number})
    received = b""
    deaf.setblocking(False)
    loop = asyncio.get_running_loop()
    while b'"final", "number": 2000' not in received:
        received += await asyncio.wait_for(loop.sock_recv(deaf, 1 << 20), 5)
    deaf.close()
    assert len(received) < 3_000_000
    assert received.count(b'"final"') == 3


async def test_the_socket_is_for_this_user_only(desk: Desk) -> None:
    assert desk.path.stat().st_mode & 0o777 == 0o600
