"""Calls that go out: placed in line like any other, dialled when an operator has picked up."""

from dataclasses import dataclass

from queueing.facts.terms import DialEnd, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaced:
    """A call that goes out stands in line; nobody is on the other side yet."""

    at: float
    call_id: str
    queue: str
    number: str  # whom to call: personal data
    purpose: Purpose
    ranked_at: float  # the place in line: as if the call had arrived then
    order: int = 0  # of the call whose place it has; 0: the next
    headstart_s: float = 0.0
    reference: str = ""  # the earlier call or the ticket it is about
    wanted_operator: str = ""
    needs: str = ""
    display: str = ""
    dialled: str = ""  # the number the citizen had called
    by: str = ""  # who placed it, '' for the citizen


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDialled:
    """The operator picked up; the number is dialled."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    leg_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialFailed:
    """Nobody was reached. `retry_at`: when the call stands in line again; 0: it is given up."""

    at: float
    call_id: str
    operator_id: str
    attempt: int
    how: DialEnd
    retry_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDue:
    """A call that goes out stands in line again."""

    at: float
    call_id: str
    queue: str


OutboundFact = CallPlaced | CallDialled | DialFailed | CallDue
