"""What the desk remembers of each call and operator, and the tables of what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

from queueing.desk.policy import QueuePolicy
from queueing.events import CallState, GuestKind, LineState, OperatorStatus, Part, Purpose, TransitionError
from queueing.outlook.waiting import Said
from queueing.studio.state import ShowCallRules, ShowNow, ShowPhone

# A call waits, is offered, talked with, held and talked with again, passed on (back to waiting), and ends once. One
# that goes out is dialled between offer and talk, and may be postponed. Who cannot be served is told so or leaves a
# message.
CALL_TABLE: Mapping[CallState, frozenset[CallState]] = {
    CallState.WAITING: frozenset(
        {CallState.OFFERED, CallState.TOLD, CallState.MESSAGE, CallState.SHOW, CallState.ENDED}
    ),
    CallState.OFFERED: frozenset({CallState.TALKING, CallState.DIALLING, CallState.WAITING, CallState.ENDED}),
    CallState.DIALLING: frozenset({CallState.TALKING, CallState.POSTPONED, CallState.ENDED}),
    CallState.TALKING: frozenset(
        {CallState.HOLD, CallState.OUTSIDE, CallState.SHOW, CallState.WAITING, CallState.ENDED}
    ),
    CallState.HOLD: frozenset(
        {CallState.TALKING, CallState.OUTSIDE, CallState.SHOW, CallState.WAITING, CallState.ENDED}
    ),
    CallState.SHOW: frozenset({CallState.WAITING, CallState.ENDED}),
    CallState.OUTSIDE: frozenset({CallState.WAITING, CallState.ENDED}),
    CallState.POSTPONED: frozenset({CallState.WAITING, CallState.ENDED}),
    CallState.TOLD: frozenset({CallState.ENDED}),
    CallState.MESSAGE: frozenset({CallState.ENDED}),
    CallState.ENDED: frozenset(),
}

# A line is offered only when idle; every talk ends in wrap-up, however short; nobody reached needs none.
LINE_TABLE: Mapping[LineState, frozenset[LineState]] = {
    LineState.IDLE: frozenset({LineState.OFFERED, LineState.ASSISTING}),
    LineState.ASSISTING: frozenset({LineState.TALKING, LineState.IDLE}),
    LineState.OFFERED: frozenset({LineState.TALKING, LineState.DIALLING, LineState.IDLE}),
    LineState.DIALLING: frozenset({LineState.TALKING, LineState.WRAP_UP, LineState.IDLE}),
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
    missed_limit: int = 1  # offers in a row that may be missed before the operator is set aside
    miss_pause_s: float = 5.0  # after a miss that does not set aside: no offer for so long, others get their turn
    auto_ready: bool = False
    priority_step_s: float = 60.0  # one step of priority is worth so much waiting: nobody is overtaken for longer
    relax_s: Mapping[str, float] = field(default_factory=dict)  # skill -> after so much waiting anybody will do
    wrap_up_most_s: float = 600.0  # however often it is extended
    strategies: Mapping[str, str] = field(default_factory=dict)  # queue -> name in routing.STRATEGIES
    strategy: str = "longest_idle"  # for every other queue
    keep_operator: bool = False  # a repeat caller goes to who answered last, when that one is idle
    spare_hard_s: float = 0.0  # a caller known as hard may be passed over for so long (sparing.py); 0: never
    policies: Mapping[str, QueuePolicy] = field(default_factory=dict)  # queue -> callers who cannot be served at once
    guests_most: int = 4  # others in one conversation
    dial_attempts: int = 3  # so often a call that goes out is tried
    dial_gap_s: float = 600.0  # and so long after the last try
    voicemail_most_s: float = 120.0
    voicemail_least_s: float = 2.0  # a shorter message is none
    told_most_s: float = 60.0  # who is told why nobody can serve them is let go after so long at the latest
    usual_handle_s: float = 180.0  # what the waiting-time predictor believes before it has seen calls
    usual_patience_s: float = 300.0
    show: ShowCallRules = field(default_factory=ShowCallRules)

    def strategy_of(self, queue: str) -> str:
        """The name of the strategy by which that queue's calls find operators."""
        return self.strategies.get(queue, self.strategy)


WORK = (LineState.DIALLING, LineState.TALKING, LineState.HOLD, LineState.ASSISTING, LineState.WRAP_UP)
LOAD_MEMORY_S = 900.0  # the load looks back about a quarter of an hour
REST_S = 300.0  # five idle minutes or a break count as a rest


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorProfile:
    """Who an operator is. `queues` empty: every queue."""

    operator_id: str
    name: str = ""
    queues: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Guest:
    """Somebody else in a call. Owner: Desk; changed only by fold.apply."""

    guest_id: str
    kind: GuestKind
    part: Part
    operator_id: str
    number: str
    name: str
    asked_by: str
    called_at: float
    joined_at: float | None = None


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
    headstart_s: float = 0.0  # what priority is worth; never changes, so the line never needs sorting again
    needs: frozenset[str] = frozenset()
    source: str = ""
    probe: bool = False  # a dial probe's: no citizen
    leg_id: str = ""
    hard: bool = False
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
    ranked_at: float = 0.0  # the place in line: the arrival, or that of the call whose place this one has
    joined_at: float = 0.0  # this queue's line
    purpose: Purpose | None = None  # of a call that goes out
    reference: str = ""
    dial_leg: str = ""
    dials: int = 0
    retry_at: float = 0.0
    step: int = 0  # overflow steps already taken in this queue
    announce_at: float | None = None
    ahead_said: int | None = None
    said: Said | None = None
    callback_open: bool = False  # a key press gets the caller called back
    message_from: float | None = None
    message_until: float = 0.0
    guests: dict[str, Guest] = field(default_factory=dict)  # by guest_id, in the order they were called
    invited: int = 0  # ever
    help_wanted_at: float | None = None
    help_note: str = ""
    show_since: float = 0.0  # with the live show
    show_s: float = 0.0  # earlier stays there before the first answer: no waiting
    show_source: str = ""
    show_phone: ShowPhone | None = None  # a producer's
    show_phones: int = 0  # ever
    air_position: int = 0  # the studio's line, 0: not on air

    @property
    def absent(self) -> bool:
        """Whether nobody is on the other side yet: a call that goes out and was not answered."""
        return self.purpose is not None and self.answered_at is None

    @property
    def rank(self) -> tuple[float, int]:
        """Place in line: who came first goes first, also after a missed offer or a transfer.

        Priority counts as waiting already done. So a caller is overtaken only by those who come at most the difference
        of the two headstarts later: the wait of anybody is bounded, however many urgent calls keep coming.
        """
        return (self.ranked_at - self.headstart_s, self.order)

    def needed(self, now: float, relax_s: Mapping[str, float]) -> frozenset[str]:
        """The skills still asked for at `now`; each is dropped once the caller has waited long enough for it."""
        if not self.needs:
            return self.needs
        waited_s = now - self.arrived_at
        return frozenset(one for one in self.needs if waited_s < relax_s.get(one, float("inf")))

    def waited_s(self, now: float) -> float:
        """Seconds from arrival to the first answer, or to now, without the time with the live show."""
        if self.answered_at is not None:
            return max(0.0, self.answered_at - self.arrived_at - self.show_s)
        here_s = now - self.show_since if self.state is CallState.SHOW else 0.0
        return max(0.0, now - self.arrived_at - self.show_s - here_s)


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
    paused_until: float = 0.0
    answered: int = 0  # since signing in, like all that follows
    missed: int = 0
    missed_in_row: int = 0
    talk_s: float = 0.0
    hard_s: float = 0.0
    last_offered: float = 0.0
    rested_at: float = 0.0
    wrap_from: float = 0.0
    load: float = 0.0  # share of recent time at work, 0..1, as of `load_at`
    load_at: float = 0.0

    @property
    def eligible(self) -> bool:
        """Whether a call may be offered, as far as the person and the line go (a pause after a miss aside)."""
        return self.status is OperatorStatus.READY and self.reachable and self.line is LineState.IDLE

    def serves(self, call: Call, now: float, needed: frozenset[str]) -> bool:
        """Whether this operator may take that call at `now`; `needed` as `call.needed` tells."""
        if now < self.paused_until:
            return False
        if call.wanted_operator:
            return call.wanted_operator == self.profile.operator_id
        if self.profile.queues and call.queue not in self.profile.queues:
            return False
        return not needed or needed <= self.profile.skills

    def load_now(self, now: float) -> float:
        """The rolling share of time at work, 0..1: an exponential mean that looks back about LOAD_MEMORY_S."""
        kept = exp(-max(0.0, now - self.load_at) / LOAD_MEMORY_S)
        return self.load * kept + (1.0 - kept) * (self.line in WORK)

    def settle(self, now: float, line: LineState) -> None:
        """Bring the load up to date before the line becomes `line`: from work to work nothing needs settling."""
        if (line in WORK) is not (self.line in WORK):
            self.load, self.load_at = self.load_now(now), now

    def since_rest_s(self, now: float) -> float:
        """Seconds of work since the last rest; 0 while resting."""
        idle_s = now - self.idle_since if self.line is LineState.IDLE else 0.0
        return 0.0 if idle_s >= REST_S else max(0.0, now - self.rested_at)


@dataclass(slots=True, kw_only=True)
class QueueNow:
    """What is out of the ordinary in a queue. Owner: Desk; changed only by fold.apply."""

    closed: bool = False  # by hand
    surge: bool = False
    surge_by_hand: bool = False
    surge_quiet: bool = False  # ended by hand: it does not begin by itself before the line has been short
    unstaffed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HardMark:
    """An operator called a call of that number a hard one."""

    call_id: str
    at: float


@dataclass(slots=True, kw_only=True)
class DeskState:
    """All calls in progress and all operators. Owner: Desk."""

    rules: DeskRules = field(default_factory=DeskRules)
    calls: dict[str, Call] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    lines: dict[str, list[tuple[tuple[float, int], str]]] = field(
        default_factory=dict
    )  # queue -> sorted (rank, call_id)
    arrivals: int = 0
    placed: set[str] = field(default_factory=set)  # calls that go out, until they end
    queues: dict[str, QueueNow] = field(default_factory=dict)
    last_operator: dict[str, str] = field(default_factory=dict)  # caller's number -> who answered them last
    hard_marks: dict[str, HardMark] = field(default_factory=dict)  # caller's number -> the last mark
    show: ShowNow = field(default_factory=ShowNow)

    def queue(self, name: str) -> QueueNow:
        """What is out of the ordinary in that queue; to read only."""
        return self.queues.get(name) or QueueNow()

    def is_open(self, name: str, now: float) -> bool:
        """Whether that queue lets callers in: by its hours, and not closed by hand."""
        policy = self.rules.policies.get(name)
        return not self.queue(name).closed and (policy is None or policy.open_at(now))

    def takes_calls(self, operator_id: str) -> bool:
        """Whether somebody is an operator whom calls can reach, now or after the present one."""
        one = self.operators.get(operator_id)
        return one is not None and one.status is OperatorStatus.READY and one.reachable

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
