"""One promise of the queue of second passes, two kinds of queue: a table in SQLite, a library's in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass.queue import Lease, PassQueue
from callcenter.store.database import Database

LEASE_S = 1.0


@pytest.fixture
async def queues(url: str) -> AsyncIterator[tuple[PassQueue, PassQueue]]:
    """The same queue as two workers see it, each with connections of its own."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(2):
            database = await stack.enter_async_context(Database(url))
            found.append(await stack.enter_async_context(opened_queue(database, LEASE_S)))
        yield found[0], found[1]


async def taken(queue: PassQueue, within_s: float = 20.0) -> Lease:
    """Wait for a job; generous, since machines are slow."""
    async with asyncio.timeout(within_s):
        while (lease := await queue.take()) is None:
            await asyncio.sleep(0.05)
    return lease


async def test_jobs_come_in_order_each_to_one_worker(queues: tuple[PassQueue, PassQueue]) -> None:
    one, other = queues
    for number in range(3):
        await one.put(f"job-{number}")
        await one.put(f"job-{number}")
    first, second = await taken(one), await taken(other)
    assert (first.job_id, second.job_id) == ("job-0", "job-1")
    assert await one.finish(first)
    assert await other.finish(second)
    assert (await taken(one)).job_id == "job-2"
    assert await other.take() is None, "put twice is there once"


async def test_twenty_jobs_taken_by_two_at_once_are_taken_once_each(queues: tuple[PassQueue, PassQueue]) -> None:
    for number in range(20):
        await queues[0].put(f"job-{number:02}")

    async def work(queue: PassQueue) -> list[str]:
        done = []
        while (lease := await queue.take()) is not None:
            assert await queue.finish(lease)
            done.append(lease.job_id)
        return done

    found = await asyncio.gather(*(work(queue) for queue in queues))
    assert sorted(found[0] + found[1]) == [f"job-{number:02}" for number in range(20)]


async def test_a_job_that_is_held_is_not_queued_again(queues: tuple[PassQueue, PassQueue]) -> None:
    one, other = queues
    await one.put("job")
    lease = await taken(one)
    await other.put("job")
    assert await other.take() is None
    assert await one.finish(lease)
    assert await other.take() is None


async def test_who_beats_keeps_its_job_and_who_falls_silent_loses_it(queues: tuple[PassQueue, PassQueue]) -> None:
    one, other = queues
    await one.put("job")
    lost = await taken(one)
    for _ in range(6):  # longer than a lease
        await asyncio.sleep(LEASE_S / 4)
        assert await one.beat(lost)
    assert await other.take() is None
    kept = await taken(other)  # the first is silent now, as if it had been killed
    assert kept.job_id == "job"
    assert not await one.beat(lost)
    assert not await one.finish(lost), "a slow worker does not finish what is another's"
    assert not await one.put_back(lost, 0.0)
    assert await other.beat(kept)
    assert await other.finish(kept)


async def test_what_is_put_back_comes_again_after_its_pause(queues: tuple[PassQueue, PassQueue]) -> None:
    one, other = queues
    await one.put("job")
    assert await one.put_back(await taken(one), 3600.0)
    assert await other.take() is None
    await one.put("job")
    assert await one.take() is None, "queued already: its pause stays"
    await one.put("other")
    assert await one.put_back(await taken(one), 0.0)
    assert (await taken(other)).job_id == "other"


async def test_what_was_put_off_at_the_start_waits(queues: tuple[PassQueue, PassQueue]) -> None:
    await queues[0].put("later", delay_s=3600.0)
    assert await queues[1].take() is None


async def test_the_queue_survives_its_users(url: str) -> None:
    async with Database(url) as database, opened_queue(database, LEASE_S) as queue:
        await queue.put("waiting")
        await queue.put("held")
        await taken(queue)
    async with Database(url) as database, opened_queue(database, LEASE_S) as queue:
        assert {(await taken(queue)).job_id, (await taken(queue)).job_id} == {"waiting", "held"}
