"""并单: whatever becomes of the main ticket, each caller of a repeat hears of it; nobody waits for ever."""

from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.intake import AnswerDirectly, Refuse
from queueing.ticket.commands.merging import answered_before, follow, follows, inherit, merge
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, Reopen
from queueing.ticket.facts import BY_RULE, Answer, TicketRefused
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import OFFICE, UNIT, Story, city

S = TicketState


def merged(name: str = "changzhou") -> tuple[Story, Story]:
    main, repeat = (Story(profile=city(name), name=one).accepted() for one in ("main", "repeat"))
    pens = repeat.pen(), main.pen()
    merge(*pens)
    repeat.take(pens[0])
    main.take(pens[1])
    return main, repeat


def step(main: Story, repeat: Story, command: object) -> None:
    """Give the main ticket a command, and let the repeat follow as the office does."""
    before, count = main.record.state, len(main.facts)
    main.do(command, OFFICE)
    pen = main.pen()
    pen.facts.extend(main.facts[count:])
    how = follows(before, pen)
    if how:
        of_repeat = repeat.pen()
        follow(how, pen, of_repeat)
        repeat.take(of_repeat)


def answer(main: Story, repeat: Story, text: str) -> None:
    for command in (Dispatch(unit="城管局"), Sign(), ReplyWith(text=text, answer=Answer.SOLVED)):
        step(main, repeat, command)
    before = main.record.state
    main.passed()
    pen, of_repeat = main.pen(), repeat.pen()
    how = follows(before, pen)
    assert how is not None
    follow(how, pen, of_repeat)
    repeat.take(of_repeat)


def test_a_refused_main_ticket_refuses_its_repeats_with_the_same_words() -> None:
    main, repeat = merged()
    step(main, repeat, Refuse(reason="纪检监察事项", text="请拨12388"))
    assert (repeat.record.state, repeat.record.refused_for) == (S.NOT_ACCEPTED, "纪检监察事项")
    (told,) = [fact for fact in repeat.facts if isinstance(fact, TicketRefused)]
    assert (told.by, told.text) == (BY_RULE, "请拨12388")
    assert repeat.do(Reopen(why="应当受理")).record.state is S.REOPENED


def test_a_refusal_taken_back_takes_the_repeats_along_to_the_answer() -> None:
    main, repeat = merged()
    step(main, repeat, Refuse(reason="纪检监察事项", text="请拨12388"))
    step(main, repeat, Reopen(why="应当受理"))
    assert repeat.record.state is S.MERGED
    answer(main, repeat, "已修复")
    assert (repeat.record.state, repeat.record.reply and repeat.record.reply.text) == (S.REVISIT, "已修复")


def test_a_second_reply_reaches_the_callers_who_were_not_content_with_the_first() -> None:
    main, repeat = merged()
    answer(main, repeat, "第一次")
    step(main, repeat, Reopen(why="没修好"))
    assert (repeat.record.state, repeat.record.main) == (S.MERGED, "main")
    answer(main, repeat, "第二次")
    assert (repeat.record.state, repeat.record.reply and repeat.record.reply.text) == (S.REVISIT, "第二次")
    assert (repeat.record.handlings, repeat.record.tries_now) == (2, ())


def test_a_caller_who_is_content_is_not_asked_again() -> None:
    main, repeat = merged()
    answer(main, repeat, "第一次")
    repeat.asked("满意")
    step(main, repeat, Reopen(why="没修好"))
    assert repeat.record.state is S.CLOSED


def test_a_repeat_reopened_by_itself_goes_its_own_way() -> None:
    main, repeat = merged()
    answer(main, repeat, "第一次")
    repeat.do(Reopen(why="我家不同")).do(AnswerDirectly(text="另行安排"))
    step(main, repeat, Reopen(why="没修好"))
    assert repeat.record.state is S.CLOSED
    assert repeat.record.reply is not None
    assert repeat.record.reply.text == "另行安排"


def test_who_joins_a_main_ticket_on_the_register_is_answered_at_once() -> None:
    main, first = merged("zhuzhou")
    for command in (Dispatch(unit="城管局"), Sign(), ReplyWith(text="已修", answer=Answer.SOLVED, signer="王")):
        step(main, first, command)
    main.asked("不满意").do(EndRevisit(why="已解释"))
    late = Story(profile=main.profile, name="late").accepted()
    pens = late.pen(), main.pen()
    merge(*pens)
    assert answered_before(pens[1])
    inherit(*pens)
    assert late.take(pens[0]).record.state is S.REVISIT


def test_merging_a_reopened_main_ticket_takes_along_only_those_that_still_wait() -> None:
    main, repeat = merged()
    answer(main, repeat, "第一次")
    repeat.asked("满意")
    step(main, repeat, Reopen(why="没修好"))
    main.do(Dispatch(unit="城管局")).do(Sign(), UNIT)
    other = Story(profile=main.profile, name="other").accepted()
    pens = main.pen(), other.pen(), repeat.pen()
    merge(pens[0], pens[1], pens[2:])
    assert (pens[0].record.main, pens[1].record.repeats, pens[2].facts) == ("other", ("main",), [])
