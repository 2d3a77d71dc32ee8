"""What the routes and the stream of the live show say and take."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.show.ports import TalkBackState
from callcenter.web.caller_models import HistoryView
from callcenter.web.models import Asked, Said, UnixSeconds, UtteranceView, printable
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind
from queueing.show.proposal import Reason
from queueing.show.state import EntryState, Phase

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
ShowId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,12}$")]
Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(printable)]
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(printable)]
Text = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True), AfterValidator(printable)]
Seconds = Annotated[float, Field(ge=0.0, le=120.0)]
Moment = Annotated[float, Field(ge=0.0, le=4_102_444_800.0, description="Unix seconds; 0: nobody says")]


# --- said --------------------------------------------------------------------------------------------------------


class TalkBackView(Said):
    """A producer's talk-back to a caller: calling, ringing, heard; no_reply and failed: the caller hears nobody."""

    phone: str
    state: TalkBackState
    why: str


class BoardEntry(Said):
    """A caller, person or message. A host is told what stands above `joined_at` only, the rest is empty."""

    entry_id: str
    kind: EntryKind
    state: EntryState
    place: int = Field(description="from 1: on air, next, ready, screening, ringing, off air, gone")
    address: str = Field(default="", description="surname and title")
    area: str = ""
    topic: str = ""
    text: str = Field(default="", description="a message's words, numbers hidden; to a host when it is next or on air")
    position: int = Field(default=0, description="the studio's line; 0: none")
    locked: bool = False
    on_air_since: UnixSeconds | None = None
    joined_at: UnixSeconds | None = None
    ready_at: UnixSeconds | None = None
    aired_at: UnixSeconds | None = None
    air_s: float = 0.0
    call_id: str = ""
    source: str = ""
    repeat: bool = False
    calls_before: int = 0
    shows_before: int = 0
    unit_fits: bool = True
    stored: bool = Field(default=False, description="储存电话: in reserve")
    producer: str = ""
    producer_name: str = ""
    talking: bool = Field(default=False, description="in screening: producer and caller hear each other")
    end: EntryEnd | None = None
    answer: AirAnswer | None = None
    answer_words: str = ""
    answer_due: date | None = None
    has_ticket: bool = False
    reason: str = Field(default="", description="why it needs no ticket")
    talk_back: TalkBackView | None = None
    recording_s: float = Field(default=0.0, description="how long a recording lasts")


class ShowView(Said):
    """A show as it is now."""

    show_id: str
    title: str
    units: list[str]
    phase: Phase
    delay_s: float
    blocked: bool
    next_id: str
    opened_at: UnixSeconds
    live_at: UnixSeconds | None
    ends_at: UnixSeconds | None
    signed_off_at: UnixSeconds | None
    owed: int = Field(description="entries without ticket, reason or answer")


class ReasonView(Said):
    """What speaks for or against an entry, in minutes of waiting."""

    reason: Reason
    points: float


class ProposalView(Said):
    """A ready entry with its points."""

    entry_id: str
    points: float
    reasons: list[ReasonView]


class StudioNoteView(Said):
    """A line between producer and host."""

    at: UnixSeconds
    by: str
    name: str
    text: str


class DumpView(Said):
    """What was kept from the listeners."""

    at: UnixSeconds
    by: str
    seconds: float


class LineView(Said):
    """One of the studio's lines; `up` None: telephony has not said."""

    position: int
    up: bool | None
    why: str = ""


ProgrammeSource = Literal["studio", "line", "dial_in", "stream"]


class ProgrammeView(Said):
    """The live programme as waiting callers have it. Else than `heard` they hear a prompt or music."""

    source: ProgrammeSource = Field(
        description="what the studio's line 1 sends, a line of its own that is called or calls here, or a stream"
    )
    state: Literal["heard", "silent", "lost"] | None = Field(description="None: telephony has not said")
    level_db: float | None = Field(description="loudness of the last second, dB below full scale")
    why: str = Field(default="", description="of a stream that is not heard: unreachable, refused, stalled, ...")
    line: LineView | None = Field(description="the line of its own")


class PresentView(Said):
    """Somebody who looks at a studio screen."""

    name: str
    display_name: str
    view: Literal["producer", "host"]


class StudioRules(Said):
    """What screens need to know of the settings."""

    air_positions: int
    topic_most: int
    delay_s: float
    with_tv: bool
    double_click_s: float
    minutes: float


class Picture(Said):
    """The whole board: the same for everybody with the same view, in the same order. `seq` rises with each fact."""

    type: Literal["board"] = "board"
    view: Literal["producer", "host"]
    seq: int
    server_time: UnixSeconds
    show: ShowView | None
    entries: list[BoardEntry]
    proposals: list[ProposalView]
    notes: list[StudioNoteView]
    dumps: list[DumpView]
    lines: list[LineView]
    programme: ProgrammeView | None = Field(default=None, description="None: there is no live programme for callers")
    people: list[PresentView]
    rules: StudioRules


class ShowListedView(Said):
    """A show that was opened."""

    show_id: str
    title: str
    opened_at: UnixSeconds


class ShowList(Said):
    """Shows, newest first."""

    items: list[ShowListedView]


class PlannedView(Said):
    """An edition of the plan that is to be on air today."""

    show_id: str
    title: str
    units: list[str]
    ends_at: UnixSeconds | None


class PlannedList(Said):
    """Today's editions."""

    items: list[PlannedView]


class ProposalList(Said):
    """Who might go next, best first. The producer decides."""

    items: list[ProposalView]


class FormView(Said):
    """The screening form as the live draft fills it."""

    address: str
    area: str
    topic: str
    unit: str
    unit_fits: bool
    summary: str


class EntryDetail(Said):
    """One entry with everything its producer needs; never the caller's number."""

    entry: BoardEntry
    form: FormView
    ticket_id: str
    transcript: list[UtteranceView]
    history: HistoryView | None


class Pressed(Said):
    """What came of a command. `again`: the same request did it before, nothing happened now."""

    seq: int
    again: bool
    entry_id: str = ""


# --- taken -------------------------------------------------------------------------------------------------------


class Press(Asked):
    """A command. `key`: made anew for each press; a repeated request is answered as the first was."""

    key: Key = ""


class EntryPress(Press):
    """A command about an entry. `saw`: the state the screen showed; another one now is refused with 409."""

    saw: EntryState | None = None


class OpenShow(Press):
    """Open a show. `delay_s`: the legal delay, read at the studio and confirmed."""

    show_id: ShowId | Literal[""] = Field(default="", description="the edition of the plan; empty: not planned")
    title: Short = ""
    units: Annotated[tuple[Short, ...], Field(max_length=12)] = ()
    ends_at: Moment = 0.0
    delay_s: Seconds


class Block(Press):
    """Stop or allow new callers."""

    blocked: bool


class Take(EntryPress):
    """Take an entry. `phone`: where the producer talks; left out: the operator's own number."""

    phone: Phone = ""
    take_over: bool = False


class Describe(EntryPress):
    """What the host will read."""

    address: Short = ""
    area: Short = ""
    topic: Short = ""
    unit_fits: bool = True


class ReadyWith(EntryPress):
    """Park the entry; with `words` they are taken over first, both or neither."""

    words: Describe | None = None


class Store(EntryPress):
    """Into reserve, or out of it."""

    stored: bool


class Air(EntryPress):
    """Put on air. The next one replaces who is there and not locked, unless `keep`; a ready one is added."""

    keep: bool = False


class Lock(EntryPress):
    """Lock on air, or undo that."""

    locked: bool


class AirAnswerSet(EntryPress):
    """What was said on air about the matter; a promise has a date."""

    answer: AirAnswer
    words: Annotated[str, StringConstraints(max_length=1000), AfterValidator(printable)] = ""
    due: date | None = None


class TalkBack(EntryPress):
    """Speak to somebody who waits or is on air; the studio does not hear it."""

    on: bool
    phone: Phone = ""


class Dump(Press):
    """Keep the last seconds from the listeners; left out: all the delay holds."""

    seconds: Seconds | None = None


class Note(Press):
    """A line to the other side of the glass."""

    text: Line


class NewEntry(Press):
    """A person in the studio, or a message somebody brings in."""

    address: Short = ""
    area: Short = ""
    topic: Short = ""
    text: Text = ""
    source: Literal["studio", "web", "wechat", "sms", "letter", "app"] = "studio"


class ShowsAsked(Asked):
    """Which shows."""

    limit: Annotated[int, Field(ge=1, le=200)] = 60
