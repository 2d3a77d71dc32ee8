"""并单 makes nobody less urgent and tells nobody's secret; 拆单 undoes it."""

from datetime import timedelta

import pytest

from queueing.days.clocks import due_before_pause
from queueing.events import TransitionError
from queueing.ticket.carrying import changes_of, written
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import AskExtension, GoOn, GrantExtension, Pause, Sign
from queueing.ticket.commands.intake import AnswerDirectly, Reclassify, Refuse, SetConfidential
from queueing.ticket.commands.merging import follow, follows, merge
from queueing.ticket.commands.oversight import Escalate, ReferToDiscipline
from queueing.ticket.commands.parting import part, refer_repeat
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.commands.revisiting import Reopen
from queueing.ticket.facts import Answer, AnswerInherited, ClockStopped, TicketReclassified
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import OFFICE, UNIT, Story, city

S = TicketState
REFERRED = ReferToDiscipline(people=("jiwei1",), why="涉嫌违纪")


def two(name: str = "demo", *, apart_h: float = 0, **chosen: object) -> tuple[Story, Story]:
    """A main ticket, and another one accepted so much later."""
    main, other = (Story(profile=city(name), name=one) for one in ("main", "repeat"))
    main.accepted()
    other.now = main.now = main.now + timedelta(hours=apart_h)
    return main, other.accepted(**chosen)  # type: ignore[arg-type]


def together(repeat: Story, main: Story) -> None:
    main.now = repeat.now = max(main.now, repeat.now)
    pens = repeat.pen(), main.pen()
    merge(*pens)
    repeat.take(pens[0])
    main.take(pens[1])


def apart(repeat: Story, main: Story, why: str = "不是一件事") -> None:
    pens = repeat.pen(), main.pen()
    part(*pens, why)
    repeat.take(pens[0])
    main.take(pens[1])


def step(main: Story, repeat: Story, command: object, who: object = OFFICE) -> None:
    """Give the main ticket a command, and let the repeat follow as the office does."""
    before, count = main.record.state, len(main.facts)
    main.do(command, who)  # type: ignore[arg-type]
    pen = main.pen()
    pen.facts.extend(main.facts[count:])
    how = follows(before, pen)
    if how:
        of_repeat = repeat.pen()
        follow(how, pen, of_repeat)
        repeat.take(of_repeat)


def running(told: Story) -> dict[str, float]:
    return {one.rule_id: one.clock.started_at.timestamp() for one in told.record.running()}


def due_at(told: Story, rule_id: str) -> float:
    clock = told.record.clock(rule_id)
    assert clock is not None
    return due_before_pause(clock.clock, told.rules.office).at.timestamp()


def test_a_main_ticket_becomes_as_urgent_and_as_supervised_as_its_repeat() -> None:
    main, repeat = two(apart_h=2, priority="紧急")
    repeat.do(Escalate(why="重大"))
    accepted_at, rung = repeat.now.timestamp(), repeat.record.rung
    assert rung
    main.at(6, 1, 11, 20)
    together(repeat, main)
    assert (main.record.priority, main.record.rung) == ("紧急", rung)
    assert running(main)["urgent_onsite"] == accepted_at, "one hour from when the urgent call was accepted"
    assert running(repeat) == {}
    why = [fact.why for fact in main.facts if isinstance(fact, TicketReclassified)]
    assert why == ["并单：按重复件从高"]
    main.do(Reclassify(kind="求助"))
    assert running(main)["urgent_onsite"] == accepted_at


def test_a_lighter_repeat_changes_nothing_and_of_one_rule_the_earlier_deadline_stays() -> None:
    main, repeat = two("gaoyou", apart_h=5)
    before = running(main)
    together(repeat, main)
    assert (running(main), main.record.priority) == (before, "一般")
    older, newer = two("gaoyou", apart_h=5)
    early = due_at(older, "simple")
    together(older, newer)
    assert due_at(newer, "simple") == early, "the one who waited longer is not thrown back"


def test_a_lighter_repeat_makes_an_urgent_main_ticket_no_less_urgent() -> None:
    repeat, main = two(apart_h=2, priority="紧急")
    before = running(main)
    together(repeat, main)
    assert (main.record.priority, running(main)) == ("紧急", before)
    assert not [fact for fact in main.facts if isinstance(fact, TicketReclassified)]


def test_of_one_rule_the_deadline_that_comes_first_holds_whichever_ticket_is_the_main_one() -> None:
    for main, repeat in (two("gaoyou", apart_h=50), two("gaoyou", apart_h=50)[::-1]):
        due = [due_at(one, "simple") for one in (main, repeat)]
        assert due[0] != due[1]
        together(repeat, main)
        assert due_at(main, "simple") == min(due)


def test_what_was_granted_to_a_repeat_goes_along_with_its_clock() -> None:
    main, repeat = two("jintan")
    repeat.do(Dispatch(unit="城管局")).do(Sign(), UNIT).do(AskExtension(limit="2 wd", why="协调"), UNIT)
    repeat.do(GrantExtension()).at(6, 2, 9).do(Pause(why="等材料"), UNIT).at(6, 3, 9).do(GoOn())
    due = due_at(repeat, "hotline_close")
    changes = repeat.record.clock("hotline_close").clock.changes  # type: ignore[union-attr]
    assert changes_of(written(changes)) == changes
    together(repeat, main)
    assert due_at(main, "hotline_close") == due


def test_what_was_done_at_the_main_ticket_is_not_owed_again() -> None:
    main, repeat = two(apart_h=1)
    main.do(Dispatch(unit="城管局")).do(Sign(), UNIT)
    repeat.do(Dispatch(unit="城管局"))
    assert "sign" in running(repeat)
    together(repeat, main)
    assert "sign" not in running(main)


def test_a_repeat_that_is_parted_has_its_standing_and_its_clocks_again() -> None:
    main, repeat = two(apart_h=2, priority="紧急")
    repeat.do(Escalate(why="重大"))
    was_main, was_repeat = (main.record.priority, main.record.rung, running(main)), running(repeat)
    together(repeat, main)
    repeat.now = main.now = repeat.now + timedelta(hours=5)
    with pytest.raises(TransitionError, match="a reason"):
        apart(repeat, main, " ")
    apart(repeat, main)
    assert (repeat.record.state, repeat.record.main, main.record.repeats) == (S.REGISTERED, "", ())
    assert running(repeat) == was_repeat, "from its own acceptance, nothing taken off"
    assert (main.record.priority, main.record.rung, running(main)) == was_main
    ended = [fact for fact in main.facts if isinstance(fact, ClockStopped)]
    assert [(one.why, one.counted) for one in ended if one.rule_id == "urgent_onsite"] == [("parted", False)]
    with pytest.raises(TransitionError, match="a ticket that is merged"):
        apart(repeat, main)


def test_what_a_person_judged_since_is_not_taken_back() -> None:
    repeat, main = two(apart_h=2, priority="紧急")
    together(repeat, main)
    main.do(Reclassify(kind="求助", priority="一般"))
    apart(repeat, main)
    assert main.record.priority == "一般", "the repeat brought nothing that could be given back"


def test_parting_one_of_two_urgent_repeats_leaves_the_other_one_its_urgency() -> None:
    main, repeat = two(priority="紧急")
    together(repeat, main)
    third = Story(profile=main.profile, name="third", now=main.now).accepted(priority="紧急")
    together(third, main)
    apart(repeat, main)
    assert main.record.priority == "紧急", "the other one is as urgent"


def test_a_repeat_that_was_answered_is_not_parted_but_reopened() -> None:
    main, repeat = two("changzhou")
    together(repeat, main)
    for command in (Dispatch(unit="城管局"), Sign(), ReplyWith(text="已修", answer=Answer.SOLVED)):
        step(main, repeat, command)
    before = main.record.state
    main.passed()
    pens = main.pen(), repeat.pen()
    follow(follows(before, pens[0]), *pens)  # type: ignore[arg-type]
    repeat.take(pens[1])
    with pytest.raises(TransitionError, match="a ticket that is merged"):
        apart(repeat, main)
    assert repeat.do(Reopen(why="我家不同")).record.state is S.REOPENED


def test_referring_a_main_ticket_restricts_its_repeats_with_it() -> None:
    main, repeat = two()
    together(repeat, main)
    step(main, repeat, REFERRED)
    assert repeat.record.restricted_to == main.record.restricted_to == ("jiwei1", "li")
    assert repeat.record.state is S.MERGED


def test_a_repeat_is_parted_before_it_is_referred_and_the_main_ticket_does_not_say_why() -> None:
    main, repeat = two()
    together(repeat, main)
    with pytest.raises(TransitionError, match="parted from its main ticket first"):
        repeat.do(REFERRED)
    pens = repeat.pen(), main.pen()
    refer_repeat(*pens, REFERRED)
    repeat.take(pens[0])
    main.take(pens[1])
    assert (repeat.record.main, repeat.record.restricted_to) == ("", ("jiwei1", "li"))
    assert (main.record.repeats, main.record.restricted_to) == ((), ())
    assert not [fact for fact in main.facts if "违纪" in str(fact)]
    assert running(repeat) == {}


@pytest.mark.parametrize("secret", ["main", "repeat"])
def test_what_fewer_may_know_of_is_not_merged_with_what_everybody_sees(secret: str) -> None:
    main, repeat = two()
    (main if secret == "main" else repeat).do(REFERRED)
    before = main.record, repeat.record
    with pytest.raises(TransitionError, match="the same people may know of"):
        together(repeat, main)
    assert (main.record, repeat.record) == before


@pytest.mark.parametrize("how", [SetConfidential(confidential=True), REFERRED])
def test_the_words_of_a_secret_answer_reach_no_repeat_its_caller_is_answered_apart(how: object) -> None:
    main, repeat = two("changzhou")
    together(repeat, main)
    own = running(two("changzhou")[1])
    step(main, repeat, how)
    step(main, repeat, AnswerDirectly(text="王建国先生您好，麻将馆已关"))
    assert (repeat.record.state, repeat.record.answer_owed, repeat.record.reply) == (S.REGISTERED, True, None)
    assert not [fact for fact in repeat.facts if isinstance(fact, AnswerInherited) or "王建国" in str(fact)]
    assert running(repeat) == ({} if how is REFERRED else own), "what was owed to this caller runs on"
    repeat.do(AnswerDirectly(text="您反映的问题已处理"))
    assert repeat.record.answer_owed is False
    step(main, repeat, Reopen(why="没关"))
    assert repeat.record.reply is not None, "answered apart: the main ticket's fate is no longer its own"


def test_a_secret_refusal_is_not_copied_either() -> None:
    main, repeat = two("changzhou")
    together(repeat, main)
    step(main, repeat, SetConfidential(confidential=True))
    step(main, repeat, Refuse(reason="纪检监察事项", text="王建国先生，请拨12388"))
    assert (repeat.record.state, repeat.record.answer_owed) == (S.REGISTERED, True)
    assert "王建国" not in str(repeat.facts)
