"""Anything anybody may do, in any order and at any time: what must hold of tickets all the same."""

from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from callcenter.store.ticket_rows import clock_rows, work_row
from queueing.city.profiles import ClockKind, Moment
from queueing.events import TransitionError
from queueing.ticket.buried import Around, faults_of
from queueing.ticket.commands.dispatching import Dispatch, UpholdReturn
from queueing.ticket.commands.handling import (
    AskExtension,
    AskReturn,
    GoOn,
    GrantExtension,
    Pause,
    ProlongPause,
    Sign,
)
from queueing.ticket.commands.intake import (
    SetConfidential,
)
from queueing.ticket.commands.merging import answered_before, follow, follows, inherit, merge
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.parting import part, refer_repeat
from queueing.ticket.commands.replying import HoldAgain, ReplyWith
from queueing.ticket.facts import (
    Answer,
    AnswerInherited,
    CardRaised,
    ClockStopped,
    DisciplineReferred,
    RepeatTaken,
    TicketFact,
    TicketReclassified,
    TicketReopened,
)
from queueing.ticket.fold import replay
from queueing.ticket.pen import NotYoursError, Who
from queueing.ticket.record import TicketClock, TicketRecord
from queueing.ticket.states import ENDED, STANDING, TicketState
from queueing.ticket.waiting import PAUSE
from tests.rules.ticket.machine_moves import COMMANDS, FITTING, PLAIN, UNITS
from tests.rules.ticket.owed import WORK, owed
from tests.rules.ticket.story import MONDAY, Story, city

# Shrinking forty steps over four tickets takes longer than reading them.
NO_SHRINK = tuple(phase for phase in Phase if phase is not Phase.shrink)
MOST = 4  # tickets: more of them is fewer steps for each
_ANSWERS = (Moment.REPLIED, Moment.RESOLVED)


class Tickets(RuleBasedStateMachine):
    """Tickets of one city; the calendar's end (2026) and Spring Festival lie within reach of the clock."""

    told = Bundle("told")

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[str, Story] = {}
        self.now = MONDAY
        self.left: dict[tuple[str, int], timedelta] = {}

    @initialize(name=st.sampled_from(sorted(WORK)))
    def choose(self, name: str) -> None:
        self.profile = city(name)

    @precondition(lambda self: len(self.stories) < MOST)
    @rule(
        target=told,
        kind=st.sampled_from(["投诉", "咨询", "举报"]),
        start=st.sampled_from([0, 250, 210 * 24]),
        source=st.sampled_from(["", "show", "电话"]),
        category=st.sampled_from(["", "停水"]),
    )
    def accept(self, kind: str, start: int, source: str, category: str) -> str:
        self.now += timedelta(hours=start)
        name = f"t{len(self.stories)}"
        one = Story(profile=self.profile, name=name, now=self.now)
        called = {"call_id": "c1", "call_ended_at": self.now.timestamp()} if source == "电话" else {}
        self.stories[name] = one.accepted(kind, topic="路灯", category=category, source=source, **called)
        return name

    @rule(hours=st.sampled_from([0.1, 1, 5, 24, 72, 300]))
    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for one in self.stories.values():
            one.now = self.now

    @rule(name=told, command=COMMANDS, unit=st.sampled_from(["", *UNITS, "供电公司"]))
    def do(self, name: str, command: object, unit: str) -> None:
        """Anything by anybody."""
        self.give(name, command, unit)

    def go_on(self, name: str, data: st.DataObject) -> None:
        """Something that its state lets happen, by somebody who may."""
        state = self.stories[name].record.state
        if state in FITTING:
            self.give(name, data.draw(st.sampled_from(FITTING[state])), "")

    @rule(name=told, until=st.sampled_from(sorted(FITTING)), data=st.data())
    def lead_on(self, name: str, until: TicketState, data: st.DataObject) -> None:
        """The plain way, as most tickets go, and there something that its state lets happen."""
        for _ in range(8):
            state = self.stories[name].record.state
            if state is until or state not in PLAIN:
                break
            self.give(name, PLAIN[state], "")
        self.go_on(name, data)

    def give(self, name: str, command: object, unit: str) -> None:
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
        self.only_the_askers_clocks_change(command, before, one.record)
        self.pass_on(one, before.state, one.facts[count:])

    @rule(name=told, main=told)
    def merge(self, name: str, main: str) -> None:
        one, other = self.stories[name], self.stories[main]
        children = [self.stories[child] for child in one.record.repeats]
        pens = [story.pen() for story in (one, other, *children)]
        try:
            merge(pens[0], pens[1], pens[2:])
        except TransitionError:
            return
        for pen in (pens[0], *pens[2:]) if answered_before(pens[1]) else ():
            inherit(pen, pens[1])
        for story, pen in zip((one, other, *children), pens, strict=True):
            story.take(pen)

    @rule(name=told, data=st.data())
    def part(self, name: str, data: st.DataObject) -> None:
        """拆单, by hand or because it is referred by itself."""
        one = self.stories[name]
        one.now = self.now
        if not one.record.main:
            return
        other = self.stories[one.record.main]
        other.now = self.now
        pens, before = (one.pen(), other.pen()), (one.record, other.record)
        try:
            if data.draw(st.booleans()):
                part(pens[0], pens[1], "不是一件事")
            else:
                refer_repeat(pens[0], pens[1], ReferToDiscipline(people=("wang",), why="推诿"))
        except TransitionError:
            assert (one.record, other.record) == before
            return
        for story, pen in zip((one, other), pens, strict=True):
            story.take(pen)
        assert one.record.state in (TicketState.REGISTERED, TicketState.REOPENED)
        assert (one.record.main, one.name in other.record.repeats) == ("", False)
        assert not [clock for clock in other.record.running() if clock.carried_from == name]

    @rule(name=told, secret=st.booleans())
    def keep_secret(self, name: str, secret: bool) -> None:
        self.give(name, SetConfidential(confidential=secret), "")

    @rule()
    def tick(self) -> None:
        for one in self.stories.values():
            one.now = self.now
            before, count = one.record.state, len(one.facts)
            one.tick()
            self.ended_stays_ended(before, one.facts[count:])
            self.pass_on(one, before, one.facts[count:])
            assert one.tick() == [], "said twice"

    @staticmethod
    def ended_stays_ended(before: TicketState, facts: list[TicketFact]) -> None:
        if before in ENDED and facts:
            first = TicketReopened | DisciplineReferred  # a repeat that ended is referred with its main ticket
            assert isinstance(facts[0], first), f"after {before}: {facts[0]}"

    def pass_on(self, main: Story, before: TicketState, facts: list[TicketFact]) -> None:
        pen = main.pen()
        pen.facts.extend(facts)
        how = follows(before, pen)
        for name in main.record.repeats if how else ():
            repeat = self.stories[name]
            of_repeat = repeat.pen()
            follow(how, pen, of_repeat)  # type: ignore[arg-type]
            self.ended_stays_ended(repeat.record.state, of_repeat.facts)
            repeat.take(of_repeat)

    def only_the_askers_clocks_change(self, command: object, before: TicketRecord, after: TicketRecord) -> None:
        """No pause and no extension changes a clock that is not of the work."""
        if not isinstance(command, Pause | GoOn | ProlongPause | AskExtension | GrantExtension | HoldAgain):
            return
        changed = {one.rule_id for one in (*before.clocks, *after.clocks) if _other(one, before) or _other(one, after)}
        assert changed <= {*WORK[self.profile.id], PAUSE}, f"{command} changed {changed}"

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
    def what_should_run_runs_and_counts_from_its_moment(self) -> None:
        """Also after a second hold, a return, a judgement, and anew from each reopening; and nothing else runs."""
        for one in self.stories.values():
            expected = owed(self.profile, one.facts)
            if expected is None:
                assert not [clock.rule_id for clock in one.record.running() if clock.stops in _ANSWERS]
                continue
            running = {clock.rule_id: clock.clock.started_at.timestamp() for clock in one.record.running()}
            assert running == expected, one.record.state

    @invariant()
    def nothing_lies_merged_with_a_main_ticket_that_is_over(self) -> None:
        for one in self.stories.values():
            if one.record.state is TicketState.MERGED:
                assert self.stories[one.record.main].record.state not in (*ENDED, *STANDING)

    @invariant()
    def none_stands_where_nobody_would_find_it(self) -> None:
        """What `callcenter tickets check` looks for, the engine never makes."""
        for one in self.stories.values():
            main = self.stories.get(one.record.main)
            around = Around(main=main.record if main else None, works=lambda _unit: True)
            assert faults_of(one.record, one.rules, around, self.now.timestamp()) == ()

    @invariant()
    def a_main_ticket_weighs_as_much_as_what_waits_with_it(self) -> None:
        """Nobody is less urgent for having called about what somebody else called about."""
        scale, rungs = self.profile.priorities, ("", *self.profile.switches.escalate)
        for one in self.stories.values():
            if one.record.state is TicketState.MERGED:
                main = self.stories[one.record.main].record
                assert rungs.index(main.rung) >= rungs.index(one.record.rung)
                assert scale.index(main.priority) >= scale.index(one.record.priority) or self.judged(main)

    def judged(self, main: TicketRecord) -> bool:
        """Whether a person judged the main ticket since it took its last repeat."""
        facts = self.stories[main.ticket_id].facts
        taken = max(place for place, fact in enumerate(facts) if isinstance(fact, RepeatTaken))
        return any(isinstance(fact, TicketReclassified) and not fact.why for fact in facts[taken:])

    @invariant()
    def a_repeat_is_known_to_the_same_people_as_its_main_ticket(self) -> None:
        for one in self.stories.values():
            if one.record.main:
                assert set(one.record.restricted_to) >= set(self.stories[one.record.main].record.restricted_to)
            if one.record.state is TicketState.MERGED:
                assert one.record.restricted_to == self.stories[one.record.main].record.restricted_to

    @invariant()
    def the_words_of_a_secret_reply_reach_no_other_ticket(self) -> None:
        for one in self.stories.values():
            for fact in one.facts:
                if isinstance(fact, AnswerInherited):
                    assert not self.secret_at(fact.main, fact.at)

    def secret_at(self, name: str, at: float) -> bool:
        """Whether a ticket was kept secret all through that moment."""
        facts = self.stories[name].facts
        before = replay(name, [fact for fact in facts if fact.at < at])
        until = replay(name, [fact for fact in facts if fact.at <= at])
        return all(one.confidential or bool(one.restricted_to) for one in (before, until))

    @invariant()
    def every_ticket_can_be_written_down_as_rows(self) -> None:
        """What was accepted breaks nothing that comes later: deadlines can be counted, lists can be made."""
        for one in self.stories.values():
            assert work_row(one.record, one.rules)["ticket_id"] == one.name
            assert len(clock_rows(one.record, one.rules)) == len(one.record.clocks)

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


def _other(one: TicketClock, record: TicketRecord) -> bool:
    """Whether that record has this clock otherwise, if it has it at all."""
    same = [other for other in record.clocks if (other.rule_id, other.clock.started_at) == _key(one)]
    return bool(same) and one not in same


def _key(one: TicketClock) -> tuple[str, object]:
    return one.rule_id, one.clock.started_at


Tickets.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None, phases=NO_SHRINK)
test_tickets = pytest.mark.timeout(600)(Tickets.TestCase)


@pytest.mark.parametrize("name", ["demo", "changzhou", "gaoyou", "zhuzhou", "jintan", "haikou", "tianjin_2025"])
@pytest.mark.parametrize("returns", [0, 3])
def test_every_ticket_can_reach_a_recorded_reply(name: str, returns: int) -> None:
    """However often it is returned, held again or extended before, in every city."""
    one = Story(profile=city(name)).accepted("投诉")
    for unit in ("甲局", "乙局", "丙局")[:returns]:
        one.do(Dispatch(unit=unit))
        if one.record.appointed:
            break
        one.do(AskReturn(why="非我职责"), Who(name="a", unit=unit)).do(UpholdReturn())
    if one.record.state is TicketState.REGISTERED:
        one.do(Dispatch(unit="城管局"))
    one.do(Sign(), Who(name="z", unit=one.record.unit))
    one.do(ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"), Who(name="z", unit=one.record.unit)).passed()
    while one.record.state is TicketState.REVISIT:
        one.asked("满意")
    assert one.record.state is TicketState.CLOSED
    assert one.record.reply is not None
    assert one.record.returns == min(returns, 2 if name in ("tianjin_2025", "demo") else returns)
