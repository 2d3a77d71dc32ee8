"""Leader-answering sessions: a guest operator joins the queue for a while, an assistant fills in the tickets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBegan:
    """A guest's time at the queue began."""

    at: float
    session_id: str
    operator_id: str  # the guest
    assistant_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """A guest's time at the queue is over."""

    at: float
    session_id: str
    operator_id: str
    reason: str = ""  # 'over', 'cancelled', 'moved'


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInSession:
    """The guest of a running session picked up: the call belongs to the session."""

    at: float
    call_id: str
    session_id: str
    operator_id: str


SessionFact = SessionBegan | SessionEnded | CallInSession
