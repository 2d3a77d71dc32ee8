"""What the studio service asks of desk and telephony, and what it is told: the seam between the show board and sound.

The board (queueing.show) says who is where; an AirPath lets it be heard. Orders return at once and never raise for
a caller who has just gone; their outcome is told as a signal. Times are Unix seconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerJoined:
    """A caller came to the show: dialled its number, or was handed over by an operator. Hears the programme now."""

    at: float
    call_id: str
    source: str = "phone"  # phone: the show's own number; hotline: handed over by an operator


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerLeft:
    """The caller is gone, wherever they were; said once."""

    at: float
    call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningHeard:
    """Producer and caller hear each other."""

    at: float
    call_id: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningFailed:
    """The producer's phone did not answer, or hung up while screening: the caller hears the programme again."""

    at: float
    call_id: str
    phone: str
    why: str  # a word of LegEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAirHeard:
    """The studio's line and the caller hear each other."""

    at: float
    call_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLineChanged:
    """A line to the studio is up, or went away (it is dialled again until the show ends)."""

    at: float
    position: int
    up: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeHeard:
    """What waiting callers hear of the live programme, now or from now on."""

    at: float
    state: Literal["heard", "silent", "lost"]  # in the last two they hear a prompt or music
    level_db: float  # of the last second, below full scale
    why: str = ""  # of a stream that is not heard, a word of StreamFault


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOver:
    """A recording plays no more on a studio line, and nobody ordered that."""

    at: float
    recording: str
    played: bool  # to its end; else the line broke it off, or could not take it


class TalkBackState(StrEnum):
    """How far a producer's talk-back is."""

    CALLING = "calling"  # the phone has not said anything yet
    RINGING = "ringing"
    HEARD = "heard"
    OVER = "over"
    NO_REPLY = "no_reply"  # the phone says nothing: it is asked on, but is likely gone
    FAILED = "failed"  # it will not be heard; `why`


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBackChanged:
    """A producer's talk-back to a caller is at another point."""

    at: float
    call_id: str
    phone: str
    state: TalkBackState
    why: str = ""  # a word of LegEnd, busy, or mixer


ShowSignal = (
    CallerJoined
    | CallerLeft
    | ScreeningHeard
    | ScreeningFailed
    | OnAirHeard
    | StudioLineChanged
    | ProgrammeHeard
    | RecordingOver
    | TalkBackChanged
)


class AirPath(Protocol):
    """Orders of the studio service. Callers are named by their call, studio lines by their position from 1."""

    def listen(self, on_signal: Callable[[ShowSignal], None]) -> None:
        """Name who hears signals, in the order they happened."""

    def present(self) -> Sequence[CallerJoined]:
        """Every caller who is with the show now, first come first: for a studio that starts while a show is on."""

    def lines_up(self) -> Mapping[int, bool]:
        """Each line to the studio, and whether it is up."""

    def open(self, show_id: str) -> None:
        """Call the studio's lines and keep them up; from now on callers of the show's number are told as joined."""

    def block(self, blocked: bool) -> None:
        """While blocked, new callers hear that the show takes no more calls and go to the hotline's queue."""

    def close(self) -> None:
        """Hang up the studio's lines; callers still with the show go to the hotline."""

    def screen(self, call_id: str, phone: str) -> None:
        """Ring a producer's phone and let the two talk; nobody else can take the caller meanwhile."""

    def park(self, call_id: str) -> None:
        """The caller hears the programme; a producer's phone is freed."""

    def air(self, call_id: str, position: int) -> None:
        """Put the caller on a studio line; at most 300 ms without sound."""

    def off_air(self, call_id: str) -> None:
        """Take the caller off the studio line; the programme is heard again."""

    def play(self, recording: str, position: int) -> None:
        """Play a stored call on a studio line."""

    def stop(self, position: int) -> None:
        """Break off the stored call on a studio line."""

    def talk_back(self, call_id: str, phone: str, on: bool) -> None:
        """Let a producer speak to a parked or on-air caller without the studio hearing it."""

    def to_hotline(self, call_id: str) -> None:
        """Give the caller back to an operator, with the place the whole wait has earned."""

    def thank(self, call_id: str) -> None:
        """Play thanks and hang up."""

    def drop(self, call_id: str) -> None:
        """Hang up."""
