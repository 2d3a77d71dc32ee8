"""The hand-over at the studio: how long it hears nobody when callers change, and how soon after the order the next."""

import asyncio
import time

from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.wire.show.scene import Party, Scene, scene

BENCH = "show_gap"
CHANGES = 100
WANTED_MS, AIMED_MS = 300.0, 60.0
STAY_S = 0.25  # on air between two changes: another phase of the packets each time
Packets = list[tuple[float, int]]  # arrival in Unix seconds, SSRC


def arrivals(party: Party) -> Packets:
    """Note each packet a phone gets from now on."""
    assert party.call is not None
    ear, seen = party.call.sound.ear, list[tuple[float, int]]()
    take = ear.take

    def taken(packet: object, at_s: float) -> None:
        seen.append((at_s, packet.ssrc))  # type: ignore[attr-defined]  # an RtpPacket
        take(packet, at_s)  # type: ignore[arg-type]

    ear.take = taken  # type: ignore[method-assign, assignment]  # looked at, and handed on
    return seen


def source(party: Party) -> int:
    assert party.call is not None
    return int(party.call.sound.outSSRC)


async def _change(here: Scene, seen: Packets, to: tuple[Party, str], since: Party | None) -> tuple[float, float]:
    """Put another caller on line 1; the gap the studio heard (from silence: 0), and order to first sound, in ms."""
    ordered = time.time()  # packets are stamped by the kernel, on the same clock
    here.air.air(to[1], 1)
    new = source(to[0])
    await here.until(lambda: any(ssrc == new and at > ordered for at, ssrc in seen))
    first = min(at for at, ssrc in seen if ssrc == new and at > ordered)
    last = max((at for at, ssrc in seen if since and ssrc == source(since)), default=first)
    return 1000 * max(0.0, first - last), 1000 * (first - ordered)


async def run(changes: int = CHANGES) -> list[Figure]:
    """Change callers on a studio line, and bring them on from the programme."""
    gaps: list[float] = []
    orders: list[float] = []
    from_programme: list[float] = []
    async with scene() as here:
        load = await machine.quiet()
        callers = [await here.caller(hz, f"1380000000{n}") for n, hz in enumerate((1300, 1700), 2)]
        seen, before = arrivals(here.studio(1)), None
        for number in range(changes):
            to = callers[number % 2]
            gap, late = await _change(here, seen, to, before)
            if before:
                gaps.append(gap)
                orders.append(late)
            before = to[0]
            await asyncio.sleep(STAY_S + 0.007 * (number % 3))
        for number in range(changes // 2):
            to = callers[number % 2]
            here.air.off_air(callers[0][1])
            here.air.off_air(callers[1][1])
            await asyncio.sleep(STAY_S)
            from_programme.append((await _change(here, seen, to, None))[1])
            await asyncio.sleep(STAY_S + 0.007 * (number % 3))
    return _figures(gaps, orders, from_programme, load)


def _figures(gaps: list[float], orders: list[float], from_programme: list[float], load: float) -> list[Figure]:
    worst = max(gaps)
    return [
        Figure(
            bench=BENCH,
            what=f"studio hears nobody between two callers, ms, {len(gaps)} changes",
            measured=spread(gaps),
            wanted=f"all <= {WANTED_MS:.0f}, aim p95 < {AIMED_MS:.0f}",
            verdict=verdict(met=worst <= WANTED_MS and quantile(gaps, 0.95) < AIMED_MS),
        ),
        Figure(bench=BENCH, what=f"the longest of them, ms (load average {load:.1f})", measured=f"{worst:.1f}"),
        Figure(bench=BENCH, what="order to the next caller's first packet, ms", measured=spread(orders)),
        Figure(
            bench=BENCH,
            what=f"the same from the programme, line silent before, ms, {len(from_programme)} callers",
            measured=spread(from_programme),
            wanted=f"all <= {WANTED_MS:.0f}",
            verdict=verdict(met=max(from_programme) <= WANTED_MS),
        ),
    ]
