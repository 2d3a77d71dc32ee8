"""Dates counted by hand and by others: over make-up workdays, long holidays, ends of a year and of the calendar."""

from datetime import date, timedelta

import pytest

from queueing.days.calendar import months_before, workday_before, workdays_between
from queueing.days.deadlines import due
from queueing.days.limits import Limit
from tests.rules.deadlines.offices import ALWAYS, EARLY, KNOWN, at, office


@pytest.mark.parametrize(
    ("began", "limit", "expected"),
    [
        ("2020-05-14", "30 wd", "2020-06-28"),  # a Sunday, worked; Monday to Friday alone would give 06-25
        ("2020-03-26", "30 wd", "2020-05-11"),
        ("2020-03-26", "3 wd", "2020-03-31"),
        ("2020-08-27", "30 wd", "2020-10-14"),  # across eight days off
        ("2020-12-29", "30 wd", "2021-02-09"),  # across the end of the year
        ("2026-02-13", "1 wd", "2026-02-14"),  # a Saturday, worked
        ("2026-02-14", "1 wd", "2026-02-24"),  # then nine days off
        ("2026-02-14", "5 wd", "2026-02-28"),  # and that Saturday is worked as well
    ],
)
def test_working_days_end_on_the_day_the_notice_makes_them(began: str, limit: str, expected: str) -> None:
    """Make-up workdays count, holidays do not, the day of receipt does not, and it is due at close of business."""
    found = due(at(f"{began} 10:00"), Limit.parse(limit), office())
    assert (at(f"{expected} 17:30"), False) == (found.at, found.provisional)


@pytest.mark.parametrize(
    ("air_date", "count", "expected"),
    [
        ("2020-04-29", 3, "2020-04-26"),  # a Sunday, worked
        ("2020-04-09", 3, "2020-04-03"),  # the Monday between is a holiday
        ("2020-03-26", 30, "2020-02-13"),
    ],
)
def test_working_days_are_counted_backwards_from_a_show(air_date: str, count: int, expected: str) -> None:
    """What must be ready n working days before is ready on that day."""
    found = workday_before(KNOWN, date.fromisoformat(air_date), count)
    assert (date.fromisoformat(expected), False) == (found.day, found.provisional)


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        ("2020-04-30 17:10", "2020-05-06 09:10"),  # over five days off
        ("2020-04-25 20:00", "2020-04-26 09:30"),  # Saturday night, and Sunday is worked
        ("2020-09-30 17:00", "2020-10-09 09:00"),
        ("2020-03-26 11:40", "2020-03-26 14:10"),  # over noon
    ],
)
def test_one_working_hour_runs_only_while_the_office_is_open(began: str, expected: str) -> None:
    """Office hours 8:30 to 12:00 and 13:30 to 17:30."""
    assert at(expected) == due(at(began), Limit.parse("1 wh"), office(EARLY)).at


@pytest.mark.parametrize(
    ("began", "expected"),
    [("2020-04-30 17:10", "2020-05-06 09:40"), ("2026-11-20 11:30", "2026-11-20 14:00")],
)
def test_one_working_hour_under_the_usual_hours(began: str, expected: str) -> None:
    """Office hours 9:00 to 12:00 and 13:30 to 17:30."""
    assert at(expected) == due(at(began), Limit.parse("1 wh"), office()).at


def test_thirty_working_days_given_in_november_reach_a_year_that_is_not_published() -> None:
    """It is due on 4 January 2027 as far as the statute tells, and says that this may change."""
    found = due(at("2026-11-20 10:00"), Limit.parse("30 wd"), office())
    assert (at("2027-01-04 17:30"), True) == (found.at, found.provisional)


def test_a_deadline_before_the_last_days_of_a_published_year_is_certain() -> None:
    """Only from 25 December on can the next year's notice move a day."""
    certain, open_still = (due(at(f"2026-12-{day} 10:00"), Limit.parse("1 wd"), office()) for day in (23, 24))
    assert (at("2026-12-24 17:30"), False) == (certain.at, certain.provisional)
    assert (at("2026-12-25 17:30"), True) == (open_still.at, open_still.provisional)


def test_spring_festival_of_an_unpublished_year_is_known_from_the_statute() -> None:
    """2027: eve to third day are 5 to 8 February, two of them on a weekend, made up for on the 9th and 10th."""
    found = due(at("2027-02-04 10:00"), Limit.parse("1 wd"), office())
    assert (at("2027-02-11 17:30"), True) == (found.at, found.provisional)


@pytest.mark.parametrize(
    ("began", "limit", "expected"),
    [
        ("2026-11-21 23:50", "30 min", "2026-11-22 00:20"),  # a Saturday night
        ("2026-12-31 12:00", "24 h", "2027-01-01 12:00"),
    ],
)
def test_natural_minutes_and_hours_run_always_and_are_certain(began: str, limit: str, expected: str) -> None:
    """No calendar touches them."""
    found = due(at(began), Limit.parse(limit), office())
    assert (at(expected), False) == (found.at, found.provisional)


def test_natural_days_that_end_on_a_day_of_rest_end_on_the_next_working_day() -> None:
    """民法典 203: 15 days after 1 February 2026 lie in Spring Festival, the 24th is worked."""
    assert at("2026-02-24 17:30") == due(at("2026-02-01 10:00"), Limit.parse("15 d"), office()).at
    assert at("2026-11-30 17:30") == due(at("2026-11-20 10:00"), Limit.parse("10 d"), office()).at


def test_an_office_that_never_closes_counts_every_hour_but_still_counts_working_days() -> None:
    """7x24: a working hour is an hour; a working day ends at midnight."""
    assert at("2026-02-17 03:20") == due(at("2026-02-17 02:20"), Limit.parse("1 wh"), ALWAYS).at
    assert at("2026-02-25 00:00") == due(at("2026-02-17 02:20"), Limit.parse("1 wd"), ALWAYS).at


def test_a_day_of_receipt_in_another_time_zone_is_the_office_s_day() -> None:
    """16:30 UTC is past midnight in China: the day after does not count."""
    late = at("2026-11-20 00:30")
    abroad = late.astimezone(at("2026-11-20 00:30").tzinfo).astimezone(tz=None)
    assert due(late, Limit.parse("1 wd"), office()) == due(abroad, Limit.parse("1 wd"), office())
    assert at("2026-11-23 17:30") == due(abroad, Limit.parse("1 wd"), office()).at


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """Nobody has to guess what it meant."""
    with pytest.raises(ValueError, match="expected a moment with its time zone, found 2026-11-20T10:00:00"):
        due(at("2026-11-20 10:00").replace(tzinfo=None), Limit.parse("1 wd"), office())


@pytest.mark.parametrize("limit", ["-3 wd", "1 month"])
def test_a_limit_no_clock_can_have_is_refused(limit: str) -> None:
    """Before the start, or months whose end nobody defined."""
    with pytest.raises(ValueError, match="expected a limit above zero in minutes, hours or days"):
        due(at("2026-11-20 10:00"), Limit.parse(limit), office())


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [("2020-03-31", 1, "2020-02-29"), ("2020-03-26", 1, "2020-02-26"), ("2021-01-15", 13, "2019-12-15")],
)
def test_a_month_before_is_the_same_date_or_that_month_s_last(day: str, count: int, expected: str) -> None:
    """民法典 202."""
    assert date.fromisoformat(expected) == months_before(date.fromisoformat(day), count)


def test_the_monthly_total_of_working_days_is_that_of_the_notice() -> None:
    """2026 has 248 of them: 365 less 104 weekend days and 19 weekdays off, and 6 weekend days worked."""
    assert workdays_between(KNOWN, date(2026, 1, 1) - timedelta(days=1), date(2026, 12, 31)) == 248
