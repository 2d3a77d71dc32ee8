"""Which number goes out by which trunk: only what a pattern allows, and a refusal never repeats the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.trunks import Route, Trunk, WayOut, choose, is_pattern, may_dial

MOBILE = Trunk(name="mobile", way_out=WayOut(address=("10.0.0.1", 5060), may_dial=("1XXXXXXXXXX",)))
CITY = Trunk(name="city", way_out=WayOut(address=("10.0.0.2", 5060), may_dial=("110", "8X.", "1XXXXXXXXXX")))
DEAF = Trunk(name="deaf")
ALL = (DEAF, MOBILE, CITY)


@pytest.mark.parametrize(
    ("pattern", "number", "allowed"),
    [
        ("110", "110", True),
        ("110", "1100", False),
        ("1XXXXXXXXXX", "13800000001", True),
        ("1XXXXXXXXXX", "1380000000", False),
        ("1XXXXXXXXXX", "1380000000*", False),
        ("0.", "02088886666", True),
        ("0.", "0", False),
        ("+86.", "+8613800000001", True),
        ("+86.", "8613800000001", False),
        ("*9.", "*9#1", True),
    ],
)
def test_a_pattern_means_what_the_configuration_says(pattern: str, number: str, allowed: bool) -> None:
    assert is_pattern(pattern)
    assert may_dial((pattern,), number) is allowed


@pytest.mark.parametrize("text", ["", ".", "1.1", "1-1", "abc", "0..", "1x"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    assert not is_pattern(text)


def test_the_first_trunk_that_may_takes_it() -> None:
    assert MOBILE.way_out is not None
    assert choose(ALL, "", "13800000001") == Route(trunk="mobile", way=MOBILE.way_out)
    assert CITY.way_out is not None
    assert choose(ALL, "", "110") == Route(trunk="city", way=CITY.way_out)


def test_a_named_trunk_takes_it_or_nobody() -> None:
    assert isinstance(choose(ALL, "city", "13800000001"), Route)
    assert choose(ALL, "mobile", "110") == "trunk mobile may not dial that number"
    assert choose(ALL, "deaf", "110") == "expected a trunk that calls out, found 'deaf'"
    assert choose((DEAF,), "", "110") == "no trunk calls out"


def test_a_trunk_without_patterns_dials_nothing() -> None:
    bare = Trunk(name="bare", way_out=WayOut(address=("10.0.0.1", 5060)))
    assert choose((bare,), "", "110") == "trunk bare may not dial that number"


@given(st.text(max_size=40))
def test_no_text_gets_out_that_no_pattern_allows(number: str) -> None:
    found = choose(ALL, "", number)
    if isinstance(found, Route):
        assert may_dial(found.way.may_dial, number)
    else:
        assert len(number) < 4 or number not in found
