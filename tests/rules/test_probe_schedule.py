"""When probes call: within their hours, not in a rhythm that can be learned."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.probe.schedule import Hours, next_due, within

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI).timestamp()
CHANCE = st.floats(0.0, 0.999)


@given(st.floats(5, 86400), CHANCE, st.floats(0, 1e6))
def test_the_next_call_comes_within_a_fifth_of_the_interval(every_s: float, chance: float, ago_s: float) -> None:
    due = next_due(NOON - ago_s, NOON, every_s, chance)
    assert due >= NOON
    assert due == NOON or 0.8 * every_s - 1e-3 <= due - (NOON - ago_s) <= 1.2 * every_s + 1e-3


@given(st.floats(5, 86400), CHANCE)
def test_the_first_call_comes_soon(every_s: float, chance: float) -> None:
    assert 0.0 <= next_due(None, NOON, every_s, chance) - NOON <= 0.2 * every_s


@given(st.integers(0, 1439), st.integers(0, 1440), st.floats(-2e6, 2e6))
def test_no_call_outside_the_hours(begin: int, end: int, offset_s: float) -> None:
    if begin == end:
        return
    hours, due = Hours(begin, end), NOON + offset_s
    found = within(due, hours, SHANGHAI, 0.0)
    local = datetime.fromtimestamp(found, SHANGHAI)
    assert hours.hold(local.hour * 60 + local.minute)
    assert due <= found <= due + 86400
    assert found == due or (local.hour * 60 + local.minute, local.second) == (begin, 0)


@pytest.mark.parametrize("text", ["08:00-08:00", "24:00-08:00", "8-9-10"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|invalid"):
        Hours.parse(text)


@pytest.mark.parametrize(("text", "minute", "held"), [
    ("00:00-24:00", 1439, True), ("08:00-18:00", 479, False), ("08:00-18:00", 480, True), ("08:00-18:00", 1080, False),
    ("20:00-06:00", 1200, True), ("20:00-06:00", 359, True), ("20:00-06:00", 360, False),
])  # fmt: skip
def test_hours_hold_their_beginning_and_not_their_end(text: str, minute: int, held: bool) -> None:
    assert Hours.parse(text).hold(minute) is held
