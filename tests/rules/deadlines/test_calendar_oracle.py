"""The calendar against what others know: chinesecalendar, the notices since the statute of 2025, the sun."""

from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from callcenter.calendars import load_calendar, package_years
from queueing.days.calendar import Calendar, missing_year
from queueing.days.statutory import FIRST_YEAR, LAST_YEAR, days_off, holidays
from tests.rules.deadlines.offices import DATA, KNOWN

YEARS = range(2004, 2027)


@pytest.fixture(scope="module")
def oracle() -> Any:
    """The package itself."""
    return pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")


def _days(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + timedelta(days=n) for n in range((date(last + 1, 1, 1) - start).days)]


def test_every_day_of_23_years_is_what_the_package_says(oracle: ModuleType, tmp_path: Any) -> None:
    """8,401 days; loaded without any site file."""
    calendar = load_calendar(tmp_path).calendar
    wrong = [day for day in _days(2004, 2026) if oracle.is_workday(day) != calendar.works(day)]
    assert wrong == []
    assert frozenset(YEARS) <= package_years() <= calendar.published


@pytest.mark.parametrize("year", [2020, 2021, 2026])
def test_files_typed_from_the_notice_agree_with_the_package(oracle: ModuleType, year: int) -> None:
    """Two people read the same notice."""
    assert [day for day in _days(year, year) if oracle.is_workday(day) != KNOWN.works(day)] == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_statute_names_no_day_that_the_notice_made_work(oracle: ModuleType, year: int) -> None:
    """Every statutory day is off in the years whose notice followed the statute of 2025."""
    assert [day for day in sorted(holidays(year)) if oracle.is_workday(day)] == []


def test_the_day_of_qingming_is_the_sun_s(oracle: ModuleType) -> None:
    """All years of the table, by the package's solar terms."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        terms = oracle.get_solar_terms(date(year, 4, 1), date(year, 4, 10))
        expected = {day for day, name in terms if name == "清明"}
        assert expected == {day for day in holidays(year) if day.month == 4}


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_the_statute_gives_thirteen_days_off_a_year(year: int) -> None:
    """Thirteen working days less, unless Mid-Autumn falls on National Day or a made-up day is shared."""
    weekdays_off = [day for day in days_off(year) if day.weekday() < 5]
    shared = 13 - len(holidays(year))
    assert 13 - shared == len(weekdays_off)
    assert shared in (0, 1)


def test_a_year_beyond_the_table_still_has_its_fixed_holidays() -> None:
    """Nothing raises in 2060; it is provisional."""
    calendar = Calendar(published=frozenset())
    assert not calendar.works(date(2060, 10, 1))
    assert calendar.works(date(2060, 10, 12))
    assert not calendar.settled(date(2060, 10, 12))


def test_a_day_cannot_be_off_and_worked() -> None:
    """Such a calendar is refused."""
    with pytest.raises(ValueError, match="expected each day off or on, found 2027-02-14 as both"):
        Calendar(published=frozenset(), off=frozenset({date(2027, 2, 14)}), on=frozenset({date(2027, 2, 14)}))


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-10-31", None), ("2026-11-01", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027), ("2026-03-01", None)],
)
def test_from_november_the_next_year_is_asked_for(today: str, expected: int | None) -> None:
    """And a running year without its notice always."""
    assert expected == missing_year(KNOWN, date.fromisoformat(today))


def test_the_data_of_these_tests_are_there() -> None:
    """Three years of holidays in files."""
    assert {"CN-2020.toml", "CN-2021.toml", "CN-2026.toml"} == {path.name for path in DATA.glob("*.toml")}
