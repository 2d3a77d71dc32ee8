"""Call set-up: from the caller's INVITE to the operator's, at a steady rate, without losing a call."""

import asyncio
import time

from tests.bench import machine
from tests.bench.figure import Figure, Verdict, quantile, spread, verdict
from tests.bench.floor import Floor, Size, floor
from tests.bench.phones import OperatorPhone

BENCH = "set-up"
TALK_S = 1.0
RING_WITHIN_S = 5.0
ASTERISK_P50_MS = 38.0


async def run(rates_per_s: tuple[float, ...] = (20.0, 50.0), calls: int = 200) -> list[Figure]:
    """Let so many callers call at each rate; more operators are ready than are needed."""
    most = int(max(rates_per_s) * (TALK_S + 0.6))
    figures = []
    async with floor(Size(callers=calls, operators=most, block=202)) as scene:
        for rate_per_s in rates_per_s:
            load = await machine.quiet()
            figures += await _at(scene, rate_per_s, calls, load)
    return figures


async def _at(scene: Floor, rate_per_s: float, calls: int, load: float) -> list[Figure]:
    rung_ms: list[float] = []
    loop = asyncio.get_running_loop()

    def rung(_phone: OperatorPhone, caller: int, now: float) -> None:
        rung_ms.append(1000 * (now - scene.live[caller].invited_at))

    def talks(_phone: OperatorPhone, caller: int) -> None:
        loop.call_later(TALK_S, scene.hang_up, caller)

    scene.on_rung, scene.on_talking = rung, talks
    begun, before, made = time.monotonic(), scene.read(), []
    for end in range(calls):
        await asyncio.sleep(max(0.0, begun + end / rate_per_s - time.monotonic()))
        made.append(scene.dial(end))
    took_s = time.monotonic() - begun
    await asyncio.sleep(RING_WITHIN_S)
    after = scene.read()
    answered_ms = [1000 * (one.answered_at - one.invited_at) for one in made if one.answered_at]
    refused = sum(bool(one.refused) for one in made)
    room, costs = machine.room(before, after, load), machine.costs(before, after)
    print(
        f"  {calls} calls at {calls / took_s:.0f}/s: {len(answered_ms)} answered, {len(rung_ms)} rung, {refused} "
        f"refused; INVITE to operator's INVITE ms {spread(rung_ms)}, to 200 {spread(answered_ms)}; telephony "
        f"{costs['telephony'].percent:.0f}, service {costs['service'].percent:.0f} % of a core; cores busy, "
        f"%, and load {room}",
        flush=True,
    )
    return _figures(rate_per_s, calls, rung_ms, answered_ms, room)


def _figures(rate_per_s: float, calls: int, rung_ms: list[float], answered_ms: list[float], room: str) -> list[Figure]:
    first = rate_per_s == 20.0
    met = verdict(met=quantile(rung_ms, 0.5) < ASTERISK_P50_MS)
    name = f"{BENCH} {rate_per_s:.0f}/s"
    return [
        Figure(
            bench=name,
            what="caller's INVITE to operator's INVITE, p50 / p95 / p99 / max, ms",
            measured=spread(rung_ms),
            wanted=f"p50 < {ASTERISK_P50_MS:.0f}" if first else "",
            verdict=met if first else Verdict.NONE,
            peer=f"Asterisk p50 {ASTERISK_P50_MS:.0f}, relay 1-1.5",
        ),
        Figure(bench=name, what="caller's INVITE to 200, p50 / p95 / p99 / max, ms", measured=spread(answered_ms)),
        Figure(
            bench=name,
            what="calls that reached an operator",
            measured=f"{len(rung_ms)} of {calls}",
            wanted=f"{calls}",
            verdict=verdict(met=len(rung_ms) == calls),
        ),
        Figure(bench=name, what="cores busy, %; load before", measured=room),
    ]
