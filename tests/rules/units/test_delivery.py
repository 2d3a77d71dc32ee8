"""When messages go out: waits grow to a bound, nights are kept quiet, no number gets more than its share of a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.callers.delivery import DAY_S, Backoff, next_open, when_allowed
from queueing.days.office import Shift

DAY = datetime(2026, 11, 22, tzinfo=ZoneInfo("Asia/Shanghai"))
OPEN = Shift.parse("07:30-22:00")


def test_waits_double_up_to_the_bound_and_then_it_is_given_up() -> None:
    rule = Backoff(first_s=1, factor=2, most_s=10, tries=6)
    assert [rule.wait_s(failures) for failures in range(1, 7)] == [1, 2, 4, 8, 10, None]
    assert Backoff(tries=10**6).wait_s(5000) == 900.0


@pytest.mark.parametrize("wrong", [{"first_s": 0}, {"factor": 0.5}, {"most_s": 0.5}, {"tries": 0}])
def test_waits_that_shrink_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected waits above 0"):
        Backoff(**wrong)  # type: ignore[arg-type]


@given(st.integers(0, 24 * 60 - 1))
def test_nobody_is_disturbed_at_night_and_nobody_waits_longer_than_the_night(minute: int) -> None:
    at = DAY + timedelta(minutes=minute)
    goes = next_open(at, OPEN)
    assert OPEN.opens_min <= goes.hour * 60 + goes.minute < OPEN.closes_min
    assert timedelta(0) <= goes - at <= timedelta(hours=9, minutes=30)
    assert (goes == at) == (OPEN.opens_min <= minute < OPEN.closes_min)


@given(st.lists(st.integers(0, 3 * int(DAY_S)), max_size=12), st.integers(1, 4))
def test_no_number_gets_more_than_its_share_in_any_24_hours(asked: list[int], most: int) -> None:
    sent: list[float] = []
    for now in sorted(asked):
        sent.append(when_allowed(max([float(now), *sent]), sent, most))
    for at in sent:
        assert sum(at - DAY_S < other <= at for other in sent) <= most
