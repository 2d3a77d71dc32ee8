"""After the hang-up: how soon the draft ticket is ready when many calls end at once, in the middle of a sentence."""

import asyncio
import sqlite3
from pathlib import Path

from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.bench.floor import CONVERSATIONS, Floor, Size, floor

BENCH = "after hang-up"
CALLS = 20
TALK_S = 16.0  # longer than a conversation: each says its sentences once
PAUSE_S = 0.05  # all end within a second
WANTED_MS = 2000.0
_ENDED = """
select ended.call_id, ended.at, drafted.at from facts ended join facts drafted
on drafted.call_id = ended.call_id and drafted.kind = 'ticket_drafted' where ended.kind = 'call_ended'
"""


async def run(calls: int = CALLS, times: int = 2) -> list[Figure]:
    """Let so many calls end within a second, several times."""
    known: set[str] = set()
    ready_ms: list[float] = []
    found = said = 0
    async with floor(Size(callers=calls, operators=calls, block=203)) as scene:
        load = await machine.quiet()
        for _ in range(times):
            await scene.all_talk(calls, 20.0)
            await asyncio.sleep(TALK_S)
            await scene.all_hang_up(PAUSE_S)
            times_s = await _drafts(scene, known, calls)
            known |= set(times_s)
            ready_ms += [1000 * one for one in times_s.values()]
            right = await _right(scene, times_s)
            found, said = found + right[0], said + right[1]
            print(f"  {len(times_s)} drafts, ms after the hang-up {spread(ready_ms, 0)}", flush=True)
    return [
        Figure(
            bench=BENCH,
            what=f"hang-up to draft ticket, p50 / p95 / p99 / max, ms ({times} x {calls} calls)",
            measured=spread(ready_ms, 0),
            wanted=f"max < {WANTED_MS:.0f}",
            verdict=verdict(met=quantile(ready_ms, 1.0) < WANTED_MS),
        ),
        Figure(
            bench=BENCH,
            what="sentences of whole turns found in those drafts; load before",
            measured=f"{found} of {said}; {load:.1f}",
        ),
    ]


async def _drafts(scene: Floor, known: set[str], calls: int) -> dict[str, float]:
    """Wait until each new call has its draft; return call -> seconds from its end to its draft (from the ledger)."""
    ledger = scene.desk.folder / "data" / "callcenter.db"
    async with asyncio.timeout(30):
        while True:
            rows = [row for row in await asyncio.to_thread(_read, ledger) if row[0] not in known]
            if len(rows) == calls:
                return {call_id: drafted - ended for call_id, ended, drafted in rows}
            await asyncio.sleep(0.5)


def _read(ledger: Path) -> list[tuple[str, float, float]]:
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as database:
        return list(database.execute(_ENDED))


async def _right(scene: Floor, drafts: dict[str, float]) -> tuple[int, int]:
    found = said = 0
    for call_id in drafts:
        ticket = (await scene.desk.get(f"/api/v1/tickets?call_id={call_id}"))["items"][0]
        talk = CONVERSATIONS[int(ticket["caller_number"][3:]) % len(CONVERSATIONS)]
        heard = "".join(one["text"] for one in ticket["transcript"] if one["role"] == "caller")
        said += len(talk.said)
        found += sum(sentence in heard for sentence in talk.said)
    return found, said
