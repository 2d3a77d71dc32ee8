"""What happens while caller and operator talk."""

from dataclasses import dataclass

from queueing.facts.terms import Party


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
class CallMarked:
    """The operator called it a hard call, or took that back."""

    at: float
    call_id: str
    operator_id: str
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLeftCall:
    """An operator's part in a call is over (hang-up or transfer)."""

    at: float
    call_id: str
    operator_id: str
    talk_s: float
    hold_s: float


ConversationFact = CallHeld | CallResumed | CallMarked | OperatorLeftCall
