"""The supervisor itself is killed: conversations go on, and the supervisor that comes next takes them over."""

import asyncio
from pathlib import Path

import pytest

from tests.wire.house.calls import citizen, missing, operator, speech
from tests.wire.house.house import Plan, house

pytestmark = [pytest.mark.wire, pytest.mark.timeout(180), pytest.mark.skipif(bool(missing()), reason=missing())]


async def test_the_next_supervisor_adopts_the_calls_of_the_killed_one(tmp_path: Path) -> None:
    plan = Plan(operators=2)
    async with house(tmp_path, plan) as desk, operator(desk, 1, speech("greeting")), operator(desk, 2):
        await desk.until("/api/v1/operators", lambda found: all(o["status"] == "ready" for o in found["items"]))
        async with citizen(desk, speech("water-off"), talk_s=30.0) as caller:
            await desk.until("/api/v1/calls", lambda found: [c["state"] for c in found["items"]] == ["talking"])
            await asyncio.sleep(3.0)
            telephony = desk.pid("telephony")
            desk.process.kill()
            await desk.process.wait()
            await desk.start_again()
            assert desk.pid("telephony") == telephony, "the calls' process is the same"
            async with citizen(desk, speech("noise"), talk_s=5.0, port=6300, caller="13912340002") as second:
                assert await second.finished() == 0, second.complaints()
            assert await caller.finished() == 0, caller.complaints()
        calls = await desk.until("/api/v1/calls", lambda found: all(c["outcome"] for c in found["items"]))
        assert [call["outcome"] for call in calls["items"]] == ["answered", "answered"]
        tickets = await desk.until("/api/v1/tickets", lambda found: len(found["items"]) == 2)
        assert all(ticket["transcript"] for ticket in tickets["items"])
