"""Is a process that does not answer hanging, or only kept from running by a busy machine? (Linux /proc)."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGESIZE")
_STATE, _USER, _SYSTEM, _RSS = 0, 11, 12, 21  # of /proc/PID/stat behind the name: proc(5) fields 3, 14, 15, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What the kernel says of a process or of one thread."""

    cpu_s: float  # user and system time (of a process: of all its threads), ever
    wants_to_run: bool  # it (of a process: a thread) runs, waits for a processor, or waits for a disk
    memory_mb: float  # resident, of the process


def vitals(pid: int, tid: int = 0) -> Vitals | None:
    """Look at a process, or at one of its threads; None when it is gone."""
    tasks = Path(f"/proc/{pid}/task")
    try:
        own = _fields(tasks / str(tid) / "stat" if tid else Path(f"/proc/{pid}/stat"))
        states = {own[_STATE]} if tid else {_fields(task / "stat")[_STATE] for task in tasks.iterdir()}
    except OSError:
        return None
    cpu_s = (int(own[_USER]) + int(own[_SYSTEM])) / _TICKS_A_SECOND
    memory_mb = int(own[_RSS]) * _PAGE_BYTES / 1e6
    return Vitals(cpu_s=cpu_s, wants_to_run=bool(states & {"R", "D"}), memory_mb=memory_mb)


def _fields(stat: Path) -> list[str]:
    return stat.read_text("utf-8", "replace").rpartition(")")[2].split()
