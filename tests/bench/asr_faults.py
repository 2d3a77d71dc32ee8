"""Twenty calls for each thing that goes wrong with recognisers and the machine, one after the other: the long proof."""

import os
import tempfile
from collections import Counter
from pathlib import Path

from tests.bench.figure import Figure, verdict
from tests.wire.asr import harm as harms
from tests.wire.asr.house import open_house
from tests.wire.asr.twenty import Twenty

BENCH = "asr_faults"
CALLS, SENTENCES = 20, 6


async def _one(name: str, harm: harms.Harm) -> Figure:
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as house:
            os.environ.update(harms.prepare(house))
            twenty = await harms.harmed(house, harm, CALLS, SENTENCES)
    try:
        harms.assert_kept(twenty, harm)
        fault = ""
    except AssertionError as error:
        fault = str(error)[:120]
    return _judged(name, twenty, fault)


def _judged(name: str, twenty: Twenty, fault: str) -> Figure:
    missing = Counter({leg: len(twenty.missing_live(leg)) for leg in twenty.said})
    most, gaps = max(missing.values()), len(twenty.client.of("gap"))
    told = f"{missing.total()} of {CALLS * SENTENCES} sentences not whole live, most a leg {most}, {gaps} gaps"
    measured = f"{told}; {fault or 'all whole after the call'}"
    return Figure(bench=BENCH, what=name, measured=measured, wanted="at most 1 a leg", verdict=verdict(met=not fault))


async def run() -> list[Figure]:
    """Do each harm to twenty calls."""
    return [await _one(name, harm) for name, harm in harms.HARMS.items()]
