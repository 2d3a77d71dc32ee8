"""Everything that can happen at the desk: one frozen record per fact, in the past tense.

`at` is the service's clock in seconds since the Unix epoch: it never runs backwards within a process, and facts
of different processes can be compared. Facts are appended to the ledger and never changed.
"""

from queueing.facts.calls import CallArrived, CallEnded, CallFact, CallRefused, CallRequeued, CallReturned
from queueing.facts.conversation import CallHeld, CallMarked, CallResumed, ConversationFact, OperatorLeftCall
from queueing.facts.missed import MissedExpired, MissedFact, MissedReleased, MissedTaken, MissedTried, TryResult
from queueing.facts.offers import CallAnswered, OfferEnded, OfferFact, OfferMade
from queueing.facts.parts import PartFact, PartFailed
from queueing.facts.people import (
    PeopleFact,
    ReachabilityChanged,
    StatusChanged,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)
from queueing.facts.probes import ProbeAnnounced, ProbeEnded, ProbeFact
from queueing.facts.sessions import CallInSession, SessionBegan, SessionEnded, SessionFact
from queueing.facts.terms import CallState, LineState, OfferEnd, OperatorStatus, Outcome, Party, TransitionError
from queueing.facts.tickets import TicketDrafted, TicketFact, TicketRegistered

Fact = (
    CallFact | OfferFact | ConversationFact | PeopleFact | TicketFact | PartFact | ProbeFact | MissedFact | SessionFact
)

FACTS: tuple[type, ...] = Fact.__args__

__all__ = [
    "FACTS",
    "CallAnswered",
    "CallArrived",
    "CallEnded",
    "CallHeld",
    "CallInSession",
    "CallMarked",
    "CallRefused",
    "CallRequeued",
    "CallResumed",
    "CallReturned",
    "CallState",
    "Fact",
    "LineState",
    "MissedExpired",
    "MissedReleased",
    "MissedTaken",
    "MissedTried",
    "OfferEnd",
    "OfferEnded",
    "OfferMade",
    "OperatorLeftCall",
    "OperatorStatus",
    "Outcome",
    "PartFailed",
    "Party",
    "ProbeAnnounced",
    "ProbeEnded",
    "ReachabilityChanged",
    "SessionBegan",
    "SessionEnded",
    "StatusChanged",
    "TicketDrafted",
    "TicketRegistered",
    "TransitionError",
    "TryResult",
    "WrapUpEnded",
    "WrapUpExtended",
    "WrapUpStarted",
]
