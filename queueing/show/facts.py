"""Everything that can happen on the show board: one frozen record per fact. `at` is Unix seconds, as for the desk.

An *entry* is one thing the host may take: a caller, a person (in the studio or called by us) or a message.
Texts of entries are what the host may see; a caller's number stays with the call.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryKind(StrEnum):
    """What stands in the list."""

    CALL = "call"
    PERSON = "person"
    MESSAGE = "message"  # web, WeChat, SMS: read out by the host
    RECORDING = "recording"  # 储存电话: an earlier call, played on a studio line


class EntryEnd(StrEnum):
    """How an entry left the board."""

    AIRED = "aired"  # was on air and was thanked
    RETURNED = "returned"  # went back to an operator of the hotline
    DROPPED = "dropped"  # the producer or host let the caller go
    LEFT = "left"  # the caller hung up
    UNSERVED = "unserved"  # still there when the show signed off


class AirAnswer(StrEnum):
    """What became of a matter on air: each aired entry ends as one of these (常政办发〔2020〕11号)."""

    ANSWERED = "answered"  # 当场答复
    PROMISED = "promised"  # 承诺办理期限: has a date
    TAKEN = "taken"  # taken for follow-up, no date named on air


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOpened:
    """Lines are open: callers may be screened."""

    at: float
    show_id: str
    by: str
    delay_s: float  # confirmed legal delay between studio and transmitter
    title: str = ""
    units: tuple[str, ...] = ()  # who is on the show today
    ends_at: float = 0.0  # planned sign-off, Unix seconds; 0: nobody said


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWentLive:
    """The programme began."""

    at: float
    show_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSignedOff:
    """The programme ended; nothing can be put on air any more."""

    at: float
    show_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowClosed:
    """Every entry has its ticket or its reason."""

    at: float
    show_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCallsBlocked:
    """The producer stopped (or again allowed) new callers."""

    at: float
    show_id: str
    by: str
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryJoined:
    """A caller, person or message joined the list."""

    at: float
    show_id: str
    entry_id: str
    kind: EntryKind
    call_id: str = ""
    address: str = ""  # 王女士: surname and title only
    area: str = ""
    topic: str = ""
    source: str = ""  # phone, hotline, web, wechat, sms, studio
    repeat: bool = False  # was here or at the hotline before with this matter
    text: str = ""  # a message as it was written, numbers hidden: the host reads it out
    recording: str = ""  # the sound that is played, when it is a recording
    recording_s: float = 0.0
    recorded_call: str = ""  # the call it is of


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatFound:
    """The caller's number is known: how often it rang lately, and in how many shows."""

    at: float
    show_id: str
    entry_id: str
    calls: int
    shows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningStarted:
    """A producer took an entry; it is locked to them."""

    at: float
    show_id: str
    entry_id: str
    by: str
    taken_from: str = ""  # the producer it was locked to before
    phone: str = ""  # where the producer talks; '' for a message or a person in the studio


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningLost:
    """The producer's phone or screen went away: the entry waits for another one, in its old place."""

    at: float
    show_id: str
    entry_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDescribed:
    """What the host will see was typed or taken over from the draft."""

    at: float
    show_id: str
    entry_id: str
    by: str
    address: str
    area: str
    topic: str
    unit_fits: bool = True  # concerns today's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReady:
    """Screened, waits for air; also a next one that was put back."""

    at: float
    show_id: str
    entry_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMovedUp:
    """Forced to the top of those who are ready."""

    at: float
    show_id: str
    entry_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStored:
    """A ready entry was put into reserve for an emergency (储存电话), or taken out of it."""

    at: float
    show_id: str
    entry_id: str
    by: str
    stored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NextChosen:
    """This one goes to air next; there is one at most."""

    at: float
    show_id: str
    entry_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOnAir:
    """The programme hears the entry."""

    at: float
    show_id: str
    entry_id: str
    by: str
    position: int  # the studio's line, from 1; 0 for a message or a person in the studio


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLockChanged:
    """Locked on air: `next` and `drop` leave it alone."""

    at: float
    show_id: str
    entry_id: str
    by: str
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOffAir:
    """Back from the programme; a caller is still on the phone."""

    at: float
    show_id: str
    entry_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLeft:
    """The one end of an entry."""

    at: float
    show_id: str
    entry_id: str
    how: EntryEnd
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirAnswered:
    """What was said about the matter on air, and by when it will be done."""

    at: float
    show_id: str
    entry_id: str
    by: str
    answer: AirAnswer
    words: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AirDumped:
    """The last seconds never reached the listeners; the archive keeps them."""

    at: float
    show_id: str
    by: str
    seconds: float
    key: str = ""  # the press it came from: the same press again is the same dump


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTicketed:
    """The entry has its ticket."""

    at: float
    show_id: str
    entry_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryExcused:
    """Why an entry needs no ticket."""

    at: float
    show_id: str
    entry_id: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioNote:
    """A line of text between producer and host."""

    at: float
    show_id: str
    by: str
    text: str
    key: str = ""  # as for a dump


ShowFact = (
    ShowOpened
    | ShowWentLive
    | ShowSignedOff
    | ShowClosed
    | NewCallsBlocked
    | EntryJoined
    | RepeatFound
    | ScreeningStarted
    | ScreeningLost
    | EntryDescribed
    | EntryReady
    | EntryMovedUp
    | EntryStored
    | NextChosen
    | WentOnAir
    | AirLockChanged
    | WentOffAir
    | EntryLeft
    | AirAnswered
    | AirDumped
    | EntryTicketed
    | EntryExcused
    | StudioNote
)

SHOW_FACTS: tuple[type, ...] = ShowFact.__args__
