"""The words facts are told in: states, reasons and outcomes; and the refusal of a command."""

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
