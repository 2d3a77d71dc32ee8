"""A ticket of the show: promises run on clocks of their own, replies are held against what was said on air."""

from datetime import date, datetime

import pytest

from queueing.events import TransitionError
from queueing.show.facts import AirAnswer
from queueing.ticket.commands.airing import CheckReply, KeepPromise, NoteAir, NoteShow, TakePromise, WithdrawPromise
from queueing.ticket.commands.dispatching import UpholdReturn
from queueing.ticket.commands.handling import AskReturn, GoOn, Pause
from queueing.ticket.commands.intake import Reclassify
from queueing.ticket.commands.replying import HoldAgain, ReplyWith
from queueing.ticket.facts import Alert, Answer, CardRaised, ClockStopped, ReplyFlagged
from queueing.ticket.record import TicketClock
from tests.rules.ticket.story import MONDAY, SHANGHAI, UNIT, Story, story

AIR = NoteAir(
    show_id="s1", entry_id="e1", answer=AirAnswer.PROMISED, text="三天之内把路灯修好，一共二十盏。", aired_at=1.0
)


def promised(told: Story, due: date = date(2026, 6, 4), promise_id: str = "p1") -> Story:
    return told.do(TakePromise(promise_id=promise_id, text="三天之内修好", due=due, said_at=MONDAY.timestamp()))


def on_air(**chosen: object) -> Story:
    return promised(story().signed(source="show", **chosen).do(AIR))


def the_clock(told: Story, promise_id: str = "p1") -> TicketClock:
    return next(one for one in told.record.clocks if one.rule_id == promise_id)


def replied(told: Story, text: str, answer: Answer = Answer.SOLVED) -> Story:
    return told.do(ReplyWith(text=text, answer=answer, signer="王局长"), UNIT)


def test_a_promise_is_reminded_of_the_working_day_before_and_shown_as_missed_and_red_after() -> None:
    """Due Thursday 17:30: yellow on Wednesday, missed on Thursday evening, red on Friday."""
    told = on_air()
    cards = [
        [(fact.rule_id, fact.card) for fact in told.at(*moment).tick() if isinstance(fact, CardRaised)]
        for moment in ((6, 3, 17, 0), (6, 3, 17, 31), (6, 4, 17, 29), (6, 4, 17, 31), (6, 5, 17, 31))
    ]
    of_promise = [[card for rule, card in said if rule == "p1"] for said in cards]
    assert of_promise == [[], [Alert.YELLOW], [], [Alert.MISSED], [Alert.RED]]


def test_neither_a_return_nor_a_new_judgement_nor_missing_papers_stop_a_promise() -> None:
    told = on_air().do(Reclassify(kind="咨询")).do(Pause(why="等材料"), UNIT)
    assert the_clock(told).running
    assert not the_clock(told).paused
    told.do(GoOn(), UNIT).do(AskReturn(why="非我职责"), UNIT).do(UpholdReturn())
    assert the_clock(told).running


def test_a_reply_that_solves_it_in_time_keeps_the_promise_as_of_the_reply() -> None:
    told = replied(on_air().at(6, 4, 17, 0), "路灯20盏已全部修好。").at(6, 8, 9, 0)
    assert not [one for one in told.tick() if isinstance(one, CardRaised)], "it waits for the reviewer, not the unit"
    told.passed()
    assert (the_clock(told).met, told.record.promises[0].kept) == (True, True)


def test_a_reply_that_does_not_solve_it_leaves_the_promise_open() -> None:
    told = story().signed(source="show").do(AIR)
    promised(told).do(
        ReplyWith(text="路灯仍未修复。", answer=Answer.NOT_SOLVED, signer="王", unsolved_why="缺配件"), UNIT
    )
    told.passed()
    assert told.record.promises[0].open
    assert the_clock(told).running


def test_a_second_hold_gives_a_promise_no_more_time() -> None:
    told = replied(on_air().at(6, 2, 9, 0), "路灯20盏已修好。").at(6, 5, 9, 0).do(HoldAgain(why="未修好"))
    said = [fact.card for fact in told.tick() if isinstance(fact, CardRaised) and fact.rule_id == "p1"]
    assert Alert.MISSED in said


def test_a_promise_kept_or_withdrawn_by_a_person_ends_its_clock() -> None:
    told = promised(on_air(), date(2026, 6, 30), "p2")
    told.do(KeepPromise(promise_id="p1", note="已现场确认")).do(WithdrawPromise(promise_id="p2", why="听错"))
    ended = {fact.rule_id: (fact.met, fact.counted) for fact in told.facts if isinstance(fact, ClockStopped)}
    assert {name: ended[name] for name in ("p1", "p2")} == {"p1": (True, True), "p2": (True, False)}
    with pytest.raises(TransitionError, match="an open promise"):
        told.do(KeepPromise(promise_id="p1"))


def test_a_promise_does_not_change_when_the_matter_itself_is_due() -> None:
    """The hotline's own deadline stays what figures are counted by."""
    assert {one.rule_id for one in on_air().record.running()} == {"p1", "show_close"}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("路灯20盏已全部修好。", []),
        ("路灯10盏已修好。", ["differs"]),
        ("路灯改造列入明年计划。", ["differs"]),
        ("三天之内把路灯修好，一共二十盏。", ["copied"]),
    ],
)
def test_a_reply_is_held_against_what_was_said_on_air(text: str, flags: list[str]) -> None:
    told = replied(on_air(), text)
    assert [one.flag for one in told.record.flags] == flags
    assert [fact.flag for fact in told.facts if isinstance(fact, ReplyFlagged)] == flags


def test_a_flag_is_gone_when_somebody_has_looked_or_the_unit_replies_anew() -> None:
    told = replied(on_air(), "路灯10盏已修好。")
    told.do(CheckReply(note="另10盏属其他单位"))
    assert told.record.flags == ()
    told = replied(on_air(), "路灯10盏已修好。").do(HoldAgain(why="与现场答复不符"))
    assert [one.flag for one in replied(told, "路灯20盏已全部修好。").record.flags] == []
    with pytest.raises(TransitionError, match="flagged"):
        told.do(CheckReply(note="好"))


def test_a_city_that_does_not_compare_flags_nothing_and_a_ticket_of_no_show_neither() -> None:
    plain = story(reply_matches_air=False).signed(source="show").do(AIR)
    assert replied(plain, "路灯10盏已修好。").record.flags == ()
    assert replied(story().signed(), "列入明年计划").record.flags == ()


def test_a_ticket_belongs_to_one_show() -> None:
    told = story().signed().do(NoteShow(show_id="s1", entry_id="e1"))
    with pytest.raises(TransitionError, match="show s1"):
        told.do(NoteAir(show_id="s2", entry_id="e1", answer=AirAnswer.ANSWERED))
    with pytest.raises(TransitionError, match="no show"):
        told.do(NoteShow(show_id="s2", entry_id="e1"))


def test_a_promise_for_today_ends_with_the_day_it_was_made() -> None:
    """Said at 22:20 on television: business is closed, the day is not over."""
    told = story().signed(source="show")
    late = datetime(2026, 6, 1, 22, 20, tzinfo=SHANGHAI)
    told.at(6, 1, 22, 30).do(TakePromise(promise_id="p", text="今晚", due=date(2026, 6, 1), said_at=late.timestamp()))
    assert str(the_clock(told, "p").clock.limit) == "99 min"


def test_a_matter_collected_for_the_show_still_has_to_be_handed_on_after_it_was_dispatched() -> None:
    assert "hotline_to_show" in {one.rule_id for one in story().signed(source="show").record.running()}


def test_what_the_show_team_made_itself_is_not_handed_on_to_it() -> None:
    told = story().accepted(source="show").do(NoteShow(show_id="s1", entry_id="e1"))
    assert not told.record.running()
    told.do(Reclassify(kind="咨询"))
    assert not told.record.running(), "judged anew, it is still known to the show"
