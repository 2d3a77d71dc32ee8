"""Bursts at the desk: every screen hears at once, of no caller; a draft goes with the main ticket."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientWebSocketResponse

from callcenter.store.identity import Role
from tests.service.web.hot_scene import PLACE, TOPIC, drafted, folded, many, registered
from tests.service.web.stage import Stage, say

GUIDANCE = "抢修中，预计18:00恢复"


@asynccontextmanager
async def desk_of(stage: Stage) -> AsyncIterator[ClientWebSocketResponse]:
    await stage.sign_in()
    async with stage.client.ws_connect("/ws/desk", headers={"Origin": stage.origin}) as socket:
        yield socket


async def next_of(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        told: dict[str, Any] = await socket.receive_json()
        if told["type"] == kind:
            return told


async def test_every_desk_hears_of_a_burst_its_guidance_and_its_main_ticket(stage: Stage) -> None:
    for number in range(9):
        await registered(stage, number)
    async with desk_of(stage) as socket:
        assert (await next_of(socket, "snapshot"))["bursts"] == []
        await registered(stage, 9)
        await folded(stage)
        (burst,) = (await next_of(socket, "bursts"))["bursts"]
        assert (burst["place"], burst["matter"], burst["persons"], burst["answer"]) == (PLACE, TOPIC, 10, "")
        assert (burst["main"]["ticket_id"], burst["main"]["repeats"], burst["tickets"]) == ("b0", 0, 10)
        body = {"place": PLACE, "matter": TOPIC, "said": GUIDANCE}
        await say(
            await stage.ask("PUT", "/api/v1/bursts/answer", json=body, headers=await stage.bearer(Role.SUPERVISOR))
        )
        (burst,) = (await next_of(socket, "bursts"))["bursts"]
        assert burst["answer"] == GUIDANCE
    async with desk_of(stage) as socket:
        snapshot = await next_of(socket, "snapshot")
        assert snapshot["bursts"] == [burst]
        assert "1380000" not in json.dumps(snapshot["bursts"])


async def test_an_operator_registers_a_draft_as_a_repeat_of_the_main_ticket_in_one_step(stage: Stage) -> None:
    await many(stage, range(10))
    draft = await drafted(stage, 10)
    await stage.sign_in()
    body = {"version": draft.version, "kind": "投诉", "main": "b0"}
    done = await say(await stage.ask("POST", "/api/v1/tickets/b10/register", json=body))
    assert (done["status"], bool(done["number"])) == ("registered", True)
    repeat = await stage.parts.office.get("b10")
    assert (repeat.record.state.value, repeat.record.main) == ("merged", "b0")
    assert (await stage.parts.office.get("b0")).record.repeats == ("b10",)
    await folded(stage)
    (burst,) = stage.parts.city.bursts.shown
    assert burst.main is not None
    assert (burst.main.ticket_id, burst.main.repeats) == ("b0", 1)


async def test_a_main_ticket_that_leads_no_burst_is_not_an_operators_to_choose_and_nothing_changes(
    stage: Stage,
) -> None:
    await many(stage, range(3))
    draft = await drafted(stage, 3)
    await stage.sign_in()
    for main, status in (("b0", 409), ("nobody", 404)):
        body = {"version": draft.version, "kind": "投诉", "main": main}
        await say(await stage.ask("POST", "/api/v1/tickets/b3/register", json=body), status)
        assert (await stage.stores.tickets.get("b3")).number is None
    body = {"version": draft.version, "kind": "投诉"}
    done = await say(await stage.ask("POST", "/api/v1/tickets/b3/register", json=body))
    first = (await stage.stores.tickets.get("b2")).number
    assert first is not None
    assert done["number"] is not None
    assert int(done["number"][-4:]) == int(first[-4:]) + 1  # no number was lost on the refused ones


async def test_the_main_ticket_of_a_burst_follows_what_became_of_it(stage: Stage) -> None:
    await many(stage, range(10))
    headers = await stage.bearer(Role.DISPATCHER)
    work = await stage.parts.office.get("b0")
    await say(
        await stage.ask(
            "POST", "/api/v1/tickets/b0/merge", json={"version": work.version, "main": "b3"}, headers=headers
        )
    )
    (burst,) = await stage.parts.city.bursts.look()
    assert burst.main is not None
    assert (burst.main.ticket_id, burst.main.repeats) == ("b3", 1)
