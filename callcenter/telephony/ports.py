"""What the service needs of telephony: orders it gives, signals it gets, and the Line that carries both.

A *leg* is one SIP dialog with its audio. A *signal* is what telephony tells us of a leg, an *order* what we ask of it.
Both are plain records: `callcenter.telephony.codec` turns them into one JSON object a line (see docs/interfaces.md).
Telephony decides nothing: it never picks a queue, an operator or an outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from callcenter.telephony.programme_ports import Feed, FeedHeard, Listen, MixChanged, PlayIn


class LegEnd(StrEnum):
    """Why a leg is over, or why a ring was refused."""

    REMOTE_HANGUP = "remote_hangup"  # BYE from that party
    LOCAL_HANGUP = "local_hangup"  # we sent BYE or CANCEL, as ordered
    CANCELLED = "cancelled"  # CANCEL from the caller before an answer
    BUSY = "busy"  # 486, 600
    DECLINED = "declined"  # 603, 403 and other refusals by a person
    NO_ANSWER = "no_answer"  # our ring time ran out, 408 or 480 after ringing
    UNREACHABLE = "unreachable"  # no binding, no reply at all, 404, 5xx
    MEDIA_LOST = "media_lost"  # no RTP for [media] timeout_s
    REJECTED = "rejected"  # we refused it: unknown number, bad SDP, over the limit
    TELEPHONY_LOST = "telephony_lost"  # the telephony process died; said by the service's own end of the link


class LegState(StrEnum):
    """Where a leg stands, as in the snapshot after a reconnect."""

    INCOMING = "incoming"  # INVITE received, no final answer sent
    RINGING = "ringing"  # our INVITE sent, no final answer received
    UP = "up"  # answered, hearing a prompt, music or silence
    BRIDGED = "bridged"  # answered, hearing its peer
    HELD = "held"  # bridged, but this leg asked for hold: its peer hears music
    MIXED = "mixed"  # answered, in a conference: hears whom the last Mix said
    LISTENING = "listening"  # answered, hears the feed named as its peer, or what is played instead; or a stored sound


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIdentity:
    """Who the network says is calling. Source of `number`: P-Asserted-Identity, else Remote-Party-ID, else From."""

    number: str  # digits, '+' allowed; '' when withheld or unreadable
    display: str = ""  # decoded as UTF-8, else GB18030; '' when absent
    anonymous: bool = False
    source: str = "from"  # pai | rpid | from


# --- signals: telephony -> service -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An INVITE from a trunk (or from a registered phone that dials). Nothing has been answered yet."""

    leg_id: str
    caller: CallerIdentity
    dialled: str  # user part of the Request-URI
    trunk: str  # name of [[sip.trunk]]; '' for a registered phone
    account: str  # number of the registered phone that dials; '' for a trunk
    sip_call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """The party we ring said 180 or 183; said again when its sound can be heard before the answer."""

    leg_id: str
    early_sound: bool = False  # the network plays something (ringing, "the phone is off"): a bridge lets it be heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The party we ring picked up; the leg now hears silence until it is bridged."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded:
    """The leg is over, whoever ended it. Said exactly once for each leg ever reported or ordered."""

    leg_id: str
    why: LegEnd
    sip_code: int = 0  # final SIP code when there was one
    packets_in: int = 0  # RTP packets received from that party
    packets_out: int = 0  # RTP packets sent to that party
    lost_in: int = 0  # gaps in the sequence numbers received
    reason: str = ""  # one sentence when we refused it ourselves; never holds a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """That party put us on hold by re-INVITE (sendonly, inactive or 0.0.0.0); its peer hears music already."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """That party took us off hold; sound flows both ways again."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """One key press (RFC 4733 or SIP INFO), once per press."""

    leg_id: str
    digit: str  # 0-9 * # A-D


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAsked:
    """That party sent REFER for its peer. Its own leg is being ended; the peer's leg stays up and hears music."""

    leg_id: str
    target: str  # user part of Refer-To


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundHeard:
    """The first RTP packet from that party arrived (once a leg)."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptEnded:
    """A prompt that was not looped played to its end."""

    leg_id: str
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A softphone registered (first binding) or its last binding went away."""

    account: str
    reachable: bool


Signal = (
    Incoming
    | Ringing
    | Answered
    | LegEnded
    | Held
    | Resumed
    | Digit
    | TransferAsked
    | SoundHeard
    | PromptEnded
    | Registered
    | FeedHeard
    | MixChanged
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """One live leg in a snapshot."""

    leg_id: str
    call_id: str  # '' for an incoming leg the service has not taken yet
    state: LegState
    peer: str = ""  # leg_id of the bridged peer; of one who listens the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that lives in telephony, sent after each (re)connection before any signal that was missed."""

    legs: tuple[LegView, ...] = ()
    registered: tuple[str, ...] = ()
    instance: str = ""  # changes when the telephony process is a new one: every leg of the old one is gone


# --- orders: service -> telephony --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A softphone that may register: HA1 = MD5(number:realm:password), never the password itself."""

    number: str
    ha1: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccounts:
    """Replace the list of softphones. Bindings of accounts that stay are kept."""

    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer an incoming leg (200 OK) and tie it to a call; it hears `prompts` in turn, the last one looped."""

    leg_id: str
    call_id: str
    prompts: tuple[str, ...] = ()  # names of files in the prompt folder, without extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Refuse an incoming leg."""

    leg_id: str
    sip_code: int = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring a registered softphone for a call: a new leg with the given id. Ends with Answered or LegEnded."""

    leg_id: str
    call_id: str
    account: str
    show_number: str  # number the operator's phone displays
    show_name: str = ""  # and the name, for example the queue's title
    ring_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Call an outside number for a call: a new leg with the given id. Ends with Answered or LegEnded, like Ring."""

    leg_id: str
    call_id: str
    number: str  # digits, as the trunk wants them
    trunk: str = ""  # name of [[sip.trunk]]; '' for the first that may dial the number
    show_number: str = ""  # number the called party sees; '' for the trunk's own
    ring_s: float = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Let two legs that are up (or ring with early sound) hear each other; stops prompts on both.

    Legs that agreed on different codecs hear each other through the mixer. `quiet`: who is put on hold by the other
    hears silence and not music, as a studio must.
    """

    leg_a: str
    leg_b: str
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody a leg hears in a conference."""

    leg_id: str
    gain: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedLeg:
    """One leg of a conference and whom it hears; the first is whose stream of packets it goes on getting."""

    leg_id: str
    hears: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Let the legs of a call hear each other as said: the whole conference each time, legs that are gone left out.

    A Bridge or Play takes a leg out again; without members the conference is over. When the mixer fails, the first two
    who hear each other are bridged until it is back.
    """

    call_id: str
    members: tuple[MixedLeg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Play prompts to a leg, the last one looped when `loop`; a bridged leg leaves its bridge."""

    leg_id: str
    prompts: tuple[str, ...]
    loop: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Desk button: the peer of this operator's leg hears music, this leg hears silence."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Desk button: undo Hold."""

    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Copy every RTP packet received from this leg's party to ip:port, header and payload unchanged; port 0 stops.

    `heard`: what the party is sent by whom it is bridged or mixed with, instead of what it says itself; prompts are not
    in it. Each of the two goes to one place.
    """

    leg_id: str
    ip: str
    port: int
    heard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End a leg (BYE, or CANCEL when it still rings). Ordering it for a leg that is gone is no error."""

    leg_id: str


Order = (
    SetAccounts
    | Answer
    | Reject
    | Ring
    | Dial
    | Bridge
    | Mix
    | Play
    | Hold
    | Resume
    | Copy
    | HangUp
    | Feed
    | Listen
    | PlayIn
)

SIGNALS: tuple[type, ...] = Signal.__args__
ORDERS: tuple[type, ...] = Order.__args__


class Line(Protocol):
    """Telephony as the service sees it: real (client.py) or simulated (simulated.py)."""

    def order(self, order: Order) -> None:
        """Give an order; never blocks. Its failure comes back as LegEnded, never as an exception."""

    def listen(self, on_signal: Callable[[Signal], None], on_snapshot: Callable[[Snapshot], None]) -> None:
        """Name who hears signals, in the order they happened, each exactly once."""

    def connected(self) -> bool:
        """Whether telephony answers now."""
