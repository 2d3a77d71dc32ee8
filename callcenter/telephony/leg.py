"""One leg as telephony knows it, and what its end is called."""

from dataclasses import dataclass, field

from callcenter.telephony.media import Counts, LegSound
from callcenter.telephony.ports import Incoming, LegEnd, LegState, LegView
from callcenter.telephony.sdp import EVENT_DEFAULT, Media
from callcenter.telephony.sip_leg import Dialog
from callcenter.telephony.sip_loop import Timer

CODEC_UNKNOWN = -1


@dataclass(slots=True, kw_only=True)
class Leg:
    """The state of one leg; owned and changed by the Switchboard (what it hears: by Hearing; its packets: by Watch)."""

    leg_id: str
    state: LegState
    call_id: str = ""
    incoming: Incoming | None = None  # what was said of it when it came in
    trunk: str = ""  # the trunk it was dialled by
    dialogs: list[Dialog] = field(default_factory=list)  # several only while an account's phones ring together
    offer: Media | None = None  # the caller's SDP until it is answered
    # sound
    sound: LegSound | None = None
    codec: int = CODEC_UNKNOWN
    event_type: int = EVENT_DEFAULT
    faces: tuple[str, int, int] = ("", 0, 0)  # address, port and event type its SDP said last
    sdp_version: int = 1
    peer: str = ""
    held_by_phone: bool = False
    held_by_desk: bool = False
    quiet: bool = False  # hears no music when its peer holds
    listens: str = ""  # the feed it listens to
    copies: dict[bool, tuple[str, int]] = field(default_factory=dict)  # where what it says, and is sent, is copied
    # prompts
    queue: list[str] = field(default_factory=list)
    loop: bool = True
    sounded: bool = False  # was sent sound: a prompt, silence, or its peer
    prompt_timer: Timer | None = None
    prompt_packets: float = 0.0
    prompt_since: float = 0.0  # monotonic seconds, 0 when nothing plays
    # signalling
    said_ringing: bool = False
    early: bool = False  # its sound can be heard before it answers
    worst_code: int = 0  # most telling refusal among phones that rang together
    ring_timer: Timer | None = None
    # packets
    heard: bool = False
    watch_timer: Timer | None = None
    last_counts: Counts = field(default_factory=Counts)
    last_packet_at: float = 0.0  # monotonic seconds

    def view(self) -> LegView:
        """Return what a snapshot says of it."""
        return LegView(leg_id=self.leg_id, call_id=self.call_id, state=self.state, peer=self.peer or self.listens)

    @property
    def answered(self) -> bool:
        return self.state not in (LegState.INCOMING, LegState.RINGING)

    @property
    def sounding(self) -> bool:
        """Whether there is sound to bridge."""
        return self.answered or self.early

    @property
    def outside(self) -> bool:
        """Whether its party came or was reached by a trunk: a citizen or a department, not one of our phones."""
        return bool(self.trunk or (self.incoming is not None and self.incoming.trunk))

    @property
    def on_hold(self) -> bool:
        """Whether its peer hears music because of it."""
        return self.held_by_phone or self.held_by_desk


REASONS = {
    403: "Forbidden",
    404: "Not Found",
    480: "Temporarily Unavailable",
    486: "Busy Here",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
    600: "Busy Everywhere",
    603: "Decline",
}
BUSY = frozenset({486, 600})
DECLINED = frozenset({401, 403, 406, 407, 433, 603, 606})
LOGIN_REFUSED = frozenset({401, 407})
UNANSWERED = frozenset({408, 480, 487})


def refused_call(code: int, *, rang: bool, dialled: bool) -> LegEnd:
    """Name why a party we called did not answer, from its final SIP code.

    Args:
        code: the most telling one.
        rang: it had said 180 or 183.
        dialled: by a trunk, where 401 and 407 mean our login and not a person.

    """
    if dialled and code in LOGIN_REFUSED:
        return LegEnd.UNREACHABLE
    if code in BUSY:
        return LegEnd.BUSY
    if code in DECLINED:
        return LegEnd.DECLINED
    if code in UNANSWERED and rang:
        return LegEnd.NO_ANSWER
    return LegEnd.UNREACHABLE


def more_telling(first: int, second: int) -> int:
    """Return which of two phones' refusals to report: a person's, then busy, then the rest."""
    ranks = {**dict.fromkeys(DECLINED, 3), **dict.fromkeys(BUSY, 2), **dict.fromkeys(UNANSWERED, 1), 0: -1}
    return max(first, second, key=lambda code: ranks.get(code, 0))
