"""A stream's sound between the network and the clock: two seconds at the most, and not much less than one. Pure."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE_HZ = 8000
FRAME = 160  # samples of 20 ms
MOST = 2 * RATE_HZ  # what is more is skipped, oldest first
START = RATE_HZ  # playing begins with so much ...
START_STEP = RATE_HZ // 4  # ... after it ran dry with so much more, as servers that send in large pieces need it ...
START_MOST = RATE_HZ * 3 // 2  # ... and never with more
WATCHED = 250  # frames, 5 s: the least that was there in them says how the clocks differ
TOO_MUCH = RATE_HZ  # never less than that: the stream is faster than we are, or began with a burst
TOO_LITTLE = RATE_HZ // 5
QUIET = 330  # highest sample of a frame that may be left out or said twice unheard, -40 dB


class Hopper:
    """Owns what has come and is not played yet.

    Whichever clock is faster, ours or the station's: in pauses a frame is left out or said twice.
    """

    def __init__(self) -> None:
        self.skipped = self.left_out = self.doubled = self.dry = 0  # samples, frames, frames, times
        self._sound: Samples = np.zeros(0, np.int16)
        self._start = START
        self._playing = False
        self._least, self._frames, self._lean = MOST, 0, 0

    @property
    def held(self) -> int:
        """Samples that wait."""
        return len(self._sound)

    def push(self, samples: Samples) -> None:
        """Take sound that came."""
        self._sound = np.concatenate([self._sound, samples])
        if len(self._sound) > MOST:
            self.skipped += len(self._sound) - MOST
            self._sound = self._sound[-MOST:]

    def take(self) -> Samples | None:
        """Return the next 20 ms; None while there is nothing to play."""
        if not self._ready():
            return None
        self._watch()
        frame = self._sound[:FRAME]
        if self._lean and int(np.abs(frame.astype(np.int32)).max()) <= QUIET:
            return self._adjusted(frame)
        self._sound = self._sound[FRAME:]
        return frame

    def _ready(self) -> bool:
        if self._playing and len(self._sound) < FRAME:
            self._playing, self.dry = False, self.dry + 1
            self._start = min(self._start + START_STEP, START_MOST)
        elif not self._playing and len(self._sound) >= self._start:
            self._playing = True
            self._least, self._frames, self._lean = MOST, 0, 0
        return self._playing

    def _watch(self) -> None:
        """Learn from the last seconds whether there is too much or too little."""
        self._least = min(self._least, len(self._sound))
        self._frames += 1
        if self._frames == WATCHED:
            self._lean = (self._least > TOO_MUCH) - (self._least < TOO_LITTLE)
            self._least, self._frames = MOST, 0

    def _adjusted(self, frame: Samples) -> Samples:
        """Say a quiet frame twice, or leave it out for the one behind it."""
        if self._lean < 0:
            self._lean, self.doubled = 0, self.doubled + 1
            return frame
        self._lean, self.left_out = 0, self.left_out + 1
        behind = self._sound[FRAME : 2 * FRAME]
        self._sound = self._sound[2 * FRAME :]
        return behind
