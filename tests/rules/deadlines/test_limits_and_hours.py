"""Limits, shifts and seasons as cities write them: read and written back, and refused with the reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.days.limits import Limit, Unit
from queueing.days.office import Hours, Season, Shift
from tests.rules.deadlines.offices import at, office


@given(st.integers(-1000, 1000).filter(bool), st.sampled_from(list(Unit)))
def test_a_limit_is_read_as_it_was_written(amount: int, unit: Unit) -> None:
    """Reading and writing are inverses."""
    limit = Limit(amount=amount, unit=unit)
    assert limit == Limit.parse(str(limit))


@pytest.mark.parametrize("text", ["", "5", "wd", "5wd", "5 weeks", "0 wd", "1.5 h", "9999 wd", "５ wd", "5 wd "])
def test_what_is_no_limit_is_refused(text: str) -> None:
    """It says what was expected and found."""
    with pytest.raises(ValueError, match=r"expected .*, found"):
        Limit.parse(text)


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_a_shift_is_read_as_it_was_written(opens: int, length: int) -> None:
    """Midnight at its end is 24:00."""
    shift = Shift(opens_min=opens, closes_min=min(opens + length, 1440))
    assert shift == Shift.parse(str(shift))


@pytest.mark.parametrize(
    "text", ["", "9-12", "12:00-09:00", "09:00-09:00", "09:00-24:30", "09:60-10:00", "09:00~12:00"]
)
def test_what_is_no_shift_is_refused(text: str) -> None:
    """A shift over midnight is written as two."""
    with pytest.raises(ValueError, match="expected a shift"):
        Shift.parse(text)


def test_shifts_out_of_order_are_refused() -> None:
    """And hours without any."""
    with pytest.raises(ValueError, match="expected shifts in order and apart"):
        Hours(shifts=(Shift.parse("13:30-17:30"), Shift.parse("09:00-12:00")))
    with pytest.raises(ValueError, match="expected at least one shift, found none"):
        Hours(shifts=())


def test_summer_hours_hold_in_summer_only() -> None:
    """The last day of the season is in it; close of business moves with it."""
    summer = Season(begins="06-01", ends="09-30", shifts=(Shift.parse("09:00-12:00"), Shift.parse("14:30-18:00")))
    where = office(Hours(seasons=(summer,)))
    assert [where.close(date(2026, *day)) for day in ((5, 29), (6, 1), (9, 30), (10, 8))] == [
        at("2026-05-29 17:30"),
        at("2026-06-01 18:00"),
        at("2026-09-30 18:00"),
        at("2026-10-08 17:30"),
    ]


def test_a_season_may_go_over_the_new_year() -> None:
    """Winter hours from November to March."""
    winter = Season(begins="11-01", ends="03-31", shifts=(Shift.parse("09:00-12:00"),))
    days = (date(2026, 10, 31), date(2026, 11, 1), date(2027, 1, 15), date(2027, 3, 31), date(2027, 4, 1))
    assert [winter.covers(day) for day in days] == [False, True, True, True, False]


def test_a_season_without_a_date_is_refused() -> None:
    """30 February is none, 29 February is one."""
    Season(begins="02-29", ends="03-01", shifts=(Shift.parse("09:00-12:00"),))
    with pytest.raises(ValueError, match="season begins: expected MM-DD, found '02-30'"):
        Season(begins="02-30", ends="03-01", shifts=(Shift.parse("09:00-12:00"),))
