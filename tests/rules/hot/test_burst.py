"""The burst alarm: raised by the call that crosses the line, never by fewer people, cleared when it is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.hot import BurstBook, BurstRule, BurstRules, BurstStep
from queueing.hot.poisson import tail

MINUTE = 60.0
FAST = BurstRules(rules=(BurstRule(window_s=900.0, least_persons=10),))


def test_the_tenth_caller_within_fifteen_minutes_raises_it() -> None:
    book = BurstBook(FAST)
    steps = [book.take(n * MINUTE, f"caller{n}", "阳光小区", "停水") for n in range(10)]
    assert [len(step) for step in steps] == [0] * 9 + [1]
    (burst,) = steps[-1]
    assert (burst.step, burst.place, burst.matter, burst.persons) == (BurstStep.RAISED, "阳光小区", "停水", 10)
    assert book.active() == (burst,)


def test_one_caller_ten_times_is_no_burst() -> None:
    book = BurstBook(FAST)
    assert not any(book.take(n * MINUTE, "same", "阳光小区", "停水") for n in range(30))


def test_ten_places_are_no_burst() -> None:
    book = BurstBook(FAST)
    assert not any(book.take(n * MINUTE, f"c{n}", f"{n}小区", "停水") for n in range(30))


def test_slow_calls_are_no_burst() -> None:
    book = BurstBook(FAST)
    assert not any(book.take(n * 100.0, f"c{n}", "阳光小区", "停水") for n in range(60))


def test_what_is_usual_for_the_matter_is_no_burst() -> None:
    """A hospital that is called about nine times every quarter of an hour is not alarming with eleven."""
    book = BurstBook(FAST)
    for n in range(5 * 864):
        book.take(n * 100.0, f"c{n}", "人民医院", "挂号")
    assert book.active() == ()
    assert not any(book.take(5 * 86_400 + n * 80.0, f"d{n}", "人民医院", "挂号") for n in range(11))


def test_it_is_told_again_as_it_grows_and_cleared_when_it_is_over() -> None:
    book = BurstBook(FAST)
    told = [step for n in range(20) for step in book.take(n * MINUTE, f"c{n}", "阳光小区", "停水")]
    assert [(one.step, one.persons) for one in told] == [
        (BurstStep.RAISED, 10),
        (BurstStep.GREW, 15),
        (BurstStep.GREW, 20),
    ]
    assert book.look(20 * MINUTE) == []
    (over,) = book.look(19 * MINUTE + 3600.0)
    assert (over.step, over.persons) == (BurstStep.CLEARED, 20)
    assert book.active() == ()


def test_after_it_is_cleared_it_can_be_raised_anew() -> None:
    book = BurstBook(FAST)
    first = [step for n in range(10) for step in book.take(n * MINUTE, f"c{n}", "甲", "停电")]
    book.look(10_000.0)
    again = [step for n in range(10) for step in book.take(10_000.0 + n * MINUTE, f"c{n}", "甲", "停电")]
    assert first[0].burst_id != again[0].burst_id


@given(st.lists(st.tuples(st.floats(0, 120), st.integers(0, 14)), max_size=80))
def test_it_is_raised_exactly_when_the_window_holds_enough_people(calls: list[tuple[float, int]]) -> None:
    """Against a count made the slow way; without a past the unlikeliness never stands in the way."""
    book, told, at = BurstBook(FAST), [], 0.0
    for gap, who in calls:
        at += gap
        told.append((at, who))
        people = {one for when, one in told if when > at - 900.0}
        before = book.of("甲", "停水")
        raised = [step for step in book.take(at, str(who), "甲", "停水") if step.step is BurstStep.RAISED]
        assert bool(raised) == (before is None and len(people) >= 10)


@pytest.mark.parametrize(
    ("found", "mean", "expected"), [(0, 3.0, 1.0), (1, 1.0, 0.63212), (5, 2.0, 0.05265), (3, 0.0, 0.0)]
)
def test_tail_of_a_poisson_count(found: int, mean: float, expected: float) -> None:
    assert tail(found, mean) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("wrong", [{"window_s": 0.0}, {"least_persons": 1}, {"unlikely": 0.0}])
def test_a_rule_that_can_never_hold_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        BurstRule(**{"window_s": 900.0, "least_persons": 10, **wrong})  # type: ignore[arg-type]
