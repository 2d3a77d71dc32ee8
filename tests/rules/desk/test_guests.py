"""Others in a conversation: consult, three-way, passing on, supervisors, help; and every race answered."""

from collections.abc import Callable

import pytest

from queueing.desk.desk import Desk, Facts
from queueing.desk.guests import Invitation
from queueing.desk.hearing import CALLER, OPERATOR, hears
from queueing.desk.state import OperatorProfile
from queueing.events import (
    AssistanceEnded,
    CallEnded,
    CallHandedOver,
    CallRequeued,
    CallState,
    GuestCalled,
    GuestEnd,
    GuestLeft,
    LineState,
    OperatorStatus,
    Outcome,
    Part,
    Party,
    TransitionError,
)
from tests.rules.desk.story import arrive, kinds, offer_of, open_desk

COLLEAGUE = Invitation(part=Part.CONSULT, operator_id="8002", asked_by="8001")
DEPARTMENT = Invitation(part=Part.CONSULT, number="02088886666", name="城管局", asked_by="8001")
GUEST = "c1-g1"


def talking(*operators: str) -> Desk:
    """8001 talks with a caller in c1; the others are ready and idle."""
    desk = open_desk("8001")
    offer = offer_of(arrive(desk, 1.0, "c1"))
    desk.offer_answered(2.0, offer.offer_id)
    for one in operators:
        known = [operator.profile for operator in desk.state.operators.values()]
        desk.set_operators(2.0, [*known, OperatorProfile(operator_id=one)])
        desk.set_reachable(2.0, one, reachable=True)
        desk.set_status(2.0, one, OperatorStatus.READY)
    return desk


def consulting(wish: Invitation = COLLEAGUE) -> Desk:
    """8001 talks with whom they consult; the caller hears music."""
    desk = talking("8002", "8003")
    desk.guests.invite(10.0, "c1", wish)
    desk.guests.joined(12.0, GUEST)
    return desk


def of(facts: Facts, kind: type) -> list[object]:
    return [fact for fact in facts if isinstance(fact, kind)]


def refused(command: Callable[[], Facts], desk: Desk) -> TransitionError:
    """The command is refused and nothing has changed."""
    before = repr(desk.state)
    with pytest.raises(TransitionError) as caught:
        command()
    assert repr(desk.state) == before
    return caught.value


def test_a_consultation_holds_the_caller_and_only_the_two_hear_each_other() -> None:
    desk = talking("8002")
    facts = desk.guests.invite(10.0, "c1", COLLEAGUE)
    assert kinds(facts) == ["CallHeld", "GuestCalled"]
    assert desk.state.operators["8002"].line is LineState.ASSISTING
    desk.guests.joined(12.0, GUEST)
    assert hears(desk.state.calls["c1"]) == {CALLER: (), OPERATOR: (GUEST,), GUEST: (OPERATOR,)}


def test_the_operator_goes_to_and_fro_between_caller_and_the_one_consulted() -> None:
    desk = consulting()
    desk.resume(14.0, "c1")
    assert hears(desk.state.calls["c1"]) == {CALLER: (OPERATOR,), OPERATOR: (CALLER,), GUEST: ()}
    desk.hold(15.0, "c1")
    assert hears(desk.state.calls["c1"])[GUEST] == (OPERATOR,)


def test_three_ways_everybody_hears_everybody() -> None:
    desk = consulting(DEPARTMENT)
    facts = desk.guests.three_way(14.0, "c1", "8001")
    assert kinds(facts) == ["PartChanged", "CallResumed"]
    assert hears(desk.state.calls["c1"]) == {
        CALLER: (OPERATOR, GUEST),
        OPERATOR: (CALLER, GUEST),
        GUEST: (OPERATOR, CALLER),
    }


def test_an_attended_transfer_to_a_colleague_keeps_the_call_and_its_one_outcome() -> None:
    desk = consulting()
    facts = desk.guests.complete(20.0, "c1")
    assert kinds(facts) == ["OperatorLeftCall", "WrapUpStarted", "CallHandedOver"]
    call = desk.state.calls["c1"]
    assert (call.state, call.operator_id, call.offer_id) == (CallState.TALKING, "8002", GUEST)
    assert desk.state.operators["8002"].line is LineState.TALKING
    (ended,) = [fact for fact in desk.operator_left(30.0, "c1") if isinstance(fact, CallEnded)]
    assert (ended.outcome, ended.talk_s) == (Outcome.ANSWERED, 18.0)  # 8 s with the first, 10 s with the second


def test_an_attended_transfer_outside_ends_as_transferred_out_when_either_hangs_up() -> None:
    desk = consulting(DEPARTMENT)
    facts = desk.guests.complete(20.0, "c1")
    assert kinds(facts) == ["OperatorLeftCall", "WrapUpStarted", "PartChanged", "CallPassedOut"]
    assert hears(desk.state.calls["c1"]) == {CALLER: (GUEST,), GUEST: (CALLER,)}
    (ended,) = [fact for fact in desk.guests.left(60.0, GUEST, GuestEnd.LEFT) if isinstance(fact, CallEnded)]
    assert ended.outcome is Outcome.TRANSFERRED_OUT


def test_a_blind_transfer_outside_frees_the_operator_at_once_and_ends_transferred_out() -> None:
    desk = talking()
    facts = desk.guests.pass_out(10.0, "c1", Invitation(part=Part.THREE_WAY, number="110", emergency=True))
    assert kinds(facts) == ["OperatorLeftCall", "WrapUpStarted", "GuestCalled", "CallPassedOut"]
    desk.guests.joined(15.0, GUEST)
    ended = desk.caller_left(40.0, "c1")
    assert [fact.outcome for fact in ended if isinstance(fact, CallEnded)] == [Outcome.TRANSFERRED_OUT]


def test_a_blind_transfer_nobody_answers_brings_the_caller_back_to_the_head_of_the_line() -> None:
    desk = talking()
    desk.guests.pass_out(10.0, "c1", Invitation(part=Part.THREE_WAY, number="02088886666"))
    arrive(desk, 11.0, "c2")
    facts = desk.guests.left(30.0, GUEST, GuestEnd.NO_ANSWER)
    assert of(facts, CallRequeued)
    assert desk.state.lines["hotline"][0][1] == "c1"


@pytest.mark.parametrize(
    ("wish", "how"), [(COLLEAGUE, GuestEnd.LEFT), (DEPARTMENT, GuestEnd.BUSY), (DEPARTMENT, GuestEnd.BROKEN)]
)
def test_when_the_one_consulted_is_gone_the_operator_has_the_caller_again(wish: Invitation, how: GuestEnd) -> None:
    desk = consulting(wish)
    facts = desk.guests.left(15.0, GUEST, how)
    assert kinds(facts) == ["GuestLeft", "CallResumed"]
    assert desk.state.calls["c1"].state is CallState.TALKING
    if wish.operator_id:
        assert desk.state.operators["8002"].line is LineState.IDLE


def test_the_caller_who_hangs_up_during_a_consultation_ends_it_for_all() -> None:
    desk = consulting()
    facts = desk.caller_left(15.0, "c1")
    assert kinds(facts) == ["GuestLeft", "OperatorLeftCall", "WrapUpStarted", "CallEnded"]
    assert desk.state.operators["8002"].eligible
    late = refused(lambda: desk.guests.complete(16.0, "c1"), desk)
    assert "may have just ended" in late.found


def test_a_second_transfer_or_consultation_during_one_is_refused() -> None:
    desk = consulting()
    outside = Invitation(part=Part.THREE_WAY, number="110")
    for command in (
        lambda: desk.transfer(15.0, "c1", operator_id="8003"),
        lambda: desk.guests.invite(15.0, "c1", Invitation(operator_id="8003")),
        lambda: desk.guests.pass_out(15.0, "c1", outside),
    ):
        assert refused(command, desk).expected == "no consultation under way"


def test_one_person_is_never_in_two_conversations() -> None:
    desk = consulting()
    offer = offer_of(arrive(desk, 13.0, "c2"))
    assert offer.operator_id == "8003"
    desk.offer_answered(14.0, offer.offer_id)
    found = refused(lambda: desk.guests.invite(15.0, "c2", COLLEAGUE), desk).found
    assert found == "assisting"


def test_a_consulted_operator_is_offered_nothing_and_is_free_again_afterwards() -> None:
    desk = talking("8002")
    desk.guests.invite(10.0, "c1", COLLEAGUE)
    assert not of(arrive(desk, 11.0, "c2"), GuestCalled)
    assert desk.state.calls["c2"].state is CallState.WAITING
    facts = desk.guests.left(15.0, GUEST, GuestEnd.NO_ANSWER)
    assert offer_of(facts).operator_id == "8002"


def test_somebody_of_a_queue_is_whoever_routing_would_choose() -> None:
    desk = talking("8002", "8003")
    (called,) = of(desk.guests.invite(10.0, "c1", Invitation(queue="hotline")), GuestCalled)
    assert isinstance(called, GuestCalled)
    assert called.operator_id == "8002"
    alone = talking()
    assert (
        "idle operator" in refused(lambda: alone.guests.invite(10.0, "c1", Invitation(queue="hotline")), alone).expected
    )


def test_an_operator_who_hangs_up_on_a_consultation_has_passed_the_caller_on() -> None:
    desk = consulting()
    assert of(desk.operator_left(15.0, "c1"), CallHandedOver)


def test_an_operator_who_hangs_up_while_it_still_rings_leaves_the_caller_in_line_not_cut_off() -> None:
    desk = talking("8002")
    desk.set_status(9.0, "8002", OperatorStatus.ON_BREAK)
    desk.guests.invite(10.0, "c1", DEPARTMENT)
    facts = desk.operator_left(15.0, "c1")
    assert kinds(facts) == ["GuestLeft", "OperatorLeftCall", "WrapUpStarted", "CallRequeued"]


def test_the_operators_phone_dies_in_a_three_way_and_the_others_go_on() -> None:
    desk = consulting(DEPARTMENT)
    desk.guests.three_way(14.0, "c1", "8001")
    desk.operator_lost(15.0, "c1")
    assert desk.state.calls["c1"].state is CallState.OUTSIDE


def test_a_supervisor_listens_whispers_barges_in_and_takes_over() -> None:
    desk = talking("9001")
    desk.set_status(9.0, "9001", OperatorStatus.ON_BREAK)  # a supervisor takes no calls
    desk.guests.supervise(10.0, "c1", "9001", Part.LISTEN, "boss")
    desk.guests.joined(11.0, GUEST)
    call = desk.state.calls["c1"]
    assert hears(call) == {CALLER: (OPERATOR,), OPERATOR: (CALLER,), GUEST: (OPERATOR, CALLER)}
    desk.guests.supervise(12.0, "c1", "9001", Part.WHISPER, "boss")
    assert hears(call) == {CALLER: (OPERATOR,), OPERATOR: (CALLER, GUEST), GUEST: (OPERATOR, CALLER)}
    desk.guests.supervise(13.0, "c1", "9001", Part.BARGE, "boss")
    assert hears(call)[CALLER] == (OPERATOR, GUEST)
    assert (
        "another way" in refused(lambda: desk.guests.supervise(14.0, "c1", "9001", Part.BARGE, "boss"), desk).expected
    )
    desk.guests.take_over(15.0, "c1", "9001")
    assert call.operator_id == "9001"


def test_a_supervisor_comes_too_late() -> None:
    desk = talking("9001")
    desk.operator_left(10.0, "c1")
    assert "just ended" in refused(lambda: desk.guests.supervise(10.0, "c1", "9001", Part.LISTEN, "boss"), desk).found


def test_a_supervisors_phone_rings_when_the_call_ends_and_stops() -> None:
    desk = talking("9001")
    desk.guests.supervise(10.0, "c1", "9001", Part.LISTEN, "boss")
    (left,) = of(desk.operator_left(11.0, "c1"), GuestLeft)
    assert isinstance(left, GuestLeft)
    assert (left.guest_id, left.how) == (GUEST, GuestEnd.CALL_OVER)
    refused(lambda: desk.guests.joined(11.1, GUEST), desk)


def test_help_is_asked_for_once_and_over_when_a_supervisor_comes() -> None:
    desk = talking("9001")
    desk.guests.ask_help(10.0, "8001", "来电人情绪激动")
    refused(lambda: desk.guests.ask_help(11.0, "8001", ""), desk)
    desk.guests.supervise(12.0, "c1", "9001", Part.WHISPER, "boss")
    (over,) = of(desk.guests.joined(13.0, GUEST), AssistanceEnded)
    assert isinstance(over, AssistanceEnded)
    assert (over.by, over.name) == (Party.SUPERVISOR, "boss")


def test_too_many_others_are_refused() -> None:
    desk = talking()
    for number in range(desk.state.rules.guests_most):
        desk.guests.invite(10.0, "c1", Invitation(part=Part.THREE_WAY, number=f"0208888{number:04}"))
    refused(lambda: desk.guests.invite(11.0, "c1", Invitation(part=Part.THREE_WAY, number="110")), desk)


def test_a_replay_of_a_three_way_is_the_same_desk() -> None:
    desk, facts = open_desk("8001"), Facts()
    facts += arrive(desk, 1.0, "c1")
    facts += desk.offer_answered(2.0, "c1-1")
    facts += desk.guests.invite(3.0, "c1", DEPARTMENT)
    facts += desk.guests.joined(4.0, GUEST)
    facts += desk.guests.three_way(5.0, "c1", "8001")
    other = open_desk("8001")
    other.restore(facts)
    assert other.state == desk.state
    assert desk.state.calls["c1"].guests[GUEST].part is Part.THREE_WAY
