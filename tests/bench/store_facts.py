"""How many facts a second the store takes, how long one waits for its commit, and what a full queue weighs.

`.venv/bin/python tests/bench/store_facts.py [URL]`; without a URL: SQLite in a temporary folder on this disk.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from queueing.events import CallArrived, CallEnded, Fact, OfferMade, Outcome, Party

CALLS = 2_000


def call(n: int) -> list[Fact]:
    """Three facts of one call, about as large as the average."""
    at, who = 1_763_700_000.0 + n, f"C{n:015}"
    return [
        CallArrived(at=at, call_id=who, queue="hotline", dialled="12345", caller="13800000000", trunk="local"),
        OfferMade(
            at=at, call_id=who, operator_id="8001", offer_id=f"O{n}", queue="hotline", waited_s=1.0, why="longest idle"
        ),
        CallEnded(at=at, call_id=who, queue="hotline", outcome=Outcome.ANSWERED, by=Party.CALLER, waited_s=1.0),
    ]


def memory_mib() -> float:
    """Peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def weigh_queue(url: str, jobs: int = 50_000) -> None:
    """Print what a queue weighs that the writer does not empty."""
    database = Database(url)
    before = memory_mib()
    journal = Journal(database)
    for n in range(jobs // 3):
        for fact in call(n):
            journal.append([fact])
    print(f"queue of {database.writer.waiting()} facts: {memory_mib() - before:.0f} MiB")


async def measure(url: str) -> None:
    """Print the figures of one database."""
    async with Database(url) as database:
        journal = Journal(database)
        facts = [fact for n in range(CALLS) for fact in call(n)]
        await _burst(database, journal, facts)
        await _paced(journal, facts[:1500], per_s=250)
        await _alone(journal, facts[:300])
    print(f"peak memory {memory_mib():.0f} MiB, load {os.getloadavg()[0]:.1f}")


async def _burst(database: Database, journal: Journal, facts: list[Fact]) -> None:
    before, began = database.writer.figures.commits, time.perf_counter()
    for fact in facts:
        journal.append([fact])
    queued = time.perf_counter() - began
    await journal.flush()
    took, commits = time.perf_counter() - began, database.writer.figures.commits - before
    each_ms = database.writer.figures.commit_s / database.writer.figures.commits * 1000
    print(f"burst: {len(facts)} facts, append {queued / len(facts) * 1e6:.1f} us each, {len(facts) / took:.0f}/s, "
          f"{len(facts) / commits:.0f} a commit of {each_ms:.0f} ms")  # fmt: skip


async def _paced(journal: Journal, facts: list[Fact], per_s: int) -> None:
    waits: list[float] = []

    async def one(fact: Fact) -> None:
        began = time.perf_counter()
        journal.append([fact])
        await journal.flush()
        waits.append(time.perf_counter() - began)

    tasks = []
    for fact in facts:
        tasks.append(asyncio.create_task(one(fact)))
        await asyncio.sleep(1 / per_s)
    await asyncio.gather(*tasks)
    print(f"paced {per_s}/s, each flushed: {_quantiles(waits)}")


async def _alone(journal: Journal, facts: list[Fact]) -> None:
    waits = []
    for fact in facts:
        began = time.perf_counter()
        journal.append([fact])
        await journal.flush()
        waits.append(time.perf_counter() - began)
    print(f"one after the other: {len(facts) / sum(waits):.0f}/s, {_quantiles(waits)}")


def _quantiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, max {ordered[-1] * 1000:.1f} ms"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        used = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'desk.db'}"
        asyncio.run(measure(used))
        weigh_queue(used)
