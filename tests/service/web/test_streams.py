"""Live screens: a snapshot first, then every change; slow browsers are cut, strangers stay out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from callcenter.store.identity import Role
from callcenter.web import streams
from callcenter.web.models import UtteranceView
from callcenter.web.ports import FinalNews, Notice, PartialNews, QueuesNews
from tests.service.web.kept_call import NUMBER, draft
from tests.service.web.stage import Stage, say

Browser = ClientWebSocketResponse[Any]


@asynccontextmanager
async def browser(stage: Stage, path: str, **headers: str) -> AsyncIterator[Browser]:
    sent = {"Origin": stage.origin, **headers}
    async with stage.client.ws_connect(path, headers=sent) as socket:
        yield socket


async def heard(socket: Browser) -> dict[str, Any]:
    async with asyncio.timeout(10):
        message: dict[str, Any] = await socket.receive_json()
        return message


async def test_the_desk_begins_with_a_snapshot_and_goes_on_with_changes(stage: Stage) -> None:
    stage.desk.talk("8001", "c1")
    await stage.sign_in()
    async with browser(stage, "/ws/desk") as socket:
        first = await heard(socket)
        assert first["type"] == "snapshot"
        assert (first["operator"]["operator_id"], first["call"]["caller_number"]) == ("8001", NUMBER)
        assert (first["ticket"]["ticket_id"], [one["ticket_id"] for one in first["recent"]]) == ("t1", ["t1"])
        assert first["queues"][0]["waiting"] == 2
        await say(await stage.ask("POST", "/api/v1/operators/8001/status", json={"status": "ready"}))
        assert (await heard(socket))["operator"]["status"] == "ready"
        await say(await stage.ask("PATCH", "/api/v1/tickets/t1", json={"version": 1, "fields": {"place": "甲"}}))
        told = await heard(socket)
        assert (told["type"], told["ticket"]["version"], told["ticket"]["fields"]["place"]["value"]) == (
            "ticket",
            2,
            "甲",
        )


async def test_words_arrive_as_they_are_said(stage: Stage) -> None:
    await stage.sign_in()
    async with browser(stage, "/ws/desk") as socket:
        await heard(socket)
        utterance = UtteranceView(utterance_id="u9", role="caller", start_ms=0, end_ms=9, text="路灯不亮")
        stage.desk.tell("8001", PartialNews(call_id="c7", role="caller", start_ms=0, text="路灯"))
        stage.desk.tell("8001", FinalNews(call_id="c7", utterance=utterance))
        stage.desk.tell("8001", QueuesNews(queues=()))
        stage.desk.tell("8001", Notice(severity="warn", text_zh="识别暂停", text_en="Recognition pauses"))
        partial = {"type": "partial", "call_id": "c7", "role": "caller", "start_ms": 0, "text": "路灯"}
        assert [await heard(socket) for _ in range(4)] == [
            partial,
            {"type": "final", "call_id": "c7", "utterance": utterance.model_dump()},
            {"type": "queues", "queues": []},
            {"type": "notice", "severity": "warn", "text_zh": "识别暂停", "text_en": "Recognition pauses"},
        ]


async def test_an_operator_hears_only_their_own_desk(stage: Stage) -> None:
    await stage.sign_in()
    with pytest.raises(WSServerHandshakeError, match="403"):
        async with browser(stage, "/ws/desk?operator=8002"):
            pass
    async with browser(stage, "/ws/desk") as socket:
        await heard(socket)
        stage.desk.tell("8002", Notice(severity="info", text_zh="不是你的", text_en="Not yours"))
        stage.desk.tell("8001", Notice(severity="info", text_zh="是你的", text_en="Yours"))
        assert (await heard(socket))["text_zh"] == "是你的"


async def test_a_supervisor_watches_any_desk_and_it_is_noted(stage: Stage) -> None:
    await stage.sign_in("lin", "pass-lin")
    async with browser(stage, "/ws/desk?operator=8002") as socket:
        assert (await heard(socket))["operator"]["operator_id"] == "8002"
    for path, status in (("/ws/desk?operator=9", "404"), ("/ws/desk", "404")):
        with pytest.raises(WSServerHandshakeError, match=status):
            async with browser(stage, path):
                pass
    await stage.stores.journal.flush()
    assert (await stage.stores.audit.last(1))[0].thing == "desk of 8002"


@pytest.mark.parametrize("path", ["/ws/desk", "/ws/wall", "/mqtt"])
async def test_other_pages_and_strangers_get_no_stream(stage: Stage, path: str) -> None:
    """Cookies ignore ports, so the Origin is the guard."""
    for headers in ({"Origin": stage.origin}, {}):
        with pytest.raises(WSServerHandshakeError, match=r"401|403"):
            await stage.client.ws_connect(path, headers=headers, protocols=("mqtt",))
    await stage.sign_in()
    for origin in ("http://127.0.0.1:1", "http://evil.example", "null"):
        with pytest.raises(WSServerHandshakeError, match="403"):
            await stage.client.ws_connect(path, headers={"Origin": origin}, protocols=("mqtt",))


async def test_a_wall_gets_the_last_payloads_and_then_each_new_one(stage: Stage) -> None:
    stage.wall.say("cc/v1/demo/summary", {"waiting": 1})
    token = await stage.bearer(Role.WALL)
    with pytest.raises(WSServerHandshakeError, match="403"):
        async with browser(stage, "/ws/desk", **token):
            pass
    async with browser(stage, "/ws/wall", **token) as socket:
        assert await heard(socket) == {"topic": "cc/v1/demo/summary", "payload": {"waiting": 1}}
        stage.wall.say("cc/v1/demo/summary", {"waiting": 2})
        stage.wall.say("cc/v1/demo/alert/1", None)
        assert await heard(socket) == {"topic": "cc/v1/demo/summary", "payload": {"waiting": 2}}
        assert await heard(socket) == {"topic": "cc/v1/demo/alert/1", "payload": None}
    async with asyncio.timeout(5):
        while stage.wall.listeners:
            await asyncio.sleep(0.01)


async def test_a_browser_that_does_not_read_is_cut_off_and_memory_stays_bounded(stage: Stage) -> None:
    """It never reads; the kernel's buffers fill, then our 256 places, then the line is cut."""
    machine = await stage.bearer(Role.WALL)
    head = await _handshake(stage, machine["Authorization"])
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.client.port, limit=1024)
    writer.write(head)
    await reader.readuntil(b"\r\n\r\n")
    reader._transport.pause_reading()  # type: ignore[attr-defined]
    filling = {"waiting": 1, "padding": "x" * 8000}
    async with asyncio.timeout(30):
        while not stage.wall.listeners:
            await asyncio.sleep(0.01)
        sent = 0
        while stage.wall.listeners:
            stage.wall.say("cc/v1/demo/summary", filling)
            sent += 1
            await asyncio.sleep(0)
    assert streams.MOST_WAITING <= sent < 5000
    server = stage.client.server.runner.server  # type: ignore[union-attr]
    async with asyncio.timeout(3):  # the line itself is gone, with what was buffered for it
        while len(server.connections) > 0:
            await asyncio.sleep(0.01)
    figures = stage.parts.metrics.text().decode()
    assert 'callcenter_websockets_cut_total{path="/ws/wall"} 1.0' in figures
    writer.close()


async def _handshake(stage: Stage, authorization: str) -> bytes:
    lines = [
        "GET /ws/wall HTTP/1.1",
        f"Host: 127.0.0.1:{stage.client.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Authorization: {authorization}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def test_a_session_that_ends_takes_its_stream_along(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RECHECK_S", 0.1)
    await stage.sign_in()
    async with browser(stage, "/ws/desk") as socket:
        await heard(socket)
        await say(await stage.ask("DELETE", "/api/v1/session"), 204)
        async with asyncio.timeout(10):
            message = await socket.receive()
        assert (message.type, message.data) == (WSMsgType.CLOSE, streams.POLICY)


async def test_what_a_browser_says_on_a_stream_changes_nothing(stage: Stage) -> None:
    await stage.sign_in()
    async with browser(stage, "/ws/desk") as socket:
        await heard(socket)
        await socket.send_str(json.dumps({"type": "hangup"}))
        await socket.send_bytes(b"\0" * 100)
        stage.desk.tell("8001", Notice(severity="info", text_zh="还在", text_en="Still here"))
        assert (await heard(socket))["text_zh"] == "还在"
        await socket.send_str("x" * (streams.MAX_FRAME_BYTES + 1))
        async with asyncio.timeout(10):
            assert (await socket.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


async def test_a_ticket_of_another_operator_is_not_in_the_snapshot(stage: Stage) -> None:
    await stage.stores.tickets.save_draft(draft("t2", "c2", "8002"), stage.parts.time())
    await stage.sign_in()
    async with browser(stage, "/ws/desk") as socket:
        assert [one["ticket_id"] for one in (await heard(socket))["recent"]] == ["t1"]
