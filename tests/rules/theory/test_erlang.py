"""The theory of waiting lines: published values, limits where two theories must agree, and what can only rise."""

from itertools import pairwise
from math import exp, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.outlook.erlang import Traffic, answered_within, erlang_b, erlang_c, servers_needed, steady

few = settings(max_examples=40, deadline=None)
servers = st.integers(min_value=1, max_value=20)
loads = st.floats(min_value=0.05, max_value=24.0)
patiences = st.floats(min_value=5.0, max_value=400.0)


def traffic(load: float, patience_s: float = inf, handle_s: float = 150.0) -> Traffic:
    return Traffic(calls_per_s=load / handle_s, handle_s=handle_s, patience_s=patience_s)


def test_blocking_and_waiting_are_those_of_the_published_tables() -> None:
    assert erlang_b(10, 5.0) == pytest.approx(0.018385, abs=5e-7)
    assert erlang_c(10, 8.0) == pytest.approx(0.409180, abs=5e-7)


@pytest.mark.parametrize(
    ("agents", "waiting", "within_15_s", "mean_s"),
    [(35, 0.6965, 0.434, 50.1), (36, 0.5519, 0.605, 24.8), (37, 0.4318, 0.727, 14.1)],
)
def test_a_thousand_calls_an_hour_of_two_minutes_wait_as_the_published_slides_say(
    agents: int, waiting: float, within_15_s: float, mean_s: float
) -> None:
    """r1worldwide.com/shtml/view-7563919: 1000 calls/h x 120 s."""
    calls = Traffic(calls_per_s=1000 / 3600, handle_s=120.0)
    assert steady(calls, agents).wait_share == pytest.approx(waiting, abs=5e-5)
    assert answered_within(calls, agents, 15.0) == pytest.approx(within_15_s, abs=5e-4)
    assert steady(calls, agents).mean_wait_s == pytest.approx(mean_s, abs=0.05)


@few
@given(load=st.floats(min_value=0.01, max_value=0.99))
def test_one_operator_is_found_busy_as_often_as_they_work(load: float) -> None:
    assert erlang_c(1, load) == pytest.approx(load)


@few
@given(count=servers, share=st.floats(min_value=0.1, max_value=0.95), within_s=st.floats(0.0, 300.0))
def test_endless_patience_is_the_theory_without_patience(count: int, share: float, within_s: float) -> None:
    patient, nearly = traffic(share * count), traffic(share * count, patience_s=1e10)
    assert steady(nearly, count).wait_share == pytest.approx(steady(patient, count).wait_share, rel=1e-4)
    assert steady(nearly, count).mean_wait_s == pytest.approx(steady(patient, count).mean_wait_s, rel=1e-3)
    assert answered_within(nearly, count, within_s) == pytest.approx(
        answered_within(patient, count, within_s), abs=1e-5
    )


@few
@given(count=servers, load=loads)
def test_patience_as_long_as_a_call_gives_the_poisson_tail(count: int, load: float) -> None:
    """With theta = mu every place in the system empties at the same rate: M/M/infinity."""
    below, term = 0.0, exp(-load)
    for n in range(count):
        below += term
        term *= load / (n + 1)
    assert steady(traffic(load, patience_s=150.0), count).wait_share == pytest.approx(1.0 - below, abs=1e-9)


@few
@given(count=servers, load=loads, patience_s=patiences)
def test_everyone_is_answered_in_the_end_or_gives_up(count: int, load: float, patience_s: float) -> None:
    calls = traffic(load, patience_s)
    found = steady(calls, count)
    assert answered_within(calls, count, 15.0 * patience_s) == pytest.approx(1.0 - found.abandon_share, abs=1e-5)
    assert found.waiting == pytest.approx(calls.calls_per_s * found.mean_wait_s)
    assert answered_within(calls, count, 0.0) == pytest.approx(1.0 - found.wait_share, abs=1e-12)


@pytest.mark.parametrize("count", [2, 9, 12])
def test_the_mean_wait_of_the_answered_is_the_area_above_their_distribution(count: int) -> None:
    calls = Traffic(calls_per_s=3 / 60, handle_s=180.0, patience_s=120.0)
    found, step_s = steady(calls, count), 1.0
    answered = 1.0 - found.abandon_share
    area = sum(answered - answered_within(calls, count, (n + 0.5) * step_s) for n in range(800)) * step_s
    assert found.mean_wait_answered_s == pytest.approx(area / answered, rel=1e-3)


@few
@given(count=servers, load=loads, patience_s=patiences)
def test_more_operators_never_make_it_worse(count: int, load: float, patience_s: float) -> None:
    calls = traffic(load, patience_s)
    less, more = steady(calls, count), steady(calls, count + 1)
    assert more.wait_share <= less.wait_share + 1e-12
    assert more.abandon_share <= less.abandon_share + 1e-12
    assert more.mean_wait_s <= less.mean_wait_s + 1e-9
    assert answered_within(calls, count + 1, 15.0) >= answered_within(calls, count, 15.0) - 1e-9


@few
@given(count=servers, load=loads, patience_s=patiences)
def test_waiting_longer_answers_more(count: int, load: float, patience_s: float) -> None:
    shares = [answered_within(traffic(load, patience_s), count, t) for t in (0.0, 5.0, 15.0, 60.0)]
    assert all(a <= b + 1e-12 for a, b in pairwise(shares))
    assert all(0.0 <= share <= 1.0 + 1e-12 for share in shares)


@few
@given(count=servers, load=loads)
def test_a_queue_makes_more_callers_wait_than_trunks_refuse(count: int, load: float) -> None:
    assert 0.0 <= erlang_b(count, load) <= erlang_c(count, load) <= 1.0


def test_operators_who_cannot_keep_up_let_patient_callers_wait_for_ever() -> None:
    assert steady(traffic(10.0), 10).mean_wait_s == inf
    assert answered_within(traffic(10.0), 10, 1e6) == 0.0


def test_haikous_peak_hour_needs_95_operators_and_131_with_a_minute_of_wrap_up() -> None:
    for handle_s, agents in ((150.0, 95), (210.0, 131)):
        calls = Traffic(calls_per_s=2000 / 3600, handle_s=handle_s)
        assert servers_needed(calls, within_s=15.0, within_share=0.95) == agents


@few
@given(load=loads, patience_s=patiences, share=st.sampled_from([0.0, 0.5, 0.8, 0.95]))
def test_the_staff_needed_is_enough_and_one_less_is_not(load: float, patience_s: float, share: float) -> None:
    calls = traffic(load, patience_s)
    enough = servers_needed(calls, within_s=15.0, within_share=share)
    assert answered_within(calls, enough, 15.0) >= share
    assert enough == 1 or answered_within(calls, enough - 1, 15.0) < share


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan")])
def test_a_time_that_cannot_be_is_refused_by_name(bad: float) -> None:
    with pytest.raises(ValueError, match="traffic handle_s: expected more than 0, found"):
        Traffic(calls_per_s=1.0, handle_s=bad)


def test_no_servers_and_no_target_can_be_asked_for() -> None:
    with pytest.raises(ValueError, match="expected 1 or more servers"):
        erlang_b(0, 1.0)
    with pytest.raises(ValueError, match="expected shares of 0 or more and below 1"):
        servers_needed(traffic(1.0), within_s=15.0, within_share=1.0)
