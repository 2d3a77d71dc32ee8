"""A year of 株洲 (254,838 calls) as tickets: `python -m tests.bench.tickets_year [CALLS] [URL]`; a twentieth if unsaid.

Ends with 1 when a ticket did not end in a recorded reply, or the ledger and the tables disagree.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from callcenter.store.database import Database
from tests.bench.year_of_tickets import CALLS, ENDS, Year, from_ledger, from_tables


async def measure(calls: int, url: str, file: Path) -> int:
    """Replay, count twice, print."""
    async with Database(url) as database:
        year, began = Year(database=database), time.perf_counter()
        await year.run(calls)
        took = time.perf_counter() - began
        told, silent, facts = await from_ledger(database)
        folded = time.perf_counter() - began - took
        stored = await from_tables(database)
    same = told == stored
    left = sum(count for state, count in told.states.items() if state not in ENDS)
    tickets = sum(told.states.values())
    size_mb = file.stat().st_size / 1e6 if file.exists() else 0.0
    print(f"{calls} calls, {tickets} tickets, {year.commands} commands, {facts} facts in {took:.0f} s")
    print(f"{year.commands / took:.0f} commands/s, {facts / took:.0f} facts/s; fold of the ledger {folded:.1f} s")
    print(f"database {size_mb:.0f} MB, {size_mb * 1e6 / max(1, tickets):.0f} bytes a ticket; ", end="")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, load {os.getloadavg()[0]:.1f}")
    print(f"states {dict(told.states)}, closings {dict(told.closings)}, deadlines {dict(told.met)}")
    print(f"without a recorded reply {silent}, not ended {left}, ledger and tables agree: {same}")
    return 0 if same and not silent and not left else 1


def main() -> int:
    """Run it."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS // 20
    with tempfile.TemporaryDirectory(prefix="tickets-year-") as folder:
        file = Path(folder) / "desk.db"
        return asyncio.run(measure(calls, sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{file}", file))


if __name__ == "__main__":
    sys.exit(main())
