"""待补充材料 has an end, and 线索移交 takes the matter off everybody's clock."""

from dataclasses import replace

import pytest

from queueing.city.profiles import ClockKind, ClockRule, Moment
from queueing.days.clocks import due_of
from queueing.days.limits import Limit
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import AskExtension, GoOn, GrantExtension, Pause, ProlongPause
from queueing.ticket.commands.intake import Reclassify
from queueing.ticket.commands.oversight import CallMeeting, ReferToDiscipline
from queueing.ticket.facts import Alert, CardRaised, ClockStopped, PauseProlonged
from queueing.ticket.states import TicketState
from queueing.ticket.waiting import PAUSE, waited_too_long
from tests.rules.ticket.story import SHANGHAI, UNIT, Story, city, story

LIMIT = Limit.parse("3 wd")


def paused(**switches: object) -> Story:
    return story("jintan", pause_most=LIMIT, **switches).signed().at(6, 2, 9).do(Pause(why="等房产证"), UNIT)


def due_day(told: Story, rule_id: str) -> str:
    clock = told.record.clock(rule_id)
    assert clock is not None
    end = due_of(clock.clock, told.rules.office)
    assert end is not None
    return end.at.astimezone(SHANGHAI).strftime("%m-%d")


def test_a_wait_is_asked_about_once_when_the_city_lets_it_go_on_no_longer() -> None:
    told = paused(escalate_on_red=True)
    clock = told.record.clock(PAUSE)
    assert clock is not None
    assert (clock.soft, str(clock.clock.limit), due_day(told, PAUSE)) == (True, "3 wd", "06-05")
    assert told.at(6, 5, 9).tick() == []
    with pytest.raises(TransitionError, match="one with time left"):
        told.do(ProlongPause(why="材料在途"))
    (card,) = told.at(6, 8, 9).tick()
    assert isinstance(card, CardRaised)
    assert (card.rule_id, card.card) == (PAUSE, Alert.MISSED)
    assert waited_too_long(told.record)
    assert told.at(7, 8, 9).tick() == [], "neither asked twice nor lifted by a red card: it is nobody's duty"


def test_the_office_lets_a_wait_go_on_for_as_long_again_or_ends_it() -> None:
    told = paused().at(6, 8, 9)
    told.tick()
    with pytest.raises(TransitionError, match="a reason"):
        told.do(ProlongPause(why=" "))
    told.do(ProlongPause(why="房管所下周出证"))
    assert (told.record.state, waited_too_long(told.record)) == (TicketState.PAUSED, False)
    assert [fact.why for fact in told.facts if isinstance(fact, PauseProlonged)] == ["房管所下周出证"]
    assert due_day(told, PAUSE) == "06-11"
    told.at(6, 12, 9).tick()
    told.do(GoOn())
    assert told.record.clock(PAUSE) is None
    stopped = [fact for fact in told.facts if isinstance(fact, ClockStopped) and fact.rule_id == PAUSE]
    assert [one.counted for one in stopped] == [False, False], "no figure counts a reminder as met or missed"


def test_an_extension_asked_before_the_pause_is_granted_during_it_and_lengthens_what_is_left() -> None:
    """Five working days from Monday 1 June, two more granted while it waits from the 2nd to the 4th."""
    told = story("jintan").signed().do(AskExtension(limit="2 wd", why="协调"), UNIT)
    told.at(6, 2, 9).do(Pause(why="等房产证"), UNIT).do(GrantExtension())
    told.at(6, 4, 9).do(GoOn())
    other = story("jintan").signed().do(AskExtension(limit="2 wd", why="协调"), UNIT).do(GrantExtension())
    other.at(6, 2, 9).do(Pause(why="等房产证"), UNIT).at(6, 4, 9).do(GoOn())
    assert due_day(told, "hotline_close") == due_day(other, "hotline_close") == "06-12"


def test_a_refused_extension_says_the_unit_it_counts_in_and_the_most_there_is() -> None:
    told = story("shandong_2020").signed()
    with pytest.raises(TransitionError, match="expected an extension counted in wd, found 5 h"):
        told.do(AskExtension(limit="5 h", why="协调"), UNIT)
    with pytest.raises(TransitionError, match="expected extensions of 10 wd at most, found 12 wd"):
        told.do(AskExtension(limit="12 wd", why="协调"), UNIT)


def test_a_meeting_is_called_for_a_time_to_come() -> None:
    told = story("demo", joint_meeting=True).signed()
    for when in ("2026-06-01T08:58", "2020-01-01 09:30", "2026-06-01T00:58:00+00:00"):
        with pytest.raises(TransitionError, match="a meeting still to come"):
            told.do(CallMeeting(units=("甲", "乙"), topic="谁管", when=when))
    for when in ("2026-06-01T09:00", "2026-06-02 09:30"):
        told.do(CallMeeting(units=("甲", "乙"), topic="谁管", when=when))
    assert len(told.record.meetings) == 2


def test_a_referred_matter_is_off_the_units_clock_and_no_other_begins() -> None:
    told = story("demo").signed()
    assert told.record.running()
    told.at(6, 2, 9).do(ReferToDiscipline(people=("jiwei1",), why="涉嫌违纪"))
    assert told.record.running() == ()
    stopped = [fact for fact in told.facts if isinstance(fact, ClockStopped) and fact.why == "referred"]
    assert stopped
    assert not [one for one in stopped if one.counted], "in time until then: neither met nor missed"
    told.do(Reclassify(kind="咨询", priority="紧急"))
    assert told.record.running() == ()
    assert told.at(8, 1, 9).tick() == []


def test_what_was_missed_before_the_referral_stays_missed() -> None:
    told = story("demo").signed().at(6, 30, 9).do(ReferToDiscipline(people=("jiwei1",), why="涉嫌违纪"))
    stopped = [fact for fact in told.facts if isinstance(fact, ClockStopped) and fact.why == "referred"]
    assert any(one.counted and not one.met for one in stopped)


def test_only_a_clock_that_the_city_names_for_discipline_runs_from_the_referral_on() -> None:
    profile = city("demo")
    rule = ClockRule(
        id="clue",
        title="线索办理",
        starts=Moment.REFERRED,
        stops=Moment.RESOLVED,
        limit=Limit.parse("30 wd"),
        kind=ClockKind.DUTY,
    )
    told = Story(profile=replace(profile, clocks=(*profile.clocks, rule)))
    told.accepted().do(ReferToDiscipline(people=("jiwei1",), why="涉嫌违纪"))
    assert [one.rule_id for one in told.record.running()] == ["clue"]
    told.at(6, 3, 9).do(Dispatch(unit="监委"))
    assert [one.rule_id for one in told.record.running()] == ["clue"]
