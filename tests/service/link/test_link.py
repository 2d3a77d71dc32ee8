"""The service's end of a resumable link, against a server on a real Unix socket."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.link import MAX_LINE_BYTES, Link, LinkHandlers


class Server:
    """A server that keeps events until they are acknowledged, as telephony and the ear do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.instance = "one"
        self.events: list[dict[str, Any]] = []
        self.orders: list[dict[str, Any]] = []
        self.acked = 0
        self.hellos: list[dict[str, Any]] = []
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, str(self.path), limit=MAX_LINE_BYTES)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        if self._writer:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        self._writer = None
        self.path.unlink(missing_ok=True)

    def emit(self, type_: str, **fields: Any) -> None:
        event = {"op": "event", "seq": len(self.events) + 1, "at": 1.0, "type": type_, **fields}
        self.events.append(event)
        self.send(event)

    def send(self, message: dict[str, Any]) -> None:
        if self._writer:
            self._writer.write(json.dumps(message).encode() + b"\n")

    def send_raw(self, line: bytes) -> None:
        assert self._writer
        self._writer.write(line)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while line := await reader.readline():
            self._take(json.loads(line))

    def _take(self, message: dict[str, Any]) -> None:
        if message["op"] == "hello":
            self.hellos.append(message)
            self.send({"op": "welcome", "instance": self.instance, "first_seq": 1, "snapshot": {"n": len(self.hellos)}})
            for event in self.events:
                if event["seq"] > message["last_seq"]:
                    self.send(event)
        elif message["op"] == "ack":
            self.acked = message["seq"]
        else:
            self.orders.append(message)


class Client:
    """A link with what it heard."""

    def __init__(self, path: Path) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.welcomes: list[str] = []
        self.downs = 0
        self.link = Link(
            "test",
            path,
            LinkHandlers(
                on_event=lambda type_, _at, body: self.events.append((type_, body)),
                on_welcome=lambda instance, _snapshot: self.welcomes.append(instance),
                on_down=self._down,
            ),
        )

    def _down(self) -> None:
        self.downs += 1


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Server, Client]]:
    server, client = Server(tmp_path / "s.sock"), Client(tmp_path / "s.sock")
    await server.start()
    task = asyncio.create_task(client.link.run())
    await until(lambda: client.link.up)
    yield server, client
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await server.stop()
    await asyncio.sleep(0)


async def until(holds: Any) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def test_events_arrive_once_and_in_order(pair: tuple[Server, Client]) -> None:
    server, client = pair
    for n in range(20):
        server.emit("x", n=n)
    await until(lambda: len(client.events) == 20)
    assert [body["n"] for _, body in client.events] == list(range(20))


async def test_a_broken_connection_loses_and_repeats_nothing(pair: tuple[Server, Client]) -> None:
    server, client = pair
    server.emit("x", n=0)
    await until(lambda: client.events)
    await server.stop()
    await until(lambda: client.downs == 1)
    server.events.append({"op": "event", "seq": 2, "at": 1.0, "type": "x", "n": 1})
    await server.start()
    await until(lambda: len(client.events) == 2)
    assert [body["n"] for _, body in client.events] == [0, 1]
    assert server.hellos[-1]["last_seq"] == 1


async def test_a_new_server_instance_counts_from_the_beginning(pair: tuple[Server, Client]) -> None:
    server, client = pair
    server.emit("x", n=0)
    await until(lambda: client.events)
    await server.stop()
    server.instance, server.events = "two", []
    await server.start()
    await until(lambda: client.welcomes == ["one", "two"])
    server.emit("x", n=7)
    await until(lambda: len(client.events) == 2)


async def test_an_order_while_the_server_is_away_says_it_was_not_given(pair: tuple[Server, Client]) -> None:
    server, client = pair
    assert client.link.order("ring", {"leg_id": "a"})
    await until(lambda: server.orders)
    await server.stop()
    await until(lambda: not client.link.up)
    assert not client.link.order("ring", {"leg_id": "b"})


async def test_junk_from_the_server_costs_nothing_but_a_log_line(pair: tuple[Server, Client]) -> None:
    server, client = pair
    for junk in (b"\n", b"[]\n", b"{}\n", b'{"op":"event"}\n', b"\xff\xfe\n", b'{"op":"what"}\n'):
        server.send_raw(junk)
    server.emit("x", n=1)
    await until(lambda: client.events)
    assert client.downs == 0


async def test_acknowledgements_reach_the_server_once(pair: tuple[Server, Client]) -> None:
    server, client = pair
    server.emit("x")
    await until(lambda: client.events)
    client.link.ack(client.link.handled_seq)
    client.link.ack(client.link.handled_seq)
    await until(lambda: server.acked == 1)
