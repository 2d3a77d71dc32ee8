"""The hand-made day gives the listed values under each option of the definitions."""

import math

import pytest
from figures_twenty_calls import CHINA_DAYS, NOW, facts

from queueing.figures import Definition, Denominator, Figures, Snapshot, Transfers, WaitClock


def day(definition: Definition | None = None) -> Snapshot:
    figures = Figures(CHINA_DAYS, definition)
    for fact in facts():
        figures.feed(fact)
    return figures.snapshot(NOW)


def test_each_call_is_counted_once() -> None:
    total = day().total
    found = (total.offered, total.answered, total.abandoned, total.broken, total.turned_away, total.unsettled)
    assert found == (20, 11, 5, 1, 1, 2)
    assert (total.refused, total.cut_off, total.abandoned_short) == (1, 1, 2)


def test_times_are_means_over_the_calls_they_are_named_after() -> None:
    total = day().total
    assert total.asa_s == pytest.approx(104 / 11)
    assert total.abandoned_asa_s == pytest.approx(64.9 / 5)
    assert total.longest_wait_s == 40
    assert (total.handled, total.talk_s, total.hold_s, total.wrap_s) == (11, 1240, 90, 195)


def test_handle_time_is_talk_and_hold_per_part_plus_wrap_up_per_part_wrapped_up() -> None:
    assert day().total.aht_s == pytest.approx(1525 / 11)


def test_now_shows_who_waits_and_talks() -> None:
    snapshot = day()
    assert (snapshot.now.waiting, snapshot.now.longest_wait_s, snapshot.now.talking) == (2, 100, 1)
    assert (snapshot.now_by_queue["hotline"].waiting, snapshot.now_by_queue["show"].talking) == (2, 1)


def test_groups_divide_the_calls() -> None:
    snapshot = day()
    assert {q: c.offered for q, c in snapshot.by_queue.items()} == {"hotline": 14, "show": 6}
    assert {n: c.offered for n, c in snapshot.by_number.items()} == {"12345": 14, "12388": 6, "999": 0}
    assert {h: c.offered for h, c in snapshot.by_hour.items()} == {8: 5, 9: 7, 10: 5, 11: 3}
    assert snapshot.by_queue["show"].answer_rate == pytest.approx(5 / 6)
    assert snapshot.by_number["999"].answer_rate is None


ANSWER_RATES = [
    (Denominator(), 11 / 18),
    (Denominator(unsettled=True), 11 / 20),
    (Denominator(broken=False), 11 / 17),
    (Denominator(turned_away=False), 11 / 17),
    (Denominator(broken=False, turned_away=False), 11 / 16),
    (Denominator(abandons_from_s=5), 11 / 16),
    (Denominator(abandons_from_s=5.1), 11 / 15),
    (Denominator(abandons_from_s=math.inf), 11 / 13),
    (Denominator(abandons_from_s=math.inf, broken=False, turned_away=False), 1),
]


@pytest.mark.parametrize(("choice", "expected"), ANSWER_RATES)
def test_answer_rate_under_each_denominator(choice: Denominator, expected: float) -> None:
    assert day(Definition(answer=choice)).total.answer_rate == pytest.approx(expected)


WITHIN_RATES = [
    (Definition(), 9 / 18),
    (Definition(clock=WaitClock.QUEUE_ONLY), 10 / 18),
    (Definition(within_s=20), 11 / 18),
    (Definition(within=Denominator(abandons_from_s=15)), 9 / 14),
    (Definition(within=Denominator(unsettled=True)), 9 / 20),
    (Definition(within=Denominator(abandons_from_s=math.inf, broken=False, turned_away=False)), 9 / 11),
    (Definition(answer=Denominator(abandons_from_s=math.inf)), 9 / 18),
]


@pytest.mark.parametrize(("definition", "expected"), WITHIN_RATES)
def test_in_time_rate_under_each_option(definition: Definition, expected: float) -> None:
    assert day(definition).total.within_rate == pytest.approx(expected)


def test_without_ringing_the_mean_wait_is_that_of_the_queue() -> None:
    assert day(Definition(clock=WaitClock.QUEUE_ONLY)).total.asa_s == pytest.approx(60 / 11)


def test_a_caller_passed_on_may_count_as_offered_again() -> None:
    total = day(Definition(transfers=Transfers.NEW_OFFER))
    assert (total.total.offered, total.total.answered, total.total.within) == (21, 12, 9)
    assert total.by_queue["hotline"].offered == 15
    assert total.total.asa_s == pytest.approx((104 + 25) / 12)


def test_short_abandons_follow_the_seconds_chosen() -> None:
    assert day(Definition(short_abandon_s=5.1)).total.abandoned_short == 3
    assert day(Definition(short_abandon_s=0)).total.abandoned_short == 0


def test_the_last_24_hours_hold_the_same_calls_here() -> None:
    rolling = day().rolling
    assert (rolling.offered, rolling.answered, rolling.answer_rate) == (20, 11, pytest.approx(11 / 18))


@pytest.mark.parametrize("name", ["within_s", "short_abandon_s", "rest_s", "window_s", "rolling_s"])
@pytest.mark.parametrize("seconds", [-1.0, math.nan])
def test_a_definition_with_negative_seconds_is_refused_by_name(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=name):
        Definition(**{name: seconds})
