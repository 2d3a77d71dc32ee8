"""What the desk remembers of a live show: its lines to the studio and the producers' phones in its calls."""

import re
from dataclasses import dataclass, field

from queueing.studio.terms import LOST, NO_PROGRAMME, PROGRAMME_LINE

_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCallRules:
    """Which queues are a show's while one is open, and where its callers go afterwards."""

    queues: frozenset[str] = frozenset()
    hotline: str = ""  # the queue callers are given back to
    redial_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # pauses after a lost line; the last one repeats

    def pause_s(self, failures: int) -> float:
        """How long until a line that failed so often in a row is called again."""
        return self.redial_s[min(max(failures, 1), len(self.redial_s)) - 1]


@dataclass(slots=True, kw_only=True)
class ShowPhone:
    """A producer's phone in a call. Owner: Desk; changed only by fold.apply."""

    leg_id: str
    phone: str
    operator_id: str
    talk_back: bool
    answered: bool = False


@dataclass(slots=True, kw_only=True)
class StudioLine:
    """One line to the studio. Owner: Desk; changed only by fold.apply."""

    position: int
    leg_id: str = ""
    up: bool = False
    dials: int = 0
    was_up: bool = False  # at some time: there is a recording
    failures: int = 0  # in a row
    retry_at: float = 0.0  # 0: not waiting to be called again
    recording: str = ""  # the stored call that plays on it; then nobody else is on it


@dataclass(slots=True, kw_only=True)
class ShowNow:
    """The show whose lines are open; none with an empty name. Owner: Desk; changed only by fold.apply."""

    show_id: str = ""
    blocked: bool = False
    programme: int = NO_PROGRAMME  # the line whose sound waiting callers hear, or a stream
    calls_in: bool = False  # the programme's own line is not called: it calls here
    programme_state: str = LOST
    lines: dict[int, StudioLine] = field(default_factory=dict)

    def awaited(self, position: int) -> bool:
        """Whether that line calls us, and we do not call it."""
        return self.calls_in and position == PROGRAMME_LINE

    @property
    def positions(self) -> list[int]:
        """The lines that a caller can be put on."""
        return sorted(position for position in self.lines if position != PROGRAMME_LINE)

    def line_of(self, leg_id: str) -> StudioLine | None:
        """The studio line whose leg that is."""
        return next((line for line in self.lines.values() if line.leg_id == leg_id), None) if leg_id else None


def air_recording(show_id: str, position: int) -> str:
    """The name under which the sound of a studio line is recorded for the whole show, as of a call."""
    return f"air-{_UNFIT.sub('_', show_id)[:48]}-{position}"
