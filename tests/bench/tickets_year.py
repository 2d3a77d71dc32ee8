"""A year of 株洲 (254,838 calls), its calls and its tickets: `python -m tests.bench.tickets_year [CALLS] [URL]`.

A twentieth of the year if unsaid: a twentieth of its days, each as full as the city's. Ends with 1 when a ticket did
not end in a recorded reply, or the ledger and the tables disagree. Without URL what was written is thrown away.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from callcenter.store.database import Database
from tests.bench.year_of_calls import DAYS, YearOfCalls
from tests.bench.year_of_tickets import CALLS, NEW_YEAR, Year
from tests.bench.year_sums import ENDS, Sums, from_ledger, from_tables


async def measure(calls: int, url: str) -> int:
    """Replay, count twice, print."""
    days = max(1, round(DAYS * calls / CALLS))
    async with Database(url) as database:
        began, worked = time.perf_counter(), time.process_time()
        year = Year(database=database, calls=YearOfCalls(calls=calls, start=NEW_YEAR.timestamp(), days=days))
        await year.run(calls)
        took, cpu = time.perf_counter() - began, time.process_time() - worked
        ledger = await from_ledger(database)
        folded = time.perf_counter() - began - took
        told, stored = ledger.sums(), await from_tables(database)
    _say(year, ledger.facts, took, cpu)
    print(f"fold of the ledger {folded:.1f} s; ", end="")
    _size(url, sum(told.states.values()))
    return _verdict(told, stored, ledger.silent())


def _say(year: Year, facts: int, took: float, cpu: float) -> None:
    arrived = year.calls.arrived if year.calls else 0
    print(
        f"{arrived} calls, {year.commands} commands at tickets, {facts} facts in {took:.0f} s, {cpu:.0f} s of processor"
    )
    print(f"{year.commands / took:.0f} commands/s, {facts / took:.0f} facts/s; ", end="")
    print(
        f"{1e3 * cpu / max(1, year.commands):.2f} ms of processor a command, its share of the calls included; ", end=""
    )
    print(f"longest transaction {year.longest_s:.2f} s")


def _size(url: str, tickets: int) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    size_mb = file.stat().st_size / 1e6 if file.exists() else 0.0
    print(
        f"database {size_mb:.0f} MB, {size_mb * 1e6 / max(1, tickets):.0f} bytes a ticket with its share of calls; ",
        end="",
    )
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, load {os.getloadavg()[0]:.1f}")


def _verdict(told: Sums, stored: Sums, silent: int) -> int:
    left = sum(count for state, count in told.states.items() if state not in ENDS)
    answered = told.calls["answered"]
    arrived = sum(count for how, count in told.calls.items() if how != "linked")
    print(f"calls {dict(told.calls)}, answered {100 * answered / max(1, arrived):.2f} %, ", end="")
    print(f"waited {told.waited_s / max(1, answered):.1f} s, talk {told.talk_s / max(1, answered):.0f} s on average")
    print(f"states {dict(told.states)}, no matter {told.voids}, closings {dict(told.closings)}")
    print(f"deadlines {dict(told.met)}")
    print(f"without a recorded reply {silent}, not ended {left}, ledger and tables agree: {told == stored}")
    return 0 if told == stored and not silent and not left else 1


def main() -> int:
    """Run it."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS // 20
    with tempfile.TemporaryDirectory(prefix="tickets-year-") as folder:
        return asyncio.run(measure(calls, sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/desk.db"))


if __name__ == "__main__":
    sys.exit(main())
