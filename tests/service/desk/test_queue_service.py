"""What callers hear and what happens to them when a queue cannot serve them: the real service on the simulated line."""

from callcenter.queue_settings import OverflowStep, Queue
from callcenter.telephony.simulated import PROMPT_S, Manner, SimulatedPhone
from queueing.desk.outbound import Placing
from queueing.desk.policy import CallbackWhen
from queueing.desk.state import DeskRules
from queueing.events import (
    CallAnswered,
    CallDialled,
    CallOverflowed,
    CallRefused,
    DialEnd,
    DialFailed,
    Fact,
    OperatorStatus,
    Outcome,
    Party,
    Purpose,
)
from tests.service.desk.stage import Stage

CITIZEN = "13900000001"
RULES = DeskRules(wrap_up_s=0.0, dial_attempts=2, dial_gap_s=30.0)


def stage_of(*operators: str, **keys: object) -> Stage:
    """A desk whose hotline has these keys, beside a night queue."""
    queues = (
        Queue(name="hotline", title="12345 热线", numbers=("12345",), **keys),  # type: ignore[arg-type]
        Queue(name="night", title="夜间", numbers=("12346",), greeting="", music="night_music"),
    )
    return Stage(*operators, rules=RULES, queues=queues)


def of(stage: Stage, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in stage.facts if isinstance(fact, kind)]


def test_an_announcement_says_place_and_time_and_goes_back_to_music() -> None:
    stage = stage_of("8001", announce_after_s=10.0)
    stage.dial()
    stage.wait(5.0)
    leg = stage.dial(caller=CITIZEN)
    stage.wait(10.0)
    assert list(stage.line.prompts_at(leg)) == ["next", "about", "minutes_3", "music"]


def test_an_answer_during_an_announcement_bridges_at_once() -> None:
    """No dead air until the announcement is over (signalwire/freeswitch 1148)."""
    stage = stage_of(announce_after_s=2.0, announce_every_s=10.0)
    leg = stage.dial()
    stage.wait(2.0)
    assert stage.line.prompts_at(leg)[-1] == "music"
    assert len(stage.line.prompts_at(leg)) > 1
    stage.operators = ("8001",)
    stage.service.set_operators([*stage.profiles("8001")])
    stage.line.add_phone(SimulatedPhone(account="8001", answer_s=0.5))
    stage.wait(0.01)
    stage.service.set_status("8001", OperatorStatus.READY)
    stage.wait(0.6)
    assert stage.line.peer(leg) == stage.operator_leg("8001")
    assert not stage.line.prompts_at(leg)


def test_a_full_line_is_busy_and_a_closed_queue_says_so_and_lets_go() -> None:
    stage = stage_of(max_waiting=1)
    stage.dial()
    stage.dial(caller=CITIZEN)
    assert [one.sip_code for one in stage.line.rejected] == [503]
    assert of(stage, CallRefused)
    stage.service.set_closed("hotline", closed=True, by=Party.SUPERVISOR)
    leg = stage.dial(caller="13900000002")
    assert list(stage.line.prompts_at(leg)) == ["closed", "call_later"]
    stage.wait(2 * PROMPT_S + 0.1)
    assert leg not in stage.line.live_legs()
    assert stage.ends()[-1].outcome is Outcome.REFUSED


def test_who_overflows_hears_the_other_queues_music_and_is_served_there() -> None:
    stage = stage_of(overflow=(OverflowStep(after_s=20.0, to="queue:night"),))
    leg = stage.dial()
    stage.wait(21.0)
    assert list(stage.line.prompts_at(leg)) == ["night_music"]
    assert len(of(stage, CallOverflowed)) == 1


def test_a_call_back_is_dialled_when_an_operator_is_free_and_both_hear_each_other() -> None:
    stage = stage_of("8001", surge_waiting=1, callback=CallbackWhen.SURGE)
    stage.line.add_outside(SimulatedPhone(account=CITIZEN, answer_s=2.0))
    talking = stage.dial()
    stage.wait(5.0)
    leg = stage.dial(caller=CITIZEN)
    assert list(stage.line.prompts_at(leg)) == ["greeting", "surge", "offer_callback", "music"]
    stage.line.press(leg, "1")
    stage.wait(0.1)
    assert list(stage.line.prompts_at(leg)) == ["callback_taken"]
    stage.wait(PROMPT_S + 0.1)
    assert leg not in stage.line.live_legs()
    stage.line.hang_up(talking)
    stage.wait(4.0)
    assert list(stage.line.prompts_at(stage.operator_leg("8001"))) == ["ringing"]
    stage.wait(3.0)
    citizen = stage.line.ringing_at(CITIZEN)
    assert stage.line.peer(citizen) == stage.operator_leg("8001")
    assert {one.role for one in stage.ears.heard.values()} == {"caller", "operator"}
    stage.line.hang_up(citizen)
    stage.wait(0.1)
    assert [one.outcome for one in stage.ends()] == [Outcome.CALLBACK, Outcome.ANSWERED, Outcome.ANSWERED]


def test_nobody_reached_hangs_up_the_operators_phone_and_is_tried_again() -> None:
    stage = stage_of("8001")
    stage.line.add_outside(SimulatedPhone(account=CITIZEN, manner=Manner.BUSY, answer_s=1.0))
    wish = Placing(call_id="d1", queue="hotline", number=CITIZEN, purpose=Purpose.MISSED)
    stage.service.place_call(wish)
    stage.wait(5.0)
    assert [(fact.how, fact.attempt) for fact in of(stage, DialFailed) if isinstance(fact, DialFailed)] == [
        (DialEnd.BUSY, 1)
    ]
    assert not stage.line.live_legs()
    stage.wait(40.0)
    assert len(of(stage, CallDialled)) == 2
    assert stage.ends()[-1].outcome is Outcome.UNREACHED


def test_an_operator_who_hangs_up_while_it_rings_ends_the_dialling() -> None:
    stage = stage_of("8001")
    stage.line.add_outside(SimulatedPhone(account=CITIZEN, manner=Manner.IGNORES))
    stage.service.place_call(Placing(call_id="d1", queue="hotline", number=CITIZEN, purpose=Purpose.DUTY))
    stage.wait(4.0)
    stage.line.hang_up(stage.operator_leg("8001"))
    stage.wait(0.1)
    failed = of(stage, DialFailed)
    assert [fact.how for fact in failed if isinstance(fact, DialFailed)] == [DialEnd.GIVEN_UP]
    assert not stage.line.live_legs()


def test_a_message_is_recorded_after_the_tone_and_ends_with_the_key() -> None:
    stage = stage_of(no_operator="voicemail")
    leg = stage.dial()
    assert list(stage.line.prompts_at(leg)) == ["no_operator", "leave_message", "tone"]
    assert not stage.ears.heard
    stage.wait(3 * PROMPT_S + 0.1)
    assert stage.ears.heard[leg].role == "caller"
    stage.wait(8.0)
    stage.line.press(leg, "#")
    stage.wait(0.1)
    assert list(stage.line.prompts_at(leg)) == ["message_taken"]
    assert [one.outcome for one in stage.ends()] == [Outcome.VOICEMAIL]
    assert stage.ears.closed
    stage.wait(PROMPT_S + 0.1)
    assert not stage.line.live_legs()


def test_a_service_that_died_while_a_call_back_waited_makes_the_call() -> None:
    stage = stage_of("8001")
    stage.line.add_outside(SimulatedPhone(account=CITIZEN, manner=Manner.BUSY, answer_s=1.0))
    stage.service.place_call(Placing(call_id="d1", queue="hotline", number=CITIZEN, purpose=Purpose.CALLBACK))
    stage.wait(6.0)
    stage.start_service()
    stage.line.reconnect()
    stage.line.add_outside(SimulatedPhone(account=CITIZEN, answer_s=1.0))
    stage.wait(1.0)
    stage.service.set_status("8001", OperatorStatus.ON_BREAK)
    stage.service.set_status("8001", OperatorStatus.READY)
    stage.wait(40.0)
    assert len(of(stage, CallAnswered)) == 1


def test_a_citizen_who_hangs_up_while_it_rings_is_withdrawn_within_a_second() -> None:
    stage = stage_of("8001")
    stage.line.add_phone(SimulatedPhone(account="8001", manner=Manner.IGNORES))
    leg = stage.dial()
    stage.wait(3.0)
    stage.line.hang_up(leg)
    stage.wait(1.0)
    assert not stage.line.live_legs()


def test_two_who_answer_at_the_same_moment_are_never_both_bridged() -> None:
    stage = stage_of("8001", "8002")
    first, second = stage.dial(), stage.dial(caller=CITIZEN)
    stage.wait(4.0)
    peers = {stage.line.peer(first), stage.line.peer(second)}
    assert peers == {stage.operator_leg("8001"), stage.operator_leg("8002")}
    assert len(of(stage, CallAnswered)) == 2
