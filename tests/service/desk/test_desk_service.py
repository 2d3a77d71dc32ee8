"""The desk service, call by call, on the simulated line: what reaches phones and the ear."""

import pytest

from callcenter.desk import RECONCILE_S
from callcenter.telephony.ports import CallerIdentity, Incoming, LegEnd, LegEnded
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallHeld,
    CallRefused,
    LineState,
    OfferEnd,
    OfferEnded,
    OperatorStatus,
    Outcome,
    Party,
    TransitionError,
)
from tests.service.desk.stage import Stage


def answered_call(stage: Stage) -> tuple[str, str]:
    """A call in conversation: the caller's and the operator's leg."""
    caller = stage.dial()
    stage.wait(4.0)
    return caller, stage.line.peer(caller)


def test_a_caller_hears_greeting_and_music_until_an_operator_picks_up() -> None:
    stage = Stage("8001")
    caller = stage.dial()
    assert stage.line.prompts_at(caller) == ("greeting", "music")
    stage.wait(4.0)
    assert stage.line.peer(caller) == stage.operator_leg("8001") != ""


def test_both_sides_of_a_conversation_are_heard_and_copied() -> None:
    stage = Stage("8001")
    caller, operator = answered_call(stage)
    assert {leg.role for leg in stage.ears.heard.values()} == {"caller", "operator"}
    assert set(stage.ears.heard) == {caller, operator}


@pytest.mark.parametrize("who", ["caller", "operator"])
def test_a_hang_up_from_either_side_ends_both_legs_and_counts_once(who: str) -> None:
    stage = Stage("8001")
    caller, operator = answered_call(stage)
    stage.line.hang_up(caller if who == "caller" else operator)
    stage.wait(0.1)
    assert stage.line.live_legs() == ()
    (end,) = stage.ends()
    assert (end.outcome, end.by) == (Outcome.ANSWERED, Party(who))
    assert stage.ears.closed == [end.call_id]


def test_a_caller_who_cancels_while_it_rings_stops_the_ringing_at_once() -> None:
    stage = Stage("8001")
    caller = stage.dial()
    stage.line.hang_up(caller)
    stage.wait(0.01)
    assert stage.line.live_legs() == ()
    assert stage.ends()[0].outcome is Outcome.ABANDONED


@pytest.mark.parametrize(
    ("manner", "how"),
    [(Manner.IGNORES, OfferEnd.MISSED), (Manner.DECLINES, OfferEnd.DECLINED), (Manner.BUSY, OfferEnd.BUSY)],
)
def test_a_call_not_taken_rings_at_the_next_operator(manner: Manner, how: OfferEnd) -> None:
    stage = Stage("8001", "8002")
    stage.line.add_phone(SimulatedPhone(account="8001", manner=manner))
    caller = stage.dial()
    stage.wait(30.0)
    assert [f.how for f in stage.facts if isinstance(f, OfferEnded)] == [how, OfferEnd.ANSWERED]
    assert stage.line.peer(caller) == stage.operator_leg("8002")
    assert stage.desk.state.operators["8001"].status is OperatorStatus.ON_BREAK


def test_an_operator_whose_phone_cannot_be_reached_is_passed_over() -> None:
    stage = Stage("8001", "8002")
    stage.line.remove_phone("8001")
    caller = stage.dial()
    stage.wait(4.0)
    assert stage.line.peer(caller) == stage.operator_leg("8002")


def test_an_unknown_number_is_refused_and_recorded() -> None:
    stage = Stage("8001")
    stage.dial("99999")
    assert [order.sip_code for order in stage.line.rejected] == [404]
    assert [f.reason for f in stage.facts if isinstance(f, CallRefused)] == ["unknown_number"]


def test_a_full_line_refuses_the_next_caller_and_keeps_the_others() -> None:
    stage = Stage()
    legs = [stage.dial("12388") for _ in range(4)]
    assert [order.sip_code for order in stage.line.rejected] == [503]
    assert len(set(stage.line.live_legs()) & set(legs)) == 3


@pytest.mark.parametrize("who", ["caller", "operator"])
def test_hold_from_a_phone_is_recorded_with_who_did_it(who: str) -> None:
    stage = Stage("8001")
    caller, operator = answered_call(stage)
    leg = caller if who == "caller" else operator
    stage.line.press_hold(leg, held=True)
    stage.wait(5.0)
    assert [f.by for f in stage.facts if isinstance(f, CallHeld)] == [Party(who)]
    assert stage.ears.paused == {caller, operator}
    stage.line.press_hold(leg, held=False)
    stage.wait(0.1)
    assert stage.ears.paused == set()


def test_hold_from_the_desk_plays_music_to_the_caller() -> None:
    stage = Stage("8001")
    caller, _ = answered_call(stage)
    (call_id,) = stage.desk.state.calls
    stage.service.hold(call_id)
    assert stage.line.prompts_at(caller) == ("hold",)
    stage.service.resume(call_id)
    assert stage.line.prompts_at(caller) == ()


def test_a_button_pressed_after_the_caller_left_is_refused_with_what_happened() -> None:
    stage = Stage("8001")
    caller, _ = answered_call(stage)
    (call_id,) = stage.desk.state.calls
    stage.line.hang_up(caller)
    stage.wait(0.1)
    with pytest.raises(TransitionError, match="it may have just ended"):
        stage.service.hold(call_id)


def test_refer_to_another_operator_moves_the_caller_there() -> None:
    stage = Stage("8001", "8002")
    caller, operator = answered_call(stage)
    stage.line.refer(operator, "8002")
    stage.wait(4.0)
    assert stage.line.peer(caller) == stage.operator_leg("8002")
    assert stage.desk.state.operators["8001"].line is LineState.WRAP_UP
    assert len([f for f in stage.facts if isinstance(f, CallAnswered)]) == 2


def test_refer_to_nowhere_puts_the_caller_back_in_line() -> None:
    stage = Stage("8001", "8002")
    caller, operator = answered_call(stage)
    stage.line.refer(operator, "nobody")
    stage.wait(4.0)
    assert stage.line.peer(caller) == stage.operator_leg("8002")


def test_a_caller_hears_music_while_being_transferred() -> None:
    stage = Stage("8001", "8002")
    caller, operator = answered_call(stage)
    stage.line.refer(operator, "8002")
    stage.wait(0.5)
    assert stage.line.prompts_at(caller) == ("music",)
    assert caller in stage.ears.paused


def test_an_operator_whose_phone_vanishes_does_not_cost_the_caller_the_call() -> None:
    stage = Stage("8001", "8002")
    caller, operator = answered_call(stage)
    stage.line.lose_media(operator)
    stage.wait(4.0)
    assert stage.line.peer(caller) == stage.operator_leg("8002")


def test_a_caller_whose_sound_is_lost_ends_the_call() -> None:
    stage = Stage("8001")
    caller, _ = answered_call(stage)
    stage.line.lose_media(caller)
    stage.wait(0.1)
    assert stage.ends()[0].reason == LegEnd.MEDIA_LOST


def test_a_service_that_comes_back_takes_over_the_conversation_it_left() -> None:
    stage = Stage("8001")
    caller, operator = answered_call(stage)
    stage.start_service()
    stage.line.reconnect()
    stage.wait(RECONCILE_S + 1)
    assert stage.ends() == []
    assert set(stage.ears.heard) == {caller, operator}
    stage.line.hang_up(caller)
    stage.wait(0.1)
    assert stage.line.live_legs() == ()
    assert [end.outcome for end in stage.ends()] == [Outcome.ANSWERED]


def test_a_caller_still_waiting_when_the_service_comes_back_keeps_the_place() -> None:
    stage = Stage("8001")
    answered_call(stage)
    waiting = stage.dial()
    stage.start_service()
    stage.line.reconnect()
    stage.wait(1.0)
    stage.line.hang_up(stage.operator_leg("8001"))
    stage.wait(20.0)
    assert stage.line.peer(waiting) == stage.operator_leg("8001")


def test_a_call_that_telephony_lost_meanwhile_is_recorded_as_broken() -> None:
    stage = Stage("8001")
    caller, _ = answered_call(stage)
    stage.line.listen(lambda _signal: None, lambda _snapshot: None)  # the service is away and hears nothing
    stage.line.hang_up(caller)
    stage.line.hang_up(stage.operator_leg("8001"))
    stage.wait(0.1)
    stage.start_service()
    stage.line.reconnect()
    stage.wait(RECONCILE_S + 1)
    assert [end.outcome for end in stage.ends()] == [Outcome.BROKEN]


def test_a_caller_who_hung_up_while_the_service_was_away_ended_as_answered_not_as_broken() -> None:
    stage = Stage("8001")
    caller, _ = answered_call(stage)
    stage.line.listen(lambda _signal: None, lambda _snapshot: None)  # the service is away and hears nothing
    stage.line.hang_up(caller)
    stage.line.hang_up(stage.operator_leg("8001"))
    stage.wait(0.1)
    stage.start_service()
    stage.line.reconnect()
    stage.service.on_signal(LegEnded(leg_id=caller, why=LegEnd.REMOTE_HANGUP))  # telephony kept it
    stage.wait(RECONCILE_S + 1)
    assert [(end.outcome, end.by) for end in stage.ends()] == [(Outcome.ANSWERED, Party.CALLER)]


def test_a_call_told_again_after_a_restart_is_one_call() -> None:
    stage = Stage()
    caller = stage.dial()
    stage.start_service()
    stage.line.reconnect()
    identity = CallerIdentity(number="13800000000")
    stage.service.on_signal(
        Incoming(leg_id=caller, caller=identity, dialled="12345", trunk="sim", account="", sip_call_id="x")
    )
    assert len(stage.desk.state.calls) == 1


def test_every_one_of_fifty_callers_ends_once_with_five_operators() -> None:
    stage = Stage(*[f"800{n}" for n in range(1, 6)])
    callers = [stage.dial() for _ in range(50)]
    talking: dict[str, float] = {}
    for _ in range(400):
        stage.wait(1.0)
        for leg in callers:
            if stage.line.peer(leg):
                talking.setdefault(leg, stage.timers.now())
                if stage.timers.now() - talking[leg] > 20.0:
                    stage.line.hang_up(leg)
    stage.wait(5.0)
    assert len({end.call_id for end in stage.ends()}) == len(stage.ends()) == 50
    assert {end.outcome for end in stage.ends()} == {Outcome.ANSWERED}
    assert list(talking) == callers, "served in the order they called"


def test_the_call_of_a_dial_probe_is_marked_and_rings_an_operator_like_any_other() -> None:
    stage = Stage("8001")
    stage.probes["13900000000"] = "run-1"
    stage.line.dial("12345", caller="13900000000")
    stage.wait(4.0)
    stage.dial()
    probed, citizen = [fact for fact in stage.facts if isinstance(fact, CallArrived)]
    assert (probed.probe, citizen.probe) == ("run-1", "")
    assert [fact.operator_id for fact in stage.facts if isinstance(fact, CallAnswered)] == ["8001"]


def test_a_refused_probe_is_marked_too() -> None:
    stage = Stage()
    stage.probes["13900000000"] = "run-1"
    stage.line.dial("999", caller="13900000000")
    stage.wait(0.1)
    assert [fact.probe for fact in stage.facts if isinstance(fact, CallRefused)] == ["run-1"]
