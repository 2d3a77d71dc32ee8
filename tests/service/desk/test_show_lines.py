"""The show's calls when something ends or breaks: hang-ups, lost lines, a full or closing show, a service come back."""

import itertools
from collections.abc import Callable

import pytest

from callcenter.show.ports import (
    CallerLeft,
    OnAirHeard,
    StudioLineChanged,
)
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import CallEnded, CallOverflowed, CallState, Outcome
from tests.service.desk.show_stage import PRODUCER, ShowStage


@pytest.fixture
def stage() -> ShowStage:
    stage = ShowStage("8001")
    stage.open()
    return stage


def _waiting(_stage: ShowStage, _call_id: str) -> None:
    pass


def _ringing(stage: ShowStage, call_id: str) -> None:
    stage.air.screen(call_id, PRODUCER)


def _screening(stage: ShowStage, call_id: str) -> None:
    stage.air.screen(call_id, PRODUCER)
    stage.wait(1.0)


def _on_air(stage: ShowStage, call_id: str) -> None:
    stage.air.air(call_id, 1)
    stage.wait(0.1)


def _talked_to_on_air(stage: ShowStage, call_id: str) -> None:
    _on_air(stage, call_id)
    stage.air.talk_back(call_id, PRODUCER, on=True)
    stage.wait(1.0)


@pytest.mark.parametrize("get_there", [_waiting, _ringing, _screening, _on_air, _talked_to_on_air])
def test_a_caller_who_hangs_up_at_any_stage_is_told_once_and_frees_everything(
    stage: ShowStage, get_there: Callable[[ShowStage, str], None]
) -> None:
    leg, call_id = stage.come()
    get_there(stage, call_id)
    stage.line.hang_up(leg)
    stage.wait(1.0)
    assert [one.call_id for one in stage.told if isinstance(one, CallerLeft)] == [call_id]
    assert stage.line.ringing_at(PRODUCER) == ""
    assert stage.line.hears(stage.studio(1)) == frozenset()
    assert [fact.outcome for fact in stage.ends()] == [Outcome.WITH_SHOW]
    assert stage.ears.closed == [call_id]
    for order in (stage.air.park, stage.air.off_air, stage.air.to_hotline, stage.air.thank, stage.air.drop):
        order(call_id)  # too late, and no error
    stage.air.air(call_id, 1)
    stage.air.screen(call_id, PRODUCER)
    assert stage.line.hears(stage.studio(1)) == frozenset()


def test_a_double_order_changes_nothing(stage: ShowStage) -> None:
    _, call_id = stage.come()
    orders: list[Callable[[], None]] = [
        lambda: stage.air.open("S1"),
        lambda: stage.air.screen(call_id, PRODUCER),
        lambda: stage.air.park(call_id),
        lambda: stage.air.air(call_id, 1),
        lambda: stage.air.talk_back(call_id, PRODUCER, on=True),
        lambda: stage.air.talk_back(call_id, PRODUCER, on=False),
        lambda: stage.air.off_air(call_id),
        lambda: stage.air.block(True),
    ]
    for order in orders:
        order()
        stage.wait(1.0)
        facts, ordered = len(stage.facts), len(stage.orders)
        order()
        stage.wait(1.0)
        assert (len(stage.facts), len(stage.orders)) == (facts, ordered)


def test_a_lost_studio_line_is_called_again_and_its_caller_is_on_air_again(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.air(call_id, 1)
    stage.wait(0.1)
    stage.line.hang_up(stage.studio(1))
    stage.wait(0.1)
    assert stage.line.prompts_at(leg) == ("music",)
    assert stage.told[-1] == StudioLineChanged(at=stage.told[-1].at, position=1, up=False, why="remote_hangup")
    stage.wait(2.0)
    assert stage.line.hears(leg) == {stage.studio(1)}
    assert [type(one) for one in stage.told[-2:]] == [StudioLineChanged, OnAirHeard]


def test_a_studio_that_does_not_answer_is_called_with_growing_pauses() -> None:
    stage = ShowStage()
    stage.line.add_phone(SimulatedPhone(account="9101", manner=Manner.BUSY, answer_s=0.1))
    stage.open()
    stage.wait(70.0)
    downs = [one.at for one in stage.told if isinstance(one, StudioLineChanged) and one.position == 1]
    pauses = [round(later - earlier) for earlier, later in itertools.pairwise(downs)]
    assert pauses[:5] == [1, 2, 4, 8, 15]
    stage.air.close()
    stage.wait(60.0)
    assert len([one for one in stage.told if isinstance(one, StudioLineChanged) and one.position == 1]) == len(downs)


def test_a_show_that_takes_no_more_sends_new_callers_to_the_hotline_and_keeps_the_others(stage: ShowStage) -> None:
    _, here = stage.come()
    stage.air.block(True)
    leg, call_id = stage.come()
    assert stage.state(here) is CallState.SHOW
    assert stage.state(call_id) is CallState.OFFERED
    assert [fact.queue for fact in stage.facts if isinstance(fact, CallOverflowed)] == ["hotline"]
    leg, waits = stage.come()  # nobody else is idle
    assert stage.line.prompts_at(leg) == ("show_full", "music")
    assert stage.desk.state.calls[waits].queue == "hotline"
    stage.air.block(False)
    _, again = stage.come()
    assert stage.state(again) is CallState.SHOW


def test_closing_gives_everybody_back_and_finishes_the_recordings(stage: ShowStage) -> None:
    _, one = stage.come()
    _, two = stage.come()
    stage.air.air(one, 1)
    studios = {stage.studio(1), stage.studio(2)}
    stage.wait(1.0)
    stage.air.close()
    stage.wait(1.0)
    assert not studios & set(stage.line.live_legs())
    assert {stage.desk.state.calls[call].queue for call in (one, two)} == {"hotline"}
    assert stage.ears.closed == ["air-S1-1", "air-S1-2"]
    _, ordinary = stage.come()
    assert stage.state(ordinary) is CallState.WAITING


def test_both_ways_of_each_line_are_recorded_for_the_whole_show(stage: ShowStage) -> None:
    lines = {leg: one.call_id for leg, one in stage.ears.heard.items()}
    assert lines == {
        stage.studio(1): "air-S1-1",
        f"{stage.studio(1)}-sent": "air-S1-1",
        stage.studio(2): "air-S1-2",
        f"{stage.studio(2)}-sent": "air-S1-2",
    }
    assert stage.ears.paused == {f"{stage.studio(1)}-sent", stage.studio(2), f"{stage.studio(2)}-sent"}


def test_a_service_that_comes_back_finds_everybody_where_they_were(stage: ShowStage) -> None:
    on_air, one = stage.come()
    screened, two = stage.come()
    waiting, three = stage.come()
    stage.air.air(one, 1)
    stage.air.screen(two, PRODUCER)
    stage.wait(1.0)
    studio, phone = stage.studio(1), stage.line.ringing_at(PRODUCER)
    stage.told.clear()
    stage.start_service()
    stage.orders.clear()
    stage.line.reconnect()
    stage.wait(10.0)
    assert stage.line.hears(on_air) == {studio}
    assert stage.line.hears(screened) == {phone}
    assert stage.line.prompts_at(waiting)[-1] == "music"
    sound = [type(one).__name__ for one in stage.orders]
    assert not {"Bridge", "Play", "Mix", "HangUp", "Ring"} & set(sound), "nobody's sound was touched"
    assert [one.call_id for one in stage.air.present()] == [one, two, three]
    assert stage.air.open_show() == "S1"
    assert stage.air.lines_up() == {1: True, 2: True}
    stage.air.off_air(one)
    stage.line.hang_up(phone)
    stage.wait(0.1)
    assert stage.line.prompts_at(on_air) == ("music",)
    assert stage.line.prompts_at(screened) == ("music",)
    stage.line.hang_up(waiting)
    stage.wait(0.1)
    assert [one.call_id for one in stage.told if isinstance(one, CallerLeft)] == [three]


def test_what_died_with_telephony_is_called_again_or_let_go(stage: ShowStage) -> None:
    on_air, one = stage.come()
    _, two = stage.come()
    stage.air.air(one, 1)
    stage.air.screen(two, PRODUCER)
    stage.wait(1.0)
    phone, studio = stage.line.ringing_at(PRODUCER), stage.studio(1)
    stage.start_service()
    for leg in (phone, studio):
        stage.line._legs.pop(leg)  # gone without a word
    stage.line.reconnect()
    stage.wait(5.0)
    assert stage.desk.state.calls[two].show_phone is None
    assert stage.studio(1) not in ("", studio)
    assert stage.line.hears(on_air) == {stage.studio(1)}


def test_a_caller_who_puts_us_on_hold_changes_nothing_at_the_desk(stage: ShowStage) -> None:
    leg, call_id = stage.come()
    stage.air.air(call_id, 1)
    stage.wait(0.1)
    stage.line.press_hold(leg, held=True)
    stage.line.press(leg, "1")
    stage.wait(0.1)
    assert stage.state(call_id) is CallState.SHOW
    assert not [fact for fact in stage.facts if isinstance(fact, CallEnded)]
