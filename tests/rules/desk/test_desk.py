"""What the desk promises callers and operators, one story a test."""

import pytest

from queueing.desk.desk import Desk
from queueing.desk.state import CALL_TABLE, LINE_TABLE, DeskRules, OperatorProfile
from queueing.events import (
    CallEnded,
    CallState,
    LineState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Outcome,
    Party,
    StatusChanged,
    TransitionError,
    WrapUpStarted,
)
from tests.rules.desk.story import RULES, arrive, kinds, offer_of, open_desk


def test_a_caller_is_offered_at_once_to_an_idle_operator() -> None:
    assert offer_of(arrive(open_desk("8001"), 5.0, "c1")).operator_id == "8001"


def test_the_operator_idle_longest_goes_first() -> None:
    desk = open_desk("8001", "8002")
    first = offer_of(arrive(desk, 5.0, "c1"))
    desk.offer_answered(6.0, first.offer_id)
    desk.operator_left(7.0, "c1")
    desk.tick(17.0)  # wrap-up over: 8001 idle since 17, 8002 since 0
    assert (first.operator_id, offer_of(arrive(desk, 18.0, "c2")).operator_id) == ("8001", "8002")


def test_callers_are_served_in_the_order_they_came() -> None:
    desk = open_desk("8001")
    offer = offer_of(arrive(desk, 1.0, "c1"))
    arrive(desk, 2.0, "c2")
    arrive(desk, 3.0, "c3")
    desk.offer_answered(4.0, offer.offer_id)
    desk.caller_left(5.0, "c1")
    assert offer_of(desk.tick(15.0)).call_id == "c2"


def test_a_missed_offer_returns_the_caller_to_the_head_and_sets_the_operator_aside() -> None:
    desk = open_desk("8001", "8002")
    offer = offer_of(arrive(desk, 1.0, "c1"))
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.5, "c2")).offer_id)
    arrive(desk, 3.0, "c3")
    facts = desk.offer_failed(21.0, offer.offer_id, OfferEnd.MISSED)
    assert kinds(facts) == ["OfferEnded", "CallReturned", "StatusChanged"]
    assert desk.state.operators["8001"].status is OperatorStatus.ON_BREAK
    desk.operator_left(22.0, "c2")
    assert offer_of(desk.tick(32.0)).call_id == "c1"


def test_an_operator_set_aside_gets_no_call_until_ready_again() -> None:
    desk = open_desk("8001")
    desk.offer_failed(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id, OfferEnd.DECLINED)
    assert desk.tick(500.0) == []
    assert offer_of(desk.set_status(501.0, "8001", OperatorStatus.READY)).call_id == "c1"


def test_a_set_aside_with_a_time_ends_by_itself() -> None:
    desk = open_desk("8001", rules=DeskRules(set_aside_s=30.0))
    desk.offer_failed(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id, OfferEnd.MISSED)
    assert desk.next_deadline() == 32.0
    facts = desk.tick(32.0)
    assert [type(f) for f in facts] == [StatusChanged, OfferMade]


def test_a_ring_whose_end_nobody_reports_is_missed_after_its_grace() -> None:
    desk = open_desk("8001")
    arrive(desk, 1.0, "c1")
    assert desk.next_deadline() == 1.0 + RULES.ring_s + RULES.ring_grace_s
    assert OfferEnd.MISSED in [f.how for f in desk.tick(26.0) if isinstance(f, OfferEnded)]


def test_a_caller_who_hangs_up_while_it_rings_withdraws_the_offer_and_counts_once_as_abandoned() -> None:
    desk = open_desk("8001")
    arrive(desk, 1.0, "c1")
    facts = desk.caller_left(4.0, "c1")
    assert [f.how for f in facts if isinstance(f, OfferEnded)] == [OfferEnd.WITHDRAWN]
    (end,) = [f for f in facts if isinstance(f, CallEnded)]
    assert (end.outcome, end.by, end.waited_s) == (Outcome.ABANDONED, Party.CALLER, 3.0)
    assert desk.state.operators["8001"].line is LineState.IDLE


def test_the_second_answer_to_one_call_is_refused_and_changes_nothing() -> None:
    desk = open_desk("8001")
    offer = offer_of(arrive(desk, 1.0, "c1"))
    desk.offer_answered(2.0, offer.offer_id)
    with pytest.raises(TransitionError, match="expected an offer that rings"):
        desk.offer_answered(2.1, offer.offer_id)
    assert desk.state.calls["c1"].state is CallState.TALKING


def test_an_answer_after_the_caller_left_is_refused() -> None:
    desk = open_desk("8001")
    offer = offer_of(arrive(desk, 1.0, "c1"))
    desk.caller_left(2.0, "c1")
    with pytest.raises(TransitionError):
        desk.offer_answered(2.1, offer.offer_id)


def test_every_talk_ends_in_wrap_up_and_wrap_up_ends_in_the_next_call() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    arrive(desk, 3.0, "c2")
    facts = desk.operator_left(60.0, "c1")
    assert kinds(facts) == ["OperatorLeftCall", "WrapUpStarted", "CallEnded"]
    assert desk.next_deadline() == 70.0
    assert kinds(desk.tick(70.0)) == ["WrapUpEnded", "OfferMade"]


def test_ready_ends_wrap_up_early() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    desk.operator_left(60.0, "c1")
    assert kinds(desk.set_status(61.0, "8001", OperatorStatus.READY)) == ["WrapUpEnded"]


def test_no_wrap_up_when_the_site_wants_none() -> None:
    desk = open_desk("8001", rules=DeskRules(wrap_up_s=0.0))
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    assert WrapUpStarted not in map(type, desk.operator_left(60.0, "c1"))
    assert desk.state.operators["8001"].eligible


def test_talk_and_hold_are_counted_apart() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    desk.hold(10.0, "c1")
    desk.resume(14.0, "c1")
    (left,) = [f for f in desk.operator_left(20.0, "c1") if isinstance(f, OperatorLeftCall)]
    assert (left.talk_s, left.hold_s) == (14.0, 4.0)


def test_break_while_it_rings_withdraws_the_offer_and_the_next_operator_rings() -> None:
    desk = open_desk("8001", "8002")
    arrive(desk, 1.0, "c1")
    facts = desk.set_status(2.0, "8001", OperatorStatus.ON_BREAK, "lunch")
    assert kinds(facts) == ["OfferEnded", "CallReturned", "StatusChanged", "OfferMade"]
    assert offer_of(facts).operator_id == "8002"


def test_break_while_talking_waits_for_the_end_of_the_talk() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    desk.set_status(3.0, "8001", OperatorStatus.ON_BREAK)
    arrive(desk, 4.0, "c2")
    desk.operator_left(5.0, "c1")
    assert kinds(desk.tick(15.0)) == ["WrapUpEnded"]
    assert desk.state.calls["c2"].state is CallState.WAITING


def test_a_transfer_to_an_operator_waits_for_that_one_only() -> None:
    desk = open_desk("8001", "8002", "8003")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    assert offer_of(desk.transfer(3.0, "c1", operator_id="8003")).operator_id == "8003"


def test_a_transfer_to_oneself_is_refused() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    with pytest.raises(TransitionError, match="another operator"):
        desk.transfer(3.0, "c1", operator_id="8001")
    assert desk.state.calls["c1"].operator_id == "8001"


def test_a_transferred_caller_goes_before_those_who_came_later() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    arrive(desk, 3.0, "c2", "show")
    desk.transfer(4.0, "c1", queue="show")
    assert offer_of(desk.tick(14.0)).call_id == "c1"


def test_a_caller_who_was_answered_once_is_not_an_abandon_when_leaving_after_a_transfer() -> None:
    desk = open_desk("8001")
    desk.offer_answered(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    desk.transfer(4.0, "c1", queue="show")
    (end,) = [f for f in desk.caller_left(9.0, "c1") if isinstance(f, CallEnded)]
    assert (end.outcome, end.waited_s, end.talk_s) == (Outcome.ANSWERED, 1.0, 2.0)


def test_operators_serve_only_their_own_queues() -> None:
    desk = Desk(RULES)
    desk.set_operators(0.0, [OperatorProfile(operator_id="8001", queues=frozenset({"show"}))])
    desk.set_reachable(0.0, "8001", reachable=True)
    desk.set_status(0.0, "8001", OperatorStatus.READY)
    assert kinds(arrive(desk, 1.0, "c1", "hotline")) == ["CallArrived"]
    assert offer_of(arrive(desk, 2.0, "c2", "show")).call_id == "c2"


def test_auto_ready_signs_a_registered_phone_in_and_out() -> None:
    desk = Desk(DeskRules(auto_ready=True))
    desk.set_operators(0.0, [OperatorProfile(operator_id="8001")])
    arrive(desk, 0.5, "c1")
    assert kinds(desk.set_reachable(1.0, "8001", reachable=True)) == [
        "ReachabilityChanged",
        "StatusChanged",
        "OfferMade",
    ]


def test_an_unreachable_phone_is_offered_nothing() -> None:
    desk = open_desk("8001")
    desk.set_reachable(1.0, "8001", reachable=False)
    assert kinds(arrive(desk, 2.0, "c1")) == ["CallArrived"]


def test_an_operator_taken_off_the_list_is_signed_out() -> None:
    desk = open_desk("8001", "8002")
    desk.set_operators(1.0, [OperatorProfile(operator_id="8002")])
    assert desk.state.operators["8001"].status is OperatorStatus.SIGNED_OUT


def test_a_call_broken_by_a_fault_has_that_outcome() -> None:
    desk = open_desk("8001")
    arrive(desk, 1.0, "c1")
    (end,) = [f for f in desk.call_ended(2.0, "c1", Outcome.BROKEN, "fault") if isinstance(f, CallEnded)]
    assert end.outcome is Outcome.BROKEN


def test_every_state_can_be_left_but_the_end() -> None:
    assert [state for state, ways in CALL_TABLE.items() if not ways] == [CallState.ENDED]
    assert all(LINE_TABLE.values())
