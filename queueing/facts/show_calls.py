"""Calls that are with the live show instead of an operator, and the lines to the studio they are put on.

The show board (queueing.show) says who goes on air when; these facts say what became of the calls' sound.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLinesOpened:
    """From now on callers of a show's queue are with the show, and the studio's lines are kept up."""

    at: float
    show_id: str
    positions: int  # lines to the studio, numbered from 1
    programme: int = -1  # what waiting callers hear: 0 a line of its own, 1 the studio's first, -2 a stream, -1 none
    calls_in: bool = False  # the line of its own is not called: the studio calls here


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLinesBlocked:
    """The show takes no more (or again takes) new callers; who is with it stays."""

    at: float
    show_id: str
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLinesClosed:
    """The show's queues are ordinary ones again, and the studio's lines are down."""

    at: float
    show_id: str
    recorded: tuple[int, ...] = ()  # lines that were up at some time, whose recordings are finished now


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeChanged:
    """Whether waiting callers hear the live programme has changed; else they hear a prompt or music."""

    at: float
    show_id: str
    state: str  # heard, silent, lost


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPlayed:
    """A stored call plays on a studio line, on which nobody else is."""

    at: float
    show_id: str
    position: int
    recording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded:
    """It plays no more."""

    at: float
    show_id: str
    position: int
    recording: str
    why: str  # played, stopped, replaced, line_down


@dataclass(frozen=True, slots=True, kw_only=True)
class CallJoinedShow:
    """A caller is with the show: in no operator's line, hearing the programme."""

    at: float
    call_id: str
    queue: str
    show_id: str
    source: str  # phone: dialled the show's number; hotline: handed over by an operator
    from_operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLeftShow:
    """The show gave a caller back: they wait for an operator, at the place their arrival gives."""

    at: float
    call_id: str
    queue: str
    with_show_s: float  # not counted as waiting
    why: str  # returned, closed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPhoneCalled:
    """A producer's phone rings, to screen a caller or to speak to one who waits or is on air."""

    at: float
    call_id: str
    leg_id: str
    phone: str
    operator_id: str = ""  # the operator whose phone it is; '' for a phone of the show's own
    talk_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPhoneAnswered:
    """The producer picked up: caller and producer hear each other."""

    at: float
    call_id: str
    leg_id: str
    phone: str
    talk_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPhoneLeft:
    """The producer's phone is out of the call again."""

    at: float
    call_id: str
    leg_id: str
    phone: str
    operator_id: str = ""
    why: str = ""  # a word of LegEnd, or freed
    talk_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPutOnAir:
    """The caller has a line to the studio; the two hear each other while that line is up."""

    at: float
    call_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTakenOffAir:
    """The caller is off the studio's line."""

    at: float
    call_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLineDialled:
    """A line to the studio is being called."""

    at: float
    show_id: str
    position: int
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLineCame:
    """The programme's own line called here, and is taken."""

    at: float
    show_id: str
    position: int
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLineUp:
    """The studio took the line."""

    at: float
    show_id: str
    position: int
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLineDown:
    """The line was lost or not taken; it is called again at `retry_at` (0: no more)."""

    at: float
    show_id: str
    position: int
    leg_id: str
    why: str
    retry_at: float


ShowLineFact = (
    ShowLinesOpened
    | ShowLinesBlocked
    | ShowLinesClosed
    | StudioLineDialled
    | StudioLineCame
    | StudioLineUp
    | StudioLineDown
    | ProgrammeChanged
    | RecordingPlayed
    | RecordingEnded
)
ShowCallFact = (
    CallJoinedShow
    | CallLeftShow
    | ShowPhoneCalled
    | ShowPhoneAnswered
    | ShowPhoneLeft
    | CallPutOnAir
    | CallTakenOffAir
    | ShowLineFact
)
