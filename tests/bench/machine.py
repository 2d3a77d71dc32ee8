"""What processes cost and whether the machine is quiet, read from /proc."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

QUIET_PERCENT = 15.0  # of all cores: a desk with nobody at it needs 3
LOOK_S = 2.0
FULL_PERCENT = 90.0
PATIENCE_S = 20.0  # how long a measurement waits for a quiet machine; CALLCENTER_BENCH_PATIENCE_S overrides
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_CORES = os.cpu_count() or 1
_PAGE_MB = os.sysconf("SC_PAGESIZE") / 1e6
PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one group of processes needed over a time."""

    percent: float  # of one core
    rss_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Counters at one moment."""

    at_s: float
    cpu_s: Mapping[str, float]
    rss_mb: Mapping[str, float]
    idle_s: float  # of all cores together


def read(trees: Mapping[str, Sequence[int]]) -> Reading:
    """Read the counters of named groups of processes."""
    return Reading(
        at_s=time.monotonic(),
        cpu_s={name: sum(map(_cpu_s, pids)) for name, pids in trees.items()},
        rss_mb={name: sum(map(_rss_mb, pids)) for name, pids in trees.items()},
        idle_s=_idle_s(),
    )


def costs(before: Reading, after: Reading) -> dict[str, Cost]:
    """Return what each process needed between two readings."""
    took_s = after.at_s - before.at_s
    return {
        name: Cost(percent=100 * (after.cpu_s[name] - before.cpu_s[name]) / took_s, rss_mb=after.rss_mb[name])
        for name in after.cpu_s
    }


def busy_percent(before: Reading, after: Reading) -> float:
    """Return how busy the whole machine was, 100 for every core all the time."""
    spare = (after.idle_s - before.idle_s) / (after.at_s - before.at_s) / _CORES
    return max(0.0, 100 * (1 - spare))


def others_percent(before: Reading, after: Reading) -> float:
    """Return how busy the machine was with what is neither the desk nor the bench."""
    ours = sum(cost.percent for cost in costs(before, after).values()) / _CORES
    return max(0.0, busy_percent(before, after) - ours)


def room(before: Reading, after: Reading, load: float) -> str:
    """Tell how full the machine was."""
    busy, others = busy_percent(before, after), others_percent(before, after)
    full = "; FULL" if busy > FULL_PERCENT else ""
    return f"{busy:.0f}, {others:.0f} of it other work; {load:.1f}{full}"


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:  # grows while it is walked
        found += children.get(one, [])
    return found


def udp_drops(pid: int) -> int:
    """Return how many datagrams the kernel threw away because a process was too slow to read its sockets."""
    inodes = set()
    for link in (PROC / str(pid) / "fd").iterdir():
        try:
            inodes.add(link.readlink().name)
        except FileNotFoundError:
            continue  # closed meanwhile
    rows = [line.split() for line in (PROC / "net/udp").read_text("ascii").splitlines()[1:]]
    return sum(int(row[12]) for row in rows if f"socket:[{row[9]}]" in inodes)


async def quiet() -> float:
    """Wait until the machine has nothing else to do; return the load average, quiet or not."""
    end = time.monotonic() + float(os.environ.get("CALLCENTER_BENCH_PATIENCE_S", PATIENCE_S))
    while True:
        before = read({})
        await asyncio.sleep(LOOK_S)
        if busy_percent(before, read({})) < QUIET_PERCENT or time.monotonic() > end:
            return os.getloadavg()[0]


def _stat(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S if fields else 0.0


def _rss_mb(pid: int) -> float:
    try:
        return int((PROC / str(pid) / "statm").read_text("ascii").split()[1]) * _PAGE_MB
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _idle_s() -> float:
    fields = (PROC / "stat").read_text("ascii").split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / _TICKS_PER_S
