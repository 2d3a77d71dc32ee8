"""What callers of a queue hear and are offered: place and wait, a call back, a message; calls that go out."""

import pytest

from queueing.desk.outbound import Placing
from queueing.desk.policy import Move, QueuePolicy
from queueing.events import (
    CallArrived,
    CallbackDenied,
    CallDialled,
    CallEnded,
    CallMerged,
    CallPlaced,
    CallState,
    DialEnd,
    DialFailed,
    OfferMade,
    Outcome,
    Purpose,
    TransitionError,
    WaitAnnounced,
)
from tests.rules.desk.queues import ALWAYS, SURGE, comes, desk_of, only, until
from tests.rules.desk.story import kinds, offer_of

# --- announcements ----------------------------------------------------------------------------------------------------


def test_a_waiting_caller_hears_place_and_band_at_the_intervals() -> None:
    policy = QueuePolicy(announce_after_s=10.0, announce_every_s=30.0)
    desk = desk_of("8001", hotline=policy)
    desk.offer_answered(1.0, offer_of(comes(desk, 0.0, "c1")).offer_id)
    comes(desk, 2.0, "c2")
    comes(desk, 3.0, "c3")
    said = [fact for fact in until(desk, 80.0) if isinstance(fact, WaitAnnounced)]
    assert [(fact.at, fact.call_id, fact.ahead) for fact in said] == [
        (12.0, "c2", 0),
        (13.0, "c3", 1),
        (42.0, "c2", 0),
        (43.0, "c3", 1),
        (72.0, "c2", 0),
        (73.0, "c3", 1),
    ]
    assert said[1].band > said[0].band > 0


def test_an_urgent_caller_who_overtakes_makes_nobody_hear_a_higher_number() -> None:
    policy = QueuePolicy(announce_after_s=10.0, announce_every_s=10.0)
    desk = desk_of(hotline=policy)
    comes(desk, 0.0, "c1")
    until(desk, 10.0)
    desk.call_arrived(CallArrived(at=11.0, call_id="c2", queue="hotline", dialled="12345", caller="139", priority=5))
    again = [fact for fact in until(desk, 20.0) if isinstance(fact, WaitAnnounced)]
    assert [fact.ahead for fact in again] == [-1]


# --- call-back --------------------------------------------------------------------------------------------------------


def test_who_is_called_back_is_served_in_the_order_they_would_have_had() -> None:
    desk = desk_of("8001", hotline=SURGE)
    talking = offer_of(comes(desk, 0.0, "c0"))
    desk.offer_answered(1.0, talking.offer_id)
    for n in range(1, 5):
        comes(desk, 1.0 + n, f"c{n}")
    placed = only(desk.take_callback(10.0, "c1", "b1"), CallPlaced)
    assert (placed.purpose, placed.reference, placed.ranked_at) == (Purpose.CALLBACK, "c1", 2.0)
    offer = offer_of(desk.operator_left(20.0, "c0"))
    assert offer.call_id == "b1"
    dialled = only(desk.offer_answered(21.0, offer.offer_id), CallDialled)
    desk.dial_answered(25.0, dialled.leg_id)
    assert desk.state.calls["b1"].state is CallState.TALKING
    assert offer_of(desk.operator_left(60.0, "b1")).call_id == "c2"


def test_a_withheld_number_cannot_be_called_back_and_goes_on_waiting() -> None:
    desk = desk_of(hotline=SURGE)
    comes(desk, 0.0, "c1", caller="-")
    desk.set_surge(1.0, "hotline", on=True)
    with pytest.raises(TransitionError, match="offered to be called back"):
        desk.take_callback(2.0, "c1", "b1")
    assert desk.state.calls["c1"].state is CallState.WAITING


def test_a_withheld_number_that_presses_the_key_hears_a_polite_no() -> None:
    desk = desk_of(hotline=QueuePolicy())
    comes(desk, 0.0, "c1", caller="-")
    desk.state.calls["c1"].callback_open = True
    assert kinds(desk.take_callback(2.0, "c1", "b1")) == [CallbackDenied.__name__]
    assert desk.state.calls["c1"].state is CallState.WAITING


def test_a_citizen_who_rings_again_has_the_place_of_the_call_back() -> None:
    desk = desk_of(hotline=SURGE)
    for n in range(1, 4):
        comes(desk, float(n), f"c{n}")
    desk.take_callback(10.0, "c1", "b1")
    facts = comes(desk, 50.0, "c9", caller="13800000001")
    assert only(facts, CallMerged).with_call == "b1"
    assert only(facts, CallEnded).outcome is Outcome.MERGED
    assert [call_id for _, call_id in desk.state.lines["hotline"]] == ["c9", "c2", "c3"]


def test_who_rings_while_being_dialled_is_merged_when_the_dialling_fails() -> None:
    desk = desk_of("8001", hotline=SURGE)
    desk.place_call(0.0, Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.CALLBACK))
    dialled = only(desk.offer_answered(1.0, "b1-1"), CallDialled)
    comes(desk, 2.0, "c1", caller="139")
    facts = desk.dial_failed(3.0, dialled.leg_id, DialEnd.BUSY)
    assert only(facts, CallMerged).call_id == "c1"
    assert offer_of(facts).call_id == "c1"


# --- calls that go out ------------------------------------------------------------------------------------------------


def test_nobody_reached_frees_the_operator_at_once_and_is_tried_again_after_the_gap() -> None:
    desk = desk_of("8001", hotline=ALWAYS)
    desk.place_call(0.0, Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.DUTY))
    first = only(desk.offer_answered(1.0, "b1-1"), CallDialled)
    failed = only(desk.dial_failed(20.0, first.leg_id, DialEnd.NO_ANSWER), DialFailed)
    assert (failed.retry_at, desk.state.operators["8001"].eligible) == (80.0, True)
    again = offer_of(until(desk, 80.0))
    second = only(desk.offer_answered(81.0, again.offer_id), CallDialled)
    facts = desk.dial_failed(90.0, second.leg_id, DialEnd.BUSY)
    assert only(facts, CallEnded).outcome is Outcome.UNREACHED


def test_a_number_is_called_once_for_one_purpose() -> None:
    desk = desk_of(hotline=ALWAYS)
    desk.place_call(0.0, Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.MISSED))
    with pytest.raises(TransitionError, match="b1"):
        desk.place_call(1.0, Placing(call_id="b2", queue="hotline", number="139", purpose=Purpose.MISSED))


def test_a_call_wanted_by_one_operator_waits_for_that_one() -> None:
    desk = desk_of("8001", "8002", hotline=ALWAYS)
    wish = Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.DUTY, wanted_operator="8002")
    assert offer_of(desk.place_call(0.0, wish)).operator_id == "8002"


def test_why_says_that_the_call_goes_out() -> None:
    desk = desk_of("8001", hotline=ALWAYS)
    wish = Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.MISSED)
    offer = only(desk.place_call(0.0, wish), OfferMade)
    assert offer.why.startswith("missed call: ")


def test_a_call_that_has_not_gone_out_can_be_taken_from_the_list() -> None:
    desk = desk_of(hotline=ALWAYS)
    desk.place_call(0.0, Placing(call_id="b1", queue="hotline", number="139", purpose=Purpose.MISSED))
    assert only(desk.cancel_call(1.0, "b1"), CallEnded).outcome is Outcome.CANCELLED
    with pytest.raises(TransitionError):
        desk.cancel_call(2.0, "b1")


# --- messages ---------------------------------------------------------------------------------------------------------


def test_a_message_has_a_longest_length_and_a_shortest() -> None:
    desk = desk_of(hotline=QueuePolicy(no_operator=Move.parse("voicemail")))
    comes(desk, 0.0, "c1")
    desk.message_begins(8.0, "c1")
    assert only(until(desk, 200.0), CallEnded).outcome is Outcome.VOICEMAIL
    comes(desk, 300.0, "c2")
    desk.message_begins(308.0, "c2")
    assert only(desk.caller_left(309.0, "c2"), CallEnded).outcome is Outcome.ABANDONED


def test_who_hangs_up_before_the_tone_left_no_message() -> None:
    desk = desk_of(hotline=QueuePolicy(no_operator=Move.parse("voicemail")))
    comes(desk, 0.0, "c1")
    assert only(desk.caller_left(30.0, "c1"), CallEnded).outcome is Outcome.ABANDONED
