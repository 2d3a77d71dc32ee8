"""A unit at work: signing in time, waiting for material, more time, returns, appointment, assisting units."""

from datetime import timedelta

import pytest

from queueing.days.clocks import read
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
    NameHandlers,
    Pause,
    ReachSite,
    Sign,
)
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.facts import Alert, Answer, CardRaised
from queueing.ticket.pen import NotYoursError, Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import OFFICE, UNIT, Story, story

OTHER = Who(name="zhao", unit="水务局")


def due(told: Story, rule_id: str) -> str:
    clock = told.record.clock(rule_id)
    assert clock is not None
    face = read(clock.clock, told.now, told.rules.office)
    assert face.due is not None
    return f"{face.due.at:%m-%d %H:%M}"


def test_signing_within_the_working_hour_meets_the_clock_and_later_misses_it() -> None:
    """常州: 1 个工作小时签收; of an hour from Friday 17:10, 40 minutes are left for Monday from 9:00."""
    told = story().at(6, 5, 17, 10).accepted().do(Dispatch(unit="城管局"))
    assert due(told, "sign") == "06-08 09:40"
    assert told.at(6, 8, 9, 40).do(Sign(), UNIT).record.clocks[0].met
    late = story().at(6, 5, 17, 10).accepted().do(Dispatch(unit="城管局")).at(6, 8, 9, 41).do(Sign(), UNIT)
    assert not late.record.clocks[0].met


def test_only_the_lead_unit_signs_and_replies() -> None:
    told = story().accepted().do(Dispatch(unit="城管局", assisting=("水务局",)))
    with pytest.raises(NotYoursError, match="expected somebody of 城管局, found 水务局"):
        told.do(Sign(), OTHER)
    told.do(Sign(), UNIT)
    with pytest.raises(NotYoursError):
        told.do(ReplyWith(text="好", answer=Answer.SOLVED), OTHER)


def test_one_unit_leads_and_the_others_assist() -> None:
    told = story().accepted()
    for wrong in (
        Dispatch(unit=""),
        Dispatch(unit="甲", assisting=("甲",)),
        Dispatch(unit="甲", assisting=("乙", "乙")),
    ):
        with pytest.raises(TransitionError):
            told.do(wrong)
    told.do(Dispatch(unit="城管局", assisting=("水务局",))).do(AssistWith(text="已排查管网"), OTHER)
    assert [(one.unit, one.text) for one in told.record.assists] == [("水务局", "已排查管网")]
    with pytest.raises(NotYoursError):
        told.do(AssistWith(text="我也来"), UNIT)


def test_a_ticket_goes_to_a_person_only_where_the_city_does_so() -> None:
    assert story("haikou").accepted().do(Dispatch(unit="司法所", person="P7")).record.person == "P7"
    with pytest.raises(TransitionError, match="does not dispatch to persons"):
        story().accepted().do(Dispatch(unit="司法所", person="P7"))


def test_who_is_responsible_and_who_handles_is_named() -> None:
    told = story().signed().do(NameHandlers(responsible="陈副局长", handler="小吴"), UNIT)
    assert (told.record.responsible, told.record.handler) == ("陈副局长", "小吴")


def test_meeting_citizen_or_place_begins_the_work() -> None:
    assert story().signed().do(Contact(note="已说明程序"), UNIT).record.state is TicketState.IN_HAND
    urgent = story("gaoyou").signed(priority="紧急").at(6, 1, 9, 50).do(ReachSite(), UNIT)
    assert [one.met for one in urgent.record.clocks if one.rule_id == "urgent_onsite"] == [True]


def test_time_stands_still_while_material_is_missing() -> None:
    """Five working days from Monday; paused Tuesday to Thursday, they end that much later."""
    told = story("jintan").signed()
    assert due(told, "hotline_close") == "06-08 17:30"
    told.at(6, 2, 9).do(Pause(why="等房产证"), UNIT)
    assert told.record.state is TicketState.PAUSED
    told.at(6, 4, 9)
    assert told.tick() == []
    told.do(GoOn())
    assert due(told, "hotline_close") == "06-10 17:30"
    assert told.record.state is TicketState.IN_HAND


def test_a_pause_needs_a_reason_and_cannot_save_what_is_over() -> None:
    told = story("jintan").signed()
    with pytest.raises(TransitionError, match="a reason"):
        told.do(Pause(why=" "), UNIT)
    told.at(6, 9, 9).do(Pause(why="等材料"), UNIT)
    assert [one.paused for one in told.record.running() if one.rule_id == "hotline_close"] == [False]


def test_more_time_is_asked_for_with_a_reason_and_granted_by_the_hotline() -> None:
    told = story("shandong_2020").signed()
    told.do(AskExtension(limit="5 wd", why="需协调"), UNIT)
    with pytest.raises(TransitionError, match="no open request"):
        told.do(AskExtension(limit="1 wd", why="再协调"), UNIT)
    before = due(told, "close")
    told.do(GrantExtension())
    assert (before, due(told, "close")) == ("06-08 17:30", "06-15 17:30")
    assert told.record.asking is None


def test_no_more_time_than_the_city_allows() -> None:
    """山东: at most ten working days on top."""
    told = story("shandong_2020").signed()
    with pytest.raises(TransitionError, match="extensions of 10 wd at most"):
        told.do(AskExtension(limit="11 wd", why="需协调"), UNIT)
    told.do(AskExtension(limit="10 wd", why="需协调"), UNIT).do(GrantExtension())
    with pytest.raises(TransitionError, match="extensions of 10 wd at most, found 11"):
        told.do(AskExtension(limit="1 wd", why="还需协调"), UNIT)


def test_time_asked_for_before_the_deadline_is_granted_after_it() -> None:
    told = story("shandong_2020").signed().at(6, 8, 17).do(AskExtension(limit="2 wd", why="需协调"), UNIT)
    told.at(6, 9, 9).do(GrantExtension())
    assert due(told, "close") == "06-10 17:30"


def test_a_refused_extension_changes_no_deadline() -> None:
    told = story("shandong_2020").signed().do(AskExtension(limit="5 wd", why="需协调"), UNIT)
    told.do(DenyExtension(why="理由不足"))
    assert (due(told, "close"), told.record.asking) == ("06-08 17:30", None)


def test_the_time_by_law_is_not_extended_with_the_hotlines() -> None:
    told = story("jintan").accepted("投诉").do(Dispatch(unit="城管局", unit_name="市场监管局")).do(Sign(), UNIT)
    law = due(told, "statutory_complaint")
    told.do(AskExtension(limit="2 wd", why="需鉴定"), UNIT).do(GrantExtension())
    assert (due(told, "hotline_close"), due(told, "statutory_complaint")) == ("06-10 17:30", law)


def test_a_unit_returns_what_is_not_its_own_and_another_begins_with_a_clock_of_its_own() -> None:
    told = story().accepted().do(Dispatch(unit="城管局")).do(AskReturn(why="属水务"), UNIT)
    assert told.record.state is TicketState.RETURN_ASKED
    told.at(6, 1, 11).do(UpholdReturn())
    assert (told.record.state, told.record.unit, told.record.returned_by) == (TicketState.REGISTERED, "", ("城管局",))
    told.do(Dispatch(unit="水务局"))
    assert (due(told, "sign"), told.record.unit) == ("06-01 12:00", "水务局")


def test_a_return_that_is_denied_leaves_the_unit_with_the_matter() -> None:
    told = story().accepted().do(Dispatch(unit="城管局")).do(AskReturn(why="属水务"), UNIT)
    told.do(DenyReturn(why="路灯由城管局管理"))
    assert (told.record.state, told.record.unit) == (TicketState.DISPATCHED, "城管局")


def test_returning_is_a_right_that_ends() -> None:
    """天津: one working day after the dispatch, two for a hard matter."""
    told = story("tianjin_2025").accepted().do(Dispatch(unit="城管局")).at(6, 3, 9)
    with pytest.raises(TransitionError, match="the time for it over"):
        told.do(AskReturn(why="属水务"), UNIT)
    hard = story("tianjin_2025").accepted(complexity="疑难").do(Dispatch(unit="城管局")).at(6, 3, 9)
    assert hard.do(AskReturn(why="属水务"), UNIT).record.state is TicketState.RETURN_ASKED


def test_after_three_dispatches_a_disputed_matter_is_appointed_and_stays() -> None:
    """天津: 3 次派单仍有争议的, 指定承办单位."""
    told = story("tianjin_2025").accepted()
    for unit in ("甲局", "乙局"):
        told.do(Dispatch(unit=unit)).do(AskReturn(why="非我职责"), Who(name="a", unit=unit)).do(UpholdReturn())
    told.do(Dispatch(unit="丙局"))
    assert told.record.appointed
    with pytest.raises(TransitionError, match="not appointed"):
        told.do(AskReturn(why="非我职责"), Who(name="a", unit="丙局"))


def test_cards_are_shown_once_each_as_the_deadline_nears_and_passes() -> None:
    """山东 2017: yellow one working day before, red on the first working day after."""
    told = story("shandong_prov_2017").signed()  # due 06-23 (端午 06-19 is a holiday)
    seen = []
    moment = told.now
    for _ in range(24 * 30):
        moment += timedelta(hours=1)
        told.now = moment
        seen += [(fact.card, f"{moment:%m-%d}") for fact in told.tick() if isinstance(fact, CardRaised)]
    assert [card for card, _ in seen] == [Alert.YELLOW, Alert.MISSED, Alert.RED]
    assert [day for _, day in seen] == ["06-22", "06-23", "06-24"]


def test_the_hotline_may_act_for_a_unit() -> None:
    """A unit without a screen telephones; the hotline puts it in."""
    assert story().accepted().do(Dispatch(unit="城管局")).do(Sign(), OFFICE).record.state is TicketState.SIGNED
