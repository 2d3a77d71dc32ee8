"""Anything anybody may do, in any order and at any time: what must hold of tickets all the same."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from queueing.city.profiles import ClockKind
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import DenyReturn, Dispatch, UpholdReturn
from queueing.ticket.commands.handling import (
    AskExtension,
    AskReturn,
    AssistWith,
    Contact,
    DenyExtension,
    GoOn,
    GrantExtension,
    Pause,
    ReachSite,
    Sign,
)
from queueing.ticket.commands.intake import AnswerDirectly, HandOver, Reclassify, Refuse
from queueing.ticket.commands.merging import inherit, merge, passes_on
from queueing.ticket.commands.oversight import Escalate, Instruct, ReferToDiscipline, Urge
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase, HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen, StrikeOff
from queueing.ticket.facts import Answer, CardRaised, ClockStopped, TicketFact, TicketReopened
from queueing.ticket.fold import replay
from queueing.ticket.pen import NotYoursError, Pen, Who
from queueing.ticket.states import ENDED, TicketState
from tests.rules.ticket.story import MONDAY, Story, city

UNITS = ("城管局", "水务局", "市场监管局")
COMMANDS = st.one_of(
    st.builds(
        Dispatch, unit=st.sampled_from(UNITS), appoint=st.booleans(), assisting=st.sampled_from([(), ("供电公司",)])
    ),
    st.sampled_from(
        [
            Sign(),
            Contact(),
            ReachSite(),
            Pause(why="等材料"),
            GoOn(),
            AskExtension(limit="2 wd", why="协调"),
            GrantExtension(),
            DenyExtension(why="不必"),
            AskReturn(why="非我职责"),
            UpholdReturn(),
            DenyReturn(why="是你职责"),
            AssistWith(text="已配合"),
            ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"),
            PassGate(),
            HoldAgain(why="重办"),
            RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"),
            RecordRevisit(way=RevisitWay.SMS, reached=True, grade="不满意"),
            RecordRevisit(way=RevisitWay.SMS, reached=False),
            EndRevisit(why="已多次联系"),
            Reopen(why="又坏了"),
            StrikeOff(grade="满意"),
            AnswerDirectly(text="已解释"),
            Refuse(reason="纪检监察事项", text="请拨12388"),
            Reclassify(kind="举报"),
            Reclassify(kind="咨询", priority="紧急"),
            HandOver(to="8009"),
            Urge(why="催"),
            Escalate(why="超期"),
            Instruct(leader="市长", text="重办", reopen=True),
            ReferToDiscipline(people=("wang",), why="推诿"),
            AskHardCase(why="难", answer="已列入计划", hard_case_id="H1"),
            FileHardCase(text="已列入计划"),
            DenyHardCase(why="能办"),
        ]
    ),
)


class Tickets(RuleBasedStateMachine):
    """Tickets of one city; the calendar's end (2026) and Spring Festival lie within reach of the clock."""

    told = Bundle("told")

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[str, Story] = {}
        self.now = MONDAY
        self.left: dict[tuple[str, int], timedelta] = {}

    @initialize(name=st.sampled_from(["demo", "changzhou", "gaoyou", "zhuzhou", "jintan", "tianjin_2025"]))
    def choose(self, name: str) -> None:
        self.profile = city(name)

    @rule(target=told, kind=st.sampled_from(["投诉", "咨询", "举报"]), start=st.sampled_from([0, 250, 210 * 24]))
    def accept(self, kind: str, start: int) -> str:
        self.now += timedelta(hours=start)
        name = f"t{len(self.stories)}"
        self.stories[name] = Story(profile=self.profile, name=name, now=self.now).accepted(kind, topic="路灯")
        return name

    @rule(hours=st.sampled_from([0.1, 1, 5, 24, 72, 300]))
    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for one in self.stories.values():
            one.now = self.now

    @rule(name=told, command=COMMANDS, unit=st.sampled_from(["", *UNITS, "供电公司"]))
    def do(self, name: str, command: object, unit: str) -> None:
        one = self.stories[name]
        one.now = self.now
        before, count = one.record, len(one.facts)
        try:
            one.do(command, Who(name="x", unit=unit, posts=self.profile.switches.gates))
        except (TransitionError, NotYoursError):
            assert one.record is before, "a refusal changed something"
            assert len(one.facts) == count
            return
        self.ended_stays_ended(before.state, one.facts[count:])
        self.pass_on(one, before.state)

    @rule(name=told, main=told)
    def merge(self, name: str, main: str) -> None:
        one, other = self.stories[name], self.stories[main]
        children = [self.stories[child] for child in one.record.repeats]
        pens = [story.pen() for story in (one, other, *children)]
        try:
            merge(pens[0], pens[1], pens[2:])
        except TransitionError:
            return
        for story, pen in zip((one, other, *children), pens, strict=True):
            story.take(pen)

    @rule()
    def tick(self) -> None:
        for one in self.stories.values():
            one.now = self.now
            before, count = one.record.state, len(one.facts)
            one.tick()
            self.ended_stays_ended(before, one.facts[count:])
            assert one.tick() == [], "said twice"

    @staticmethod
    def ended_stays_ended(before: TicketState, facts: list[TicketFact]) -> None:
        if before in ENDED and facts:
            assert isinstance(facts[0], TicketReopened), f"after {before}: {facts[0]}"

    def pass_on(self, main: Story, before: TicketState) -> None:
        text = passes_on(before, main.pen())
        for repeat in main.record.repeats if text else ():
            pen: Pen = self.stories[repeat].pen()
            inherit(pen, main.name, text or "", ways=self.profile.switches.revisit)
            self.stories[repeat].take(pen)

    # --- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def one_unit_leads_and_does_not_assist(self) -> None:
        for one in self.stories.values():
            assert one.record.unit not in one.record.assisting or not one.record.unit
            with_unit = (TicketState.DISPATCHED, TicketState.SIGNED, TicketState.IN_HAND, TicketState.PAUSED)
            assert one.record.unit or one.record.state not in with_unit

    @invariant()
    def every_end_has_a_reply_on_record(self) -> None:
        for one in self.stories.values():
            if one.record.state is TicketState.CLOSED or one.record.state is TicketState.UNSATISFIED:
                assert one.record.reply is not None
                assert one.record.reply.text.strip()
            if one.record.state is TicketState.NOT_ACCEPTED:
                assert one.record.refused_for

    @invariant()
    def nothing_runs_after_the_end(self) -> None:
        for one in self.stories.values():
            if one.record.state in (*ENDED, TicketState.MERGED):
                assert not one.record.running()

    @invariant()
    def of_a_rule_one_clock_runs(self) -> None:
        for one in self.stories.values():
            running = [clock.rule_id for clock in one.record.running()]
            assert len(running) == len(set(running))

    @invariant()
    def the_replayed_ledger_is_the_ticket(self) -> None:
        for one in self.stories.values():
            assert replay(one.name, one.facts) == one.record

    @invariant()
    def time_runs_forward(self) -> None:
        for one in self.stories.values():
            times = [fact.at for fact in one.facts]
            assert times == sorted(times)

    @invariant()
    def no_ticket_is_merged_in_a_circle_and_each_knows_the_other(self) -> None:
        for one in self.stories.values():
            main = one.record.main
            if one.record.state is TicketState.MERGED:
                assert self.stories[main].record.main == "" or self.stories[main].record.state is not TicketState.MERGED
                assert one.name in self.stories[main].record.repeats

    @invariant()
    def a_paused_clock_does_not_burn(self) -> None:
        """Nothing is said of it, and it is met when it ends while paused."""
        for one in self.stories.values():
            paused: set[str] = set()
            for fact in one.facts:
                kind = type(fact).__name__
                rule_id = getattr(fact, "rule_id", "")
                if kind == "ClockPaused":
                    paused.add(rule_id)
                elif kind == "ClockWentOn":
                    paused.discard(rule_id)
                elif isinstance(fact, CardRaised):
                    assert rule_id not in paused
                elif isinstance(fact, ClockStopped) and rule_id in paused:
                    paused.discard(rule_id)
                    assert fact.met

    @invariant()
    def only_duties_are_warned_of(self) -> None:
        for one in self.stories.values():
            assert not [c for c in one.record.clocks if c.alerts and c.kind is not ClockKind.DUTY]

    @invariant()
    def no_appointed_unit_has_returned(self) -> None:
        for one in self.stories.values():
            assert not (one.record.appointed and one.record.state is TicketState.RETURN_ASKED)


Tickets.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
test_tickets = pytest.mark.timeout(600)(Tickets.TestCase)


@pytest.mark.parametrize("name", ["demo", "changzhou", "gaoyou", "zhuzhou", "jintan", "haikou", "tianjin_2025"])
@pytest.mark.parametrize("returns", [0, 3])
def test_every_ticket_can_reach_a_recorded_reply(name: str, returns: int) -> None:
    """However often it is returned, held again or extended before, in every city."""
    one = Story(profile=city(name)).accepted("投诉")
    for _ in range(returns):
        one.do(Dispatch(unit="甲局"))
        if one.record.appointed:
            break
        one.do(AskReturn(why="非我职责"), Who(name="a", unit="甲局")).do(UpholdReturn())
    if one.record.state is TicketState.REGISTERED:
        one.do(Dispatch(unit="城管局"))
    one.do(Sign(), Who(name="z", unit=one.record.unit))
    one.do(ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"), Who(name="z", unit=one.record.unit)).passed()
    while one.record.state is TicketState.REVISIT:
        one.asked("满意")
    assert one.record.state is TicketState.CLOSED
    assert one.record.reply is not None
    assert one.record.returns == min(returns, 2 if name in ("tianjin_2025", "demo") else returns)
