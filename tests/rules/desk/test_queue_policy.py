"""Callers a queue cannot serve at once: closed, full, nobody there, waited too long, more than can be served soon."""

from datetime import UTC, date, datetime, time

import pytest

from queueing.days.calendar import Calendar
from queueing.days.office import Hours, Office, Shift
from queueing.desk.policy import Move, QueuePolicy, Step, bad_way
from queueing.events import (
    CallbackOffered,
    CallEnded,
    CallOverflowed,
    CallRefused,
    CallTold,
    OperatorStatus,
    Outcome,
    Party,
    QueueStaffed,
    QueueUnstaffed,
    SurgeEnded,
    SurgeStarted,
    TransitionError,
    VoicemailStarted,
)
from tests.rules.desk.queues import ALWAYS, BEIJING, SURGE, comes, desk_of, only, until
from tests.rules.desk.story import kinds, offer_of

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
