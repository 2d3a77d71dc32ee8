"""Sound of recordings by the clock: any stretch of time, put together from the files that hold it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.sound_files import read_channel
from queueing.show.aftermath.spans import Span

CALLER, OTHERS = 0, 1  # channels of a call's recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One file: when its first sample was, Unix seconds, and how long it is."""

    path: Path
    started_at: float
    seconds: float
    rate_hz: int
    channels: int

    @property
    def span(self) -> Span:
        """What it holds."""
        return Span(start=self.started_at, end=self.started_at + self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One channel of a call's or a studio line's recording, in as many files as it took."""

    takes: tuple[Take, ...]
    channel: int

    def sound(self, span: Span, rate_hz: int) -> Sound:
        """The sound of that stretch; silence where nothing was recorded."""
        out = np.zeros(_at(span.end, span, rate_hz), np.float32)
        for take in self.takes:
            _lay(out, take, self.channel, span, rate_hz)
        return out


def _lay(out: Sound, take: Take, channel: int, span: Span, rate_hz: int) -> None:
    common = take.span.within(span)
    if common.seconds <= 0.0 or channel >= take.channels or take.rate_hz != rate_hz:
        return
    first = round((common.start - take.started_at) * rate_hz)
    place = _at(common.start, span, rate_hz)
    kept = read_channel(take.path, channel, first, min(_at(common.end, span, rate_hz), len(out)) - place)
    out[place : place + len(kept)] = kept


def _at(moment: float, span: Span, rate_hz: int) -> int:
    return round((moment - span.start) * rate_hz)


def mixed(sounds: Sequence[Sound]) -> Sound:
    """Sounds of one length together; 0 samples of none."""
    if not sounds:
        return np.zeros(0, np.float32)
    whole: Sound = np.sum(np.stack(sounds), axis=0, dtype=np.float32)
    return whole
