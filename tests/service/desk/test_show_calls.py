"""The show's sound through the real desk service on the simulated line: who hears whom, at each step."""

import pytest

from callcenter.ears import Rank
from callcenter.show.ports import (
    CallerJoined,
    CallerLeft,
    OnAirHeard,
    ScreeningFailed,
    ScreeningHeard,
)
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import CallAnswered, CallLeftShow, CallState, OfferMade, Outcome
from tests.service.desk.show_stage import PRODUCER, ShowStage


@pytest.fixture
def stage() -> ShowStage:
    stage = ShowStage("8001")
    stage.open()
    return stage


def test_a_caller_of_the_show_hears_the_programme_and_is_never_offered(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.wait(600.0)
    assert stage.state(call_id) is CallState.SHOW
    assert stage.line.prompts_at(leg) == ("greeting", "music")
    assert not [fact for fact in stage.facts if isinstance(fact, OfferMade)]
    assert [one.call_id for one in stage.told if isinstance(one, CallerJoined)] == [call_id]
    assert [one.call_id for one in stage.air.present()] == [call_id]
    assert stage.ears.heard[leg].role == "caller"
    assert leg in stage.ears.paused, "recorded, but nothing recognised of who only listens"


def test_a_dial_probe_of_the_shows_number_is_no_caller_of_the_show(stage: ShowStage) -> None:
    stage.probes["13800009999"] = "run-1"
    leg = stage.dial("12388", "13800009999")
    stage.wait(1.0)
    assert stage.state(stage.service._floor.legs.find(leg)[0]) is CallState.OFFERED
    assert not stage.of(CallerJoined)


def test_while_no_show_is_open_its_queue_is_an_ordinary_one() -> None:
    stage = ShowStage("8001")
    _, call_id = stage.come()
    assert stage.state(call_id) is CallState.OFFERED
    assert not stage.told


def test_who_waits_or_rings_in_the_shows_queue_when_it_opens_is_the_shows() -> None:
    stage = ShowStage("8001")
    _, rings = stage.come()
    _, waits = stage.come()
    stage.open()
    assert [stage.state(one) for one in (rings, waits)] == [CallState.SHOW, CallState.SHOW]
    assert stage.desk.state.operators["8001"].eligible


def test_an_operator_hands_a_caller_to_the_show_as_one_call(stage: ShowStage) -> None:
    leg = stage.dial("12345")
    stage.wait(4.0)
    call_id = stage.service._floor.legs.find(leg)[0]
    stage.service.show.hand_over(call_id)
    stage.wait(0.1)
    assert stage.state(call_id) is CallState.SHOW
    assert stage.line.prompts_at(leg) == ("music",)
    assert stage.told[-1] == CallerJoined(at=stage.told[-1].at, call_id=call_id, source="hotline")
    assert stage.line.ringing_at("8001") == "", "the operator's phone is free"
    stage.wait(15.0)
    assert stage.desk.state.operators["8001"].eligible


def test_a_producer_screens_and_either_end_of_it_brings_the_programme_back(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.screen(call_id, PRODUCER)
    stage.wait(1.0)
    phone = stage.line.ringing_at(PRODUCER)
    assert stage.line.hears(leg) == {phone}
    assert [type(one) for one in stage.told[-1:]] == [ScreeningHeard]
    assert leg not in stage.ears.paused
    assert stage.ears.heard[phone].role == "guest"
    stage.line.hang_up(phone)
    stage.wait(0.1)
    assert stage.line.prompts_at(leg) == ("music",)
    assert isinstance(stage.told[-1], ScreeningFailed)
    stage.air.screen(call_id, PRODUCER)
    stage.wait(1.0)
    stage.air.park(call_id)
    stage.wait(0.1)
    assert stage.line.prompts_at(leg) == ("music",)
    assert stage.line.ringing_at(PRODUCER) == "", "the phone is freed"
    assert len(stage.of(ScreeningFailed)) == 1, "parking is no failure"


@pytest.mark.parametrize("manner", [Manner.BUSY, Manner.DECLINES, Manner.IGNORES])
def test_a_producers_phone_that_is_not_answered_leaves_the_caller_with_the_programme(
    stage: ShowStage, manner: Manner
) -> None:
    leg, call_id = stage.come()
    stage.line.add_phone(SimulatedPhone(account=PRODUCER, manner=manner, answer_s=0.5))
    stage.air.screen(call_id, PRODUCER)
    stage.wait(30.0)
    assert [one.call_id for one in stage.told if isinstance(one, ScreeningFailed)] == [call_id]
    assert stage.line.prompts_at(leg)[-1] == "music"
    assert stage.state(call_id) is CallState.SHOW


def test_an_operators_phone_that_screens_gets_no_call_meanwhile(stage: ShowStage) -> None:
    _, call_id = stage.come()
    stage.line.add_phone(SimulatedPhone(account="8001", answer_s=0.5))
    stage.air.screen(call_id, "8001")
    stage.dial("12345")
    stage.wait(2.0)
    assert not [fact for fact in stage.facts if isinstance(fact, OfferMade)]
    stage.air.park(call_id)
    stage.wait(0.1)
    assert [fact.operator_id for fact in stage.facts if isinstance(fact, OfferMade)] == ["8001"]


def test_a_busy_operators_phone_is_refused_and_said_so(stage: ShowStage) -> None:
    stage.dial("12345")
    stage.wait(4.0)
    _, call_id = stage.come()
    stage.air.screen(call_id, "8001")
    stage.wait(0.1)
    assert [one.why for one in stage.told if isinstance(one, ScreeningFailed)] == ["busy"]


def test_on_air_the_studio_hears_the_caller_and_nobody_else(stage: ShowStage) -> None:
    first, one = stage.come()
    second, two = stage.come()
    held, _three = stage.come()
    stage.air.air(one, 1)
    stage.air.air(two, 2)
    stage.wait(0.1)
    assert stage.line.hears(stage.studio(1)) == {first}
    assert stage.line.hears(stage.studio(2)) == {second}
    assert stage.line.hears(first) == {stage.studio(1)}
    assert stage.line.prompts_at(held)[-1] == "music"
    assert [(x.call_id, x.position) for x in stage.told if isinstance(x, OnAirHeard)] == [(one, 1), (two, 2)]
    assert stage.ears.heard[f"{one}-air"].call_id == one, "what the studio says belongs to the call"


def test_words_on_air_are_wanted_before_all_others(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    assert stage.ears.heard[leg].rank is Rank.CALLER
    stage.air.air(call_id, 1)
    stage.wait(0.1)
    assert stage.ears.heard[leg].rank is Rank.ON_AIR
    assert stage.ears.heard[f"{call_id}-air"].rank is Rank.ON_AIR
    assert stage.ears.heard[stage.studio(1)].rank is Rank.ON_AIR
    assert stage.ears.heard[stage.studio(2)].rank is Rank.OPERATOR
    assert leg not in stage.ears.paused


def test_one_who_takes_a_line_brings_the_other_back_to_the_programme(stage: ShowStage) -> None:
    first, one = stage.come()
    second, two = stage.come()
    stage.air.air(one, 1)
    stage.air.air(two, 1)
    stage.wait(0.1)
    assert stage.line.hears(stage.studio(1)) == {second}
    assert stage.line.prompts_at(first) == ("music",)
    assert stage.desk.state.calls[one].air_position == 0


def test_talk_back_reaches_one_on_air_but_not_the_studio(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.air(call_id, 1)
    stage.air.talk_back(call_id, PRODUCER, on=True)
    stage.wait(1.0)
    phone = stage.line.ringing_at(PRODUCER)
    assert stage.line.hears(leg) == {stage.studio(1), phone}
    assert stage.line.hears(stage.studio(1)) == {leg}
    assert phone not in stage.ears.heard
    assert f"{call_id}-air" not in stage.ears.heard, "the producer's words are in no recording of the citizen"
    stage.air.talk_back(call_id, PRODUCER, on=False)
    stage.wait(0.1)
    assert stage.line.hears(leg) == {stage.studio(1)}
    assert stage.line.ringing_at(PRODUCER) == ""


def test_talk_back_to_one_who_waits_ends_in_the_programme(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.talk_back(call_id, PRODUCER, on=True)
    stage.wait(1.0)
    assert stage.line.hears(leg) == {stage.line.ringing_at(PRODUCER)}
    stage.air.talk_back(call_id, PRODUCER, on=False)
    stage.wait(0.1)
    assert stage.line.prompts_at(leg) == ("music",)


def test_off_air_and_back_to_the_hotline_at_the_place_of_the_arrival(stage: ShowStage) -> None:
    stage.dial("12345", "13900000001")  # occupies 8001
    stage.wait(4.0)
    leg, call_id = stage.come()
    stage.wait(100.0)
    _later = stage.dial("12345", "13900000002")
    stage.air.air(call_id, 1)
    stage.wait(10.0)
    stage.air.to_hotline(call_id)
    stage.wait(0.1)
    assert stage.line.prompts_at(leg) == ("show_returned", "music")
    assert stage.line.hears(stage.studio(1)) == frozenset()
    line = [one for _, one in stage.desk.state.lines["hotline"]]
    assert line[0] == call_id, "who came first is first"
    stage.line.hang_up(stage.line.ringing_at("8001"))
    stage.wait(20.0)
    answered = [fact for fact in stage.facts if isinstance(fact, CallAnswered) and fact.call_id == call_id]
    left = next(fact for fact in stage.facts if isinstance(fact, CallLeftShow))
    assert left.with_show_s == pytest.approx(110.0, abs=1.0)
    assert answered[0].waited_s == pytest.approx(answered[0].at - left.at, abs=0.1), "the show's time is no waiting"


def test_thanks_are_said_before_the_call_ends(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.air(call_id, 1)
    stage.wait(1.0)
    stage.air.thank(call_id)
    assert stage.line.prompts_at(leg) == ("show_thanks",)
    stage.wait(2.0)
    assert leg not in stage.line.live_legs()
    assert [fact.outcome for fact in stage.ends()] == [Outcome.WITH_SHOW]
    assert stage.line.hears(stage.studio(1)) == frozenset()
    assert not stage.of(CallerLeft), "what the studio ordered it need not be told"


def test_drop_ends_the_call_at_once(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.drop(call_id)
    stage.wait(0.1)
    assert leg not in stage.line.live_legs()
