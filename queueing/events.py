"""Everything that can happen at the desk: one frozen record per fact, in the past tense.

`at` is the service's clock in seconds since the Unix epoch: it never runs backwards within a process, and facts
of different processes can be compared. Facts are appended to the ledger and never changed.
"""

from dataclasses import dataclass
from enum import StrEnum


class TransitionError(Exception):
    """A command that the present state does not allow; nothing has changed."""

    def __init__(self, thing: str, expected: str, found: str) -> None:
        super().__init__(f"{thing}: expected {expected}, found {found}")
        self.thing, self.expected, self.found = thing, expected, found


class OperatorStatus(StrEnum):
    """What the person chose."""

    SIGNED_OUT = "signed_out"
    READY = "ready"
    ON_BREAK = "on_break"
    TRAINING = "training"  # at work, but takes no calls


class LineState(StrEnum):
    """What the operator's line does."""

    IDLE = "idle"
    OFFERED = "offered"
    TALKING = "talking"
    HOLD = "hold"
    WRAP_UP = "wrap_up"


class CallState(StrEnum):
    """Where a call stands between its arrival and its one outcome."""

    WAITING = "waiting"
    OFFERED = "offered"
    TALKING = "talking"
    HOLD = "hold"
    ENDED = "ended"


class OfferEnd(StrEnum):
    """How a ringing offer ended."""

    ANSWERED = "answered"
    MISSED = "missed"
    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """The one way a call ended."""

    ANSWERED = "answered"  # an operator talked with the caller, whoever hung up
    ABANDONED = "abandoned"  # the caller left before an answer
    REFUSED = "refused"  # never let in: unknown number or over a limit
    BROKEN = "broken"  # a fault of ours ended it: the caller must be called back
    TRANSFERRED_OUT = "transferred_out"  # passed to an outside number


class Party(StrEnum):
    """Who did it."""

    CALLER = "caller"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived:
    """A call joined a queue."""

    at: float
    call_id: str
    queue: str
    dialled: str
    caller: str  # number, '' when withheld: personal data
    display: str = ""
    trunk: str = ""
    priority: int = 0  # each step is worth DeskRules.priority_step_s of waiting
    needs: str = ""  # skills asked for, separated by spaces
    leg_id: str = ""  # the caller's leg, to be found again after a restart
    source: str = ""  # which merged line or transfer it came from, for example a department's old number


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused:
    """A call was never let in. It is its own outcome."""

    at: float
    call_id: str
    dialled: str
    caller: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """A waiting call began to ring at one operator."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    queue: str
    waited_s: float
    why: str  # the routing reason, as can be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """The ringing stopped."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    how: OfferEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReturned:
    """A call that was not answered went back to the head of its line."""

    at: float
    call_id: str
    queue: str
    why: OfferEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """The operator picked up; the two are to be bridged."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    queue: str
    waited_s: float  # queue and ringing together


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeld:
    """One side put the other on hold."""

    at: float
    call_id: str
    operator_id: str
    by: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResumed:
    """Hold ended."""

    at: float
    call_id: str
    operator_id: str
    by: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequeued:
    """An operator passed the caller on: to a queue's head, or to one named operator."""

    at: float
    call_id: str
    queue: str
    from_operator: str
    to_operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLeftCall:
    """An operator's part in a call is over (hang-up or transfer)."""

    at: float
    call_id: str
    operator_id: str
    talk_s: float
    hold_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The one outcome of a call that had joined a queue."""

    at: float
    call_id: str
    queue: str
    outcome: Outcome
    by: Party
    waited_s: float
    talk_s: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged:
    """A person signed in or out, got ready or went on break; or was set aside."""

    at: float
    operator_id: str
    status: OperatorStatus
    reason: str = ""  # break reason, 'set_aside' after missed offers
    by: Party = Party.OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachabilityChanged:
    """The operator's softphone registered or went away."""

    at: float
    operator_id: str
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpStarted:
    """After-call work began."""

    at: float
    operator_id: str
    call_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpExtended:
    """The operator asked for more time after a call."""

    at: float
    operator_id: str
    call_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMarked:
    """The operator called it a hard call, or took that back."""

    at: float
    call_id: str
    operator_id: str
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpEnded:
    """After-call work ended: its time ran out or the operator said ready."""

    at: float
    operator_id: str
    call_id: str
    by: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDrafted:
    """A draft ticket exists for a call."""

    at: float
    call_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRegistered:
    """An operator confirmed a draft."""

    at: float
    call_id: str
    ticket_id: str
    operator_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailed:
    """One part of the service went down or came back (asr, broker, telephony, store)."""

    at: float
    part: str
    up: bool
    reason: str = ""


Fact = (
    CallArrived
    | CallRefused
    | OfferMade
    | OfferEnded
    | CallReturned
    | CallAnswered
    | CallHeld
    | CallResumed
    | CallRequeued
    | OperatorLeftCall
    | CallEnded
    | StatusChanged
    | ReachabilityChanged
    | WrapUpStarted
    | WrapUpExtended
    | WrapUpEnded
    | CallMarked
    | TicketDrafted
    | TicketRegistered
    | PartFailed
)

FACTS: tuple[type, ...] = Fact.__args__
