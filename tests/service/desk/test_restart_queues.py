"""A service that died goes on with callers who were being told something, or asked for a message."""

from callcenter.telephony.simulated import PROMPT_S
from queueing.events import CallState, Outcome
from tests.service.desk.test_queue_service import stage_of


def test_a_caller_who_was_asked_for_a_message_is_asked_again_and_may_leave_it() -> None:
    stage = stage_of(no_operator="voicemail")
    leg = stage.dial()
    stage.start_service()
    stage.line.reconnect()
    assert list(stage.line.prompts_at(leg)) == ["leave_message", "tone"]
    stage.wait(2 * PROMPT_S + 5.0)
    stage.line.press(leg, "#")
    stage.wait(0.1)
    assert [one.outcome for one in stage.ends()] == [Outcome.VOICEMAIL]


def test_a_message_being_left_is_heard_on_after_a_restart() -> None:
    stage = stage_of(no_operator="voicemail")
    leg = stage.dial()
    stage.wait(3 * PROMPT_S + 1.0)
    stage.start_service()
    stage.line.reconnect()
    assert stage.ears.heard[leg].role == "caller"
    stage.wait(10.0)
    stage.line.press(leg, "#")
    stage.wait(0.1)
    assert [(one.outcome, one.reason) for one in stage.ends()] == [(Outcome.VOICEMAIL, "key")]


def test_a_caller_who_was_being_told_why_not_is_let_go_after_a_restart() -> None:
    stage = stage_of(no_operator="tell")
    leg = stage.dial()
    (call,) = stage.desk.state.calls.values()
    assert call.state is CallState.TOLD
    stage.start_service()
    stage.line.reconnect()
    stage.wait(2 * PROMPT_S)
    assert leg not in stage.line.live_legs()
