"""Measure the desk: `python -m tests.bench [NAME ...]`; without a name all of it, in about twenty-five minutes.

Each bench prints what it sees as it goes; one table of all figures stands at the end. Exit code 1: a figure is missed.
"""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import (
    asr_delay,
    asr_faults,
    asr_legs,
    asr_live,
    asr_memory,
    flood,
    hangup,
    media,
    mixer,
    offer,
    setup,
    show_gap,
    show_programme,
    show_stream,
)
from tests.bench.figure import Figure, Verdict, table

ROOT = Path(__file__).parents[2]
OTHERS_WITHIN_S = 150.0

BENCHES: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
    "media": media.run,
    "offer": offer.run,
    "setup": setup.run,
    "hangup": hangup.run,
    "flood": flood.run,
    "mixer": mixer.run,
    "asr_delay": asr_delay.run,
    "asr_live": asr_live.run,
    "asr_legs": asr_legs.run,
    "asr_memory": asr_memory.run,
    "asr_faults": asr_faults.run,
    "show_gap": show_gap.run,
    "show_programme": show_programme.run,
    "show_stream": show_stream.run,
}
# Names for several: recognition takes eleven minutes on a quiet machine of two cores (asr_memory is run apart).
GROUPS = {"recognition": ("asr_delay", "asr_live", "asr_legs", "asr_faults")}
# Benches with a table of their own, run as they are.
OTHERS = {
    "aftermath": "tests.bench.aftermath",
    "drafting": "tests.bench.drafting",
    "figures_cost": "tests.bench.figures_cost",
    "mqtt_latency": "tests.bench.mqtt_latency",
    "names_heard": "tests.bench.names_heard",
    "simulation": "tests.bench.simulation",
    "tickets_year": "tests.bench.tickets_year",
}


async def _other(name: str) -> list[Figure]:
    """Run a bench in a process of its own and show what it prints."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", OTHERS[name], cwd=ROOT)
    try:
        code = await asyncio.wait_for(process.wait(), OTHERS_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        return [
            Figure(bench=name, what=f"finished within {OTHERS_WITHIN_S:.0f} s", measured="no", verdict=Verdict.MISSED)
        ]
    verdict = Verdict.NONE if code == 0 else Verdict.MISSED
    return [Figure(bench=name, what="a table of its own, above", measured=f"exit code {code}", verdict=verdict)]


async def _run(names: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        begun = time.monotonic()
        print(f"· {name}", flush=True)
        try:
            figures += await (BENCHES[name]() if name in BENCHES else _other(name))
        except (AssertionError, TimeoutError, RuntimeError, OSError) as fault:
            told = f"{type(fault).__name__}: {str(fault)[:200]}"
            figures.append(Figure(bench=name, what="could not be measured", measured=told, verdict=Verdict.MISSED))
        print(f"  took {time.monotonic() - begun:.0f} s", flush=True)
    return figures


def _arguments() -> argparse.Namespace:
    known = [*BENCHES, *OTHERS]
    groups = "; ".join(f"{name} is {', '.join(some)}" for name, some in GROUPS.items())
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of: {', '.join(known)}; {groups}")
    parser.add_argument("--calls", help="media: numbers of calls at once, such as 20,50,100")
    parser.add_argument("--minutes", type=float, help="asr_memory: how long it runs; 5 unless told")
    parser.add_argument("--patience", type=float, help="seconds to wait for a quiet machine before each measurement")
    asked = parser.parse_args()
    asked.names = known if asked.names in ([], ["all"]) else asked.names
    asked.names = [one for name in asked.names for one in GROUPS.get(name, (name,))]
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"expected some of {', '.join(known)}, found {', '.join(unknown)}")
    return asked


def main() -> None:
    """Measure, print the table, and tell by the exit code whether all wanted figures were met."""
    asked = _arguments()
    if asked.calls:
        rounds = tuple(int(one) for one in asked.calls.split(","))
        BENCHES["media"] = lambda: media.run(rounds)
    if asked.minutes is not None:
        BENCHES["asr_memory"] = lambda: asr_memory.run(asked.minutes)
    if asked.patience is not None:
        os.environ["CALLCENTER_BENCH_PATIENCE_S"] = str(asked.patience)
    figures = asyncio.run(_run(asked.names))
    print(
        f"\n{os.cpu_count()} cores, Python {platform.python_version()}, {platform.release()}; {time.strftime('%F %T')}"
    )
    print(table(figures))
    sys.exit(any(one.verdict is Verdict.MISSED for one in figures))


if __name__ == "__main__":
    main()
