"""The programme by a stream: order to the first packet, how far it is behind the station, and what the tuner costs."""

import time
from itertools import pairwise

from tests.bench import machine
from tests.bench.figure import Figure, spread, verdict
from tests.contracts.tuner.receiver import Receiver, tuned
from tests.contracts.tuner.station import BURST_S, SECONDS, sound, station
from tests.wire.show.scene import tones

BENCH = "show_stream"
TRIES = 5
FIRST_HZ, THEN_HZ = 1000, 1700
WANTED_BEHIND_S = 2.5  # two seconds that may wait, and the decoder's own
WANTED_CPU = 5.0


def _changed_at(one: Receiver) -> float | None:
    """When the second tone was first heard."""
    heard = tones(one.sound(), (FIRST_HZ, THEN_HZ))
    return next((at for (at, _), hz in zip(one.packets, heard, strict=False) if hz == THEN_HZ), None)


async def _try() -> tuple[float, float, float, list[float]]:
    """Order to first packet and behind the station, ms; % of a core; distance of packets, ms."""
    half = SECONDS // 2
    data = sound("mp3", FIRST_HZ, half) + sound("mp3", THEN_HZ, half)
    async with station() as here:
        address = here.live("/live", "mp3", data)
        ordered = time.monotonic()
        async with tuned(address) as one:
            await one.heard(1)
            before = machine.read({"tuner": [one.process.pid]})
            await one.until(lambda: _changed_at(one) is not None)
            cost = machine.costs(before, machine.read({"tuner": [one.process.pid]}))["tuner"].percent
            changed = _changed_at(one)
            assert changed is not None
            sent = here.began + half - BURST_S
            steps = [1000 * (b - a) for (a, _), (b, _) in pairwise(one.packets)]
            return 1000 * (one.packets[0][0] - ordered), 1000 * (changed - sent), cost, steps


async def run() -> list[Figure]:
    """Measure a few streams one after the other."""
    load = await machine.quiet()
    found = [await _try() for _ in range(TRIES)]
    firsts, behind, costs = ([one[place] for one in found] for place in range(3))
    steps = [step for one in found for step in one[3]]
    met = verdict(met=max(behind) < 1000 * WANTED_BEHIND_S)
    cheap = verdict(met=max(costs) < WANTED_CPU)
    order = f"process started and asked for to its first packet, ms (load average {load:.1f})"
    return [
        Figure(bench=BENCH, what=order, measured=spread(firsts)),
        Figure(
            bench=BENCH,
            what="behind the station, ms",
            measured=spread(behind),
            wanted=f"all < {1000 * WANTED_BEHIND_S:.0f}",
            verdict=met,
        ),
        Figure(bench=BENCH, what="distance of two packets, ms (20)", measured=spread(steps)),
        Figure(
            bench=BENCH,
            what="tuner: % of a core",
            measured=f"{max(costs):.1f}",
            wanted=f"< {WANTED_CPU:.0f}",
            verdict=cheap,
        ),
    ]
