"""Others in a conversation: consulted, joining, taking over; supervisors who listen; help that was asked for."""

from dataclasses import dataclass
from enum import StrEnum

from queueing.facts.terms import Party


class GuestKind(StrEnum):
    """Who a guest is."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    OUTSIDE = "outside"  # a department, a duty officer, 110: reached by a number


class Part(StrEnum):
    """What a guest hears and who hears them."""

    CONSULT = "consult"  # the operator alone, while the caller hears music
    THREE_WAY = "three_way"  # everybody
    LISTEN = "listen"  # hears everybody, heard by nobody
    WHISPER = "whisper"  # hears everybody, heard by the operator only
    BARGE = "barge"  # a supervisor in the conversation: everybody


class GuestEnd(StrEnum):
    """How a guest's part ended."""

    LEFT = "left"  # hung up
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # may not be dialled, or telephony could not
    DROPPED = "dropped"  # by the operator or a supervisor
    CALL_OVER = "call_over"
    BROKEN = "broken"  # no sound any more, or a fault of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestCalled:
    """Somebody is rung or dialled to take part in a call."""

    at: float
    call_id: str
    guest_id: str  # also the id of the leg
    kind: GuestKind
    part: Part
    operator_id: str = ""  # whose phone rings; '' for an outside number
    number: str = ""  # the outside number
    name: str = ""  # of the department or person, as screens show it
    asked_by: str = ""  # staff number or user name
    emergency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestJoined:
    """The guest picked up."""

    at: float
    call_id: str
    guest_id: str
    operator_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLeft:
    """The guest's part is over, whether or not they ever picked up."""

    at: float
    call_id: str
    guest_id: str
    operator_id: str = ""
    how: GuestEnd = GuestEnd.LEFT
    spoke_s: float = 0.0
    reason: str = ""  # telephony's own words, when there are any


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChanged:
    """A guest hears or is heard differently from now on."""

    at: float
    call_id: str
    guest_id: str
    operator_id: str = ""
    part: Part
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHandedOver:
    """A guest who is one of us has the call now; the operator before has left it."""

    at: float
    call_id: str
    operator_id: str  # who has it now
    guest_id: str
    from_operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPassedOut:
    """The caller is with an outside party, or about to be; nobody of the desk is in the call any more."""

    at: float
    call_id: str
    guest_id: str
    from_operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceAsked:
    """The operator wants a supervisor's help."""

    at: float
    call_id: str
    operator_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceEnded:
    """Help came, or is no longer wanted."""

    at: float
    call_id: str
    operator_id: str
    by: Party
    name: str = ""  # who came


GuestFact = (
    GuestCalled
    | GuestJoined
    | GuestLeft
    | PartChanged
    | CallHandedOver
    | CallPassedOut
    | AssistanceAsked
    | AssistanceEnded
)
