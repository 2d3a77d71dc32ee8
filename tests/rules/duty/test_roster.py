"""Shifts across midnight and what is refused of a plan before anybody relies on it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.staff.roster import Assignment, RosterRules, faults
from queueing.staff.shifts import Shift, following, minutes, of_day, running

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)


def shift(name: str, starts: str, ends: str) -> Shift:
    return Shift(name=name, title_zh=name, title_en=name, starts_min=minutes(starts), ends_min=minutes(ends))


SHIFTS = {
    "early": shift("early", "08:00", "16:00"),
    "late": shift("late", "16:00", "00:00"),
    "night": shift("night", "00:00", "08:00"),
}
EVENING = {**SHIFTS, "evening": shift("evening", "22:00", "06:00"), "noon": shift("noon", "12:00", "20:00")}
PEOPLE = frozenset({"8001", "8002"})


def at(day: date, hour: int, minute: int = 0) -> float:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA).timestamp()


def plan(*works: tuple[int, str, str]) -> list[Assignment]:
    """(days after DAY, shift, operator), one a line from line 2 on."""
    return [
        Assignment(day=DAY + timedelta(days=days), shift=name, operator_id=who, line=line)
        for line, (days, name, who) in enumerate(works, start=2)
    ]


def found(*works: tuple[int, str, str], rules: RosterRules | None = None) -> list[tuple[int, str]]:
    made = faults(plan(*works), EVENING, PEOPLE, rules or RosterRules(), CHINA)
    return [(one.line, one.column) for one in made]


@pytest.mark.parametrize(("clock", "is_minutes"), [("00:00", 0), ("08:30", 510), ("23:59", 1439)])
def test_a_time_of_day_is_read(clock: str, is_minutes: int) -> None:
    assert minutes(clock) == is_minutes


@pytest.mark.parametrize("clock", ["24:00", "8:00", "08:60", "noon", ""])
def test_an_impossible_time_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="expected a time HH:MM"):
        minutes(clock)


def test_a_shift_that_crosses_midnight_belongs_to_the_day_it_begins_on() -> None:
    evening = of_day(EVENING["evening"], DAY, CHINA)
    assert (evening.began, evening.until) == (at(DAY, 22), at(DAY + timedelta(days=1), 6))
    runs = running([EVENING["evening"]], at(DAY + timedelta(days=1), 3), CHINA)
    assert [(one.day, one.shift.name) for one in runs] == [(DAY, "evening")]


@given(st.integers(0, 7 * 24 * 60 - 1))
def test_three_shifts_cover_every_minute_exactly_once(minute: int) -> None:
    now = at(DAY, 0) + 60.0 * minute
    assert len(running(SHIFTS.values(), now, CHINA)) == 1


def test_the_next_shift_is_found_across_midnight() -> None:
    after = following(list(SHIFTS.values()), at(DAY, 23), CHINA)
    assert after is not None
    assert (after.shift.name, after.day) == ("night", DAY + timedelta(days=1))


def test_a_fit_plan_has_no_fault() -> None:
    assert found((0, "early", "8001"), (0, "late", "8002"), (1, "early", "8001")) == []


def test_unknown_people_and_shifts_are_named_by_line_and_column() -> None:
    assert found((0, "early", "8009"), (0, "dawn", "8001")) == [(2, "operator"), (3, "shift")]


def test_two_shifts_at_one_time_are_refused() -> None:
    made = faults(plan((0, "early", "8001"), (0, "noon", "8001")), EVENING, PEOPLE, RosterRules(), CHINA)
    assert [(one.line, one.found) for one in made if "overlap" in one.expected] == [
        (3, "2026-11-23 noon while 2026-11-23 early runs")
    ]


def test_an_overlap_across_midnight_is_seen() -> None:
    assert (3, "shift") in found((0, "evening", "8001"), (1, "night", "8001"))


def test_more_hours_in_one_go_than_allowed_are_refused() -> None:
    """Early and late touch: 16 hours."""
    assert found((0, "early", "8001"), (0, "late", "8001")) == [(3, "shift")]
    assert found((0, "early", "8001"), (0, "late", "8001"), rules=RosterRules(most_hours=16)) == []


def test_too_short_a_rest_is_refused() -> None:
    assert found((0, "noon", "8001"), (1, "night", "8001")) == [(3, "shift")]  # 20:00 to 00:00


def test_more_hours_in_seven_days_than_allowed_are_refused() -> None:
    works = [(day, "early", "8001") for day in range(8)]
    assert found(*works) == []  # any seven of these days hold 56 h
    tight = RosterRules(most_week_hours=48)
    assert found(*works, rules=tight) == [(8, "shift"), (9, "shift")]
    assert found(*works[:6], (7, "early", "8001"), rules=tight) == []  # the first day is out of the seven by then


def test_the_same_person_twice_in_a_shift_is_refused() -> None:
    assert found((0, "early", "8001"), (0, "early", "8001")) == [(3, "operator")]
