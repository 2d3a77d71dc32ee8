"""Where the show goes out: each outlet with its delay, and what moment of the studio is heard there when.

A *live* outlet is behind the studio by its delay; what was dumped is covered there by something else, so the clock goes
on. A *recorded* one airs the finished air version later: what was dumped is cut out and the rest moves up.
"""

from dataclasses import dataclass
from enum import StrEnum

from queueing.show.aftermath.record import ShowRecord
from queueing.show.aftermath.spans import Span, total_s


class Begins(StrEnum):
    """With what an outlet's own file of the programme begins."""

    STUDIO = "studio"  # started when the programme began in the studio: its first sound is one delay into the file
    SOUND = "sound"  # trimmed to the programme's first sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One way to the listeners."""

    name: str  # radio, tv, web: stands in file names
    title: str  # FM103.4
    delay_s: float = 0.0  # studio to listener, the legal delay included
    airs_at: float | None = None  # Unix seconds of a later broadcast; None: live
    begins: Begins = Begins.STUDIO

    @property
    def live(self) -> bool:
        """Whether it goes out as it happens."""
        return self.airs_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """An outlet's clock and its file, for one programme that was live from `live` on."""

    outlet: Outlet
    live: Span
    dumps: tuple[Span, ...]

    def is_heard(self, at: float) -> bool:
        """Whether a moment of the studio reached the listeners."""
        return not any(one.holds(at) for one in self.dumps)

    def clock(self, at: float) -> float:
        """Unix seconds at which a moment of the studio is heard there."""
        if self.outlet.airs_at is None:
            return at + self.outlet.delay_s
        return self.outlet.airs_at + self._played_s(at)

    def file_s(self, at: float) -> float:
        """The second of the outlet's file at which a moment of the studio is heard."""
        if not self.outlet.live:
            return self._played_s(at)
        shift_s = self.outlet.delay_s if self.outlet.begins is Begins.STUDIO else 0.0
        return at - self.live.start + shift_s

    def _played_s(self, at: float) -> float:
        gone_s = total_s(one.within(Span(start=self.live.start, end=at)) for one in self.dumps if one.start < at)
        return at - self.live.start - gone_s


def timeline(show: ShowRecord, outlet: Outlet) -> Timeline | None:
    """The outlet's clock for a show; None when there was no programme."""
    return Timeline(outlet=outlet, live=show.live, dumps=show.dumps) if show.live else None
