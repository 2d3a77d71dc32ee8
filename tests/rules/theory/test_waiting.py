"""What a waiting caller is told: the predictor, what it learns, the bands."""

from itertools import pairwise
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.outlook.waiting import (
    BAND_EDGES_MIN,
    Calibration,
    Habits,
    Prediction,
    Said,
    band_minutes,
    band_of,
    normal_of,
    predict,
    quantile_s,
    say,
)

aheads = st.integers(min_value=0, max_value=200)
crews = st.integers(min_value=1, max_value=200)
times = st.floats(min_value=1.0, max_value=3600.0)


def certain(ahead: int, servers: int, handle_s: float, patience_s: float) -> Prediction:
    found = predict(ahead, servers, handle_s, patience_s)
    assert found is not None
    return found


def test_the_mean_is_the_sum_over_those_ahead() -> None:
    found = certain(2, 3, 120.0, 60.0)
    assert found.mean_s == pytest.approx(1 / (3 / 120) + 1 / (3 / 120 + 1 / 60) + 1 / (3 / 120 + 2 / 60))


@given(ahead=aheads, servers=crews, handle_s=times)
def test_without_giving_up_it_is_everyone_ahead_over_the_crew(ahead: int, servers: int, handle_s: float) -> None:
    found = predict(ahead, servers, handle_s)
    assert found is not None
    assert found.mean_s == pytest.approx((ahead + 1) * handle_s / servers)


@given(ahead=aheads, servers=crews, handle_s=times, patience_s=times)
def test_more_ahead_is_longer_and_more_operators_are_faster(
    ahead: int, servers: int, handle_s: float, patience_s: float
) -> None:
    here = certain(ahead, servers, handle_s, patience_s).mean_s
    assert certain(ahead + 1, servers, handle_s, patience_s).mean_s > here
    assert certain(ahead, servers + 1, handle_s, patience_s).mean_s < here


def test_nobody_at_work_promises_nothing() -> None:
    assert predict(3, 0, 150.0) is None


@pytest.mark.parametrize(("ahead", "handle_s", "patience_s"), [(-1, 1.0, 1.0), (0, 0.0, 1.0), (0, 1.0, -5.0)])
def test_what_cannot_be_is_refused(ahead: int, handle_s: float, patience_s: float) -> None:
    with pytest.raises(ValueError, match="prediction: expected ahead >= 0 and times > 0"):
        predict(ahead, 3, handle_s, patience_s)


@given(mean_s=times, spread=st.floats(0.05, 1.0), normal=st.floats(-1.5, 2.5))
def test_a_quantile_and_its_place_are_inverses(mean_s: float, spread: float, normal: float) -> None:
    wait = Prediction(mean_s=mean_s, sd_s=mean_s * spread)
    if (seconds := quantile_s(wait, normal)) > 0.0:
        assert normal_of(wait, seconds) == pytest.approx(normal, abs=1e-6)


def test_theory_alone_holds_eight_times_in_ten_where_theory_is_right() -> None:
    chance, calibration, held = Random(3), Calibration(), 0  # noqa: S311 - repeatable
    for _ in range(4000):
        ahead = chance.randrange(12)
        wait = certain(ahead, 5, 150.0, 240.0)
        real = sum(chance.expovariate(5 / 150.0 + place / 240.0) for place in range(ahead + 1))
        span = calibration.span(wait)
        held += span.low_s <= real <= span.high_s
    assert 0.77 <= held / 4000 <= 0.83


def test_a_crew_half_as_fast_as_believed_is_learned_from_the_waits() -> None:
    chance, calibration, held, said = Random(4), Calibration(), [], []  # noqa: S311 - repeatable
    for _ in range(3000):
        ahead = chance.randrange(12)
        wait = certain(ahead, 10, 150.0, 240.0)
        real = sum(chance.expovariate(5 / 150.0 + place / 240.0) for place in range(ahead + 1))
        span = calibration.span(wait)
        held.append(span.low_s <= real <= span.high_s)
        said.append(real <= span.said_s)
        calibration.learn(wait, real)
    assert fmean(held[:50]) < 0.7
    assert 0.75 <= fmean(held[500:]) <= 0.85
    assert 0.75 <= fmean(said[500:]) <= 0.85


def test_patience_is_learned_although_most_callers_are_answered_before_it_ends() -> None:
    chance, habits = Random(5), Habits(150.0, 1000.0)  # noqa: S311 - repeatable
    for _ in range(20_000):
        patience_s, wait_s = chance.expovariate(1 / 90.0), chance.expovariate(1 / 30.0)
        habits.waited(min(patience_s, wait_s), gave_up=patience_s < wait_s)
    assert habits.patience_s == pytest.approx(90.0, rel=0.2)


def test_handle_times_follow_the_last_two_hundred_calls() -> None:
    habits = Habits(100.0, 120.0)
    for _ in range(400):
        habits.handled(200.0)
    assert 195.0 < habits.handle_s < 200.0


@given(st.lists(st.floats(min_value=0.0, max_value=4000.0), min_size=1, max_size=40))
def test_what_a_caller_hears_never_rises_again_after_it_fell(waits_s: list[float]) -> None:
    told: Said | None = None
    heard = []
    for wait_s in waits_s:
        told = say(told, wait_s)
        heard.append(told.band)
    fell = False
    for before, after in pairwise(heard):
        assert not (fell and after > before)
        fell = fell or after < before


@given(st.floats(min_value=0.0, max_value=4000.0))
def test_a_band_is_rounded_up(wait_s: float) -> None:
    low, high = band_minutes(band_of(wait_s))
    assert low * 60.0 <= wait_s
    assert high is None or wait_s <= high * 60.0


def test_the_longest_band_has_no_end() -> None:
    assert band_minutes(len(BAND_EDGES_MIN)) == (30, None)
    assert band_minutes(band_of(1801.0)) == (30, None)
    assert band_minutes(band_of(0.0)) == (0, 1)
