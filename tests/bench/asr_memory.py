"""Twenty legs that talk for many minutes, in calls of a minute each: does memory stay flat."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import machine
from tests.bench.asr_live import LEGS, Said, talk
from tests.bench.figure import Figure, verdict
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import Client, House, open_house

BENCH = "asr_memory"
MINUTES = 5.0  # `python -m tests.bench asr_memory --minutes 30`
CALL_S = 60.0
LOOK_S = 5.0
WANTED_GROWTH = 1.15  # of the second quarter's mean


async def calls(house: House, client: Client, until: float, rounds: list[int]) -> None:
    """Let twenty legs talk, call after call."""
    number = 0
    while time.monotonic() < until:
        number += 1
        rounds.append(number)
        names = [f"leg-{number}-{leg}" for leg in range(LEGS)]
        phones = [await house.phone(client, f"call-{name}", name) for name in names]
        said, end = Said(), min(time.monotonic() + CALL_S, until)
        pairs = enumerate(zip(names, phones, strict=True))
        await asyncio.gather(*(talk(phone, name, leg, said, end) for leg, (name, phone) in pairs))
        for name in names:
            client.order("close", call_id=f"call-{name}")
        await client.wait_for("closed", seconds=60, call_id=f"call-{names[-1]}")
        client.send({"op": "ack", "seq": client.last_seq})


async def watch(trees: dict[str, list[int]], until: float, seen: dict[str, list[float]]) -> None:
    """Look at each process's memory now and then."""
    while time.monotonic() < until:
        await asyncio.sleep(LOOK_S)
        for name, size in machine.read(trees).rss_mb.items():
            seen[name].append(size)


def grown(sizes: Sequence[float]) -> tuple[float, float]:
    """Give the mean of the second and of the last quarter: the first is the beginning."""
    quarter = max(len(sizes) // 4, 1)
    return sum(sizes[quarter : 2 * quarter]) / quarter, sum(sizes[-quarter:]) / quarter


async def measure(house: House, minutes: float) -> list[Figure]:
    ear = await house.start_ear()
    await house.start_recognisers(engine="vosk", model_path=str(DEMO_MODEL), workers=2)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", seconds=30, workers=2)
        trees = {"ear": [ear.pid], **{f"recogniser {n}": [pid] for n, pid in enumerate(house.workers(), 1)}}
        seen: dict[str, list[float]] = {name: [] for name in trees}
        rounds: list[int] = []
        until = time.monotonic() + 60 * minutes
        await asyncio.gather(calls(house, client, until, rounds), watch(trees, until, seen))
        gaps = len(client.of("gap"))
    told = f"{minutes:.0f} min, {len(rounds) * LEGS} calls, {gaps} gaps, load {os.getloadavg()[0]:.1f}"
    return [*(_figure(name, sizes) for name, sizes in seen.items()), Figure(bench=BENCH, what="run", measured=told)]


def _figure(name: str, sizes: Sequence[float]) -> Figure:
    before, after = grown(sizes)
    return Figure(
        bench=BENCH,
        what=f"{name}: mean MB of the second and the last quarter; most",
        measured=f"{before:.0f}, {after:.0f}; {max(sizes):.0f}",
        wanted="flat",
        verdict=verdict(met=after <= before * WANTED_GROWTH),
    )


async def run(minutes: float = MINUTES) -> list[Figure]:
    """Measure one run."""
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as house:
            return await measure(house, minutes)
