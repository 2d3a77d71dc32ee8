"""How long a caller's past takes to find among 250,000 calls: `python -m tests.bench.caller_history`."""

import asyncio
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from callcenter.store.caller_history import CallerHistories
from callcenter.store.database import Database
from callcenter.store.tables import calls

CALLS, NUMBERS, LOOKS = 250_000, 60_000, 300


def _row(n: int) -> dict[str, object]:
    number = f"138{(n * 7919) % NUMBERS:08d}"
    return {
        "call_id": f"C{n}", "queue": "hotline", "dialled": "12345", "trunk": "local", "caller_number": number,
        "caller_display": "", "state": "ended", "outcome": "answered", "ended_by": "caller", "reason": "",
        "operator_ids": ["8001"], "arrived_at": 1.7e9 + 120 * n, "answered_at": None, "ended_at": None,
        "waited_s": 5.0, "talk_s": 60.0, "hold_s": 0.0, "missed": 0, "ticket_id": None, "probe": "",
    }  # fmt: skip


async def measured() -> list[float]:
    """Milliseconds of each look, sorted."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(f"sqlite:///{Path(folder)}/desk.db") as database:
            for start in range(0, CALLS, 10_000):
                rows = [_row(n) for n in range(start, start + 10_000)]
                await database.write(lambda connection, rows=rows: connection.execute(insert(calls), rows))
            histories, took = CallerHistories(database), list[float]()
            for n in range(LOOKS):
                began = time.perf_counter()
                await histories.of_number(f"+86138{(n * 7919) % NUMBERS:08d}", 1.7e9)
                took.append(1000 * (time.perf_counter() - began))
    return sorted(took)


if __name__ == "__main__":
    took = asyncio.run(measured())
    print(f"caller history among {CALLS} calls: p50 {took[len(took) // 2]:.1f} ms, p99 {took[-4]:.1f} ms")
