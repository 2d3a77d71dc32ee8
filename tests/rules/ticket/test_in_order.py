"""Steps keep their order and their owner: the revisit plan, returns, and who answers for a reply."""

import pytest

from callcenter.store.facts import Row, decode
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import DenyReturn, Dispatch, UpholdReturn
from queueing.ticket.commands.handling import AskExtension, AskReturn, Contact, GrantExtension
from queueing.ticket.commands.intake import AnswerDirectly
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase, HoldAgain
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer, ReturnDenied, RevisitTried
from queueing.ticket.pen import Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import DESK, OFFICE, UNIT, story

CALLED = RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="不满意")


def test_three_calls_at_once_are_not_the_plan_of_two_messages_and_a_call() -> None:
    """株洲: 两次短信和一次人工回访均不满意, each at its time; what comes beside the plan is kept, and ends nothing."""
    told = story("zhuzhou").signed().replied()
    for _ in range(3):
        told.do(CALLED, DESK)
    assert (told.record.state, len(told.record.tries), told.record.tries_of_plan) == (TicketState.REVISIT, 3, ())
    for way in (RevisitWay.SMS, RevisitWay.SMS, RevisitWay.HUMAN):
        assert (told.record.state, told.when_due()) == (TicketState.REVISIT, way)
        told.asked("不满意")
    assert told.record.state is TicketState.UNSATISFIED


def test_a_call_beside_the_plan_moves_no_message() -> None:
    told = story("zhuzhou").signed().replied()
    told.at(6, 1, 9, 30).do(CALLED, DESK).at(6, 1, 10, 0)
    assert [type(fact).__name__ for fact in told.tick()] == ["RevisitFellDue"]


def test_who_is_content_before_the_plans_time_is_content() -> None:
    told = story("zhuzhou").signed().replied()
    told.do(RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"), DESK)
    assert told.record.state is TicketState.CLOSED


def test_a_bad_word_beside_the_plan_is_not_forgotten_when_the_plan_reaches_nobody() -> None:
    told = story("zhuzhou").signed().replied().do(CALLED, DESK)
    told.not_reached().not_reached().not_reached(RevisitWay.HUMAN)
    assert told.record.state is TicketState.REVISIT


def test_a_try_of_an_older_ledger_was_of_the_plan() -> None:
    body = {"by": "8001", "way": "human", "reached": True, "grade": "不满意"}
    fact = decode(Row(at=1.0, kind="revisit_tried", call_id=None, operator_id=None, ticket_id="t1", body=body))
    assert isinstance(fact, RevisitTried)
    assert not fact.beside


def test_a_matter_that_was_answered_is_not_returned_by_a_telephone_call() -> None:
    told = story("changzhou").signed().replied().do(HoldAgain(why="不规范"), OFFICE)
    for way_round, said in ((None, "found second_hold"), (Contact(), "the unit has not answered yet")):
        if way_round:
            told.do(way_round, UNIT)
        with pytest.raises(TransitionError, match=said):
            told.do(AskReturn(why="非我职责"), UNIT)


@pytest.mark.parametrize("begun", [False, True])
def test_a_denied_return_leaves_the_matter_where_it_was_with_what_was_asked_for(begun: bool) -> None:
    told = story("shandong_2020").signed()
    if begun:
        told.do(Contact(), UNIT)
    before = told.do(AskExtension(limit="5 wd", why="需协调"), UNIT).record
    told.do(AskReturn(why="非我职责"), UNIT).do(DenyReturn(why="是你职责"))
    assert (told.record.state, told.record.asking) == (before.state, before.asking)
    assert told.do(GrantExtension()).record.asking is None
    with pytest.raises(TransitionError, match="a reason"):
        told.do(AskReturn(why="非我职责"), UNIT).do(DenyReturn(why=" "))


def test_a_denied_hard_case_keeps_what_was_asked_for_before() -> None:
    told = story("demo").signed(topic="管网改造").do(AskExtension(limit="2 wd", why="需协调"), UNIT)
    asked = told.record.asking
    told.do(AskHardCase(why="难", answer="无", hard_case_id="H1", signer="王"), UNIT).do(DenyHardCase(why="能办"))
    assert told.record.asking == asked


def test_a_denial_of_an_older_ledger_sends_it_to_be_signed_again() -> None:
    body = {"by": "li", "why": "是你职责"}
    fact = decode(Row(at=1.0, kind="return_denied", call_id=None, operator_id=None, ticket_id="t1", body=body))
    assert isinstance(fact, ReturnDenied)
    assert fact.back_to == "dispatched"


def test_a_unit_whose_return_was_upheld_gets_it_again_only_as_appointed() -> None:
    told = story().accepted().do(Dispatch(unit="城管局")).do(AskReturn(why="属水务"), UNIT).do(UpholdReturn())
    with pytest.raises(TransitionError, match="another unit, or this one appointed"):
        told.do(Dispatch(unit="城管局"))
    assert told.do(Dispatch(unit="城管局", appoint=True)).record.appointed


def test_the_hotlines_own_answer_is_signed_by_who_gives_it_where_replies_are_signed() -> None:
    told = story("zhuzhou").accepted().do(AnswerDirectly(text="请带身份证"), DESK)
    assert told.record.reply is not None
    assert (told.record.reply.signer, told.record.state) == ("8001", TicketState.CLOSED)


def test_what_the_hotline_could_not_solve_has_a_reason_and_the_citizen_is_asked() -> None:
    with pytest.raises(TransitionError, match="why it was not solved"):
        story("zhuzhou").accepted().do(AnswerDirectly(text="无法办理", answer=Answer.NOT_SOLVED), DESK)
    told = story("zhuzhou").accepted()
    told.do(AnswerDirectly(text="无法办理", answer=Answer.NOT_SOLVED, unsolved_why="无政策"), DESK)
    assert told.record.reply is not None
    assert (told.record.state, told.record.reply.unsolved_why) == (TicketState.REVISIT, "无政策")


def test_a_hard_case_is_signed_by_a_person_and_not_by_a_login() -> None:
    asked = AskHardCase(why="难", answer="已列入计划", hard_case_id="H1")
    with pytest.raises(TransitionError, match="somebody who signed"):
        story("zhuzhou").signed(topic="管网改造").do(asked, UNIT)
    told = story("zhuzhou").signed(topic="管网改造")
    told.do(AskHardCase(why="难", answer="已列入计划", hard_case_id="H1", signer="王局长"), UNIT)
    told.do(FileHardCase(text="已列入计划"), Who(name="rev"))
    assert told.record.reply is not None
    assert told.record.reply.signer == "王局长"
