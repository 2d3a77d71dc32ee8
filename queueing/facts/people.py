"""Operators: what they chose, whether their phone answers, their work after a call."""

from dataclasses import dataclass

from queueing.facts.terms import OperatorStatus, Party


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
class WrapUpEnded:
    """After-call work ended: its time ran out or the operator said ready."""

    at: float
    operator_id: str
    call_id: str
    by: Party


PeopleFact = StatusChanged | ReachabilityChanged | WrapUpStarted | WrapUpExtended | WrapUpEnded
