"""Is a process that does not answer hanging, or only kept from running by a busy machine? (Linux /proc)."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_STATE, _USER, _SYSTEM = 0, 11, 12  # of /proc/PID/stat behind the name in brackets: proc(5) fields 3, 14, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What the kernel says of a process."""

    cpu_s: float  # user and system time of all its threads, ever
    wants_to_run: bool  # a thread runs, waits for a processor, or waits for a disk


def vitals(pid: int) -> Vitals | None:
    """Look at a process; None when it is gone."""
    try:
        own = _fields(Path(f"/proc/{pid}/stat"))
        states = {_fields(task / "stat")[_STATE] for task in Path(f"/proc/{pid}/task").iterdir()}
    except OSError:
        return None
    cpu_s = (int(own[_USER]) + int(own[_SYSTEM])) / _TICKS_A_SECOND
    return Vitals(cpu_s=cpu_s, wants_to_run=bool(states & {"R", "D"}))


def _fields(stat: Path) -> list[str]:
    return stat.read_text("utf-8", "replace").rpartition(")")[2].split()
