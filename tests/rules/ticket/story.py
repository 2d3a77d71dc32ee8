"""One ticket in one city, told step by step on a clock the test moves."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from callcenter.profiles import load_profile
from queueing.city.profiles import Profile
from queueing.city.switches import RevisitWay
from queueing.days.office import Office
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.intake import Accept
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit, revisit_due_at
from queueing.ticket.engine import pen_for, raise_due, written
from queueing.ticket.facts import Answer, TicketFact
from queueing.ticket.fold import replay
from queueing.ticket.hard_case import HardCase
from queueing.ticket.pen import Pen, Rules, Who
from queueing.ticket.record import TicketRecord

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI)
CALENDAR = load_calendar().calendar
DESK = Who(name="8001")
OFFICE = Who(name="li")
UNIT = Who(name="zhang", unit="城管局")


def city(name: str, **switches: object) -> Profile:
    """A city's profile, with some switches set otherwise."""
    found = load_profile(name)
    return replace(found, switches=replace(found.switches, **switches))  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class Story:
    """Owns the ticket, its facts and the clock."""

    profile: Profile
    now: datetime = MONDAY
    name: str = "t1"
    hard_cases: tuple[HardCase, ...] = ()
    record: TicketRecord = field(init=False)
    facts: list[TicketFact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.record = TicketRecord(ticket_id=self.name)

    @property
    def rules(self) -> Rules:
        office = Office(calendar=CALENDAR, hours=self.profile.hours, zone=SHANGHAI)
        return Rules(profile=self.profile, office=office, hard_cases=self.hard_cases)

    def at(self, *moment: int) -> "Story":
        """Move the clock to month, day, hour, minute of 2026, or with the year first."""
        year, rest = (moment[0], moment[1:]) if moment[0] > 1000 else (2026, moment)
        self.now = datetime(year, *rest, tzinfo=SHANGHAI)
        return self

    def pen(self, who: Who = OFFICE) -> Pen:
        return pen_for(self.record, self.now.timestamp(), who, self.rules)

    def take(self, pen: Pen) -> "Story":
        """Let what a pen wrote be so."""
        self.record = pen.record
        self.facts += pen.facts
        assert replay(self.name, self.facts) == self.record
        return self

    def do(self, command: object, who: Who = OFFICE) -> "Story":
        """Give a command."""
        return self.take(written(self.record, command, self.now.timestamp(), who, self.rules))

    def tick(self) -> list[TicketFact]:
        """Let the rule look, and return what it said."""
        pen = self.pen(Who(name="rule"))
        raise_due(pen)
        self.take(pen)
        return pen.facts

    def kinds(self) -> list[str]:
        """What happened, in order."""
        return [type(fact).__name__ for fact in self.facts]

    # --- the plain way -------------------------------------------------------------------------------------------

    def accepted(self, kind: str = "投诉", **chosen: object) -> "Story":
        return self.do(Accept(number="20260601-00001", kind=kind, **chosen), DESK)  # type: ignore[arg-type]

    def signed(self, kind: str = "投诉", **chosen: object) -> "Story":
        return self.accepted(kind, **chosen).do(Dispatch(unit="城管局")).do(Sign(), UNIT)

    def replied(self) -> "Story":
        return self.do(ReplyWith(text="已修复", answer=Answer.SOLVED, signer="王局长"), UNIT)

    def passed(self) -> "Story":
        """Through every gate."""
        while self.record.gate:
            self.do(PassGate(), Who(name="leader", posts=(self.record.gate,)))
        return self

    def asked(self, grade: str, way: RevisitWay | None = None) -> "Story":
        """By the plan's next way, when its time has come."""
        chosen = way or self.when_due()
        return self.do(RecordRevisit(way=chosen, reached=True, grade=grade), DESK)

    def when_due(self) -> RevisitWay:
        """Wait for the plan's next try, and answer how it is made."""
        due_at, done = revisit_due_at(self.record, self.rules), len(self.record.tries_of_plan)
        if due_at is not None and due_at > self.now.timestamp():
            self.now = datetime.fromtimestamp(due_at, SHANGHAI)
        return self.record.ways[done] if done < len(self.record.ways) else RevisitWay.HUMAN

    def not_reached(self, way: RevisitWay = RevisitWay.SMS) -> "Story":
        self.when_due()
        return self.do(RecordRevisit(way=way, reached=False), DESK)


def story(name: str = "changzhou", **switches: object) -> Story:
    return Story(profile=city(name, **switches))
