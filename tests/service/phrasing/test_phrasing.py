"""A local language model may phrase title and summary, and nothing it does costs a call, a field or a secret."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import ValidationError

from callcenter.phrasing.breaker import Breaker
from callcenter.phrasing.client import ModelServer, ModelServerError
from callcenter.phrasing.guards import Line, UnfitAnswerError, believed, masked
from callcenter.phrasing.phraser import RULE, Phraser, PhraserPorts
from callcenter.settings import LanguageModel
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket, Ticket, TicketField
from callcenter.store.tickets import Change
from callcenter.store.transcripts import SavedUtterance
from queueing.events import TicketDrafted

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SAID = "人民路128号路灯坏了三天我的电话是13951208746"
GOOD = {
    "title": {"text": "人民路128号路灯损坏", "quotes": ["人民路128号路灯坏了"]},
    "summary": {"text": "路灯坏了三天，请求修复", "quotes": ["路灯坏了三天"]},
}


def reply(content: Any) -> web.Response:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return web.json_response({"choices": [{"message": {"content": text}}]})


@asynccontextmanager
async def server(answer: Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server of that protocol on loopback."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await answer(await request.json())

    app = web.Application()
    app.router.add_post("/v1/chat/completions", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def drafted(folder: Path) -> AsyncIterator[Stores]:
    """A store with one drafted call."""
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        said = SavedUtterance(
            utterance_id="u1", call_id="c1", leg_id="l", role="caller", start_ms=0, end_ms=8000, text=SAID, words=()
        )
        operator = SavedUtterance(
            utterance_id="u2", call_id="c1", leg_id="m", role="operator", start_ms=0, end_ms=900, text="好的", words=()
        )
        await stores.transcripts.add([said, operator])
        fields = {"title": TicketField(value="路灯", confidence=0.6, rule="story")}
        await stores.tickets.save_draft(DraftTicket(ticket_id="t1", call_id="c1", fields=fields), AT)
        yield stores


def phraser(stores: Stores, url: str, shown: list[Ticket] | None = None, timeout_s: float = 0.4) -> Phraser:
    ports = PhraserPorts(
        model=ModelServer(url, "m", timeout_s),
        tickets=stores.tickets,
        transcripts=stores.transcripts,
        now=lambda: AT,
        on_ticket=(shown if shown is not None else []).append,
    )
    return Phraser(ports, Breaker(most_failures=2))


async def test_title_and_summary_are_phrased_with_the_sound_they_quote(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    async def answer(body: dict[str, Any]) -> web.Response:
        asked.append(body)
        return reply(GOOD)

    shown: list[Ticket] = []
    async with drafted(tmp_path) as stores, server(answer) as url:
        await phraser(stores, url, shown).phrase("c1")
        ticket = await stores.tickets.get("t1")
    assert (ticket.fields["title"].value, ticket.fields["title"].rule) == ("人民路128号路灯损坏", RULE)
    span = ticket.fields["title"].spans[0]
    assert SAID[span.start : span.end] == "人民路128号路灯坏了"
    assert 0 <= span.start_ms < span.end_ms <= 8000
    assert shown == [ticket]
    sent = json.dumps(asked, ensure_ascii=False)
    assert "13951208746" not in sent
    assert "〔号码〕" in sent
    assert asked[0]["response_format"]["type"] == "json_schema"


async def test_what_an_operator_chose_stays(tmp_path: Path) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        return reply(GOOD)

    async with drafted(tmp_path) as stores, server(answer) as url:
        first = await stores.tickets.get("t1")
        change = Change(ticket_id="t1", version=first.version, actor="8001", at=AT)
        await stores.tickets.edit(change, {"title": "我写的标题"})
        await phraser(stores, url).phrase("c1")
        ticket = await stores.tickets.get("t1")
    assert ticket.fields["title"].value == "我写的标题"
    assert ticket.fields["summary"].rule == RULE


async def test_a_registered_ticket_is_never_rephrased(tmp_path: Path) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        return reply(GOOD)

    async with drafted(tmp_path) as stores, server(answer) as url:
        first = await stores.tickets.get("t1")
        await stores.tickets.register(Change(ticket_id="t1", version=first.version, actor="8001", at=AT))
        before = await stores.tickets.get("t1")
        await phraser(stores, url).phrase("c1")
        assert await stores.tickets.get("t1") == before


@pytest.mark.parametrize(
    "content",
    [
        "不是JSON",
        {"title": "x"},
        {"title": {"text": 1, "quotes": []}, "summary": {"text": "", "quotes": []}},
        [],
        {"title": {"text": "a", "quotes": [1]}, "summary": {"text": "b", "quotes": []}},
    ],
)
async def test_an_answer_of_another_form_changes_nothing(tmp_path: Path, content: Any) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        return reply(content)

    async with drafted(tmp_path) as stores, server(answer) as url:
        before = await stores.tickets.get("t1")
        with pytest.raises(UnfitAnswerError):
            await phraser(stores, url).phrase("c1")
        assert await stores.tickets.get("t1") == before


async def test_a_server_that_hangs_costs_its_time_out_and_not_more(tmp_path: Path) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(30)
        return reply(GOOD)

    async with drafted(tmp_path) as stores, server(answer) as url:
        began = time.monotonic()
        with pytest.raises(ModelServerError, match=r"expected an answer in 0\.4 s"):
            await phraser(stores, url).phrase("c1")
        assert time.monotonic() - began < 10.0  # the server would take thirty


@pytest.mark.parametrize(("status", "text"), [(500, ""), (200, "x" * 70_000), (200, "{}")])
async def test_odd_answers_of_a_server_are_faults_and_not_crashes(tmp_path: Path, status: int, text: str) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        return web.Response(status=status, text=text)

    async with drafted(tmp_path) as stores, server(answer) as url:
        with pytest.raises(ModelServerError):
            await phraser(stores, url).phrase("c1")


async def test_after_failures_in_a_row_nothing_is_asked_for_a_while(tmp_path: Path) -> None:
    asked = 0

    async def answer(_body: dict[str, Any]) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=500)

    async with drafted(tmp_path) as stores, server(answer) as url:
        one = phraser(stores, url)
        work = asyncio.create_task(one.run())
        for _ in range(6):
            one.take_fact(TicketDrafted(at=1.0, call_id="c1", ticket_id="t1"))
        while not one.idle:
            await asyncio.sleep(0.01)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    assert asked == 2


async def test_more_calls_than_the_model_can_take_are_left_to_the_rules(tmp_path: Path) -> None:
    async with drafted(tmp_path) as stores:
        one = phraser(stores, "http://127.0.0.1:9")
        for _ in range(25):
            one.take_fact(TicketDrafted(at=1.0, call_id="c1", ticket_id="t1"))
    assert one.skipped == 5


def test_only_what_quotes_the_caller_is_believed() -> None:
    lines = [Line(utterance_id="u1", text=SAID)]
    invented = GOOD | {"title": {"text": "电梯故障", "quotes": ["电梯坏了好几天"]}}
    assert [one.name for one in believed(json.dumps(invented), lines)] == ["summary"]
    number = GOOD | {"summary": {"text": "请回电13951208746", "quotes": ["路灯坏了三天"]}}
    assert [one.name for one in believed(json.dumps(number), lines)] == ["title"]
    figure = GOOD | {"title": {"text": "人民路129号路灯损坏", "quotes": ["路灯坏了三天"]}}
    assert [one.name for one in believed(json.dumps(figure), lines)] == ["summary"]


@pytest.mark.parametrize("text", ["电话一三九五一二零八七四六", "13951208746", "身份证32040219800101123x"])
def test_long_numbers_are_masked_written_or_spoken(text: str) -> None:
    assert masked(text).endswith("〔号码〕")


def test_a_server_elsewhere_must_be_allowed_by_name() -> None:
    with pytest.raises(ValidationError, match="expected url on this machine or a host listed in allow"):
        LanguageModel(url="http://10.0.0.9:8000", model="m")
    LanguageModel(url="http://10.0.0.9:8000", model="m", allow=("10.0.0.9",))
