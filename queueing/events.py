"""Everything that can happen at the desk: one frozen record per fact, in the past tense.

`at` is the service's clock in seconds since the Unix epoch: it never runs backwards within a process, and facts
of different processes can be compared. Facts are appended to the ledger and never changed.
"""

from queueing.facts.bursts import BurstCleared, BurstFact, BurstGrew, BurstRaised
from queueing.facts.calls import CallArrived, CallEnded, CallFact, CallRefused, CallRequeued, CallReturned
from queueing.facts.conversation import CallHeld, CallMarked, CallResumed, ConversationFact, OperatorLeftCall
from queueing.facts.guests import (
    AssistanceAsked,
    AssistanceEnded,
    CallHandedOver,
    CallPassedOut,
    GuestCalled,
    GuestEnd,
    GuestFact,
    GuestJoined,
    GuestKind,
    GuestLeft,
    Part,
    PartChanged,
)
from queueing.facts.missed import MissedExpired, MissedFact, MissedReleased, MissedTaken, MissedTried, TryResult
from queueing.facts.offers import CallAnswered, OfferEnded, OfferFact, OfferMade
from queueing.facts.outbound import CallDialled, CallDue, CallPlaced, DialFailed, OutboundFact
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
from queueing.facts.queues import (
    QueueClosed,
    QueueFact,
    QueueOpened,
    QueueStaffed,
    QueueUnstaffed,
    SurgeEnded,
    SurgeStarted,
)
from queueing.facts.sessions import CallInSession, SessionBegan, SessionEnded, SessionFact
from queueing.facts.show_calls import (
    CallJoinedShow,
    CallLeftShow,
    CallPutOnAir,
    CallTakenOffAir,
    ProgrammeChanged,
    RecordingEnded,
    RecordingPlayed,
    ShowCallFact,
    ShowLinesBlocked,
    ShowLinesClosed,
    ShowLinesOpened,
    ShowPhoneAnswered,
    ShowPhoneCalled,
    ShowPhoneLeft,
    StudioLineCame,
    StudioLineDialled,
    StudioLineDown,
    StudioLineUp,
)
from queueing.facts.terms import (
    CallState,
    DialEnd,
    LineState,
    OfferEnd,
    OperatorStatus,
    Outcome,
    Party,
    Purpose,
    TransitionError,
)
from queueing.facts.tickets import TicketDrafted, TicketFact, TicketRegistered
from queueing.facts.waiting import (
    CallbackDenied,
    CallbackOffered,
    CallMerged,
    CallOverflowed,
    CallTold,
    VoicemailBegan,
    VoicemailStarted,
    WaitAnnounced,
    WaitingFact,
)

Fact = (
    CallFact
    | OfferFact
    | ConversationFact
    | GuestFact
    | PeopleFact
    | TicketFact
    | PartFact
    | ProbeFact
    | MissedFact
    | SessionFact
    | QueueFact
    | WaitingFact
    | OutboundFact
    | BurstFact
    | ShowCallFact
)

FACTS: tuple[type, ...] = Fact.__args__

__all__ = [
    "FACTS",
    "AssistanceAsked",
    "AssistanceEnded",
    "BurstCleared",
    "BurstGrew",
    "BurstRaised",
    "CallAnswered",
    "CallArrived",
    "CallDialled",
    "CallDue",
    "CallEnded",
    "CallHandedOver",
    "CallHeld",
    "CallInSession",
    "CallJoinedShow",
    "CallLeftShow",
    "CallMarked",
    "CallMerged",
    "CallOverflowed",
    "CallPassedOut",
    "CallPlaced",
    "CallPutOnAir",
    "CallRefused",
    "CallRequeued",
    "CallResumed",
    "CallReturned",
    "CallState",
    "CallTakenOffAir",
    "CallTold",
    "CallbackDenied",
    "CallbackOffered",
    "DialEnd",
    "DialFailed",
    "Fact",
    "GuestCalled",
    "GuestEnd",
    "GuestJoined",
    "GuestKind",
    "GuestLeft",
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
    "Part",
    "PartChanged",
    "PartFailed",
    "Party",
    "ProbeAnnounced",
    "ProbeEnded",
    "ProgrammeChanged",
    "Purpose",
    "QueueClosed",
    "QueueFact",
    "QueueOpened",
    "QueueStaffed",
    "QueueUnstaffed",
    "ReachabilityChanged",
    "RecordingEnded",
    "RecordingPlayed",
    "SessionBegan",
    "SessionEnded",
    "ShowLinesBlocked",
    "ShowLinesClosed",
    "ShowLinesOpened",
    "ShowPhoneAnswered",
    "ShowPhoneCalled",
    "ShowPhoneLeft",
    "StatusChanged",
    "StudioLineCame",
    "StudioLineDialled",
    "StudioLineDown",
    "StudioLineUp",
    "SurgeEnded",
    "SurgeStarted",
    "TicketDrafted",
    "TicketRegistered",
    "TransitionError",
    "TryResult",
    "VoicemailBegan",
    "VoicemailStarted",
    "WaitAnnounced",
    "WrapUpEnded",
    "WrapUpExtended",
    "WrapUpStarted",
]
