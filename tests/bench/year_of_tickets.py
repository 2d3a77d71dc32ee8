"""A year of a city's tickets on a virtual clock, through the real office, with the calls they come from or without."""

import heapq
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from callcenter.profiles import load_profile
from callcenter.simulation.roster import DAY_S
from callcenter.store.database import Database
from callcenter.store.ticket import DraftTicket, Ticket, TicketField
from callcenter.store.tickets import Change
from callcenter.ticketing.office import OfficePorts, Order, TicketOffice
from callcenter.ticketing.rule_book import RuleBook
from callcenter.ticketing.together import Together, together
from callcenter.ticketing.wheel import TimerWheel
from queueing.city.switches import RevisitWay
from queueing.days.office import Office
from queueing.events import Fact, TicketDrafted
from queueing.ticket.commands.dispatching import Dispatch, UpholdReturn
from queueing.ticket.commands.handling import AskReturn, GoOn, Pause, Sign
from queueing.ticket.commands.intake import Accept, AnswerDirectly, Refuse
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, StrikeOff
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Rules, Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState
from tests.bench.year_of_calls import MATTERS, About, Talk, YearOfCalls

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YEAR = datetime(2025, 1, 1, tzinfo=SHANGHAI)
CALLS = 254_838  # 株洲 2018
HOUR_S = 3600.0
TITLE = "小区路灯不亮已有三天"
MIX = (("求助", 35), ("投诉", 30), ("咨询", 20), ("建议", 7), ("举报", 6), ("表扬", 2))
TOPICS = ("停水", "停电", "路灯故障", "占道经营", "噪声扰民", "物业", "社保", "公交", "井盖缺失", "违建")
UNITS = tuple(f"单位{n:02}" for n in range(78))


@dataclass(slots=True, kw_only=True)
class Year:
    """Owns the clock and what each ticket's people do next."""

    database: Database
    city: str = "zhuzhou"
    chance: random.Random = field(default_factory=lambda: random.Random(12345))  # noqa: S311 - a year made up, the same each time
    clock: float = NEW_YEAR.timestamp()
    heard: int = 0
    commands: int = 0
    waiting: list[tuple[float, int, str]] = field(default_factory=list)
    order: int = 0
    days: float = 365
    calls: YearOfCalls | None = None  # without: only as many tickets as the calls would give
    longest_s: float = 0.0  # an hour of everybody's work took in its transaction
    office: TicketOffice = field(init=False)
    _talks: dict[str, Talk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        profile = load_profile(self.city)
        office = Office(calendar=load_calendar().calendar, hours=profile.hours, zone=SHANGHAI)
        book = RuleBook(rules=Rules(profile=profile, office=office))
        ports = OfficePorts(database=self.database, book=book, now=lambda: self.clock, publish=self._hear)
        self.office = TicketOffice(ports=ports)

    def _hear(self, facts: object) -> None:
        self.heard += len(facts)  # type: ignore[arg-type]

    async def run(self, calls: int) -> None:
        """Let the year pass, and then as long as it takes until every ticket has ended."""
        wheel = TimerWheel(office=self.office, database=self.database, now=lambda: self.clock)
        for number in range(0 if self.calls else int(calls * MATTERS)):
            self._later(f"t{number}", self.chance.random() * timedelta(days=self.days).total_seconds())
        while self.waiting or self._are_calling():
            self.clock = self._next_hour()
            facts, talks = self.calls.until(self.clock) if self.calls else ([], [])
            due = []
            while self.waiting and self.waiting[0][0] <= self.clock:
                due.append(heapq.heappop(self.waiting)[2])
            began = time.perf_counter()
            await together(self.office, partial(self._hour, due=due, facts=facts, talks=talks))
            self.longest_s = max(self.longest_s, time.perf_counter() - began)
            await wheel.turn()

    def _are_calling(self) -> bool:
        return self.calls is not None and self.clock < self.calls.start + (self.calls.days + 1) * DAY_S

    def _next_hour(self) -> float:
        if self._are_calling():
            return self.clock + HOUR_S
        return max(self.clock, self.waiting[0][0] // HOUR_S * HOUR_S + HOUR_S)

    def _later(self, name: str, after_s: float) -> None:
        self.order += 1
        heapq.heappush(self.waiting, (self.clock + after_s, self.order, name))

    def _hour(self, unit: Together, due: Sequence[str], facts: Sequence[Fact], talks: Sequence[Talk]) -> None:
        """What everybody does in an hour, in one transaction."""
        unit.happened(facts)
        for talk in talks:
            self._written_up(unit, talk)
        unit.hold(due)
        for name in due:  # one after the other: whoever draws from `chance` first must be the same each time
            self._step(unit, name)

    def _written_up(self, unit: Together, talk: Talk) -> None:
        """What the operator does with a call that is over: a ticket, a draft without a matter, or nothing at all."""
        if talk.about is About.SILENT:
            return
        name, at = f"t{talk.call_id}", datetime.fromtimestamp(talk.ended_at, SHANGHAI)
        self._talks[name] = talk
        if talk.about is About.MATTER:
            self._accept(unit, name)
            self._accepted.add(name)
            self._later(name, HOUR_S / 2)
        else:
            saved = self._draft(unit, name, at)
            change = Change(ticket_id=name, version=saved.version, actor=talk.operator_id, at=at)
            unit.void(change, talk.about.value, Who(name=talk.operator_id))
        del self._talks[name]

    def _draft(self, unit: Together, name: str, at: datetime) -> Ticket:
        talk, fields = self._talks.get(name), {"title": TicketField(value=TITLE, locked=True)}
        if talk is None:
            return unit.draft(
                DraftTicket(
                    ticket_id=name, call_id=f"c{name}", caller_number="13800000000", operator_id="8001", fields=fields
                ),
                at,
            )
        draft = DraftTicket(
            ticket_id=name,
            call_id=talk.call_id,
            caller_number=talk.caller,
            operator_id=talk.operator_id,
            started_at=talk.arrived_at,
            answered_at=talk.answered_at,
            ended_at=talk.ended_at,
            fields=fields,
        )
        saved = unit.draft(draft, at)
        unit.happened([TicketDrafted(at=talk.ended_at, call_id=talk.call_id, ticket_id=name)])
        return saved

    def _step(self, unit: Together, name: str) -> None:
        """Whoever has the ticket does the next thing."""
        if name not in self._accepted:
            self._accept(unit, name)
            self._accepted.add(name)
            self._later(name, HOUR_S / 2)
            return
        command, who = self._next(unit.record(name))
        if command is None:
            return
        self.commands += 1
        unit.act(Order(ticket_id=name, version=None, who=who, command=command))
        self._later(name, self.chance.expovariate(1 / (20 * HOUR_S)) + HOUR_S / 2)

    _accepted: set[str] = field(default_factory=set)

    def _accept(self, unit: Together, name: str) -> None:
        self.commands += 1
        at = datetime.fromtimestamp(self.clock, SHANGHAI)
        saved = self._draft(unit, name, at)
        kind = self.chance.choices([one for one, _ in MIX], [weight for _, weight in MIX])[0]
        accept = Accept(number="", kind=kind, topic=self.chance.choice(TOPICS))
        change = Change(ticket_id=name, version=saved.version, actor="8001", at=at)
        unit.accept(change, accept, Who(name="8001"))

    def _next(self, record: TicketRecord) -> tuple[object | None, Who]:  # noqa: PLR0911 - one line a state
        desk, unit, luck = Who(name="8001"), Who(name="u", unit=record.unit), self.chance.random()
        match record.state:
            case TicketState.REGISTERED | TicketState.REOPENED:
                return self._route(record, luck), desk
            case TicketState.DISPATCHED:
                refuses = luck < 0.06 and not record.appointed
                return (AskReturn(why="非我单位职责") if refuses else Sign()), unit
            case TicketState.RETURN_ASKED:
                return UpholdReturn(), desk
            case TicketState.SIGNED | TicketState.IN_HAND if luck < 0.04:
                return Pause(why="等待补充材料"), unit
            case TicketState.SIGNED | TicketState.IN_HAND | TicketState.SECOND_HOLD:
                return ReplyWith(text="已办理", answer=Answer.SOLVED, signer="王局长"), unit
            case TicketState.PAUSED:
                return GoOn(), desk
            case TicketState.IN_REVIEW:
                return PassGate(), Who(name="leader", posts=(record.gate,))
            case TicketState.REVISIT:
                return self._ask(record, luck), desk
            case TicketState.UNSATISFIED:
                return StrikeOff(grade="满意", note="再次办理后满意"), desk
            case _:
                return None, desk

    def _route(self, record: TicketRecord, luck: float) -> object:
        if not record.returns and luck < 0.02:
            return Refuse(reason="应通过诉讼、仲裁、行政复议解决", text="请通过法律途径解决")
        if not record.returns and luck < 0.35:
            return AnswerDirectly(text="已答复政策规定")
        return Dispatch(unit=self.chance.choice([one for one in UNITS if one not in record.returned_by] or UNITS))

    def _ask(self, record: TicketRecord, luck: float) -> object:
        done = len(record.tries_of_plan)
        if done >= len(record.ways):
            return EndRevisit(why="已多次联系")
        way = record.ways[done]
        if way is RevisitWay.SMS and luck < 0.6:
            return RecordRevisit(way=way, reached=False)
        return RecordRevisit(way=way, reached=True, grade="满意" if luck < 0.97 else "不满意")
