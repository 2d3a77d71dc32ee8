"""Whether a feed brings something to hear, and how loud: looked at every 20 ms. Pure."""

import math

import numpy as np

from callcenter.telephony.mixer.playout import Samples
from callcenter.telephony.programme_ports import FeedState

LOST_TICKS = 10  # 0.2 s without a packet: five times what a jitter buffer hides
BACK_TICKS = 10  # and so long with packets until it is believed again
SILENT_TICKS = 500  # 10 s: longer than any pause of a programme
SILENT_DB = -60.0  # A-law's smallest step is at -66
LEVEL_TICKS = 50  # loudness of a second
LEVEL_STEP_DB = 3.0  # a smaller change is not told
NOTHING_DB = -90.0


class Meter:
    """Owns what is known of one feed; `look` tells what has changed."""

    def __init__(self) -> None:
        self.state, self.level_db = FeedState.LOST, NOTHING_DB
        self._without = self._with = self._quiet = self._ticks = 0
        self._power = 0.0

    def look(self, packets: int, frame: Samples | None) -> bool:
        """Take 20 ms: how many packets came, and what plays. True: state or loudness is another one now."""
        power = 0.0 if frame is None else float(np.mean(frame.astype(np.float64) ** 2))
        self._count(packets, decibels(power))
        before, self.state = self.state, self._now()
        return self._loudness(power) or self.state is not before

    def _count(self, packets: int, frame_db: float) -> None:
        self._without = 0 if packets else self._without + 1
        self._with = self._with + 1 if self._without < LOST_TICKS else 0
        self._quiet = self._quiet + 1 if frame_db < SILENT_DB else 0

    def _now(self) -> FeedState:
        if self._without >= LOST_TICKS or (self.state is FeedState.LOST and self._with < BACK_TICKS):
            return FeedState.LOST
        return FeedState.SILENT if self._quiet >= SILENT_TICKS else FeedState.HEARD

    def _loudness(self, power: float) -> bool:
        self._power += power
        self._ticks += 1
        if self._ticks < LEVEL_TICKS:
            return False
        level_db, self._power, self._ticks = decibels(self._power / LEVEL_TICKS), 0.0, 0
        if abs(level_db - self.level_db) < LEVEL_STEP_DB:
            return False
        self.level_db = level_db
        return True


def decibels(power: float) -> float:
    """Return a mean square of 16-bit samples as decibels below full scale, -90 for nothing."""
    return max(NOTHING_DB, 10.0 * math.log10(power / 32768.0**2)) if power > 0.0 else NOTHING_DB
