"""Races that other call centres lost, each told as a story to the real service on the simulated line.

The numbers are the public threads where somebody reported it; the promise is ours.
"""

from callcenter.telephony.ports import Answered, LegEnd, LegEnded, Signal
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import (
    CallAnswered,
    CallEnded,
    CallState,
    LineState,
    OfferEnded,
    OfferMade,
    OperatorStatus,
    Outcome,
)
from tests.service.desk.stage import Stage

QUIET = Manner.IGNORES


def ringing(*operators: str) -> tuple[Stage, str]:
    """A caller for whom the first operator's phone rings, and will until somebody says otherwise."""
    stage = Stage(*operators)
    for one in operators:
        stage.line.add_phone(SimulatedPhone(account=one, manner=QUIET))
    return stage, stage.dial()


def tell(stage: Stage, *signals: Signal) -> None:
    """Telephony says so, all at the same instant."""
    for signal in signals:
        stage.service.on_signal(signal)


def offers(stage: Stage) -> list[OfferMade]:
    return [fact for fact in stage.facts if isinstance(fact, OfferMade)]


def answers(stage: Stage) -> list[CallAnswered]:
    return [fact for fact in stage.facts if isinstance(fact, CallAnswered)]


def test_two_200_ok_for_one_caller_bridge_exactly_one() -> None:
    """asterisk/asterisk 176: two agents answered one call."""
    stage, leg = ringing("8001", "8002")
    first = offers(stage)[-1]
    stage.service.set_status(first.operator_id, OperatorStatus.ON_BREAK)
    second = offers(stage)[-1]
    assert second.operator_id != first.operator_id
    tell(stage, Answered(leg_id=first.offer_id), Answered(leg_id=second.offer_id))
    stage.wait(0.1)
    assert [one.operator_id for one in answers(stage)] == [second.operator_id]
    assert stage.line.peer(leg) == second.offer_id
    assert first.offer_id not in stage.line.live_legs()


def test_an_operator_who_answers_and_hangs_up_at_once_stops_nobody_elses_ring() -> None:
    """asterisk/asterisk 1557: an answer followed by a hang-up dropped all that rang."""
    stage, _ = ringing("8001", "8002")
    stage.line.dial("12345", "13900000002")
    stage.wait(0.01)
    first, second = offers(stage)[-2:]
    tell(
        stage,
        Answered(leg_id=first.offer_id),
        LegEnded(leg_id=first.offer_id, why=LegEnd.REMOTE_HANGUP),
    )
    stage.wait(0.1)
    other = stage.desk.state.calls[second.call_id]
    assert (other.state, other.offer_id) == (CallState.OFFERED, second.offer_id)
    assert [fact.outcome for fact in stage.facts if isinstance(fact, CallEnded)] == [Outcome.ANSWERED]


def test_an_answer_told_twice_is_counted_once() -> None:
    """asterisk/asterisk 1736: counters rose by two, which distorted fewest-calls."""
    stage, _ = ringing("8001")
    offer = offers(stage)[-1]
    tell(stage, Answered(leg_id=offer.offer_id), Answered(leg_id=offer.offer_id))
    stage.wait(0.1)
    operator = stage.desk.state.operators["8001"]
    assert (operator.answered, len(answers(stage))) == (1, 1)
    assert operator.line is LineState.TALKING


def test_a_caller_who_hangs_up_as_the_operator_answers_is_not_left_answered() -> None:
    """signalwire/freeswitch 1973: calls stood as answered hours after they had ended."""
    stage, leg = ringing("8001")
    offer = offers(stage)[-1]
    tell(stage, LegEnded(leg_id=leg, why=LegEnd.REMOTE_HANGUP), Answered(leg_id=offer.offer_id))
    stage.wait(0.1)
    assert not stage.desk.state.calls
    assert not answers(stage)
    assert stage.desk.state.operators["8001"].eligible


def test_no_phone_rings_for_a_caller_who_has_gone() -> None:
    """signalwire/freeswitch 2529: the agent's phone rang for nobody."""
    stage, leg = ringing("8001")
    stage.line.hang_up(leg)
    stage.wait(1.0)
    assert not stage.line.live_legs()
    assert isinstance(next(fact for fact in reversed(stage.facts) if isinstance(fact, OfferEnded)), OfferEnded)


def test_an_operator_whose_offer_is_withdrawn_gets_the_next_call() -> None:
    """signalwire/freeswitch 2540: agents stayed reserved for a call somebody else had."""
    stage, leg = ringing("8001")
    stage.line.hang_up(leg)
    stage.wait(0.01)
    stage.line.dial("12345", "13900000002")
    stage.wait(0.01)
    assert offers(stage)[-1].operator_id == "8001"
    assert len(offers(stage)) == 2


def test_an_operator_who_goes_on_break_while_it_rings_gives_the_call_back_once() -> None:
    """signalwire/freeswitch pull request 800: the caller was offered again and again to an agent who had left."""
    stage, _ = ringing("8001")
    stage.service.set_status("8001", OperatorStatus.ON_BREAK)
    stage.wait(60.0)
    assert len(offers(stage)) == 1
    (call,) = stage.desk.state.calls.values()
    assert call.state is CallState.WAITING
