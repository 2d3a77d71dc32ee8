"""The plan's rules for any plan: what a notice read again changes, where milestones stand, what a rundown holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.days.limits import Limit
from queueing.days.milestones import Binds, MilestoneRule, Proof
from queueing.show.edition import (
    Edition,
    EditionError,
    EditionState,
    Leave,
    RundownItem,
    Seat,
    SeatKind,
    appearances,
    as_planned,
    checked_in,
    new_unit_names,
    rundown_faults,
)
from queueing.show.plan import Attendance, PlanFault, PlannedShow, PlanRow, ShowKind, coverage, read_notice
from queueing.show.preparation import Filed, Mark, Standing, asked_late, reminders, steps
from queueing.show.replan import ChangeKind, compare
from tests.rules.deadlines.offices import office

FIRST = date(2020, 1, 6)
DAYS = st.integers(0, 340).map(lambda n: FIRST + timedelta(days=n))
NAMES = st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=1, max_size=3, unique=True).map(tuple)
OFFICE = office()
RULES = (
    MilestoneRule(id="contact", title="联络员", before=Limit.parse("-30 wd"), proof=Proof.CONTACTS),
    MilestoneRule(id="promo", title="宣传", before=Limit.parse("-10 wd")),
    MilestoneRule(
        id="new", title="新单位", before=Limit.parse("-1 month"), binds=Binds.NEW_UNITS, proof=Proof.CONTACTS
    ),
    MilestoneRule(id="leave", title="请假", before=Limit.parse("-3 wd"), binds=Binds.LEAVE),
)


@st.composite
def plans(draw: st.DrawFn) -> list[PlannedShow]:
    days = sorted(draw(st.lists(DAYS, max_size=12, unique=True)))
    return [PlannedShow(row=row, day=day, week=None, units=draw(NAMES)) for row, day in enumerate(days, 1)]


def edition(show: PlannedShow, **more: object) -> Edition:
    seats = tuple(Seat(unit=unit) for unit in show.units)
    made = Edition(
        edition_id=f"E{show.row}",
        day=show.day,
        kind=show.kind,
        title="政风热线",
        announced=FIRST,
        week=show.week,
        seats=seats,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@given(plans(), plans())
def test_every_show_of_the_file_and_every_edition_of_the_plan_stands_once_in_the_comparison(
    new: list[PlannedShow], old: list[PlannedShow]
) -> None:
    editions = [edition(show) for show in old]
    changes = compare(new, editions, 2020)
    assert sorted(change.show.row for change in changes if change.show) == [show.row for show in new]
    matched = sorted(change.edition.edition_id for change in changes if change.edition)
    assert matched == sorted(one.edition_id for one in editions)
    for change in changes:
        if change.kind is ChangeKind.MOVED:
            assert change.show is not None
            assert change.edition is not None
            assert set(change.show.units) == set(change.edition.units)
            assert change.show.day != change.edition.day


@given(plans())
def test_a_notice_compared_with_what_it_made_changes_nothing(shows: list[PlannedShow]) -> None:
    changes = compare(shows, [edition(show) for show in shows], 2020)
    assert {change.kind for change in changes} <= {ChangeKind.SAME}


@given(plans(), st.randoms(use_true_random=False))
def test_units_that_change_places_are_moves_and_keep_what_is_theirs(shows: list[PlannedShow], chance: object) -> None:
    alone = [replace(show, units=(f"单位{show.row}",)) for show in shows]
    days = [show.day for show in alone]
    chance.shuffle(days)  # type: ignore[attr-defined]
    swapped = [replace(show, day=day) for show, day in zip(alone, days, strict=True)]
    for change in compare(swapped, [edition(show) for show in alone], 2020):
        assert change.kind in (ChangeKind.SAME, ChangeKind.MOVED)


def test_a_show_somebody_has_checked_in_at_is_neither_moved_nor_changed() -> None:
    show = PlannedShow(row=1, day=date(2020, 4, 29), week=None, units=("公安局",))
    held = edition(show, seats=(Seat(unit="公安局", attendance=Attendance.LEADER),))
    moved = compare([replace(show, day=date(2020, 4, 30))], [held], 2020)
    other = compare([replace(show, units=("税务局",))], [held], 2020)
    assert [(one.kind, bool(one.refused)) for one in (*moved, *other)] == [
        (ChangeKind.MOVED, True),
        (ChangeKind.CHANGED, True),
    ]


@given(plans(), st.lists(st.sampled_from([None, *Attendance]), min_size=40, max_size=40), DAYS)
def test_leaders_never_count_for_more_than_their_units(
    shows: list[PlannedShow], came: list[Attendance | None], today: date
) -> None:
    found = iter(came)
    held = [
        replace(one, seats=tuple(replace(seat, attendance=next(found)) for seat in one.seats))
        for one in (edition(show) for show in shows)
    ]
    count = coverage("甲乙丙丁戊己庚辛", appearances(held), as_planned(held), today)
    assert count.leaders.done <= count.units.done <= count.units.required
    for one in (count.units, count.leaders):
        assert one.done + len(one.planned) + len(one.missing) == one.required


def test_who_only_had_to_attend_and_what_was_called_off_count_for_nothing() -> None:
    show = PlannedShow(row=1, day=date(2020, 4, 29), week=None, units=("甲",))
    seats = (Seat(unit="甲", kind=SeatKind.REQUIRED, attendance=Attendance.LEADER),)
    off = edition(show, state=EditionState.CANCELLED, seats=(Seat(unit="乙", attendance=Attendance.LEADER),))
    assert list(appearances([edition(show, seats=seats), off])) == []


@given(DAYS, DAYS, DAYS, st.booleans())
def test_a_milestone_is_missed_only_when_its_day_is_over_nothing_was_done_and_it_was_known_in_time(
    air: date, announced: date, today: date, ticked: bool
) -> None:
    one = edition(PlannedShow(row=1, day=air, week=None, units=("甲",)), announced=announced)
    marks = (Mark(rule_id="promo", done_on=today, by="li"),) if ticked else ()
    for step in steps(one, RULES, OFFICE, Filed(marks=marks), today):
        due = step.due.date()
        assert (step.standing is Standing.MISSED) == (
            due < today and step.mark is None and announced <= due and step.rule_id != "leave"
        )
        if step.standing is Standing.BORN_LATE:
            assert due < announced
    told = list(reminders(one, steps(one, RULES, OFFICE, Filed(marks=marks), today), today))
    assert all(reminder.due <= air for reminder in told)
    assert not told or air >= today
    assert not ticked or "promo" not in {reminder.rule_id for reminder in told}


def test_only_new_units_owe_their_contacts_a_month_ahead() -> None:
    show = PlannedShow(row=1, day=date(2020, 7, 16), week=None, units=("甲", "乙"))
    old = edition(show)
    new = replace(old, seats=(Seat(unit="甲"), Seat(unit="乙", is_new=True)))
    today = date(2020, 7, 1)
    assert "new" not in {step.rule_id for step in steps(old, RULES, OFFICE, Filed(), today)}
    step = next(
        one for one in steps(new, RULES, OFFICE, Filed(contacts=(("甲", today),)), today) if one.rule_id == "new"
    )
    assert step.missing == ("乙",)
    earlier = edition(replace(show, row=2, day=date(2019, 7, 18), units=("甲",)))
    assert new_unit_names([earlier, old], date(2020, 1, 1)) == {"乙"}
    assert new_unit_names([old], date(2020, 1, 1)) == frozenset()  # nothing is known of the years before


def test_leave_is_late_by_the_citys_rule_or_by_three_working_days_without_one() -> None:
    air = date(2020, 5, 14)
    for rules in (RULES, ()):
        assert not asked_late(rules, Binds.LEAVE, air, date(2020, 5, 11), OFFICE)
        assert asked_late(rules, Binds.LEAVE, air, date(2020, 5, 12), OFFICE)
    assert not asked_late((), Binds.RESCHEDULE, air, air, OFFICE)


def test_a_delegate_without_a_leave_and_a_show_called_off_cannot_be_checked_in() -> None:
    one = edition(PlannedShow(row=1, day=date(2020, 5, 14), week=None, units=("甲",)))
    leave = Leave(unit="甲", reason="会议", delegate="乙", delegate_post="", asked_on=FIRST, late=False)
    checked_in(one, "甲", Attendance.DELEGATE, leave)
    with pytest.raises(EditionError, match="expected a leave that names who stands in, found none"):
        checked_in(one, "甲", Attendance.DELEGATE, None)
    with pytest.raises(EditionError, match="expected one of 甲, found 丙"):
        checked_in(one, "丙", Attendance.LEADER, None)
    with pytest.raises(EditionError, match="found a cancelled one"):
        checked_in(replace(one, state=EditionState.CANCELLED), "甲", Attendance.LEADER, None)


def test_a_rundown_holds_verified_material_and_no_more_than_its_minutes() -> None:
    items = [
        RundownItem(item_id="1", title="报道", seconds=1800, material_id="M1"),
        RundownItem(item_id="2", title="连线"),
    ]
    assert list(rundown_faults(items, frozenset({"M1"}), 30)) == []
    assert [one.split(":")[0] for one in rundown_faults(items, frozenset(), 29)] == ["item 1 报道", "rundown"]


def test_a_recorded_edition_and_a_review_take_no_calls() -> None:
    assert [kind for kind in ShowKind if not kind.takes_calls] == [ShowKind.REVIEW, ShowKind.TV]


def row(number: int, week: str, units: str, air: str) -> PlanRow:
    return PlanRow(number=number, week=week, units=units, air=air)


def test_a_table_as_printed_is_read_all_faults_named_at_once() -> None:
    reading = read_notice(
        [
            row(2, "12月28日-1月1日", "通用水司", "12月29日"),
            row(3, "", "常州供电公司", ""),
            row(4, "2020.11.2-2020.11.6", "武进区", "2020/11/5"),
            row(5, "无", "回顾", "2020-12-31"),
            row(6, "x", "甲", "12月1日"),
            row(7, "12月7日-12月11日", "乙", "2021年12月10日"),
        ],
        2020,
    )
    assert [(one.units, one.week) for one in reading.shows] == [
        (("通用水司", "常州供电公司"), (date(2020, 12, 28), date(2021, 1, 1))),
        (("武进区",), (date(2020, 11, 2), date(2020, 11, 6))),
        (("回顾",), None),
    ]
    assert [(one.row, one.fault) for one in reading.findings] == [
        (3, PlanFault.JOINED),
        (6, PlanFault.UNREADABLE),
        (7, PlanFault.UNREADABLE),
    ]
    assert reading.findings[2].expected == "a day of 2020"
