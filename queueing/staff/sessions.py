"""Leader-answering sessions (领导接听日): a guest at the queue for a while, an assistant, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from queueing.events import (
    CallAnswered,
    CallMarked,
    Fact,
    OfferEnd,
    OfferEnded,
    OperatorLeftCall,
    TicketDrafted,
    TicketRegistered,
)

LONGEST_S = 12 * 3600.0
GUEST_SKILL = "guest"  # an operator with this skill takes calls only while a session of theirs runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One scheduled session. `guest_id` and `assistant_id` are operators' numbers."""

    session_id: str
    leader: str  # who answers, as shown on screens
    unit: str
    guest_id: str
    assistant_id: str
    queues: tuple[str, ...]
    starts_at: float
    ends_at: float
    cancelled: bool = False

    def runs(self, now: float) -> bool:
        """Whether the guest is at the queue at `now`."""
        return not self.cancelled and self.starts_at <= now < self.ends_at

    def overlaps(self, other: "Session") -> bool:
        """Whether both are at the same time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def fault_of(
    session: Session,
    others: Iterable[Session],
    guests: frozenset[str],
    operators: frozenset[str],
    queues: Sequence[str],
) -> tuple[str, str, str] | None:
    """What is wrong with a session: (field, expected, found); None when nothing is."""
    if not 0 < session.ends_at - session.starts_at <= LONGEST_S:
        hours = (session.ends_at - session.starts_at) / 3600
        return "ends_at", "an end after the beginning, at most 12 h later", f"{hours:g} h"
    if session.guest_id not in guests:
        return "guest_id", f"an operator with the skill {GUEST_SKILL}", session.guest_id[:40]
    if session.assistant_id not in operators - guests:
        return "assistant_id", "the number of an operator who is no guest", session.assistant_id[:40]
    unknown = [one for one in session.queues if one not in queues]
    if unknown or not session.queues:
        return "queues", f"one or more of {', '.join(queues)}", ", ".join(unknown)[:80] or "none"
    for other in others:
        if other.session_id == session.session_id or other.cancelled or not session.overlaps(other):
            continue
        for field in ("guest_id", "assistant_id"):
            if getattr(session, field) == getattr(other, field):
                return field, "somebody who has no other session then", getattr(session, field)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFigures:
    """What came of a session, from the facts of its calls."""

    calls: int = 0
    talk_s: float = 0.0
    hold_s: float = 0.0
    hard: int = 0
    missed: int = 0  # rang at the guest and was not answered
    drafted: int = 0
    registered: int = 0

    @property
    def mean_talk_s(self) -> float | None:
        """Mean talk of a call; None without one."""
        return self.talk_s / self.calls if self.calls else None


def figures_of(facts: Iterable[Fact], guest_id: str) -> SessionFigures:
    """Add up the facts of a session's calls, as the guest took part in them; tickets count whoever wrote them."""
    found = SessionFigures()
    answered: set[str] = set()
    for fact in facts:
        match fact:
            case CallAnswered(operator_id=who) if who == guest_id and fact.call_id not in answered:
                answered.add(fact.call_id)
                found = replace(found, calls=found.calls + 1)
            case OperatorLeftCall(operator_id=who) if who == guest_id:
                found = replace(found, talk_s=found.talk_s + fact.talk_s, hold_s=found.hold_s + fact.hold_s)
            case OfferEnded(operator_id=who) if who == guest_id and fact.how is OfferEnd.MISSED:
                found = replace(found, missed=found.missed + 1)
            case CallMarked(operator_id=who) if who == guest_id:
                found = replace(found, hard=found.hard + (1 if fact.hard else -1))
            case TicketDrafted():
                found = replace(found, drafted=found.drafted + 1)
            case TicketRegistered():
                found = replace(found, registered=found.registered + 1)
            case _:
                pass
    return found
