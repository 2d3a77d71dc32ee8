"""kill -9 in the middle of ten calls: calls go on, the part comes back, every call keeps its outcome and its ticket."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.house.calls import citizen, missing, operator, speech
from tests.wire.house.house import House, Plan, house

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240), pytest.mark.skipif(bool(missing()), reason=missing())]
CALLS = 10
TALK_S = 24.0


@contextlib.asynccontextmanager
async def ten_calls(folder: Path) -> AsyncIterator[tuple[House, asyncio.Task[int]]]:
    """A desk with ten conversations going on; the task ends with sipp's code when the citizens have hung up."""
    async with contextlib.AsyncExitStack() as stack:
        desk = await stack.enter_async_context(house(folder, Plan(operators=CALLS)))
        await asyncio.gather(
            *(stack.enter_async_context(operator(desk, n, speech("greeting"))) for n in range(1, CALLS + 1))
        )
        await desk.until("/api/v1/operators", lambda found: all(o["status"] == "ready" for o in found["items"]))
        sipp = await stack.enter_async_context(citizen(desk, speech("water-off"), talk_s=TALK_S, calls=CALLS))
        finished = asyncio.create_task(sipp.finished(90), name="citizens")
        await desk.until("/api/v1/calls", lambda found: sum(c["state"] == "talking" for c in found["items"]) == CALLS)
        await asyncio.sleep(4.0)  # some words are in
        yield desk, finished


async def every_call_ended_well(desk: House, finished: asyncio.Task[int]) -> list[dict[str, object]]:
    """Citizens saw no surprise; one outcome a call; a ticket a call, with its words. Returns the tickets."""
    assert await finished == 0, "a citizen saw something unexpected"
    calls = await desk.until("/api/v1/calls?limit=50", lambda found: all(c["outcome"] for c in found["items"]), 30)
    assert [call["outcome"] for call in calls["items"]] == ["answered"] * CALLS
    tickets = await desk.until("/api/v1/tickets?limit=50", lambda found: heard(found["items"]) == CALLS, 90)
    assert len({ticket["call_id"] for ticket in tickets["items"]}) == len(tickets["items"]) == CALLS
    return list(tickets["items"])


def heard(tickets: list[dict[str, object]]) -> int:
    """How many tickets hold the citizen's words."""
    return sum("停水" in str(ticket["transcript"]) for ticket in tickets)


def children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def back(desk: House, part: str, old_pid: int) -> None:
    """Wait until a killed part runs again and the whole desk is ready."""
    async with asyncio.timeout(90):
        while desk.pid(part) == old_pid:
            await asyncio.sleep(0.05)
    await desk.until("/readyz", lambda found: found["ok"], 90)


async def test_a_killed_recogniser_costs_no_call_and_is_replaced(tmp_path: Path) -> None:
    async with ten_calls(tmp_path) as (desk, finished):
        (worker,) = children(desk.pid("recognisers"))
        os.kill(worker, signal.SIGKILL)
        async with asyncio.timeout(20):
            while worker in children(desk.pid("recognisers")) or not children(desk.pid("recognisers")):
                await asyncio.sleep(0.1)
        tickets = await every_call_ended_well(desk, finished)
        assert heard(tickets) == CALLS


async def test_a_killed_service_leaves_calls_bridged_and_takes_them_back(tmp_path: Path) -> None:
    async with ten_calls(tmp_path) as (desk, finished):
        old = desk.kill("service")
        await back(desk, "service", old)
        tickets = await every_call_ended_well(desk, finished)
        assert heard(tickets) == CALLS


async def test_callers_who_hang_up_while_the_service_is_away_are_recorded_as_answered(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        desk = await stack.enter_async_context(house(tmp_path))
        await stack.enter_async_context(operator(desk, 1, speech("greeting")))
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        caller = await stack.enter_async_context(citizen(desk, speech("water-off"), talk_s=8.0))
        await desk.until("/api/v1/calls", lambda found: [c["state"] for c in found["items"]] == ["talking"])
        await asyncio.sleep(5.0)
        os.kill(desk.pid("service"), signal.SIGSTOP)  # away, and sure to be when the citizen hangs up
        old = desk.pid("service")
        assert await caller.finished() == 0, caller.complaints()
        os.kill(old, signal.SIGKILL)
        await back(desk, "service", old)
        calls = await desk.until("/api/v1/calls", lambda found: all(c["outcome"] for c in found["items"]), 30)
        assert [call["outcome"] for call in calls["items"]] == ["answered"]
        tickets = await desk.until("/api/v1/tickets", lambda found: len(found["items"]) == 1, 30)
        assert heard(tickets["items"]) == 1


async def test_a_killed_broker_comes_back_and_the_board_is_published_again(tmp_path: Path) -> None:
    async with ten_calls(tmp_path) as (desk, finished):
        old = desk.kill("broker")
        await back(desk, "broker", old)
        assert heard(await every_call_ended_well(desk, finished)) == CALLS


async def test_a_killed_ear_costs_no_call_and_later_words_are_heard_again(tmp_path: Path) -> None:
    async with ten_calls(tmp_path) as (desk, finished):
        old = desk.kill("ear")
        await back(desk, "ear", old)
        assert heard(await every_call_ended_well(desk, finished)) == CALLS


async def test_a_killed_telephony_ends_its_calls_as_broken_and_takes_new_ones(tmp_path: Path) -> None:
    async with ten_calls(tmp_path) as (desk, finished):
        old = desk.kill("telephony")
        await back(desk, "telephony", old)
        calls = await desk.until("/api/v1/calls?limit=50", lambda found: all(c["outcome"] for c in found["items"]), 30)
        assert {call["outcome"] for call in calls["items"]} == {"broken"}
        tickets = await desk.until("/api/v1/tickets?limit=50", lambda found: heard(found["items"]) == CALLS, 90)
        assert len(tickets["items"]) == CALLS
        finished.cancel()
