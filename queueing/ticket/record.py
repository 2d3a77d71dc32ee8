"""One ticket as the fold of its facts: what the engine decides from and what screens show."""

from dataclasses import dataclass, field, replace

from queueing.city.profiles import ClockKind, Moment
from queueing.city.switches import RevisitWay
from queueing.days.clocks import Clock
from queueing.show.facts import AirAnswer
from queueing.ticket.facts import Alert, Answer, Closing
from queueing.ticket.states import TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClock:
    """One clock of a ticket: what its due moment follows from, and what came of it."""

    clock: Clock
    starts: Moment
    stops: Moment
    kind: ClockKind = ClockKind.DUTY
    soft: bool = False
    title: str = ""
    stopped_at: float | None = None
    met: bool = False
    counted: bool = True  # False: stopped because it no longer mattered
    paused: bool = False
    carried_from: str = ""  # the repeat whose clock it was
    alerts: frozenset[Alert] = frozenset()

    @property
    def rule_id(self) -> str:
        """Its rule; of one rule at most one clock of a ticket runs."""
        return self.clock.rule_id

    @property
    def running(self) -> bool:
        """Whether it has not been stopped (it may be paused)."""
        return self.stopped_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What a main ticket was before it took a repeat."""

    repeat: str
    priority: str
    category: str
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Something a unit asked for and nobody has decided: an extension, a return, a hard case."""

    by: str
    at: float
    why: str
    limit: str = ""
    hard_case_id: str = ""
    signer: str = ""  # of the answer that is to be filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply; the last one counts."""

    at: float
    by: str
    text: str
    answer: Answer
    unit: str = ""
    signer: str = ""
    public_text: str = ""
    unsolved_why: str = ""
    direct: bool = False
    hard_case_id: str = ""
    inherited_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    """An assisting unit's part."""

    at: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try of a revisit. `handling`: of which handling, from 1."""

    at: float
    by: str
    way: RevisitWay
    reached: bool
    grade: str
    satisfied: bool
    note: str
    session_id: str
    handling: int
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """联席会议."""

    meeting_id: str
    units: tuple[str, ...]
    topic: str
    when: str
    text: str = ""
    concluded_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """批示."""

    at: float
    leader: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """What was said on air about the matter (现场答复)."""

    answer: AirAnswer
    text: str
    minutes: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPromise:
    """A promise made in public; its clock has its id as the rule's. `due`: YYYY-MM-DD."""

    promise_id: str
    text: str
    due: str
    said_at: float
    open: bool = True
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRaised:
    """What a person should look at in the reply that counts."""

    flag: str
    doubts: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecord:
    """Everything the engine knows of a ticket. A new one is a draft."""

    ticket_id: str
    state: TicketState = TicketState.DRAFT
    number: str = ""
    call_id: str = ""
    owner: str = ""  # 首问负责
    kind: str = ""
    category: str = ""
    topic: str = ""
    area: str = ""
    priority: str = ""
    complexity: str = ""
    source: str = ""
    anonymous: bool = False
    confidential: bool = False
    unit: str = ""  # 主办
    unit_name: str = ""
    assisting: tuple[str, ...] = ()  # 协办
    person: str = ""
    responsible: str = ""
    handler: str = ""
    appointed: bool = False
    dispatches: int = 0
    returns: int = 0  # upheld
    returned_by: tuple[str, ...] = ()
    handlings: int = 0  # 1 from the first dispatch or direct answer on, one more with each reopening
    held_again: int = 0
    urged: int = 0
    asking: Asking | None = None
    waiting: Asking | None = None  # a request for an extension while a return or a hard case is asked for
    returning_from: TicketState = TicketState.DISPATCHED  # where it stood when the return was asked for
    replies: tuple[Reply, ...] = ()
    assists: tuple[Assist, ...] = ()
    gates: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    ways: tuple[RevisitWay, ...] = ()
    revisit_since: float | None = None  # when the plan began, or its last try was made
    revisit_due: int = 0  # the try that fell due last
    revisit_said: float | None = None  # and when it did
    tries: tuple[Try, ...] = ()
    main: str = ""  # 并单: the main ticket
    alone: bool = False  # it was a repeat and was reopened by itself: what becomes of the main one is no longer its own
    repeats: tuple[str, ...] = ()
    lifts: tuple[Lift, ...] = ()  # of its repeats, in the order they came
    answer_owed: bool = False  # its main ticket was dealt with; its own caller is still to be answered
    hard_case_id: str = ""
    meetings: tuple[Meeting, ...] = ()
    rung: str = ""  # 督办
    restricted_to: tuple[str, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    refused_for: str = ""
    closing: Closing | None = None
    clocks: tuple[TicketClock, ...] = ()
    moments: tuple[tuple[Moment, float], ...] = field(default=())  # what happened when, in order
    show_id: str = ""
    entry_id: str = ""
    air: Air | None = None
    promises: tuple[PublicPromise, ...] = ()
    flags: tuple[FlagRaised, ...] = ()  # of the reply that counts, until somebody has looked
    last_at: float = 0.0

    @property
    def reply(self) -> Reply | None:
        """The reply that counts."""
        return self.replies[-1] if self.replies else None

    @property
    def tries_now(self) -> tuple[Try, ...]:
        """The tries of the present handling."""
        return tuple(one for one in self.tries if one.handling == self.handlings)

    @property
    def tries_of_plan(self) -> tuple[Try, ...]:
        """The tries of the present handling that were made in the plan's order, each when it was due."""
        return tuple(one for one in self.tries_now if not one.beside)

    @property
    def grade(self) -> str:
        """What the citizen said last."""
        return next((one.grade for one in reversed(self.tries) if one.grade), "")

    @property
    def gate(self) -> str:
        """The gate it waits at; '' when at none."""
        left = self.gates[len(self.passed) :]
        return left[0] if left and self.state is TicketState.IN_REVIEW else ""

    def running(self) -> tuple[TicketClock, ...]:
        """Its clocks that have not been stopped."""
        return tuple(one for one in self.clocks if one.running)

    def clock(self, rule_id: str) -> TicketClock | None:
        """The running clock of a rule."""
        return next((one for one in self.clocks if one.running and one.rule_id == rule_id), None)

    def happened(self, moment: Moment) -> float | None:
        """When that moment came last."""
        return next((at for one, at in reversed(self.moments) if one is moment), None)

    def concerns(self, unit: str) -> bool:
        """Whether that unit leads or assists."""
        return bool(unit) and (unit == self.unit or unit in self.assisting)

    def with_moment(self, moment: Moment, at: float) -> "TicketRecord":
        """Note that a moment came."""
        return replace(self, moments=(*self.moments, (moment, at)))
