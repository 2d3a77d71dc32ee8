"""Twenty calls while a stranger sends 2,000 junk and malformed packets a second: loss, delay, cost, log lines."""

import asyncio
import random
import time

from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.bench.floor import Floor, Size, floor
from tests.bench.pump import Report
from tests.wire.telephony.test_flood import Flood, junk

BENCH = "flood"
CALLS = 20
PER_S = 2000
SECONDS = 10.0
WANTED_DELAY_MS = 10.0
MOST_LINES = 60


async def run(seconds: float = SECONDS) -> list[Figure]:
    """Measure the same calls without and with the flood, and calls that come in during it."""
    async with floor(Size(callers=CALLS + 1, operators=CALLS + 1, block=204)) as scene:
        load = await machine.quiet()
        await scene.all_talk(CALLS, 20.0)
        await asyncio.sleep(2.0)
        calm_before = scene.read()
        calm = await scene.pump.window(seconds)
        calm_cost = machine.costs(calm_before, scene.read())["telephony"].percent
        lines = len(scene.desk.log())
        stranger = f"127.{scene.size.block}.66.1"
        chance = random.Random(1)  # noqa: S311 - the same junk every time
        before = scene.read()
        with Flood(stranger, (scene.desk.ip, 5060), lambda _number: junk(scene.desk.ip, chance), PER_S) as flood:
            new_call = asyncio.create_task(_new_calls(scene, seconds - 1), name="new calls")
            flooded = await scene.pump.window(seconds)
            answered_ms = await new_call
        after = scene.read()
        cost = machine.costs(before, after)["telephony"].percent
        lines = len(scene.desk.log()) - lines
        kept = sum(end in scene.talking for end in range(CALLS))
    print(f"  {flood.sent} junk packets sent, {lines} log lines, telephony {calm_cost:.1f} -> {cost:.1f} % of a core")
    return [
        *_sound(calm, flooded, kept),
        *_rest(answered_ms, calm_cost, cost, lines, flood.sent),
        _room(machine.room(before, after, load)),
    ]


async def _new_calls(scene: Floor, seconds: float) -> list[float]:
    """Let one more caller call again and again; return how long each waited for the operator's INVITE."""
    took_ms: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        made = scene.dial(CALLS)
        await scene.until(lambda: CALLS in scene.talking, 5.0, "a new call during the flood")
        took_ms.append(1000 * (time.monotonic() - made.invited_at))
        scene.hang_up(CALLS)
        await asyncio.sleep(0.3)
    return took_ms


def _sound(calm: Report, flooded: Report, kept: int) -> list[Figure]:
    lost = flooded.to_operators.lost + flooded.to_callers.lost
    sent = flooded.to_operators.sent + flooded.to_callers.sent
    delays = [report.to_operators.delays_ms + report.to_callers.delays_ms for report in (calm, flooded)]
    return [
        Figure(
            bench=BENCH,
            what=f"media packets lost during it; calls of {CALLS} still up",
            measured=f"{lost} of {sent:,}; {kept}",
            wanted=f"0; {CALLS}",
            verdict=verdict(met=lost == 0 and kept == CALLS),
        ),
        Figure(bench=BENCH, what="added delay before, p50 / p95 / p99 / max, ms", measured=spread(delays[0], 2)),
        Figure(
            bench=BENCH,
            what="added delay during it, p50 / p95 / p99 / max, ms",
            measured=spread(delays[1], 2),
            wanted=f"p95 < {WANTED_DELAY_MS:.0f}",
            verdict=verdict(met=quantile(delays[1], 0.95) < WANTED_DELAY_MS),
        ),
    ]


def _rest(answered_ms: list[float], calm: float, cost: float, lines: int, sent: int) -> list[Figure]:
    return [
        Figure(
            bench=BENCH,
            what=f"new calls during it (n={len(answered_ms)}), INVITE to conversation, p50 / p95 / p99 / max, ms",
            measured=spread(answered_ms),
        ),
        Figure(bench=BENCH, what="telephony before and during, % of a core", measured=f"{calm:.1f}; {cost:.1f}"),
        Figure(
            bench=BENCH,
            what=f"log lines for {sent:,} junk packets",
            measured=f"{lines}",
            wanted=f"< {MOST_LINES} lines",
            verdict=verdict(met=lines < MOST_LINES),
        ),
    ]


def _room(room: str) -> Figure:
    return Figure(bench=BENCH, what="cores busy, %; load before", measured=room)
