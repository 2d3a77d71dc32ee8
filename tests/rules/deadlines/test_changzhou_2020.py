"""All forty days of Changzhou's year 2020: what is due before each show and after it."""

import csv
from datetime import date, datetime, time

import pytest

from queueing.days.calendar import Calendar
from queueing.days.deadlines import day_before, due
from queueing.days.limits import Limit
from queueing.days.milestones import Weekday, weekday_date
from tests.rules.deadlines.offices import DATA, KNOWN, SHANGHAI, office


def _rows() -> list[dict[str, str]]:
    lines = (DATA / "changzhou-2020.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


ROWS = _rows()
BEFORE = {
    "thirty_working_days_before": "-30 wd",
    "fifteen_days_before": "-15 d",
    "ten_working_days_before": "-10 wd",
    "three_working_days_before": "-3 wd",
    "one_working_day_before": "-1 wd",
}
AFTER = {"three_working_days_after": "3 wd", "thirty_working_days_after": "30 wd"}


def test_there_are_forty_of_them() -> None:
    """None was lost in copying, and five are no Thursdays."""
    days = [date.fromisoformat(row["air_date"]) for row in ROWS]
    assert len(set(days)) == 40
    assert sum(day.weekday() != 3 for day in days) == 5


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["air_date"])
def test_every_day_before_and_after_a_show(row: dict[str, str]) -> None:
    """Each column as the city's table has it."""
    day = date.fromisoformat(row["air_date"])
    before = {name: day_before(day, Limit.parse(by), KNOWN).day.isoformat() for name, by in BEFORE.items()}
    began = datetime.combine(day, time(10, 0), SHANGHAI)
    after = {name: due(began, Limit.parse(by), office()).at.date().isoformat() for name, by in AFTER.items()}
    monday = {"monday_of_that_week": weekday_date(day, Weekday.MON).isoformat()}
    assert row == {"air_date": row["air_date"], **before, **monday, **after}


def test_without_the_notice_some_of_them_would_be_wrong() -> None:
    """The forty rows do test the calendar: Monday to Friday and the statute alone miss 17 of them."""
    plain = office(calendar=Calendar(published=frozenset()))
    wrong = [
        row["air_date"]
        for row in ROWS
        if due(datetime.combine(date.fromisoformat(row["air_date"]), time(10), SHANGHAI), Limit.parse("30 wd"), plain)
        .at.date()
        .isoformat()
        != row["thirty_working_days_after"]
    ]
    assert len(wrong) == 17
