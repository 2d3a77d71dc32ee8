"""The show's sound through the real desk service on the simulated line: who hears whom, at each step and fault."""

import itertools
from collections.abc import Callable

import pytest

from callcenter.ears import Rank
from callcenter.queue_settings import Queue
from callcenter.show.air import Air
from callcenter.show.ports import (
    CallerJoined,
    CallerLeft,
    OnAirHeard,
    ScreeningFailed,
    ScreeningHeard,
    ShowSignal,
    StudioLineChanged,
)
from callcenter.show_settings import Show, ShowPhone, show_rules
from callcenter.telephony.ports import Order
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.desk.state import DeskRules
from queueing.events import CallAnswered, CallEnded, CallLeftShow, CallOverflowed, CallState, OfferMade, Outcome
from tests.service.desk.stage import Stage

QUEUES = (
    Queue(name="hotline", title="12345 热线", numbers=("12345",)),
    Queue(name="show", title="政风热线", numbers=("12388",), show=True),
)
PASSWORD = "at-least-eight"
SHOW = Show(
    studio=("9101", "9102"), phone=tuple(ShowPhone(number=n, password=PASSWORD) for n in ("9101", "9102", "9001"))
)
PRODUCER = "9001"


class ShowStage(Stage):
    """A desk with a studio of two lines and a producer's phone."""

    def __init__(self, *operators: str) -> None:
        self.told: list[ShowSignal] = []
        self.orders: list[Order] = []
        rules = DeskRules(wrap_up_s=10.0, show=show_rules(SHOW, QUEUES))
        super().__init__(*operators, rules=rules, queues=QUEUES)
        for number in ("9101", "9102", PRODUCER):
            self.line.add_phone(SimulatedPhone(account=number, answer_s=0.5))
        self.wait(0.01)

    def start_service(self) -> None:
        super().start_service()
        self.service.show.set_rules(SHOW)
        self.air = Air(self.service.show, self.desk.state, self.timers)
        self.air.restore()
        self.air.listen(self.told.append)
        self.listeners = [self.air.take_fact]
        order = self.line.order if not hasattr(self, "_order") else self._order
        self._order = order
        self.line.order = self._watched  # type: ignore[method-assign]  # what is ordered is looked at, and obeyed

    def _watched(self, order: Order) -> None:
        self.orders.append(order)
        self._order(order)

    def open(self) -> None:
        self.air.open("S1")
        self.wait(1.0)

    def come(self) -> tuple[str, str]:
        """A citizen dials the show; answers leg and call."""
        leg = self.dial("12388", f"138{len(self.facts):08}")
        return leg, self.service._floor.legs.find(leg)[0]

    def of(self, kind: type) -> list[ShowSignal]:
        return [one for one in self.told if isinstance(one, kind)]

    def studio(self, position: int) -> str:
        return self.desk.state.show.lines[position].leg_id

    def state(self, call_id: str) -> CallState:
        return self.desk.state.calls[call_id].state


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
