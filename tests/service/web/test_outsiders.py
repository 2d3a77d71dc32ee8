"""The doors to outsiders, attacked: odd and huge bodies, slow clients, keys used again; nothing breaks or is lost."""

import asyncio
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse
from yarl import URL

from callcenter.web import serve
from callcenter.web.app import MAX_BODY_BYTES
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import MATTER, bring, source

NESTED = '{"text":' * 5000 + "1" + "}" * 5000


async def raw(stage: Stage, body: bytes | io.BytesIO, headers: dict[str, str]) -> ClientResponse:
    sent = {**headers, "Content-Type": "application/json"}
    return await stage.client.post("/api/v1/intake", data=body, headers=sent)


async def nothing_came(stage: Stage) -> bool:
    return (await stage.parts.city.inbox.look()).count == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe{}",
        b'{"source": "web", "key": "k", "text": "\xc3\x28"}',
        NESTED.encode(),
        json.dumps({**MATTER, "at": float("nan")}).encode(),
        json.dumps({**MATTER, "at": float("inf")}).encode(),
        json.dumps({**MATTER, "at": 1e308}).encode(),
        json.dumps({**MATTER, "text": "停水\ud800"}).encode(),
        json.dumps({**MATTER, "title": "\udfff"}).encode(),
        json.dumps({**MATTER, "contact_name": "\x00"}).encode(),
        json.dumps({**MATTER, "text": "\x1b[2J"}).encode(),
        json.dumps({**MATTER, "text": ["a"]}).encode(),
        json.dumps({**MATTER, "confidential": "maybe"}).encode(),
    ],
)
async def test_a_body_that_is_no_matter_is_refused_in_words_and_leaves_nothing(stage: Stage, body: bytes) -> None:
    answer = await raw(stage, body, await source(stage))
    told = await say(answer, answer.status)
    assert answer.status in (400, 413, 415, 422), told
    assert told["error"]["code"] != "fault"
    assert await nothing_came(stage)


async def test_a_huge_body_is_refused_before_it_is_read_whole(stage: Stage) -> None:
    answer = await raw(
        stage, io.BytesIO(json.dumps({**MATTER, "text": "x" * MAX_BODY_BYTES}).encode()), await source(stage)
    )
    assert answer.status == 413
    assert await nothing_came(stage)


@pytest.mark.parametrize(
    "text", ["停水" * 2500, "👩‍👩‍👧‍👦停水", "\u202e水停\u202c", "ﷺ" * 900, "e\u0301" * 2000, "停\u3000水\n\t请处理"]
)
async def test_odd_characters_are_kept_as_they_were_written(stage: Stage, text: str) -> None:
    taken = await say(await bring(stage, await source(stage), text=text))
    assert (await stage.stores.tickets.get(taken["ticket_id"])).fields["content"].value == text.strip()


async def test_the_same_key_with_another_body_is_refused_in_whatever_order_they_come(stage: Stage) -> None:
    """Replayed, reordered, at once: of two matters under one key the first stands and the other is told which."""
    headers = await source(stage)
    bodies: list[dict[str, Any]] = [{"text": "路灯不亮"}, {"text": "路灯不亮，井盖也坏了"}]
    answers = await asyncio.gather(*(bring(stage, headers, **bodies[n % 2]) for n in range(12)))
    statuses = [one.status for one in answers]
    assert sorted(set(statuses)) == [200, 409]
    taken = {(await say(one))["ticket_id"] for one in answers if one.status == 200}
    refused = [(await one.json())["error"] for one in answers if one.status == 409]
    assert len(taken) == 1
    assert {one["found"] for one in refused} == {"another text"}
    assert (await stage.parts.city.inbox.look()).count == 1
    stood = (await stage.stores.tickets.get(taken.pop())).fields["content"].value
    for body in bodies:
        assert (await bring(stage, headers, **body)).status == (200 if body["text"] == stood else 409)


@pytest.mark.parametrize("key", ["2026/11/22-7", "a%2Fb", "a?b=c", "a#b", "...", "%", "';DROP_TABLE_intake;--"])
async def test_whatever_a_source_calls_a_matter_it_can_look_it_up_again(stage: Stage, key: str) -> None:
    headers = await source(stage)
    taken = await say(await bring(stage, headers, key=key))
    address = URL(f"{stage.origin}/api/v1/intake/{quote(key, safe='')}", encoded=True)
    found = await say(await stage.client.session.get(address, headers=headers))
    assert found["ticket_id"] == taken["ticket_id"]


@pytest.mark.parametrize("key", [".", ".."])
async def test_a_key_that_no_address_can_hold_is_refused_at_once(stage: Stage, key: str) -> None:
    told = await say(await bring(stage, await source(stage), key=key), 422)
    assert list(told["error"]["fields"]) == ["key"]


async def test_a_client_that_never_ends_its_body_is_let_go_and_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "BODY_WITHIN_S", 0.3)
    headers = await source(stage)
    host, port = stage.client.host, stage.client.port
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /api/v1/intake HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f'Content-Length: 100000\r\nAuthorization: {headers["Authorization"]}\r\n\r\n{{"source":'
    )
    writer.write(head.encode())
    await writer.drain()
    assert (await bring(stage, headers)).status == 200
    async with asyncio.timeout(20):
        told = await reader.readline()
    assert told.startswith(b"HTTP/1.1 408"), told
    writer.close()
