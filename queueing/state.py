"""What the desk remembers of each call and operator, and the tables of what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from queueing.events import CallState, LineState, OperatorStatus, TransitionError

# A call waits, is offered, talked with, held and talked with again, passed on (back to waiting), and ends once.
CALL_TABLE: Mapping[CallState, frozenset[CallState]] = {
    CallState.WAITING: frozenset({CallState.OFFERED, CallState.ENDED}),
    CallState.OFFERED: frozenset({CallState.TALKING, CallState.WAITING, CallState.ENDED}),
    CallState.TALKING: frozenset({CallState.HOLD, CallState.WAITING, CallState.ENDED}),
    CallState.HOLD: frozenset({CallState.TALKING, CallState.WAITING, CallState.ENDED}),
    CallState.ENDED: frozenset(),
}

# A line is offered only when idle; every talk ends in wrap-up, however short.
LINE_TABLE: Mapping[LineState, frozenset[LineState]] = {
    LineState.IDLE: frozenset({LineState.OFFERED}),
    LineState.OFFERED: frozenset({LineState.TALKING, LineState.IDLE}),
    LineState.TALKING: frozenset({LineState.HOLD, LineState.WRAP_UP}),
    LineState.HOLD: frozenset({LineState.TALKING, LineState.WRAP_UP}),
    LineState.WRAP_UP: frozenset({LineState.IDLE}),
}

# A person may change their wish at any time; staying is no change.
STATUS_TABLE: Mapping[OperatorStatus, frozenset[OperatorStatus]] = {
    one: frozenset(set(OperatorStatus) - {one}) for one in OperatorStatus
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """A site's numbers for the desk; durations in seconds."""

    wrap_up_s: float = 15.0
    ring_s: float = 20.0
    ring_grace_s: float = 5.0  # telephony reports a ring's end; past ring_s + grace the desk stops waiting for it
    set_aside_s: float = 0.0  # how long a missed offer sets an operator aside; 0: until they say ready
    auto_ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorProfile:
    """Who an operator is. `queues` empty: every queue."""

    operator_id: str
    name: str = ""
    queues: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Call:
    """One call at the desk. Owner: Desk; changed only by fold.apply."""

    call_id: str
    queue: str
    dialled: str
    caller: str
    display: str
    arrived_at: float
    order: int  # rises with each arrival: ties in time keep their order
    state: CallState = CallState.WAITING
    operator_id: str = ""  # whom it is offered to or talks with
    wanted_operator: str = ""  # a transfer to one person
    offer_id: str = ""
    offers: int = 0
    offered_at: float = 0.0
    answered_at: float | None = None  # first answer
    talk_since: float = 0.0
    hold_since: float = 0.0
    talk_s: float = 0.0  # with the operator who has it now
    hold_s: float = 0.0
    total_talk_s: float = 0.0

    @property
    def rank(self) -> tuple[float, int]:
        """Place in line: who came first goes first, also after a missed offer or a transfer."""
        return (self.arrived_at, self.order)

    def waited_s(self, now: float) -> float:
        """Seconds from arrival to the first answer, or to now."""
        return max(0.0, (now if self.answered_at is None else self.answered_at) - self.arrived_at)


@dataclass(slots=True, kw_only=True)
class Operator:
    """One operator at the desk. Owner: Desk; changed only by fold.apply."""

    profile: OperatorProfile
    status: OperatorStatus = OperatorStatus.SIGNED_OUT
    reason: str = ""
    reachable: bool = False
    line: LineState = LineState.IDLE
    call_id: str = ""
    since: float = 0.0
    idle_since: float = 0.0
    wrap_until: float = 0.0
    aside_until: float | None = None
    answered: int = 0
    missed: int = 0

    @property
    def eligible(self) -> bool:
        """Whether a call may be offered now."""
        return self.status is OperatorStatus.READY and self.reachable and self.line is LineState.IDLE

    def serves(self, call: Call) -> bool:
        """Whether this operator may take that call."""
        if call.wanted_operator:
            return call.wanted_operator == self.profile.operator_id
        return not self.profile.queues or call.queue in self.profile.queues


@dataclass(slots=True, kw_only=True)
class DeskState:
    """All calls in progress and all operators. Owner: Desk."""

    calls: dict[str, Call] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    lines: dict[str, list[tuple[tuple[float, int], str]]] = field(
        default_factory=dict
    )  # queue -> sorted (rank, call_id)
    arrivals: int = 0

    def call(self, call_id: str) -> Call:
        """The call, or a refusal."""
        found = self.calls.get(call_id)
        if found is None:
            raise TransitionError(f"call {call_id}", "a call in progress", "none with that id (it may have just ended)")
        return found

    def operator(self, operator_id: str) -> Operator:
        """The operator, or a refusal."""
        found = self.operators.get(operator_id)
        if found is None:
            raise TransitionError(f"operator {operator_id}", "a known operator", "none with that number")
        return found


def check_call(call: Call, to: CallState) -> None:
    """Refuse a step the call table does not have."""
    if to not in CALL_TABLE[call.state]:
        raise TransitionError(f"call {call.call_id}", f"a state that may become {to}", str(call.state))


def check_line(operator: Operator, to: LineState) -> None:
    """Refuse a step the line table does not have."""
    if to not in LINE_TABLE[operator.line]:
        raise TransitionError(
            f"operator {operator.profile.operator_id}", f"a line that may become {to}", str(operator.line)
        )
