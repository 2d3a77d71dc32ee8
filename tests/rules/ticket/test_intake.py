"""Taking in: six types, first taker, anonymous and confidential callers, refusals with reasons, answers at once."""

import pytest

from queueing.city.profiles import Moment
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import (
    Accept,
    AddNote,
    AnswerDirectly,
    AnswerFromRegister,
    HandOn,
    HandOver,
    NoteCallEnd,
    Reclassify,
    Refuse,
    SetConfidential,
)
from queueing.ticket.facts import Answer, Closing, TicketReclassified
from queueing.ticket.hard_case import HardCase, HardCaseState
from queueing.ticket.pen import Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import DESK, story


@pytest.mark.parametrize("kind", ["咨询", "求助", "投诉", "举报", "建议", "表扬"])
def test_six_types_are_taken(kind: str) -> None:
    assert story().accepted(kind).record.kind == kind


def test_a_seventh_type_is_refused() -> None:
    with pytest.raises(TransitionError, match="kind to be one of 咨询"):
        story().accepted("闲聊")


def test_the_first_taker_owns_the_ticket_until_it_is_handed_over() -> None:
    told = story().accepted()
    assert told.record.owner == "8001"
    assert told.do(Dispatch(unit="城管局")).record.owner == "8001"
    assert told.do(HandOver(to="8002"), DESK).record.owner == "8002"


def test_an_anonymous_caller_gets_a_ticket_where_the_city_allows_it() -> None:
    assert story().accepted(anonymous=True).record.anonymous
    with pytest.raises(TransitionError, match="no anonymous matters"):
        story(anonymous_ok=False).accepted(anonymous=True)


def test_confidentiality_can_be_asked_for_later() -> None:
    told = story().accepted().do(SetConfidential(confidential=True), DESK)
    assert told.record.confidential
    with pytest.raises(TransitionError, match="a change of confidentiality"):
        told.do(SetConfidential(confidential=True), DESK)


def test_a_matter_is_refused_for_one_of_the_reasons_and_the_citizen_is_told() -> None:
    told = story().accepted()
    with pytest.raises(TransitionError, match="reason to be one of"):
        told.do(Refuse(reason="不想管", text="不受理"))
    with pytest.raises(TransitionError, match="what the citizen was told"):
        told.do(Refuse(reason="纪检监察事项", text=" "))
    told.do(Refuse(reason="纪检监察事项", text="请向12388反映"))
    assert (told.record.state, told.record.refused_for) == (TicketState.NOT_ACCEPTED, "纪检监察事项")
    assert not told.record.running()


def test_an_answer_at_once_ends_the_ticket_with_the_reply_on_record() -> None:
    told = story().accepted("咨询").do(AnswerDirectly(text="办理时间为工作日九点到五点"), DESK)
    assert (told.record.state, told.record.closing) == (TicketState.CLOSED, Closing.DIRECT)
    assert told.record.reply is not None
    assert told.record.reply.text.startswith("办理时间")


def test_a_reply_without_words_is_none() -> None:
    with pytest.raises(TransitionError, match="a reply with text"):
        story().accepted().do(AnswerDirectly(text=" ", answer=Answer.EXPLAINED))


def test_judging_anew_ends_the_clocks_that_no_longer_fit_and_begins_the_others_from_their_moment() -> None:
    """高邮: a simple matter found to be complex has seven working days from the acceptance, not from now."""
    told = story("gaoyou").accepted(complexity="简单")
    assert [one.rule_id for one in told.record.running()] == ["simple"]
    told.at(6, 2, 9).do(Reclassify(complexity="复杂"))
    (running,) = told.record.running()
    assert (running.rule_id, running.clock.started_at.day) == ("complex", 1)
    assert [one.counted for one in told.record.clocks] == [False, True]


def test_who_judged_and_when_is_on_record() -> None:
    told = story("gaoyou").accepted().do(Reclassify(complexity="复杂"), Who(name="8003"))
    (judged,) = [fact for fact in told.facts if isinstance(fact, TicketReclassified)]
    assert (judged.by, judged.complexity, judged.at) == ("8003", "复杂", told.now.timestamp())


def test_the_statutory_clock_begins_with_the_acceptance_once_the_unit_is_known() -> None:
    """金坛: a complaint has 5 working days for the hotline and 45 by law, both at once."""
    told = story("jintan").accepted("投诉").at(6, 2, 9)
    assert not told.record.running()
    told.do(Dispatch(unit="U012", unit_name="金坛区市场监管局"))
    clocks = {one.rule_id: one.clock for one in told.record.running()}
    assert {name: (str(one.limit), one.started_at.day) for name, one in clocks.items()} == {
        "hotline_close": ("5 wd", 2),
        "statutory_complaint": ("45 wd", 1),
    }


def test_the_half_hour_to_the_unit_runs_from_the_hang_up() -> None:
    """海口: also when the operator confirms the draft before the call is over."""
    told = story("haikou").accepted()
    assert not told.record.running()
    told.do(NoteCallEnd(ended_at=told.now.timestamp() + 60))
    assert told.record.running()[0].clock.started_at.minute == 1
    early = story("haikou").accepted(call_ended_at=told.now.timestamp() - 120)
    assert early.record.running()[0].clock.started_at.minute == 58


def test_a_matter_for_the_show_is_handed_on_within_a_working_day() -> None:
    told = story("changzhou").accepted(source="show")
    assert [one.rule_id for one in told.record.running()] == ["hotline_to_show"]
    told.do(HandOn())
    assert told.record.clocks[0].met
    assert told.record.happened(Moment.HANDED_ON)


CASE = HardCase(hard_case_id="H1", unit="水务局", topic="管网改造", answer="已列入明年计划")


def test_a_matter_on_file_is_answered_from_there_and_not_dispatched() -> None:
    told = story("zhuzhou").accepted("投诉", topic="管网改造")
    told.hard_cases = (CASE,)
    with pytest.raises(TransitionError, match="found hard case H1"):
        told.do(Dispatch(unit="水务局"))
    told.do(AnswerFromRegister())
    assert told.record.reply is not None
    assert (told.record.state, told.record.reply.text, told.record.reply.hard_case_id) == (
        TicketState.CLOSED,
        "已列入明年计划",
        "H1",
    )


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (CASE, {"topic": "停水"}),
        (
            HardCase(hard_case_id="H1", unit="", topic="管网改造", answer="", area="天元区"),
            {"topic": "管网改造", "area": "芦淞区"},
        ),
        (HardCase(hard_case_id="H1", unit="", topic="管网改造", answer="", kind="建议"), {"topic": "管网改造"}),
        (
            HardCase(hard_case_id="H1", unit="", topic="管网改造", answer="", state=HardCaseState.ENDED),
            {"topic": "管网改造"},
        ),
    ],
)
def test_another_matter_is_dispatched_as_usual(case: HardCase, told: dict[str, str]) -> None:
    one = story("zhuzhou").accepted("投诉", **told)
    one.hard_cases = (case,)
    assert one.do(Dispatch(unit="水务局")).record.state is TicketState.DISPATCHED


def test_the_register_can_be_overridden_with_a_reason_that_stays() -> None:
    one = story("zhuzhou").accepted("投诉", topic="管网改造")
    one.hard_cases = (CASE,)
    one.do(Dispatch(unit="水务局", override="爆管，需抢修"))
    assert "爆管，需抢修" in str(one.facts)


def test_a_closed_ticket_takes_a_remark_a_draft_and_what_was_not_accepted_none() -> None:
    with pytest.raises(TransitionError):
        story().do(AddNote(text="x"))
    with pytest.raises(TransitionError):
        story().accepted("咨询").do(Refuse(reason="纪检监察事项", text="请向12388反映")).do(AddNote(text="x"))
    closed = story().accepted("咨询").do(AnswerDirectly(text="好"), DESK).do(AddNote(text="领导审核：同意"))
    assert closed.record.state is TicketState.CLOSED


def test_a_ticket_is_accepted_once() -> None:
    with pytest.raises(TransitionError, match="expected a ticket that is draft"):
        story().accepted().do(Accept(number="2", kind="投诉"))
