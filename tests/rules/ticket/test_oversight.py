"""Those above look in: merging, meetings, urging, the ladder, discipline, leaders' instructions."""

import pytest

from queueing.city.profiles import Moment
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import AskReturn, Pause, Sign
from queueing.ticket.commands.intake import AnswerDirectly, Reclassify
from queueing.ticket.commands.merging import Follow, follow, follows, merge
from queueing.ticket.commands.oversight import (
    CallMeeting,
    ConcludeMeeting,
    Escalate,
    Instruct,
    ReferToDiscipline,
    Urge,
)
from queueing.ticket.facts import BY_RULE, TicketEscalated
from queueing.ticket.pen import Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import OFFICE, UNIT, Story, city, story


def two(profile: str = "changzhou") -> tuple[Story, Story]:
    made = city(profile)
    return tuple(Story(profile=made, name=name).accepted() for name in ("t1", "t2"))  # type: ignore[return-value]


def merged(repeat: Story, main: Story) -> None:
    pens = repeat.pen(), main.pen()
    merge(*pens)
    repeat.take(pens[0])
    main.take(pens[1])


def test_a_repeat_goes_with_the_main_ticket_and_its_caller_is_asked_too() -> None:
    main, repeat = two()
    merged(repeat, main)
    assert (repeat.record.state, repeat.record.main, main.record.repeats) == (TicketState.MERGED, "t1", ("t2",))
    assert not repeat.record.running()
    before = main.do(Dispatch(unit="城管局")).record.state
    assert follows(before, main.pen()) is None
    main.do(Sign(), UNIT).replied()
    before = main.record.state
    main.passed()
    assert follows(before, main.pen()) is Follow.ANSWERED
    pen = repeat.pen()
    follow(Follow.ANSWERED, main.pen(), pen)
    repeat.take(pen)
    assert (repeat.record.state, repeat.record.reply and repeat.record.reply.text) == (TicketState.REVISIT, "已修复")
    assert repeat.asked("满意").record.state is TicketState.CLOSED


def test_what_a_merged_ticket_weighs_is_its_main_tickets() -> None:
    """Judged urgent or supervised by itself it would weigh on nobody: the main ticket is judged, or they are parted."""
    main, repeat = two("haikou")
    merged(repeat, main)
    for command in (Reclassify(kind="咨询"), Escalate(why="超期")):
        with pytest.raises(TransitionError, match="found merged into"):
            repeat.do(command)
        assert main.do(command)


def test_where_nobody_is_asked_the_repeat_ends_with_the_reply_on_record() -> None:
    main, repeat = two("jintan")
    merged(repeat, main)
    main.do(Dispatch(unit="城管局")).do(Sign(), UNIT).replied()
    pen = repeat.pen()
    follow(Follow.ANSWERED, main.pen(), pen)
    assert repeat.take(pen).record.state is TicketState.CLOSED


def test_a_ticket_is_not_merged_into_itself_nor_into_one_that_is_merged_or_over() -> None:
    main, repeat = two()
    with pytest.raises(TransitionError, match="another ticket"):
        merge(main.pen(), main.pen())
    merged(repeat, main)
    with pytest.raises(TransitionError, match="a main ticket that is being worked on"):
        merge(main.pen(), repeat.pen())
    over = Story(profile=main.profile, name="t3").accepted("咨询").do(AnswerDirectly(text="好"))
    with pytest.raises(TransitionError, match="a main ticket that is being worked on"):
        merge(main.pen(), over.pen())


def test_merging_a_main_ticket_takes_its_repeats_along() -> None:
    first, second = two()
    third = Story(profile=first.profile, name="t3").accepted()
    merged(second, first)
    pens = first.pen(), third.pen(), second.pen()
    merge(pens[0], pens[1], pens[2:])
    first.take(pens[0])
    third.take(pens[1])
    second.take(pens[2])
    assert (first.record.main, second.record.main, third.record.repeats) == ("t3", "t3", ("t1", "t2"))
    assert first.record.repeats == ()


def test_a_reply_that_was_given_is_not_merged_away() -> None:
    main, repeat = two()
    repeat.do(Dispatch(unit="城管局")).do(Sign(), UNIT).replied()
    with pytest.raises(TransitionError, match="found in_review"):
        merge(repeat.pen(), main.pen())


def test_a_joint_meeting_has_units_and_a_conclusion() -> None:
    told = story("haikou").signed()
    with pytest.raises(TransitionError, match="two units or more"):
        told.do(CallMeeting(meeting_id="M1", units=("城管局",), topic="噪声", when="周五"))
    told.do(CallMeeting(meeting_id="M1", units=("城管局", "公安局"), topic="噪声", when="周五"))
    told.do(ConcludeMeeting(meeting_id="M1", text="公安牵头夜间巡查"))
    assert told.record.meetings[0].text == "公安牵头夜间巡查"
    with pytest.raises(TransitionError, match="found one that has it"):
        told.do(ConcludeMeeting(meeting_id="M1", text="再议"))
    with pytest.raises(TransitionError, match="holds joint meetings"):
        story("changzhou").signed().do(CallMeeting(units=("甲", "乙"), topic="x", when=""))


def test_urging_is_counted_while_a_unit_has_the_matter() -> None:
    assert story().signed().do(Urge(why="市民再次来电")).record.urged == 1
    with pytest.raises(TransitionError):
        story().accepted().do(Urge(why="x"))


def test_the_ladder_is_climbed_rung_by_rung_or_to_a_named_one_and_never_down() -> None:
    told = story("haikou", escalate=("普通件", "督办件", "领导督办", "纪委监委")).signed()
    assert told.do(Escalate(why="超期")).record.rung == "督办件"
    assert told.do(Escalate(why="仍未办", rung="领导督办")).record.rung == "领导督办"
    with pytest.raises(TransitionError, match="above 领导督办"):
        told.do(Escalate(why="x", rung="督办件"))


def test_only_a_person_refers_to_discipline_and_then_only_those_named_see_it() -> None:
    told = story("haikou").signed().do(Escalate(why="超期"))
    with pytest.raises(TransitionError, match="a referral with the people"):
        told.do(Escalate(why="推诿"))
    told.do(ReferToDiscipline(people=("wang",), why="推诿"), Who(name="lin"))
    assert (told.record.rung, told.record.restricted_to) == ("纪委监委", ("lin", "wang"))
    with pytest.raises(TransitionError, match="refers clues"):
        story("gaoyou").signed().do(ReferToDiscipline(people=("wang",), why="推诿"))


def test_a_city_without_a_ladder_escalates_nothing() -> None:
    with pytest.raises(TransitionError, match="a ladder of supervision"):
        story("changzhou").signed().do(Escalate(why="x"))


def test_a_red_card_lifts_a_ticket_one_rung_by_rule_but_never_to_discipline() -> None:
    told = story("demo").signed().at(6, 10, 9)
    (lifted,) = [fact for fact in told.tick() if isinstance(fact, TicketEscalated)]
    assert (lifted.rung, lifted.by, lifted.why) == ("督办件", BY_RULE, "红牌：办结")  # the clock by its title
    again = story("demo", escalate=("普通件", "纪委监委")).signed().at(6, 10, 9)
    assert not [fact for fact in again.tick() if isinstance(fact, TicketEscalated)]
    off = story("demo", escalate_on_red=False).signed().at(6, 10, 9)
    assert not [fact for fact in off.tick() if isinstance(fact, TicketEscalated)]


def test_a_leader_writes_an_instruction_and_may_send_a_matter_back() -> None:
    """高邮: 在审核时, 要求重新解决."""
    told = story("gaoyou").signed().replied()
    told.do(Instruct(leader="市长", text="请现场核实", reopen=True))
    assert told.record.state is TicketState.SECOND_HOLD
    assert [one.paused for one in told.record.running()] == [False]
    told.replied().passed()
    told.do(Instruct(leader="市长", text="再办一次", reopen=True))
    assert (told.record.state, [one.text for one in told.record.instructions]) == (
        TicketState.REOPENED,
        ["请现场核实", "再办一次"],
    )


def test_elsewhere_an_instruction_goes_with_the_ticket_and_moves_nothing() -> None:
    told = story("changzhou").signed().do(Instruct(leader="市长", text="请关注"))
    assert told.record.state is TicketState.SIGNED
    with pytest.raises(TransitionError, match="leaders reopen"):
        told.do(Instruct(leader="市长", text="重办", reopen=True), OFFICE)


def meeting(told: Story) -> Story:
    return told.do(CallMeeting(meeting_id="M1", units=("城管局", "公安局"), topic="噪声", when="周五"))


@pytest.mark.parametrize("before", ["registered", "signed", "paused", "return_asked"])
def test_a_conclusion_that_names_another_lead_is_dispatched_to_it_as_appointed(before: str) -> None:
    """Wherever it lies before a reply: the former lead's clocks end, the new one's begin, nothing is pending."""
    told = story("demo").accepted() if before == "registered" else story("demo").signed()
    if before == "paused":
        told.do(Pause(why="缺照片"), UNIT)
    if before == "return_asked":
        told.do(AskReturn(why="不属职责"), UNIT)
    former = {one.rule_id for one in told.record.running() if one.starts is Moment.DISPATCHED}
    meeting(told).do(ConcludeMeeting(meeting_id="M1", text="公安牵头", unit="公安局", unit_name="市公安局"))
    record = told.record
    assert (record.state, record.unit, record.unit_name, record.appointed) == (
        TicketState.DISPATCHED,
        "公安局",
        "市公安局",
        True,
    )
    assert record.asking is None
    assert not any(one.paused for one in record.running())
    began = {one.rule_id for one in record.running() if one.starts is Moment.DISPATCHED}
    assert former <= began
    assert all(one.clock.started_at.timestamp() == record.last_at for one in record.running() if one.rule_id in began)


def test_a_conclusion_for_the_same_lead_moves_nothing_and_one_after_the_reply_is_refused_whole() -> None:
    told = meeting(story("demo").signed())
    lead = told.record.unit
    told.do(ConcludeMeeting(meeting_id="M1", text="仍由城管局牵头", unit=lead))
    assert (told.record.state, told.record.dispatches) == (TicketState.SIGNED, 1)
    late = meeting(story("demo").signed()).replied()
    with pytest.raises(TransitionError):
        late.do(ConcludeMeeting(meeting_id="M1", text="公安牵头", unit="公安局"))
    assert late.record.meetings[0].concluded_at is None
