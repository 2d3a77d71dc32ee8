"""Changzhou's year 2020 through the whole way: typed, imported, its milestones and counters, exported and back."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from callcenter.documents.formats import Format, write
from callcenter.show.plan_document import plan_document
from callcenter.show.plan_file import PlanFileError
from callcenter.show.plan_import import ImportRefusedError
from callcenter.store.faults import StaleVersionError, WrongStateError
from queueing.show.edition import Contact, Edition, EditionError, Leave
from queueing.show.hundred import Short
from queueing.show.plan import Attendance, PlanFault, ShowKind
from queueing.show.preparation import Lack, Mark, Standing
from queueing.show.replan import ChangeKind
from tests.rules.deadlines.offices import DATA, SHANGHAI
from tests.service.plan.conftest import ANNOUNCED, Clerk
from tests.service.plan.notice import as_csv, as_xlsx, rows

GOLDEN = {
    row["air_date"]: row
    for row in csv.DictReader(
        line for line in (DATA / "changzhou-2020.csv").read_text("utf-8").splitlines() if not line.startswith("#")
    )
}
COLUMNS = {
    "contact": "thirty_working_days_before",
    "contact_latest": "fifteen_days_before",
    "leader_promo": "ten_working_days_before",
    "push_filed": "one_working_day_before",
}


async def shows(clerk: Clerk) -> tuple[Edition, ...]:
    return await clerk.desk.editions.year(2020)


@pytest.mark.parametrize("content", [as_csv(), as_xlsx(), as_csv().decode().encode("gb18030")])
async def test_every_file_of_the_notice_gives_the_same_forty_shows(clerk: Clerk, content: bytes) -> None:
    await clerk.take(content)
    found = await shows(clerk)
    assert [f"{one.day}" for one in found] == sorted(GOLDEN)
    assert {one.day: one.units for one in found}[date(2020, 9, 10)] == ("文化广电和旅游局", "江苏有线常州分公司")
    assert sum(len(one.units) for one in found) == 49
    assert {(one.starts, one.arrive, one.minutes) for one in found} == {(time(9), time(8), 60)}


async def test_each_milestone_of_each_show_falls_on_the_day_of_the_citys_table(year: Clerk) -> None:
    plan = await year.desk.year(2020)
    for item in plan.editions:
        golden = GOLDEN[f"{item.edition.day}"]
        days = {step.rule_id: f"{step.due.date()}" for step in item.steps}
        assert {rule: days[rule] for rule in COLUMNS} == {rule: golden[name] for rule, name in COLUMNS.items()}
        both = sorted((golden["three_working_days_before"], golden["monday_of_that_week"]))
        assert days["prep_meeting"] == both[0]
        warned = next(step.other_day for step in item.steps if step.rule_id == "prep_meeting")
        assert f"{warned}" == (both[1] if both[0] != both[1] else "None")


async def test_what_was_over_when_the_plan_was_announced_is_shown_and_raises_no_alarm(year: Clerk) -> None:
    plan = await year.desk.year(2020)
    first = plan.editions[0]
    standing = {step.rule_id: step.standing for step in first.steps}
    assert standing["contact"] is standing["contact_latest"] is standing["leader_promo"] is Standing.BORN_LATE
    assert standing["prep_meeting"] is Standing.OPEN
    assert Standing.MISSED not in {one.standing for one in plan.reminders}


async def test_a_milestone_is_near_then_due_then_missed_until_it_is_done(year: Clerk) -> None:
    async def standing(day: date) -> Standing:
        year.at(day)
        item = await year.desk.one(edition.edition_id)
        return next(step.standing for step in item.steps if step.rule_id == "leader_promo")

    edition = (await year.desk.editions.on(date(2020, 4, 29)))[0]  # ten working days before: 16 April
    assert [await standing(date(2020, 4, day)) for day in (10, 13, 16, 17)] == [
        Standing.OPEN,
        Standing.NEAR,
        Standing.TODAY,
        Standing.MISSED,
    ]
    assert "leader_promo" in {
        one.rule_id for one in await year.desk.reminders() if one.edition_id == edition.edition_id
    }
    mark = Mark(rule_id="leader_promo", done_on=date(2020, 4, 17), by="li")
    await year.desk.papers.mark(edition.edition_id, mark, year.deed())
    assert await standing(date(2020, 4, 17)) is Standing.DONE_LATE


async def test_contacts_are_done_when_the_last_unit_has_filed_them(year: Clerk) -> None:
    edition = (await year.desk.editions.on(date(2020, 7, 16)))[0]  # two units
    for unit, day in (("轨道交通公司", date(2020, 5, 20)), ("公交公司", date(2020, 6, 10))):
        item = await year.desk.one(edition.edition_id)
        assert unit in item.lacks[Lack.CONTACTS]
        listed = [Contact(unit=unit, name="张三", post="办公室主任", mobile="13800000001")]
        await year.desk.papers.file_contacts(edition.edition_id, unit, listed, day, year.deed("contacts"))
    item = await year.desk.one(edition.edition_id)
    found = {step.rule_id: step.standing for step in item.steps}
    assert (found["contact"], found["contact_latest"]) == (Standing.DONE_LATE, Standing.DONE)  # due 3 June, 1 July
    assert Lack.CONTACTS not in item.lacks
    with pytest.raises(EditionError, match="expected one of 轨道交通公司、公交公司, found 公安局"):
        await year.desk.papers.file_contacts(edition.edition_id, "公安局", [], date(2020, 5, 1), year.deed())


async def test_findings_come_before_anything_is_stored(clerk: Clerk) -> None:
    proposal = await clerk.desk.importer().propose(clerk.order(as_xlsx()))
    kinds = Counter(one.fault for one in proposal.findings)
    assert kinds[PlanFault.OTHER_WEEKDAY] == 5
    assert kinds[PlanFault.UNKNOWN_UNIT] == 39  # only 公安局 stands in the list of units
    assert {change.kind for change in proposal.changes} == {ChangeKind.ADDED}
    assert not proposal.stopped
    assert await shows(clerk) == ()


async def test_a_file_with_one_bad_row_stores_nothing_and_names_it(clerk: Clerk) -> None:
    bad = rows()
    bad[6][2] = "5月41日"
    bad[9][2] = "6月30日"
    bad[12][2] = "6月18日"
    proposal = await clerk.desk.importer().propose(clerk.order(as_csv(bad)))
    assert [(one.row, one.fault, one.found) for one in proposal.findings if one.stops] == [
        (8, PlanFault.UNREADABLE, "'5月41日'"),
        (11, PlanFault.OUTSIDE_WEEK, "2020-06-30"),
        (14, PlanFault.OUTSIDE_WEEK, "2020-06-18"),
        (14, PlanFault.SAME_DAY, "2020-06-18 (13)"),
    ]
    with pytest.raises(ImportRefusedError, match="row 8: air date: expected one day such as 3月26日"):
        await clerk.take(as_csv(bad))
    assert await shows(clerk) == ()


async def test_the_same_notice_again_changes_nothing(year: Clerk) -> None:
    before = await shows(year)
    proposal = await year.take(as_xlsx())
    assert {change.kind for change in proposal.changes} == {ChangeKind.SAME}
    assert await shows(year) == before


async def test_an_exported_plan_comes_back_without_a_difference(year: Clerk) -> None:
    document = plan_document("政风热线", 2020, await shows(year))
    for form in (Format.XLSX, Format.CSV, Format.CSV_GB18030):
        proposal = await year.desk.importer().propose(year.order(write(document, form)))
        assert {change.kind for change in proposal.changes} == {ChangeKind.SAME}, form


async def test_a_notice_with_changes_says_which_and_keeps_what_was_filed(year: Clerk) -> None:
    edition = (await year.desk.editions.on(date(2020, 4, 29)))[0]
    listed = [Contact(unit="公安局", name="张三")]
    await year.desk.papers.file_contacts(edition.edition_id, "公安局", listed, ANNOUNCED, year.deed())
    new = rows()
    new[5][2] = "4月30日"  # the police a day later
    new[1][1] = "住房和城乡建设局、城市管理局"
    del new[2]  # and not alone a week later
    proposal = await year.take(as_csv(new))
    told = {(change.kind, change.day) for change in proposal.changes if change.kind is not ChangeKind.SAME}
    assert told == {
        (ChangeKind.MOVED, date(2020, 4, 30)),
        (ChangeKind.CHANGED, date(2020, 4, 2)),
        (ChangeKind.KEPT, date(2020, 4, 9)),
    }
    moved = await year.desk.editions.one(edition.edition_id)
    assert (moved.day, moved.version) == (date(2020, 4, 30), 2)
    assert (await year.desk.papers.contacts(edition.edition_id))[0].name == "张三"
    assert [one.what for one in await year.desk.editions.history(edition.edition_id)][-1] == "import_moved"


async def test_a_comparison_that_somebody_overtook_is_not_stored(year: Clerk) -> None:
    new = rows()
    new[5][2] = "4月30日"
    importer, order = year.desk.importer(), year.order(as_csv(new))
    seen = await importer.propose(order)
    edition = (await year.desk.editions.on(date(2020, 7, 9)))[0]
    await year.desk.editions.change(edition.edition_id, 1, lambda _c, one: one, year.deed())
    with pytest.raises(ImportRefusedError, match="look at it again"):
        await importer.take(order, seen.token)
    assert (await year.desk.editions.on(date(2020, 4, 29)))[0].units == ("公安局",)


async def test_a_year_at_work_fills_both_counters_and_a_delegate_only_one(year: Clerk) -> None:
    desk, came = year.desk, 0
    year.switch(two_100=True)
    for edition in await shows(year):
        if edition.day > date(2020, 7, 1):
            break
        year.at(edition.day, 8)
        for unit in edition.units:
            came += 1
            how = Attendance.DELEGATE if unit == "公安局" else Attendance.LEADER
            await attend(year, edition, unit, how)
    year.at(date(2020, 7, 1))
    plan = await desk.year(2020)
    both = plan.hundreds
    assert both is not None
    assert both.assumed
    units, leaders = both.counted.units, both.counted.leaders
    assert (units.done, leaders.done, units.required) == (came, came - 1, 42)  # seven appear twice
    assert leaders.missing == ("公安局",)  # was on air once, by somebody else, and has no date any more
    assert dict(units.planned)["民政局"] == date(2020, 7, 2)
    (found,) = both.short
    assert (found.unit, found.leader, found.short, found.day) == ("公安局", True, Short.DELEGATE, date(2020, 4, 29))
    year.at(date(2020, 12, 31))
    late = await desk.year(2020)
    assert late.hundreds is not None
    missed = {(one.unit, one.leader) for one in late.hundreds.short if one.short is Short.MISSED}
    assert {("民政局", False), ("民政局", True), ("公安局", True)} <= missed
    year.switch(two_100=False)
    assert (await desk.year(2020)).hundreds is None, "a city without 两个100% has no counters"


async def attend(clerk: Clerk, edition: Edition, unit: str, how: Attendance) -> None:
    def alter(_connection: object, one: Edition) -> Edition:
        seats = tuple(replace(seat, attendance=how) if seat.unit == unit else seat for seat in one.seats)
        return replace(one, seats=seats)

    await clerk.desk.editions.change(edition.edition_id, None, alter, clerk.deed("arrival"))


async def test_a_leave_stays_with_its_edition_and_can_be_taken_back(year: Clerk) -> None:
    edition = (await year.desk.editions.on(date(2020, 4, 29)))[0]
    leave = Leave(
        unit="公安局",
        reason="省里会议",
        delegate="副局长李",
        delegate_post="副局长",
        asked_on=date(2020, 4, 24),
        late=False,
    )
    await year.desk.papers.ask_leave(edition.edition_id, leave, year.deed("leave"))
    assert (await year.desk.one(edition.edition_id)).filed.leave_of("公安局") == leave
    await year.desk.papers.end_leave(edition.edition_id, "公安局", year.deed("leave_end"))
    assert (await year.desk.one(edition.edition_id)).filed.leave_of("公安局") is None
    assert [one.what for one in await year.desk.editions.history(edition.edition_id)] == [
        "import_added",
        "leave",
        "leave_end",
    ]


async def test_one_show_a_day_and_nobody_overwrites_what_they_have_not_seen(year: Clerk) -> None:
    edition = (await year.desk.editions.on(date(2020, 4, 29)))[0]
    taken = date(2020, 5, 14)
    with pytest.raises(WrongStateError, match="expected a day without a show"):
        await year.desk.editions.change(edition.edition_id, 1, lambda _c, one: replace(one, day=taken), year.deed())
    await year.desk.editions.change(edition.edition_id, 1, lambda _c, one: replace(one, note="x"), year.deed())
    with pytest.raises(StaleVersionError, match="expected version 2, found 1"):
        await year.desk.editions.change(edition.edition_id, 1, lambda _c, one: one, year.deed())
    assert (await year.desk.editions.one(edition.edition_id)).note == "x"


async def test_the_studio_reads_todays_edition_with_its_hours(year: Clerk) -> None:
    (edition,) = await year.desk.editions.on(date(2020, 7, 16))
    assert (edition.title, edition.units, edition.kind.takes_calls) == ("政风热线", ("轨道交通公司", "公交公司"), True)
    begins, ends = edition.begins(SHANGHAI), edition.ends(SHANGHAI)
    assert begins == datetime(2020, 7, 16, 9, tzinfo=SHANGHAI)
    assert ends == datetime(2020, 7, 16, 10, tzinfo=SHANGHAI)
    assert await year.desk.editions.on(date(2020, 7, 17)) == ()
    assert not ShowKind.TV.takes_calls


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "heading with 上线日期、上线单位、主要领导上线时间 within the first 12 rows, found an empty file"),
        (as_csv([], ("日期", "单位", "时间")), "found 日期、单位、时间"),
        (as_csv([]), "expected at least one show under the heading, found none"),
        (b"PK\x03\x04 broken", "expected a workbook, found: BadZipFile"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "found an old workbook (.xls); save it as .xlsx"),
        (as_xlsx([["3月23日-3月27日", "=1+1", "3月26日"]]), "line 3: expected text or a date, found a formula =1+1"),
        (as_csv([["3月23日-3月27日", "公安局\x07", "3月26日"]]), "line 2: column 上线单位: expected plain text"),
        (as_csv([["", "公安局", "3月26日", "直播"]], ("上线日期", "上线单位", "主要领导上线时间", "节目类型")),
         "line 2: column 节目类型: expected one of 常规、市长上线、省定、回顾、电视问政, found '直播'"),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_schedule_is_refused_with_expected_and_found(
    clerk: Clerk, content: bytes, told: str
) -> None:
    with pytest.raises(PlanFileError) as fault:
        await clerk.desk.importer().propose(clerk.order(content))
    assert told in str(fault.value)


async def test_the_schedule_of_another_year_is_refused(clerk: Clerk) -> None:
    with pytest.raises(PlanFileError, match="expected the schedule of 2021, found a title that says 2020"):
        await clerk.desk.importer().propose(clerk.order(as_xlsx(), year=2021))
