"""The year's plan: the notice as typed becomes shows, what is strange is said, and both counters live all year."""

import csv
from datetime import date
from pathlib import Path

import pytest

from queueing.days.calendar import Calendar
from queueing.days.milestones import Weekday
from queueing.show.plan import (
    Appearance,
    Attendance,
    Material,
    PlanError,
    PlanFault,
    PlannedShow,
    PlanRow,
    ShowKind,
    check_plan,
    coverage,
    leave_in_time,
    may_air,
    read_rows,
    twice,
)
from tests.rules.deadlines.offices import KNOWN

FILE = Path(__file__).parents[2] / "data" / "changzhou-2020-annex1.csv"


def changzhou() -> list[PlannedShow]:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    typed = [PlanRow(number=n, week=w, units=u, air=a) for n, (w, u, a) in enumerate(csv.reader(lines), 1)]
    return read_rows(typed, 2020)


def row(week: str = "3月23日-3月27日", units: str = "公安局", air: str = "3月26日", **other: object) -> PlanRow:
    return PlanRow(number=7, week=week, units=units, air=air, **other)  # type: ignore[arg-type]


def faults(one: PlanRow, calendar: Calendar = KNOWN) -> list[PlanFault]:
    return [found.fault for found in check_plan(read_rows([one], 2020), calendar, Weekday.THU)]


def test_changzhous_notice_gives_its_forty_days_in_order() -> None:
    shows = changzhou()
    assert len(shows) == 40
    assert [one.day for one in shows] == sorted({one.day for one in shows})
    assert shows[16].units == ("轨道交通公司", "公交公司")
    assert shows[16].week == shows[15].week == (date(2020, 7, 13), date(2020, 7, 17))


def test_five_of_them_are_no_thursdays_and_nothing_else_is_strange() -> None:
    found = list(check_plan(changzhou(), KNOWN, Weekday.THU))
    assert {one.fault for one in found} == {PlanFault.OTHER_WEEKDAY}
    assert len(found) == 5


def test_seven_districts_appear_twice_in_that_year() -> None:
    assert twice(changzhou())["新北区"] == (date(2020, 5, 14), date(2020, 10, 29))
    assert len(twice(changzhou())) == 7


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (row(air="4月2日"), PlanFault.OUTSIDE_WEEK),
        (row(units=" "), PlanFault.NO_UNIT),
        (row(week="4月27日-5月3日", air="5月1日"), PlanFault.REST_DAY),
        (row(air="3月25日"), PlanFault.OTHER_WEEKDAY),
        (row(kind=ShowKind.MAYOR), PlanFault.NOBODY_REQUIRED),
    ],
)
def test_what_is_wrong_with_a_row_is_named(typed: PlanRow, fault: PlanFault) -> None:
    assert faults(typed) == [fault]


@pytest.mark.parametrize("air", ["", "2月30日", "三月二十六", "3月26日 3月27日"])
def test_a_date_that_cannot_be_read_names_row_and_text(air: str) -> None:
    with pytest.raises(PlanError, match=r"row 7: air date: expected one day such as 3月26日, found"):
        read_rows([row(air=air)], 2020)


def test_two_shows_on_one_day_are_found_and_a_review_needs_no_unit() -> None:
    shows = read_rows([row(), row()], 2020)
    assert [one.fault for one in check_plan(shows, KNOWN, Weekday.THU)] == [PlanFault.SAME_DAY]
    assert faults(row(units="", kind=ShowKind.REVIEW)) == []


def test_a_delegate_counts_for_the_unit_and_not_for_its_leader() -> None:
    held = [
        Appearance(unit="公安局", day=date(2020, 4, 29), attendance=Attendance.LEADER),
        Appearance(unit="税务局", day=date(2020, 7, 23), attendance=Attendance.DELEGATE),
        Appearance(unit="司法局", day=date(2020, 7, 9), attendance=Attendance.ABSENT),
    ]
    count = coverage(["公安局", "税务局", "司法局", "教育局", "无名局"], held, changzhou(), date(2020, 8, 1))
    assert (count.units.done, count.leaders.done, count.units.required) == (2, 1, 5)
    assert count.units.planned == (("教育局", date(2020, 10, 22)),)
    assert count.units.missing == ("司法局", "无名局")
    assert count.leaders.missing == ("司法局", "无名局", "税务局")
    assert count.units.rate == 0.4


def test_the_next_date_of_a_unit_is_what_counts_as_planned() -> None:
    count = coverage(["新北区"], [], changzhou(), date(2020, 5, 15))
    assert count.leaders.planned == (("新北区", date(2020, 10, 29)),)
    assert coverage(["新北区"], [], changzhou(), date(2020, 1, 1)).units.planned == (("新北区", date(2020, 5, 14)),)


def test_leave_is_in_time_three_working_days_before() -> None:
    assert leave_in_time(date(2020, 5, 14), date(2020, 5, 11), KNOWN)
    assert not leave_in_time(date(2020, 5, 14), date(2020, 5, 12), KNOWN)
    assert leave_in_time(date(2020, 4, 29), date(2020, 4, 26), KNOWN)  # a Sunday that was worked


def test_nothing_unverified_goes_to_air() -> None:
    assert not may_air(Material(title="小区停水"))
    assert may_air(Material(title="小区停水", verified_by="记者王"))
