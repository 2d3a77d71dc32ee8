"""Callers a queue cannot serve at once: closed, full, nobody there, waited too long, more than can be served soon."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeVar

import pytest

from queueing.days.calendar import Calendar
from queueing.days.office import Hours, Office, Shift
from queueing.desk.desk import Desk
from queueing.desk.outbound import Placing
from queueing.desk.policy import CallbackWhen, Move, QueuePolicy, Step, bad_way
from queueing.desk.state import DeskRules
from queueing.events import (
    CallArrived,
    CallbackDenied,
    CallbackOffered,
    CallDialled,
    CallEnded,
    CallMerged,
    CallOverflowed,
    CallPlaced,
    CallRefused,
    CallState,
    CallTold,
    DialEnd,
    DialFailed,
    Fact,
    OfferMade,
    OperatorStatus,
    Outcome,
    Party,
    Purpose,
    QueueStaffed,
    QueueUnstaffed,
    SurgeEnded,
    SurgeStarted,
    TransitionError,
    VoicemailStarted,
    WaitAnnounced,
)
from tests.rules.desk.story import kinds, offer_of, open_desk

F = TypeVar("F")
BEIJING = timezone(timedelta(hours=8))
ALWAYS = QueuePolicy()


def desk_of(*operators: str, **policies: QueuePolicy) -> Desk:
    rules = DeskRules(wrap_up_s=0.0, policies=policies, dial_attempts=2, dial_gap_s=60.0)
    return open_desk(*operators, rules=rules)


def comes(desk: Desk, at: float, call_id: str, queue: str = "hotline", caller: str = "") -> list[Fact]:
    number = caller or f"1380000{call_id[1:]:0>4}"
    return desk.call_arrived(
        CallArrived(at=at, call_id=call_id, queue=queue, dialled="12345", caller="" if caller == "-" else number)
    )


def only(facts: list[Fact], kind: type[F]) -> F:
    (found,) = [fact for fact in facts if isinstance(fact, kind)]
    return found


def until(desk: Desk, now: float) -> list[Fact]:
    facts: list[Fact] = []
    while (due := desk.next_deadline()) is not None and due <= now:
        facts += desk.tick(due)
    return facts


# --- the chain itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policies", "queue", "key"),
    [
        ({"a": QueuePolicy(when_full=Move.parse("queue:a"))}, "a", "when_full"),
        (
            {
                "a": QueuePolicy(overflow=(Step(after_s=9, move=Move.parse("queue:b")),)),
                "b": QueuePolicy(when_closed=Move.parse("queue:c")),
                "c": QueuePolicy(no_operator=Move.parse("queue:a")),
            },
            "a",
            "overflow",
        ),
        ({"a": QueuePolicy(when_waited_out=Move.parse("queue:x"))}, "a", "when_waited_out"),
    ],
)
def test_a_queue_that_overflows_into_itself_or_nowhere_is_found(
    policies: dict[str, QueuePolicy], queue: str, key: str
) -> None:
    found = bad_way(policies)
    assert found is not None
    assert (found.queue, found.key) == (queue, key)


def test_two_queues_may_overflow_into_the_same_third() -> None:
    to_c = QueuePolicy(when_full=Move.parse("queue:c"), when_closed=Move.parse("queue:c"))
    assert bad_way({"a": to_c, "b": to_c, "c": ALWAYS}) is None


@pytest.mark.parametrize("text", ["nowhere", "queue", "queue:", "voicemail:x", ""])
def test_a_way_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected one of"):
        Move.parse(text)


# --- closed -------------------------------------------------------------------------------------------------------


def test_a_queue_is_open_in_its_hours_on_working_days_only() -> None:
    calendar = Calendar(published=frozenset({2026}), off=frozenset({date(2026, 10, 1)}))
    office = Office(calendar=calendar, hours=Hours(shifts=(Shift.parse("09:00-17:30"),)), zone=BEIJING)
    policy = QueuePolicy(office=office)

    def at(day: date, hour: int) -> float:
        return datetime.combine(day, time(hour), BEIJING).astimezone(UTC).timestamp()

    friday, saturday, national_day = date(2026, 11, 20), date(2026, 11, 21), date(2026, 10, 1)
    open_at = [policy.open_at(at(day, hour)) for day, hour in ((friday, 9), (friday, 18), (saturday, 10))]
    assert open_at == [True, False, False]
    assert not policy.open_at(at(national_day, 10))


def test_a_closed_queue_tells_the_caller_and_lets_go() -> None:
    desk = desk_of("8001", hotline=QueuePolicy())
    desk.close_queue(10.0, "hotline", reason="power cut")
    told = only(comes(desk, 11.0, "c1"), CallTold)
    assert (told.reason, told.callback) == ("closed_by_hand", False)
    ended = only(desk.told(20.0, "c1"), CallEnded)
    assert ended.outcome is Outcome.REFUSED
    desk.open_queue(30.0, "hotline")
    assert offer_of(comes(desk, 31.0, "c2")).operator_id == "8001"


def test_nobody_hears_why_not_for_ever() -> None:
    desk = desk_of("8001", hotline=QueuePolicy())
    desk.close_queue(10.0, "hotline")
    comes(desk, 11.0, "c1")
    assert only(until(desk, 100.0), CallEnded).at == 71.0


# --- full, waited ---------------------------------------------------------------------------------------------------


def test_one_caller_more_than_the_line_holds_is_busy() -> None:
    desk = desk_of(hotline=QueuePolicy(max_waiting=1))
    comes(desk, 0.0, "c1")
    assert only(comes(desk, 1.0, "c2"), CallRefused).reason == "line_full"
    assert "c2" not in desk.state.calls


def test_who_overflows_keeps_the_place_their_arrival_gives() -> None:
    first = QueuePolicy(overflow=(Step(after_s=30.0, move=Move.parse("queue:night")),))
    desk = desk_of(hotline=first, night=ALWAYS)
    comes(desk, 0.0, "c1")
    comes(desk, 20.0, "c2", queue="night")
    moved = only(until(desk, 30.0), CallOverflowed)
    assert (moved.queue, moved.reason) == ("night", "waited")
    assert [call_id for _, call_id in desk.state.lines["night"]] == ["c1", "c2"]


def test_who_cannot_overflow_stays_in_line_and_is_tried_again() -> None:
    chain = QueuePolicy(overflow=(Step(after_s=30.0, move=Move.parse("queue:night")),))
    desk = desk_of(hotline=chain, night=ALWAYS)
    desk.close_queue(0.0, "night")
    comes(desk, 0.0, "c1")
    assert not until(desk, 35.0)
    desk.open_queue(36.0, "night")
    assert only(until(desk, 60.0), CallOverflowed).at == 40.0


def test_whose_phone_rings_is_not_moved_but_as_soon_as_the_ring_fails() -> None:
    chain = QueuePolicy(overflow=(Step(after_s=5.0, move=Move.parse("voicemail")),))
    desk = desk_of("8001", hotline=chain)
    offer = offer_of(comes(desk, 0.0, "c1"))
    assert not until(desk, 10.0)
    desk.set_status(12.0, "8001", OperatorStatus.ON_BREAK)
    assert only(until(desk, 12.0), VoicemailStarted).reason == "waited"
    with pytest.raises(TransitionError):
        desk.offer_answered(13.0, offer.offer_id)


def test_the_longest_wait_counts_from_the_arrival_over_all_queues() -> None:
    chain = QueuePolicy(overflow=(Step(after_s=30.0, move=Move.parse("queue:night")),))
    desk = desk_of(hotline=chain, night=QueuePolicy(max_wait_s=50.0))
    comes(desk, 0.0, "c1")
    assert kinds(until(desk, 49.0)) == ["CallOverflowed", "QueueUnstaffed"]
    assert only(until(desk, 50.0), VoicemailStarted).reason == "waited_out"


# --- nobody there ---------------------------------------------------------------------------------------------------


def test_a_call_with_nobody_signed_in_raises_the_alarm_once_and_goes_where_the_rule_leads() -> None:
    desk = desk_of(hotline=QueuePolicy(no_operator=Move.parse("voicemail")))
    first, second = comes(desk, 0.0, "c1"), comes(desk, 1.0, "c2")
    assert kinds(first) == ["CallArrived", "QueueUnstaffed", "VoicemailStarted"]
    assert kinds(second) == ["CallArrived", "VoicemailStarted"]


def test_the_alarm_ends_when_somebody_signs_in() -> None:
    desk = desk_of("8001", hotline=ALWAYS)
    desk.set_status(1.0, "8001", OperatorStatus.SIGNED_OUT)
    only(comes(desk, 2.0, "c1"), QueueUnstaffed)
    assert only(desk.set_status(3.0, "8001", OperatorStatus.READY), QueueStaffed).queue == "hotline"


def test_the_last_one_to_sign_out_leaves_no_silence_behind() -> None:
    desk = desk_of("8001", hotline=ALWAYS)
    comes(desk, 1.0, "c1")
    comes(desk, 2.0, "c2")
    facts = desk.set_status(3.0, "8001", OperatorStatus.SIGNED_OUT)
    assert only(facts, QueueUnstaffed).queue == "hotline"


BY_DAY = QueuePolicy(
    office=Office(
        calendar=Calendar(published=frozenset({2026})), hours=Hours(shifts=(Shift.parse("09:00-17:30"),)), zone=BEIJING
    )
)


def test_nobody_signed_in_at_night_is_no_alarm() -> None:
    desk, friday = desk_of(hotline=BY_DAY), datetime(2026, 11, 20, tzinfo=BEIJING).timestamp()
    at_night = comes(desk, friday + 3 * 3600.0, "c1")
    assert not [fact for fact in at_night if isinstance(fact, QueueUnstaffed)]
    assert only(comes(desk, friday + 9 * 3600.0, "c2"), QueueUnstaffed).queue == "hotline"


def test_nobody_signed_in_at_a_queue_closed_by_hand_is_no_alarm() -> None:
    desk = desk_of(hotline=ALWAYS)
    desk.close_queue(0.0, "hotline")
    assert not [fact for fact in comes(desk, 1.0, "c1") if isinstance(fact, QueueUnstaffed)]
    desk.open_queue(2.0, "hotline")
    assert only(comes(desk, 3.0, "c2"), QueueUnstaffed).queue == "hotline"


# --- surge ------------------------------------------------------------------------------------------------------------

SURGE = QueuePolicy(surge_waiting=3, surge_over=1, callback=CallbackWhen.SURGE)


def test_a_surge_begins_and_ends_once_and_not_at_every_caller() -> None:
    desk = desk_of(hotline=SURGE)
    facts = [fact for n in range(1, 6) for fact in comes(desk, float(n), f"c{n}")]
    assert only(facts, SurgeStarted).value == 3.0
    facts = [fact for n in range(1, 4) for fact in desk.caller_left(10.0 + n, f"c{n}")]
    assert not [fact for fact in facts if isinstance(fact, SurgeEnded)]
    assert only(desk.caller_left(20.0, "c4"), SurgeEnded).by is Party.SYSTEM


def test_in_a_surge_everybody_with_a_number_is_offered_to_be_called_back() -> None:
    desk = desk_of(hotline=SURGE)
    comes(desk, 1.0, "c1")
    comes(desk, 2.0, "c2", caller="-")
    offered = [fact for fact in comes(desk, 3.0, "c3") if isinstance(fact, CallbackOffered)]
    assert {fact.call_id: fact.possible for fact in offered} == {"c1": True, "c2": False, "c3": True}
    assert only(comes(desk, 4.0, "c4"), CallbackOffered).reason == "surge"


def test_a_surge_begun_by_hand_ends_only_by_hand_and_one_ended_by_hand_stays_ended() -> None:
    desk = desk_of(hotline=SURGE)
    desk.set_surge(0.0, "hotline", on=True)
    assert not [fact for fact in comes(desk, 1.0, "c1") if isinstance(fact, SurgeEnded)]
    for n in range(2, 6):
        comes(desk, float(n), f"c{n}")
    desk.set_surge(10.0, "hotline", on=False)
    assert not [fact for fact in comes(desk, 11.0, "c6") if isinstance(fact, SurgeStarted)]
    with pytest.raises(TransitionError, match="no surge"):
        desk.set_surge(12.0, "hotline", on=False)


def test_a_predicted_wait_begins_a_surge() -> None:
    desk = desk_of("8001", hotline=QueuePolicy(surge_wait_s=200.0))
    desk.offer_answered(1.0, offer_of(comes(desk, 0.0, "c1")).offer_id)
    facts = [fact for n in range(2, 6) for fact in comes(desk, float(n), f"c{n}")]
    assert only(facts, SurgeStarted).reason == "predicted_wait"


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
