"""Fold facts into one call as the screens list it. Pure; total: any order of facts gives some call, never an error."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from queueing.events import (
    BurstCleared,
    BurstGrew,
    BurstRaised,
    CallAnswered,
    CallArrived,
    CallDialled,
    CallDue,
    CallEnded,
    CallHandedOver,
    CallHeld,
    CallInSession,
    CallJoinedShow,
    CallLeftShow,
    CallMarked,
    CallOverflowed,
    CallPassedOut,
    CallPlaced,
    CallRefused,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallState,
    CallTold,
    DialFailed,
    Fact,
    MissedExpired,
    MissedReleased,
    MissedTaken,
    MissedTried,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    Outcome,
    PartFailed,
    Party,
    ProbeAnnounced,
    ProbeEnded,
    ProgrammeChanged,
    QueueClosed,
    QueueOpened,
    QueueStaffed,
    QueueUnstaffed,
    ReachabilityChanged,
    RecordingEnded,
    RecordingPlayed,
    SessionBegan,
    SessionEnded,
    ShowLinesBlocked,
    ShowLinesClosed,
    ShowLinesOpened,
    StatusChanged,
    StudioLineCame,
    StudioLineDialled,
    StudioLineDown,
    StudioLineUp,
    SurgeEnded,
    SurgeStarted,
    TicketDrafted,
    TicketRegistered,
    VoicemailStarted,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call; times in Unix seconds. `operator_ids`: those who talked with the caller, in order."""

    call_id: str
    arrived_at: float
    queue: str = ""
    dialled: str = ""
    trunk: str = ""
    caller_number: str = ""
    caller_display: str = ""
    state: CallState = CallState.WAITING
    outcome: Outcome | None = None
    ended_by: Party | None = None
    reason: str = ""
    operator_ids: tuple[str, ...] = ()
    answered_at: float | None = None
    ended_at: float | None = None
    waited_s: float | None = None
    talk_s: float = 0.0
    hold_s: float = 0.0
    missed: int = 0  # offers that rang and were not answered
    ticket_id: str | None = None
    probe: str = ""  # run of the dial probe that called


# Facts of operators, parts and lists; those that name a call change nothing that is listed of it.
_OTHERS = (
    StatusChanged,
    ReachabilityChanged,
    WrapUpStarted,
    WrapUpExtended,
    WrapUpEnded,
    CallMarked,
    PartFailed,
    ProbeAnnounced,
    ProbeEnded,
    MissedTaken,
    MissedReleased,
    MissedTried,
    MissedExpired,
    SessionBegan,
    SessionEnded,
    CallInSession,
    QueueClosed,
    QueueOpened,
    SurgeStarted,
    SurgeEnded,
    QueueUnstaffed,
    QueueStaffed,
    BurstRaised,
    BurstGrew,
    BurstCleared,
    ShowLinesOpened,
    ShowLinesBlocked,
    ShowLinesClosed,
    StudioLineCame,
    StudioLineDialled,
    StudioLineUp,
    StudioLineDown,
    ProgrammeChanged,
    RecordingPlayed,
    RecordingEnded,
)


def call_of(fact: Fact) -> str | None:
    """Return the call a fact changes; None when it changes none."""
    if isinstance(fact, _OTHERS):
        return None
    return fact.call_id


def fold(call: CallRow | None, fact: Fact) -> CallRow | None:
    """Apply one fact to the call it belongs to (`call_of`); a call not seen before begins at its first fact."""
    call_id = call_of(fact)
    if call_id is None:
        return call
    known = call or CallRow(call_id=call_id, arrived_at=fact.at)
    changed = _apply(known, fact)
    return changed if known.outcome is None else replace(changed, state=CallState.ENDED)  # an end is an end


_STATE_AFTER: Mapping[type, CallState] = MappingProxyType(
    {
        OfferMade: CallState.OFFERED,
        CallReturned: CallState.WAITING,
        CallHeld: CallState.HOLD,
        CallResumed: CallState.TALKING,
        CallRequeued: CallState.WAITING,
        CallDialled: CallState.DIALLING,
        DialFailed: CallState.POSTPONED,
        CallDue: CallState.WAITING,
        CallTold: CallState.TOLD,
        VoicemailStarted: CallState.MESSAGE,
        CallPassedOut: CallState.OUTSIDE,
        CallJoinedShow: CallState.SHOW,
        CallLeftShow: CallState.WAITING,
    }
)


_IN_QUEUE = (OfferMade, CallReturned, CallRequeued, CallOverflowed, CallTold, CallLeftShow, VoicemailStarted, CallDue)


def _apply(call: CallRow, fact: Fact) -> CallRow:  # noqa: PLR0911 - one line a kind of fact
    match fact:
        case CallArrived():
            return _arrived(call, fact)
        case CallPlaced():
            return _placed(call, fact)
        case CallRefused():
            return _refused(call, fact)
        case OfferEnded():
            return _offer_ended(call, fact)
        case CallAnswered():
            return _answered(call, fact)
        case CallHandedOver():
            return _handed_over(call, fact)
        case OperatorLeftCall():
            return replace(call, talk_s=call.talk_s + fact.talk_s, hold_s=call.hold_s + fact.hold_s)
        case CallEnded():
            return _ended(call, fact)
        case TicketDrafted() | TicketRegistered():
            return replace(call, ticket_id=fact.ticket_id)
        case _:
            queue = fact.queue if isinstance(fact, _IN_QUEUE) else call.queue
            return replace(call, queue=queue, state=_STATE_AFTER.get(type(fact), call.state))


def _arrived(call: CallRow, fact: CallArrived) -> CallRow:
    return replace(
        call,
        arrived_at=fact.at,
        queue=fact.queue,
        dialled=fact.dialled,
        trunk=fact.trunk,
        caller_number=fact.caller,
        caller_display=fact.display,
        probe=fact.probe,
    )


def _placed(call: CallRow, fact: CallPlaced) -> CallRow:
    return replace(
        call,
        arrived_at=fact.at,
        queue=fact.queue,
        dialled=fact.dialled,
        caller_number=fact.number,
        caller_display=fact.display,
        reason=str(fact.purpose),
    )


def _refused(call: CallRow, fact: CallRefused) -> CallRow:
    return replace(
        call,
        dialled=fact.dialled,
        caller_number=fact.caller,
        state=CallState.ENDED,
        outcome=Outcome.REFUSED,
        ended_by=Party.SYSTEM,
        reason=fact.reason,
        ended_at=fact.at,
        probe=fact.probe,
    )


def _offer_ended(call: CallRow, fact: OfferEnded) -> CallRow:
    if fact.how in (OfferEnd.ANSWERED, OfferEnd.WITHDRAWN):
        return call
    return replace(call, missed=call.missed + 1)


def _answered(call: CallRow, fact: CallAnswered) -> CallRow:
    first = call.answered_at is None
    known = fact.operator_id in call.operator_ids
    return replace(
        call,
        state=CallState.TALKING,
        queue=fact.queue,
        answered_at=fact.at if first else call.answered_at,
        waited_s=fact.waited_s if first else call.waited_s,
        operator_ids=call.operator_ids if known else (*call.operator_ids, fact.operator_id),
    )


def _handed_over(call: CallRow, fact: CallHandedOver) -> CallRow:
    known = fact.operator_id in call.operator_ids
    ids = call.operator_ids if known else (*call.operator_ids, fact.operator_id)
    return replace(call, state=CallState.TALKING, operator_ids=ids)


def _ended(call: CallRow, fact: CallEnded) -> CallRow:
    return replace(
        call,
        state=CallState.ENDED,
        outcome=fact.outcome,
        ended_by=fact.by,
        reason=fact.reason,
        queue=fact.queue,
        ended_at=fact.at,
        waited_s=fact.waited_s,
        talk_s=max(call.talk_s, fact.talk_s),
    )
