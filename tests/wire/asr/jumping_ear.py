"""The ear on a machine whose wall clock jumps, for drills only.

`python -m tests.wire.asr.jumping_ear --config FILE.json`. The number in $CLOCK is added to the time of day, in seconds.
"""

import contextlib
import os
import time
from pathlib import Path

from asr import ear

CLOCK = Path(os.environ["CLOCK"])
_real_time = time.time


def _jumping_time() -> float:
    offset_s = 0.0
    with contextlib.suppress(OSError, ValueError):
        offset_s = float(CLOCK.read_text("ascii"))
    return _real_time() + offset_s


if __name__ == "__main__":
    time.time = _jumping_time
    ear.main()
