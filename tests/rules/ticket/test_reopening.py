"""A matter taken up again: every clock of the city counts from then, and a reply that did not stand met nothing."""

import pytest

from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import AskExtension, GrantExtension, Pause, Sign
from queueing.ticket.commands.intake import AnswerDirectly, Reclassify
from queueing.ticket.commands.oversight import Instruct
from queueing.ticket.commands.replying import HoldAgain
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen
from queueing.ticket.facts import ExtensionAsked
from queueing.ticket.states import TicketState
from queueing.ticket.waiting import PAUSE
from tests.rules.ticket.story import OFFICE, UNIT, Story, story


def began(told: Story) -> dict[str, str]:
    """The clocks that run, each with the day it counts from."""
    return {one.rule_id: f"{one.clock.started_at.astimezone(told.now.tzinfo):%m-%d}" for one in told.record.running()}


def test_gaoyou_a_leaders_reopening_gives_the_matter_its_days_again() -> None:
    told = story("gaoyou").signed(complexity="复杂").replied().passed().at(6, 20, 9)
    told.do(Instruct(leader="市长", text="重办", reopen=True))
    assert began(told) == {"complex": "06-20"}
    assert began(told.do(Dispatch(unit="城管局"))) == {"complex": "06-20"}


def test_jintan_hotline_and_law_both_count_again_from_the_reopening() -> None:
    told = story("jintan").accepted().do(Dispatch(unit="城管局", unit_name="市场监管局")).do(Sign()).replied()
    told.at(6, 20, 9).do(Reopen(why="又卖过期食品")).at(6, 21, 9).do(Dispatch(unit="U1", unit_name="市场监管局"))
    assert began(told) == {"hotline_close": "06-21", "statutory_complaint": "06-20"}


def test_zhuzhou_the_day_for_urgent_help_is_not_over_at_birth() -> None:
    told = story("zhuzhou").signed(category="停水").replied()
    told.do(RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="不满意")).do(EndRevisit(why="仍停水"))
    assert told.record.state is TicketState.UNSATISFIED
    told.at(6, 9, 9).do(Reopen(why="仍停水")).do(Dispatch(unit="水务局"))
    assert began(told) == {"fast12": "06-09"}
    assert told.tick() == []


def test_haikou_half_an_hour_to_the_unit_counts_from_the_reopening_of_a_call() -> None:
    told = story("haikou").accepted(call_ended_at=story().now.timestamp()).do(AnswerDirectly(text="已解释"))
    assert began(told.at(6, 5, 9).do(Reopen(why="又来电"))) == {"to_unit": "06-05"}
    web = story("haikou").accepted().do(AnswerDirectly(text="已解释"))
    assert began(web.at(6, 5, 9).do(Reopen(why="又留言"))) == {}


def test_what_was_missed_before_the_reopening_stays_missed() -> None:
    told = story("gaoyou", revisit=(RevisitWay.HUMAN,)).signed(priority="紧急").replied().passed()
    told.at(6, 1, 12).do(Reopen(why="没人来"))
    assert [(one.rule_id, one.met) for one in told.record.clocks if not one.running and one.counted] == [
        ("urgent_onsite", False),
        ("simple", True),
    ]
    assert set(began(told)) == {"simple", "urgent_onsite"}


def test_judging_anew_what_is_answered_begins_no_clock() -> None:
    told = story("zhuzhou").signed().replied()
    assert began(told.do(Reclassify(category="停水"))) == {}


def test_changzhou_a_reply_that_is_held_again_was_none_and_its_days_go_on() -> None:
    """常州: a throw-away answer on the third day does not meet 3 个工作日内答复."""
    told = story("changzhou").signed("咨询").at(6, 4, 9).replied()
    assert [one.paused for one in told.record.running()] == [True]
    told.do(HoldAgain(why="敷衍"), OFFICE)
    assert began(told) == {"reply": "06-01"}
    told.at(6, 9, 9).replied().passed()
    assert [(one.rule_id, one.met) for one in told.record.clocks] == [("sign", True), ("reply", False)]


def test_a_reply_that_stands_meets_its_days_as_of_the_reply() -> None:
    told = story("changzhou").signed("咨询").at(6, 4, 9).replied().at(6, 12, 9).passed()
    assert [(one.rule_id, one.met) for one in told.record.clocks] == [("sign", True), ("reply", True)]


@pytest.mark.parametrize(
    ("city", "chosen", "stands", "runs"),
    [
        ("demo", {"priority": "紧急"}, {"close"}, {"urgent_onsite"}),
        ("changzhou", {"source": "show"}, {"show_close"}, {"hotline_to_show"}),
        ("gaoyou", {"priority": "紧急"}, {"simple"}, {"urgent_onsite"}),
    ],
)
def test_a_units_pause_stops_the_clock_of_its_work_and_no_other(
    city: str, chosen: dict[str, str], stands: set[str], runs: set[str]
) -> None:
    told = story(city).accepted(**chosen).do(Dispatch(unit="城管局")).do(Sign(), UNIT).do(Pause(why="等材料"), UNIT)
    assert {one.rule_id for one in told.record.running() if one.paused} == stands
    assert {one.rule_id for one in told.record.running() if not one.paused} == {*runs, PAUSE}


def test_a_units_pause_does_not_stop_the_time_by_law() -> None:
    told = story("jintan").accepted().do(Dispatch(unit="城管局", unit_name="市场监管局")).do(Sign())
    told.do(Pause(why="等鉴定"))
    assert {one.rule_id: one.paused for one in told.record.running()} == {
        "hotline_close": True,
        "statutory_complaint": False,
        PAUSE: False,
    }


@pytest.mark.parametrize("limit", ["1 month", "999 wd", "6 wd", "0 wd", "-1 wd", "48 h", "很久"])
def test_an_extension_that_could_not_be_granted_is_not_asked_for(limit: str) -> None:
    """Where the city names no bound, all extensions together give as long again as the clock had."""
    told = story("demo").signed()
    before = told.record
    with pytest.raises(TransitionError):
        told.do(AskExtension(limit=limit, why="需协调"), UNIT)
    assert told.record == before


def test_extensions_together_keep_to_the_bound() -> None:
    told = story("demo").signed()
    for limit in ("3 wd", "2 wd"):
        told.do(AskExtension(limit=limit, why="需协调"), UNIT).do(GrantExtension())
    with pytest.raises(TransitionError, match="extensions of 5 wd at most, found 6 wd"):
        told.do(AskExtension(limit="1 wd", why="需协调"), UNIT)


def test_a_request_in_months_of_an_older_ledger_is_refused_and_can_be_denied() -> None:
    told = story("demo").signed()
    pen = told.pen(UNIT)
    pen.write(ExtensionAsked(at=pen.at, ticket_id="t1", by="zhang", limit="1 month", why="难"))
    told.take(pen)
    with pytest.raises(TransitionError, match="an extension counted in wd, found 1 month"):
        told.do(GrantExtension())
    assert told.record.asking
