"""A call's clock: samples at 8 kHz since its first recording began, the same for every ear that hears it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from asr.recognizer import LINE_RATE_HZ

_BOOT_FILE = Path("/proc/sys/kernel/random/boot_id")  # the monotonic clock begins anew when it changes


@dataclass(frozen=True, slots=True, kw_only=True)
class CallClock:
    """When a call's first recording began. A wall clock that jumps moves nothing."""

    started_s: float  # monotonic, of this boot of the machine
    started_at: float  # Unix
    boot: str

    @classmethod
    def begin(cls) -> Self:
        """Begin now."""
        return cls(started_s=time.monotonic(), started_at=time.time(), boot=this_boot())

    def now(self) -> int:
        """Give the sample of the call that stands for this moment."""
        return int((time.monotonic() - self.started_s) * LINE_RATE_HZ)

    def time_of(self, sample: int) -> float:
        """Give the Unix time of a sample, by the wall clock as it was when the call began."""
        return round(self.started_at + sample / LINE_RATE_HZ, 3)


def this_boot() -> str:
    """Say since which start of the machine the monotonic clock counts."""
    try:
        return _BOOT_FILE.read_text("ascii").strip()
    except OSError:
        return ""
