"""What one leg says, put in order and given out 20 ms at a time, however late, early or lost its packets are. Pure."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

FRAME = 160  # samples of 20 ms at 8 kHz
RING = 8000  # one second: what is further away than that is another stream
PREFILL = FRAME  # how far behind the first packet playing begins
PREFILL_MOST = 6 * FRAME
DEPTH_MOST = (
    10 * FRAME
)  # sound waiting longer than that is skipped: the sender's clock is fast, or packets came at once
LATE_LIMIT = 3.0  # so many late packets in short order, and playing falls back further
FORGIVEN = 0.02  # a packet in time forgives so much of a late one
_STEPS = np.arange(FRAME)


@dataclass(slots=True)
class Counts:
    """What became of the packets and frames of one leg."""

    packets: int = 0
    late: int = 0  # came after their moment, not heard
    concealed: int = 0  # frames of which nothing had come
    skipped: int = 0  # times that waiting sound was skipped


@dataclass(slots=True)
class Playout:
    """Owns one second of a leg's sound around the moment that plays now."""

    counts: Counts = field(default_factory=Counts)
    _ring: Samples = field(default_factory=lambda: np.zeros(RING, np.int16))
    _filled: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(RING, np.bool_))
    _cursor: int = 0  # timestamp that plays next, unwrapped
    _source: int | None = None
    _prefill: int = PREFILL
    _lateness: float = 0.0
    _last: Samples | None = None  # the frame before, to conceal one that is missing

    def push(self, timestamp: int, source: int, samples: Samples) -> None:
        """Take a packet's samples (at most a second); `source` is its SSRC."""
        self.counts.packets += 1
        ahead = _signed(timestamp - self._cursor)
        if source != self._source or abs(ahead) > RING - len(samples):
            self._begin(timestamp, source)
            ahead = self._prefill
        late = ahead + len(samples) <= 0
        if late and not self._gives_way(timestamp, source):
            return
        self._lateness = max(0.0, self._lateness - FORGIVEN)
        if not late and ahead + len(samples) > DEPTH_MOST:
            self._skip(ahead + len(samples) - self._prefill - FRAME)
        self._write(timestamp, samples)

    def _begin(self, timestamp: int, source: int) -> None:
        self._source, self._cursor = source, timestamp - self._prefill
        self._filled[:] = False
        self._last = None
        self._lateness = 0.0

    def _gives_way(self, timestamp: int, source: int) -> bool:
        """Count a packet that came late; after some of them play further behind, beginning with this one."""
        self.counts.late += 1
        self._lateness += 1.0
        if self._lateness < LATE_LIMIT:
            return False
        self._prefill = min(self._prefill + FRAME, PREFILL_MOST)
        self._begin(timestamp, source)
        return True

    def _skip(self, samples: int) -> None:
        self.counts.skipped += 1
        for _ in range(samples // FRAME):
            self._read()

    def _write(self, timestamp: int, samples: Samples) -> None:
        places = (self._cursor + _signed(timestamp - self._cursor) + np.arange(len(samples))) % RING
        self._ring[places] = samples
        self._filled[places] = True

    def take(self) -> Samples | None:
        """Return the next 20 ms; None when nothing was said, or too much of it is missing."""
        if self._source is None:
            return None
        frame = self._read()
        if frame is None and self._last is not None:
            self.counts.concealed += 1
            frame, self._last = self._last // 2, None
            return frame
        self._last = frame
        return frame

    def _read(self) -> Samples | None:
        places = (self._cursor + _STEPS) % RING
        there = self._filled[places]
        frame = np.where(there, self._ring[places], 0).astype(np.int16) if there.any() else None
        self._filled[places] = False
        self._cursor += FRAME
        return frame


def _signed(difference: int) -> int:
    """Read the difference of two 32-bit timestamps as the nearest one, ahead or behind."""
    wrapped = difference & 0xFFFFFFFF
    return wrapped - 0x1_0000_0000 if wrapped >= 0x8000_0000 else wrapped
