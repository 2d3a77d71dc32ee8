"""A year of a city's tickets on a virtual clock, through the real office; of its calls only how many become tickets."""

import heapq
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from callcenter.calendars import load_calendar
from callcenter.profiles import load_profile
from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact, of_a_ticket
from callcenter.store.journal import Journal
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.ticket_tables import ticket_clocks, ticket_work
from callcenter.store.tickets import Change
from callcenter.ticketing.office import OfficePorts, Order, TicketOffice
from callcenter.ticketing.rule_book import RuleBook
from callcenter.ticketing.together import Together, together
from callcenter.ticketing.wheel import TimerWheel
from queueing.city.switches import RevisitWay
from queueing.days.office import Office
from queueing.ticket.commands.dispatching import Dispatch, UpholdReturn
from queueing.ticket.commands.handling import AskReturn, GoOn, Pause, Sign
from queueing.ticket.commands.intake import Accept, AnswerDirectly, Refuse
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, StrikeOff
from queueing.ticket.facts import Answer, Closing
from queueing.ticket.fold import apply
from queueing.ticket.pen import Rules, Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YEAR = datetime(2025, 1, 1, tzinfo=SHANGHAI)
CALLS = 254_838  # 株洲 2018
MATTERS = 0.63  # 86万件 of 136万 calls
HOUR_S = 3600.0
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
    office: TicketOffice = field(init=False)

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
        for number in range(int(calls * MATTERS)):
            self._later(f"t{number}", self.chance.random() * timedelta(days=365).total_seconds())
        while self.waiting:
            self.clock = max(self.clock, self.waiting[0][0] // HOUR_S * HOUR_S + HOUR_S)
            due = []
            while self.waiting and self.waiting[0][0] <= self.clock:
                due.append(heapq.heappop(self.waiting)[2])
            await together(self.office, partial(self._hour, due=due))
            await wheel.turn()

    def _later(self, name: str, after_s: float) -> None:
        self.order += 1
        heapq.heappush(self.waiting, (self.clock + after_s, self.order, name))

    def _hour(self, unit: Together, due: Sequence[str]) -> None:
        """What everybody does in an hour, in one transaction."""
        unit.hold(due)
        for name in due:  # one after the other: whoever draws from `chance` first must be the same each time
            self._step(unit, name)

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
        fields = {"title": TicketField(value="小区路灯不亮已有三天", locked=True)}
        draft = DraftTicket(
            ticket_id=name, call_id=f"c{name}", caller_number="13800000000", operator_id="8001", fields=fields
        )
        saved = unit.draft(draft, at)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The same figures, counted in two ways."""

    states: Counter[str]
    closings: Counter[str]
    met: Counter[tuple[str, bool]]
    returns: int
    replies: int


async def from_ledger(database: Database) -> tuple[Sums, int, int]:
    """Fold the whole ledger; also how many tickets ended without a recorded reply, and how many facts there were."""
    records: dict[str, TicketRecord] = {}
    place, facts = 0, 0
    while batch := await Journal(database).after(place):
        place, facts = batch[-1][0], facts + len(batch)
        for _, fact in batch:
            _take(records, fact)
    silent = sum(one.reply is None and one.state is not TicketState.NOT_ACCEPTED for one in records.values())
    return _sums(list(records.values())), silent, facts


def _take(records: dict[str, TicketRecord], fact: LedgerFact) -> None:
    if of_a_ticket(fact):
        known = records.get(fact.ticket_id) or TicketRecord(ticket_id=fact.ticket_id)
        records[fact.ticket_id] = apply(known, fact)


def _sums(records: list[TicketRecord]) -> Sums:
    clocks = [one for record in records for one in record.clocks if one.counted and not one.running]
    return Sums(
        states=Counter(one.state.value for one in records),
        closings=Counter(one.closing.value if one.closing else "" for one in records),
        met=Counter((one.rule_id, one.met) for one in clocks),
        returns=sum(one.returns for one in records),
        replies=sum(one.reply is not None for one in records),
    )


async def from_tables(database: Database) -> Sums:
    """Ask the rows."""
    work, clocks = ticket_work.c, ticket_clocks.c
    states = await _counted(database, select(work.state, func.count()).group_by(work.state))
    closings = await _counted(database, select(work.closing, func.count()).group_by(work.closing))
    ended = select(clocks.rule_id, clocks.met, func.count()).where(clocks.counted, clocks.stopped_at.is_not(None))
    rows = await database.read(lambda connection: connection.execute(ended.group_by(clocks.rule_id, clocks.met)).all())
    sums = select(func.coalesce(func.sum(work.returns), 0), func.count(work.replied_at))
    returns, replies = (await database.read(lambda connection: connection.execute(sums).all()))[0]
    met = Counter({(rule, bool(kept)): count for rule, kept, count in rows})
    return Sums(states=states, closings=closings, met=met, returns=returns, replies=replies)


async def _counted(database: Database, wanted: object) -> Counter[str]:
    rows = await database.read(lambda connection: connection.execute(wanted).all())  # type: ignore[call-overload]
    return Counter({row[0]: row[1] for row in rows})


ENDS = {TicketState.CLOSED.value, TicketState.NOT_ACCEPTED.value}
GOOD = {one.value for one in Closing}
