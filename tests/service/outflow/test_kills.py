"""Killed between dispatch and feed, again and again: what was dispatched is told, what was not is not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.service.outflow.world import outside

CHILD = """
import asyncio, sys
from pathlib import Path
from callcenter.store.database import Database
from queueing.ticket.commands.dispatching import Dispatch
from tests.contracts.store.office import world
from tests.service.outflow.world import tell

async def main(url, first):
    async with Database(url) as database:
        city = world(database)
        tell(database, city)
        for number in range(int(first), int(first) + 10_000):
            await city.accepted(f"T{number}")
            await city.do(f"T{number}", Dispatch(unit="U1"))
            print(number, flush=True)

asyncio.run(main(sys.argv[1], sys.argv[2]))
"""


def dispatch_until_killed(url: str, first: int, at_least: int) -> int:
    """Let a process of its own dispatch tickets and kill it in the middle; return the last it said was done."""
    words = [sys.executable, "-c", CHILD, url, str(first)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        last = first - 1
        for line in child.stdout:
            last = int(line)
            if last >= first + at_least:
                time.sleep(0.003 * (first % 7))  # anywhere in the next transaction
                os.kill(child.pid, signal.SIGKILL)
                break
    return last


async def test_killed_between_dispatch_and_feed_nothing_is_lost_and_nothing_told_that_did_not_happen(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    ends = [dispatch_until_killed(url, first, 5) for first in (0, 1000, 2000)]
    async with outside(url, tmp_path) as out:
        await out.drained(out.feed)
        done = [f"T{n}" for first, last in zip((0, 1000, 2000), ends, strict=True) for n in range(first, last + 1)]
        for ticket in done:
            assert out.province.events(ticket) == ["受理", "派单"], ticket
        told = {one["stream"] for one in out.province.got}
        for ticket in told - set(done):  # the last one before each kill: its process could not say so any more
            record = (await out.office.office.get(ticket)).record
            assert out.province.events(ticket) == ["受理", "派单"][: 1 + record.dispatches]
        assert len(out.province.keys) == len(out.province.seen)
