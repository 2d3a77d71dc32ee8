"""After the reply: signatures, gates, second hold, the revisit plan, the graded answer, the register of 不满意."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queueing.city.profiles import GateRule, Satisfaction
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase, HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen, StrikeOff
from queueing.ticket.facts import Answer, Closing, RevisitFellDue
from queueing.ticket.pen import NotYoursError, Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import DESK, MONDAY, OFFICE, UNIT, Story, city, story


def test_a_reply_names_who_signed_it_where_the_city_asks() -> None:
    with pytest.raises(TransitionError, match="somebody who signed"):
        story("zhuzhou").signed().do(ReplyWith(text="已修复", answer=Answer.SOLVED), UNIT)
    told = story("zhuzhou").signed().replied()
    assert told.record.reply is not None
    assert told.record.reply.signer == "王局长"
    assert story("gaoyou").signed().do(ReplyWith(text="已修复", answer=Answer.SOLVED), UNIT).record.reply


def test_what_was_not_solved_says_why() -> None:
    with pytest.raises(TransitionError, match="why it was not solved"):
        story().signed().do(ReplyWith(text="无法解决", answer=Answer.NOT_SOLVED), UNIT)


def test_a_reply_passes_three_gates_in_order_and_each_only_by_who_stands_there() -> None:
    """高邮: 单位主要负责人、市分管领导、市主要领导三级把关."""
    told = story("gaoyou").signed().replied()
    gates = ("单位主要负责人", "市分管领导", "市主要领导")
    for gate in gates:
        assert told.record.gate == gate
        wrong = Who(name="x", posts=tuple(one for one in gates if one != gate))
        with pytest.raises(NotYoursError, match=gate):
            told.do(PassGate(), wrong)
        told.do(PassGate(), Who(name="y", posts=(gate,)))
    assert told.record.state is TicketState.CLOSED


def test_which_gate_looks_at_which_kind_is_data() -> None:
    profile = city("gaoyou")
    rules = (GateRule(gate="市主要领导", types=("投诉", "举报")), GateRule(gate="市分管领导", priorities=("紧急",)))
    one = Story(profile=replace(profile, gate_rules=rules)).signed("咨询").replied()
    assert one.record.gates == ("单位主要负责人",)
    other = Story(profile=replace(profile, gate_rules=rules)).signed("投诉", priority="紧急").replied()
    assert other.record.gates == ("单位主要负责人", "市分管领导", "市主要领导")


def test_second_hold_sends_a_poor_reply_back_and_its_time_goes_on() -> None:
    """The three days in review are not the unit's; what was left at the reply is what is left."""
    told = story("changzhou", same_day_ticket=True).signed("投诉", source="show")
    clock = told.at(6, 2, 9).replied().record.clock("show_close")
    assert clock is not None
    assert clock.paused
    told.at(6, 5, 9).do(HoldAgain(why="答非所问"), OFFICE)
    clock = told.record.clock("show_close")
    assert clock is not None
    assert (told.record.state, clock.paused, told.record.held_again) == (TicketState.SECOND_HOLD, False, 1)
    told.replied().do(PassGate(), OFFICE)
    assert told.record.state is TicketState.REVISIT
    assert [one.met for one in told.record.clocks if one.rule_id == "show_close"] == [True]


def test_a_reply_in_time_is_in_time_however_long_the_review_takes() -> None:
    told = story("gaoyou").signed().at(6, 3, 17).replied().at(6, 20, 9).passed()
    (simple,) = told.record.clocks
    assert (simple.met, simple.stopped_at) == (True, MONDAY.replace(day=3, hour=17).timestamp())


def test_a_reply_that_came_late_is_late() -> None:
    assert not story("gaoyou").signed().at(6, 4, 9).replied().passed().record.clocks[0].met


def test_the_citizen_is_asked_by_sms_by_sms_and_by_a_person_and_each_try_falls_due_once() -> None:
    """株洲: 两次短信和一次人工回访; the intervals are data."""
    told = story("zhuzhou").signed().replied()
    assert told.tick() == []
    told.now += timedelta(hours=1)
    (due,) = told.tick()
    assert isinstance(due, RevisitFellDue)
    assert (due.attempt, due.way) == (1, RevisitWay.SMS)
    assert told.tick() == []
    told.not_reached().now += timedelta(days=1, hours=12)
    (due,) = told.tick()
    assert isinstance(due, RevisitFellDue)
    assert (due.attempt, due.way) == (2, RevisitWay.SMS)
    told.not_reached().now += timedelta(days=4)
    (due,) = told.tick()
    assert isinstance(due, RevisitFellDue)
    assert (due.attempt, due.way) == (3, RevisitWay.HUMAN)


def test_content_at_any_try_ends_the_ticket() -> None:
    told = story("zhuzhou").signed().replied().not_reached().asked("非常满意", RevisitWay.SMS)
    assert (told.record.state, told.record.closing, told.record.grade) == (
        TicketState.CLOSED,
        Closing.SATISFIED,
        "非常满意",
    )


def test_dissatisfied_three_times_ends_as_dissatisfied_and_stays_on_the_register_until_struck_off() -> None:
    told = story("zhuzhou").signed().replied()
    for way in (RevisitWay.SMS, RevisitWay.SMS, RevisitWay.HUMAN):
        assert (told.record.state, told.when_due()) == (TicketState.REVISIT, way)
        told.asked("不满意", way)
    assert (told.record.state, told.record.closing) == (TicketState.UNSATISFIED, Closing.UNSATISFIED)
    with pytest.raises(TransitionError, match="why nothing more can be done"):
        told.do(StrikeOff(grade="不满意"))
    told.do(StrikeOff(grade="满意", note="已换新灯"))
    assert (told.record.state, told.record.closing) == (TicketState.CLOSED, Closing.STRUCK_OFF)


def test_what_is_on_the_register_can_be_worked_on_again() -> None:
    told = story("zhuzhou").signed().replied()
    for _ in range(3):
        told.asked("不满意")
    told.do(Reopen(why="重新办理")).do(Dispatch(unit="水务局")).do(Sign(), Who(name="z", unit="水务局"))
    assert (told.record.handlings, told.record.tries_now) == (2, ())


def test_without_a_register_it_closes_as_dissatisfied() -> None:
    told = story("zhuzhou", strike_off=False).signed().replied()
    for _ in range(3):
        told.asked("不满意")
    assert (told.record.state, told.record.closing) == (TicketState.CLOSED, Closing.UNSATISFIED)


def test_some_dissatisfaction_leaves_the_end_to_the_office() -> None:
    """Two SMS unanswered and one bad word are not 三次均不满意: a person decides."""
    told = story("zhuzhou").signed().replied().not_reached().not_reached().asked("不满意")
    assert told.record.state is TicketState.REVISIT
    assert told.do(EndRevisit(why="已解释")).record.state is TicketState.UNSATISFIED


def test_nobody_reached_in_the_whole_plan_is_told_apart_from_dissatisfied() -> None:
    told = story("zhuzhou").signed().replied().not_reached().not_reached().not_reached(RevisitWay.HUMAN)
    assert (told.record.state, told.record.closing) == (TicketState.CLOSED, Closing.NOT_REACHED)


def test_reached_without_a_word_on_satisfaction_is_no_comment() -> None:
    told = story("changzhou").signed().replied().passed()
    assert told.do(RecordRevisit(way=RevisitWay.HUMAN, reached=True), DESK).record.closing is Closing.NO_COMMENT


def test_the_scale_is_the_citys() -> None:
    three = replace(city("changzhou"), satisfaction=Satisfaction(grades=("好", "一般", "差"), satisfied=1))
    told = Story(profile=three).signed().replied().passed()
    with pytest.raises(TransitionError, match="好、一般、差"):
        told.asked("非常满意")
    assert told.asked("一般").record.state is TicketState.REVISIT
    assert Story(profile=three).signed().replied().passed().asked("好").record.closing is Closing.SATISFIED


def test_a_grade_needs_somebody_who_was_reached() -> None:
    told = story("changzhou").signed().replied().passed()
    with pytest.raises(TransitionError, match="who was reached"):
        told.do(RecordRevisit(way=RevisitWay.HUMAN, reached=False, grade="满意"))


def test_the_unit_asks_itself_where_the_city_has_it_so() -> None:
    """海口: 谁的事项谁处理谁回访."""
    haikou = story("haikou", revisit=(RevisitWay.HUMAN,)).signed().replied()
    assert haikou.do(RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"), UNIT).record.closing
    with pytest.raises(NotYoursError, match="the hotline"):
        story("changzhou").signed().replied().passed().do(
            RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"), UNIT
        )


def test_a_first_handling_is_told_from_a_later_one() -> None:
    """首次办理满意率 needs to know which handling a grade belongs to."""
    told = story("changzhou").signed().replied().passed().asked("不满意").do(Reopen(why="未修好"))
    told.do(Dispatch(unit="城管局")).do(Sign(), UNIT).replied().passed().asked("满意")
    assert [(one.handling, one.grade) for one in told.record.tries] == [(1, "不满意"), (2, "满意")]


def test_a_hard_case_is_asked_for_filed_and_answers_the_citizen() -> None:
    told = story("zhuzhou").signed("投诉", topic="管网改造")
    told.do(AskHardCase(why="需整体改造", answer="已列入明年计划", hard_case_id="H1", signer="王局长"), UNIT)
    told.do(FileHardCase(text="已列入明年计划"))
    assert (told.record.state, told.record.hard_case_id) == (TicketState.REVISIT, "H1")
    assert told.record.reply is not None
    assert told.record.reply.text == "已列入明年计划"


def test_a_denied_hard_case_is_worked_on() -> None:
    told = story("zhuzhou").signed("投诉", topic="管网改造")
    told.do(AskHardCase(why="难", answer="没办法", hard_case_id="H1", signer="王局长"), UNIT).do(
        DenyHardCase(why="可以解决")
    )
    assert (told.record.state, told.record.hard_case_id) == (TicketState.IN_HAND, "")


def test_a_city_without_the_register_files_nothing() -> None:
    with pytest.raises(TransitionError, match="a register of hard cases"):
        story("changzhou").signed("投诉", topic="x").do(AskHardCase(why="难", answer="没办法"), UNIT)


def test_closed_is_closed() -> None:
    told = story("changzhou").signed().replied().passed().asked("满意")
    for command in (
        PassGate(),
        ReplyWith(text="再答", answer=Answer.SOLVED),
        Dispatch(unit="甲"),
        StrikeOff(grade="满意"),
    ):
        before = told.record
        with pytest.raises(TransitionError):
            told.do(command)
        assert told.record == before
    assert told.do(Reopen(why="又坏了")).record.state is TicketState.REOPENED


def test_a_message_nobody_answers_is_a_try_that_reached_nobody_and_the_next_one_follows_at_once() -> None:
    """株洲: two messages and then a person, each from the one before; nothing waits for an answer that never comes."""
    told = story("zhuzhou").signed("投诉").replied()
    start = told.now
    said: list[tuple[str, float]] = []
    for hours in range(1, 24 * 12):
        told.now = start + timedelta(hours=hours)
        said += [(type(fact).__name__, hours) for fact in told.tick() if "Revisit" in type(fact).__name__]
    assert [what for what, _ in said] == ["RevisitFellDue", "RevisitTried"] * 2 + ["RevisitFellDue"]
    assert [hours for _, hours in said[:4]] == [1, 25, 25, said[3][1]]
    assert [(one.by, one.reached, one.way) for one in told.record.tries] == [("rule", False, RevisitWay.SMS)] * 2
    assert told.record.state is TicketState.REVISIT
    assert told.asked("满意").record.closing is Closing.SATISFIED


def test_an_answer_in_time_is_the_try() -> None:
    told = story("demo").signed().replied().passed()
    told.now += timedelta(hours=2)
    told.tick()
    told.do(RecordRevisit(way=RevisitWay.SMS, reached=True, grade="满意"), DESK)
    assert [one.grade for one in told.record.tries] == ["满意"]


def test_a_plan_of_one_message_ends_as_not_reached_after_the_citys_days() -> None:
    told = story("demo", revisit=(RevisitWay.SMS,), revisit_after=()).signed().replied().passed()
    told.tick()
    told.now += timedelta(days=9)
    told.tick()
    assert (told.record.state, told.record.closing) == (TicketState.CLOSED, Closing.NOT_REACHED)
