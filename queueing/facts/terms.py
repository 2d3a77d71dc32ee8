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
    DIALLING = "dialling"  # picked up for a call that goes out; the other side rings
    TALKING = "talking"
    HOLD = "hold"
    ASSISTING = "assisting"  # rung for, or part of, somebody else's conversation
    WRAP_UP = "wrap_up"


class CallState(StrEnum):
    """Where a call stands between its arrival and its one outcome."""

    WAITING = "waiting"
    OFFERED = "offered"
    DIALLING = "dialling"  # a call that goes out: the operator is there, the other side rings
    TALKING = "talking"
    HOLD = "hold"
    OUTSIDE = "outside"  # passed to an outside number: nobody of the desk is in it any more
    POSTPONED = "postponed"  # a call that goes out was not answered and is tried again later
    TOLD = "told"  # hears why nobody can serve them
    MESSAGE = "message"  # leaves a message
    SHOW = "show"  # with the live show: the producer has the caller, no operator is offered
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
    REFUSED = "refused"  # never let in, or told why not: unknown number, closed, over a limit
    BROKEN = "broken"  # a fault of ours ended it: the caller must be called back
    TRANSFERRED_OUT = "transferred_out"  # passed to an outside number
    CALLBACK = "callback"  # chose to be called back: a call that goes out takes the place in line
    VOICEMAIL = "voicemail"  # left a message, which becomes a ticket
    MERGED = "merged"  # a call that was to go out: the citizen rang first, and has its place
    UNREACHED = "unreached"  # a call that went out was never answered
    CANCELLED = "cancelled"  # a call that was to go out was taken from the list
    WITH_SHOW = "with_show"  # was with the live show, and never with an operator


class Purpose(StrEnum):
    """Why we call somebody."""

    CALLBACK = "callback"  # chosen while waiting
    MISSED = "missed"  # from the list of missed calls
    DUTY = "duty"  # a duty officer, for a ticket
    REVISIT = "revisit"  # how content the citizen is


class DialEnd(StrEnum):
    """How an attempt to reach somebody outside ended without a conversation."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    FAILED = "failed"  # a fault of ours or of the trunk
    GIVEN_UP = "given_up"  # the operator hung up first


class Party(StrEnum):
    """Who did it."""

    CALLER = "caller"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
