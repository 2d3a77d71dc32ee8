"""Signals that come when the service no longer, or not yet again, knows what they are about."""

from callcenter.telephony.ports import CallerIdentity, Incoming
from tests.service.desk.stage import Stage


def test_a_phone_that_answers_an_offer_nobody_knows_of_any_more_is_hung_up() -> None:
    stage = Stage("8001")
    stage.dial()
    ringing = stage.operator_leg("8001")
    stage.facts.clear()  # the ledger lost the offer with the machine
    stage.start_service()
    stage.wait(4.0)
    assert ringing not in stage.line.live_legs()


def test_a_call_whose_arrival_the_ledger_lost_keeps_the_id_telephony_knows() -> None:
    stage = Stage()
    caller = stage.dial()
    (known,) = stage.desk.state.calls
    stage.facts.clear()
    stage.start_service()
    stage.line.reconnect()
    identity = CallerIdentity(number="13800000000")
    stage.service.on_signal(
        Incoming(leg_id=caller, caller=identity, dialled="12345", trunk="sim", account="", sip_call_id="x")
    )
    assert list(stage.desk.state.calls) == [known]


def test_an_operator_whose_sound_vanishes_leaves_the_caller_to_a_colleague_who_then_talks() -> None:
    stage = Stage("8001", "8002")
    caller = stage.dial()
    stage.wait(4.0)
    stage.line.lose_media(stage.line.peer(caller))
    stage.wait(4.0)
    assert stage.ends() == []
    assert stage.line.peer(caller) == stage.operator_leg("8002") != ""
