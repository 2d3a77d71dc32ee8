"""What a phone tells whoever runs it: one record an event, and the figures of a call."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from callcenter.telephony.phone.sound import Heard

if TYPE_CHECKING:
    from callcenter.telephony.phone.call import PhoneCall


class EndReason(StrEnum):
    """Why a call of a phone is over."""

    HUNG_UP = "hung_up"  # BYE
    CANCELLED = "cancelled"  # before it was answered
    BUSY = "busy"  # 486, 600
    DECLINED = "declined"  # 603
    REFUSED = "refused"  # any other final answer of 300 or more
    NO_REPLY = "no_reply"  # nothing came back within 32 s
    NO_SOUND_AGREED = "no_sound_agreed"  # no G.711 in common


class EndedBy(StrEnum):
    """Which side ended a call."""

    US = "us"
    PEER = "peer"
    NOBODY = "nobody"  # time ran out


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A registration succeeded (code 200), was refused (its code), or found no reply (code 0)."""

    code: int

    @property
    def ok(self) -> bool:
        return self.code == 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Someone calls this phone; it rings, and answers by itself when told so."""

    call: "PhoneCall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """The party this phone calls rings (first 180 or 183)."""

    call: "PhoneCall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The call is up, whichever side called; sound flows from the next beat on."""

    call: "PhoneCall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The call is over; said once for each call."""

    call: "PhoneCall"
    reason: EndReason
    by: EndedBy
    code: int = 0  # final SIP code of a call that was never up


PhoneEvent = Registration | Incoming | Ringing | Answered | Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """The figures of one call, as far as it got; times in seconds from its INVITE."""

    to_ring_s: float | None
    to_answer_s: float | None
    to_end_s: float | None
    sent_packets: int
    heard: Heard
