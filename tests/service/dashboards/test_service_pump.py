"""The pump carries what is due to every outlet, at once and also when nothing happens."""

import asyncio
import time
from zoneinfo import ZoneInfo

import pytest

from dashboards.directory import Directory
from dashboards.messages import Message
from dashboards.projections import Board
from dashboards.pump import REST_S, Pump
from queueing.events import CallArrived, Fact


def made(outlets: list) -> Pump:
    directory = Directory(queues={"hotline": "热线"})
    return Pump(Board(ZoneInfo("Asia/Shanghai"), directory, began=time.time()), outlets, time.time)


def arrived() -> Fact:
    return CallArrived(at=time.time(), call_id="c1", queue="hotline", dialled="12345", caller="")


async def test_a_fact_is_sent_without_waiting_for_the_next_beat() -> None:
    got: asyncio.Queue[Message] = asyncio.Queue()
    pump = made([got.put_nowait])
    running = asyncio.create_task(pump.run())
    assert {(await asyncio.wait_for(got.get(), 1)).topic.path for _ in range(2)} == {"summary", "queue/{id}/status"}
    pump.feed(arrived())
    assert (await asyncio.wait_for(got.get(), 0.2)).topic.path == "event/{id}"
    running.cancel()


async def test_a_waiting_caller_is_counted_up_without_further_facts() -> None:
    got: list[Message] = []
    pump = made([got.append])
    pump.feed(arrived())
    running = asyncio.create_task(pump.run())
    await asyncio.sleep(2.3)
    running.cancel()
    assert sum(message.topic.path == "summary" for message in got) == 3


async def test_an_outlet_that_fails_is_logged_and_the_others_still_hear(caplog: pytest.LogCaptureFixture) -> None:
    got: list[Message] = []

    def bad(message: Message) -> None:
        raise RuntimeError(message.ident)

    pump = made([bad])
    pump.add(got.append)
    pump.turn()
    assert len(got) == 2
    assert "outlet failed" in [record.getMessage() for record in caplog.records]


async def test_an_outlet_that_was_removed_hears_nothing() -> None:
    got: list[Message] = []
    pump = made([got.append])
    pump.remove(got.append)
    pump.remove(bad := got.append)
    pump.turn()
    assert (got, bad is not None) == ([], True)


@pytest.mark.parametrize("turns", range(5))
async def test_a_pump_that_is_cancelled_as_it_is_woken_ends(turns: int) -> None:
    """However few turns of the loop lie between: a pump that went on kept the service from stopping, for ever."""
    pump = made([])
    running = asyncio.create_task(pump.run())
    await asyncio.sleep(2 * REST_S)
    pump.look()
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    _, left = await asyncio.wait([running], timeout=5.0)
    running.cancel()
    assert not left
