"""Reports from tickets that went through the engine: figures agree, numbers have no gaps, the same is the same."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, delete, update
from sqlalchemy import text as sql

from callcenter.documents.formats import Format
from callcenter.reports.catalogue import KINDS, ReportError
from callcenter.reports.issue_text import lines_of
from callcenter.reports.material import Choice
from callcenter.reports.office import Order
from callcenter.reports.periods import PeriodError, Span, on, parse
from callcenter.store.faults import WrongStateError
from callcenter.store.matters import Matters
from callcenter.store.shows import Shows
from callcenter.store.tables import facts
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.units import Units
from callcenter.web.report_file_names import disposition, report_title
from queueing.figures.matters import Grade
from queueing.show.facts import ShowOpened
from queueing.ticket.commands.airing import NoteShow
from queueing.ticket.commands.oversight import Urge
from queueing.ticket.commands.revisiting import Reopen
from queueing.units.unit_tree import Unit, UnitKind
from tests.contracts.store.office import SHANGHAI
from tests.service.reports.scans import scan
from tests.service.reports.stage import DAY, LIGHTS, Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as found:
        yield found


def order(name: str = "daily", period: str = DAY, *, unit: str = "", **more: object) -> Order:
    choice = Choice(period=parse(period), unit=unit, **more)  # type: ignore[arg-type]
    return Order(name=name, choice=choice, formats=(Format.DOCX, Format.CSV), by="admin")


async def test_figures_from_the_rows_equal_figures_from_the_ledger(stage: Stage) -> None:
    await stage.answered("t1")
    await stage.answered("t2", grade="不满意")
    await stage.dispatched("t3", topic="路灯", area="天宁区")
    matters = Matters(stage.world.database)
    office = stage.world.office.ports.book.office
    rows = await matters.of_period(0.0, 9e9, office)
    assert sorted(rows, key=lambda one: one.ticket_id) == sorted(
        await matters.from_ledger(office), key=lambda one: one.ticket_id
    )
    assert await matters.refresh(office) == 0
    await stage.world.do("t3", Urge(why="市民催问"))
    assert await matters.refresh(office) == 1
    (urged,) = [one for one in await matters.of_period(0.0, 9e9, office) if one.ticket_id == "t3"]
    assert urged.urged == 1


async def test_a_ticket_through_the_engine_is_the_matter_that_happened(stage: Stage) -> None:
    begun = stage.world.clock[0]
    await stage.answered("t1")
    office = stage.world.office.ports.book.office
    (one,) = await Matters(stage.world.database).of_period(0.0, 9e9, office)
    assert (one.registered_at, one.dispatched_at, one.signed_at) == (begun, begun, begun + 600)
    assert (one.contacted_at, one.resolved_at, one.revisited_at) == (begun + 600, begun + 2400, begun + 2700)
    assert (one.grade, one.first_said().grade, one.solved, one.direct) == (
        Grade.SATISFIED,
        Grade.SATISFIED,
        True,
        False,
    )
    assert one.sign_due_at == begun + 3600  # 1 个工作小时签收
    assert one.unit == LIGHTS


async def test_the_same_period_again_is_the_same_issue_byte_for_byte(stage: Stage) -> None:
    await stage.answered("t1")
    first = await stage.office.produce(order())
    body = stage.office.file(first, "docx").read_bytes()
    stage.world.later(60)
    again = await stage.office.produce(order())
    assert again == first
    assert stage.office.file(again, "docx").read_bytes() == body


async def test_what_changed_since_the_issue_before_is_said_and_the_number_stays(stage: Stage) -> None:
    first = await stage.office.produce(order())
    await stage.dispatched("t1", kind="求助")
    again = await stage.office.produce(order())
    assert (first.number, again.number) == (1, 1)
    assert again.report_id != first.report_id
    assert "共受理诉求 0 件" in again.changed
    assert "+" in again.changed
    assert "求助 1 件" in again.changed


async def test_a_month_that_was_issued_stays_as_issued_when_its_ticket_is_reopened(stage: Stage) -> None:
    await stage.answered("t1")
    stage.world.later(15 * 24 * 60)  # into December
    november = order("bulletin", "2026-11")
    first = await stage.office.produce(november)
    await stage.world.do("t1", Reopen(why="领导要求"))
    again = await stage.office.produce(november)
    assert (again.report_id, again.changed) == (first.report_id, "")
    december = await stage.office.material(Choice(period=parse("2026-12")))
    assert (december.figure("reopened").numerator, december.figure("resolved").numerator) == (1, 0)
    assert december.figure("resolved", december.before).numerator == 1  # 环比: what was issued
    office = stage.world.office.ports.book.office
    ends = [december.before.until, december.now.until]
    rows = await Matters(stage.world.database).as_known(0.0, ends, office)
    assert rows == [await Matters(stage.world.database).from_ledger(office, end) for end in ends]


async def test_what_is_known_of_a_ticket_outlives_its_ledger(stage: Stage) -> None:
    await stage.answered("t1")
    matters, office = Matters(stage.world.database), stage.world.office.ports.book.office
    before = await matters.of_period(0.0, 9e9, office)

    def purge(connection: Connection) -> None:
        connection.execute(sql("DROP TRIGGER facts_no_delete"))
        connection.execute(delete(facts))
        connection.execute(update(ticket_work).values(version=ticket_work.c.version + 1))

    await stage.world.database.write(purge)
    assert await matters.of_period(0.0, 9e9, office) == before
    assert await matters.refresh(office) == 0


async def test_numbers_of_a_year_have_no_gaps_also_when_many_are_made_at_once(stage: Stage) -> None:
    days = [f"2026-11-{day:02d}" for day in range(1, 7)]
    made = await asyncio.gather(*(stage.office.produce(order(period=day)) for day in days[:4]))
    more = [await stage.office.produce(order(period=day)) for day in days[4:]]
    assert sorted(one.number for one in [*made, *more]) == [1, 2, 3, 4, 5, 6]
    stage.world.clock[0] = datetime(2027, 1, 5, tzinfo=SHANGHAI).timestamp()
    next_year = await stage.office.produce(order(period="2027-01-04"))
    assert next_year.number == 1


async def test_a_report_that_fails_takes_no_number(stage: Stage) -> None:
    with pytest.raises(PeriodError, match="daily: expected a period of day, found a month"):
        await stage.office.produce(order(period="2026-11"))
    (stage.folder / "reports").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="reports"):
        await stage.office.produce(order())
    (stage.folder / "reports").unlink()
    assert (await stage.office.produce(order())).number == 1


@pytest.mark.parametrize("name", [one for one in KINDS if one != "form"])
async def test_every_report_can_be_made_of_nothing_and_of_something(stage: Stage, name: str) -> None:
    period = str(on(KINDS[name].spans[0], parse(DAY).first))
    assert list(lines_of(await stage.office.preview(name, Choice(period=parse(period)))))
    await stage.answered("t1")
    await stage.dispatched("t2")
    told = "\n".join(lines_of(await stage.office.preview(name, Choice(period=parse(period)))))
    assert "None" not in told
    assert "常州市" in told


async def test_the_daily_lists_what_a_rule_or_a_hand_chose(stage: Stage) -> None:
    for name in ("t1", "t2", "t3"):
        await stage.dispatched(name)
    await stage.world.do("t1", Urge(why="市民催问"))
    told = "\n".join(lines_of(await stage.office.preview("daily", order(include=("t2",)).choice)))
    assert ["t1路灯不亮" in told, "t2路灯不亮" in told, "t3路灯不亮" in told] == [True, True, False]
    without = order(include=("t2",), exclude=("t1",)).choice
    assert "t1路灯不亮" not in "\n".join(lines_of(await stage.office.preview("daily", without)))


async def test_the_daily_says_who_stays_dissatisfied_and_how_the_day_moved(stage: Stage) -> None:
    await stage.answered("t1", grade="不满意")
    said = list(lines_of(await stage.office.preview("daily", order().choice)))
    (row,) = [line for line in said if "t1路灯不亮" in line]
    assert row.endswith("不满意")
    assert any("共受理诉求 1 件（投诉 1 件），前一日 0 件" in line for line in said)
    stage.world.later(24 * 60)
    for name in ("t2", "t3", "t4"):
        await stage.dispatched(name)
    said = list(lines_of(await stage.office.preview("daily", order(period="2026-11-21").choice)))
    assert any("较前一日增加 2 件（↑ 200.0%）" in line for line in said)


async def test_small_units_are_listed_without_a_place_and_it_is_said(stage: Stage) -> None:
    await stage.answered("t1")
    told = list(lines_of(await stage.office.preview("ranking", order("ranking", "2026-11").choice)))
    assert f"— | {LIGHTS} | 1 | 0/0" not in told
    assert any(line.startswith(f"— | {LIGHTS} | 1") for line in told)
    assert any("不足 10 件的单位列出而不排名" in line for line in told)


async def test_what_nobody_filled_in_is_said_to_be_missing(stage: Stage) -> None:
    choice = replace(order("six-up", "2026").choice, extra={"信访总量": (90.0, 100.0)})
    told = list(lines_of(await stage.office.preview("six-up", choice)))
    assert "信访总量 | 90 | 100 | -10.0% | 是" in told
    assert "网格员参与度 | 未填报 | 未填报 | — | 未填报" in told


async def test_a_figure_without_a_year_before_is_not_called_level(stage: Stage) -> None:
    """A million reads as a million, too."""
    await stage.answered("t1")
    choice = replace(order("six-up", "2026").choice, extra={"信访总量": (1_000_000.0, 1_000_000.0)})
    told = list(lines_of(await stage.office.preview("six-up", choice)))
    assert [line.rsplit(" | ", 1)[1] for line in told if line.startswith("办件满意率")] == ["—"]
    assert "信访总量 | 1000000 | 1000000 | +0.0% | 持平" in told
    assert [line for line in told if line.startswith("2 项本年、上年都有数据")]


async def test_a_figure_typed_in_by_hand_has_a_place_in_the_report(stage: Stage) -> None:
    with pytest.raises(ReportError, match=r"extra: expected only 网格员参与度、.*、信访总量, found '网格'"):
        await stage.office.preview("six-up", replace(order("six-up", "2026").choice, extra={"网格": (1.0, 2.0)}))
    with pytest.raises(ReportError, match="daily: extra: expected no figures typed in by hand"):
        await stage.office.preview("daily", order(extra={"信访总量": (1.0, 2.0)}).choice)


async def test_a_file_is_called_what_people_call_it(stage: Stage) -> None:
    await stage.answered("t1")
    row = await stage.office.produce(order("form", "2026-11", unit=LIGHTS))
    assert report_title(row) == "群众诉求办理情况表_2026年11月_市城市管理局_第1号"
    assert quote("群众诉求办理情况表") in disposition(row, "docx", "docx")
    hostile = replace(row, period='2026-11|../a"b\r\nX: y', correction=2)
    assert report_title(hostile) == "群众诉求办理情况表_2026年11月_..abX y_第1号_更正2"


async def test_the_form_names_each_matter_of_the_unit_and_takes_its_sealed_scan_once(stage: Stage) -> None:
    await stage.answered("t1", source="show")
    await stage.answered("t2", anonymous=True, source="show")
    await stage.dispatched("t3", unit="市水务局", source="show")
    row = await stage.office.produce(order("form", unit=LIGHTS, show_date="2026年11月19日"))
    told = "\n".join(row.lines)
    assert "1 | （未留姓名） | 13800000000 | t1路灯不亮 | 已更换灯具。 | 2026-11-20 | 张局长" in told
    assert "2 | 匿名 |  | t2路灯不亮" in told
    assert "t3" not in told
    assert "此表加盖单位公章报送市政务办留存。　　表号：2026-001" in told
    sealed = await stage.office.take_sealed("2026-001", scan(), "unit")
    assert stage.office.file(sealed, "sealed").read_bytes() == scan()
    with pytest.raises(WrongStateError):
        await stage.office.take_sealed(row.report_id, scan(pages=2), "unit")
    assert stage.office.file(await stage.office.reports.get(row.report_id), "sealed").read_bytes() == scan()
    await stage.office.reports.unseal(row.report_id)
    again = await stage.office.take_sealed(row.report_id, scan(pages=2), "unit")
    assert stage.office.file(again, "sealed").read_bytes() == scan(pages=2), "the right one replaces a withdrawn one"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"MZ", "expected a PDF, found b'MZ'"),
        (b"%PDF-1.7 scan", "expected a PDF that opens"),
        (scan(pages=0), "expected a PDF that opens"),
        (scan(pages=51), "expected 1 to 50 pages, found 51"),
        (scan(script=True), "expected pages only, found 1 scripts"),
        (scan(locked=True), "expected a PDF that opens"),
    ],
)
async def test_only_a_scan_of_some_pages_seals_a_form(stage: Stage, body: bytes, found: str) -> None:
    row = await stage.office.produce(order("form", unit=LIGHTS, show_date="2026年11月19日"))
    with pytest.raises(ReportError, match=re.escape(found)):
        await stage.office.take_sealed(row.report_id, body, "unit")
    assert (await stage.office.reports.get(row.report_id)).sealed is None


async def test_what_has_not_begun_has_no_report(stage: Stage) -> None:
    for name, period in (("daily", "2026-11-21"), ("monthly", "2026-12"), ("form", "2026-11-21")):
        with pytest.raises(PeriodError, match="expected one that has begun by 2026-11-20, found 2026-"):
            await stage.office.produce(order(name, period=period, unit=LIGHTS if name == "form" else ""))
    assert await stage.office.reports.newest() == []


async def test_in_a_running_month_nothing_is_overdue_that_may_still_be_in_time(stage: Stage) -> None:
    """And once it is due it is, whatever the day the month ends on."""
    await stage.answered("done", kind="咨询")
    await stage.dispatched("open", kind="咨询")
    month = Choice(period=parse("2026-11"))
    due = {one.ticket_id: one.close_due_at for one in (await stage.office.material(month)).matters}
    assert stage.world.clock[0] < due["open"] < parse("2026-11").seconds(SHANGHAI).until
    running = await stage.office.material(month)
    assert (running.figure("overdue").numerator, running.figure("close_on_time").denominator) == (0, 0)
    stage.world.clock[0] = due["open"] + 1
    late = await stage.office.material(month)
    assert (late.figure("overdue").numerator, late.figure("close_on_time").value) == (1, 0.5)


async def test_a_unit_is_asked_for_by_id_or_name_and_no_other_word(stage: Stage) -> None:
    await Units(stage.world.database).take([Unit(unit_id="U7", name=LIGHTS, kind=UnitKind.DEPARTMENT)])
    for asked in ("U7", LIGHTS):
        assert (await stage.office.chosen(Choice(period=parse(DAY), unit=asked))).unit == LIGHTS
    for strange in ("鬼局", "%00", "市城市管"):
        with pytest.raises(ReportError, match="unit: expected a unit's id or name, found"):
            await stage.office.chosen(Choice(period=parse(DAY), unit=strange))


async def test_only_a_form_is_sealed(stage: Stage) -> None:
    row = await stage.office.produce(order())
    with pytest.raises(ReportError, match="expected one of a 群众诉求办理情况表"):
        await stage.office.take_sealed(row.report_id, scan(), "unit")


async def test_a_form_without_a_unit_is_refused(stage: Stage) -> None:
    with pytest.raises(ReportError, match="unit: expected the unit that was on air, found none"):
        await stage.office.produce(order("form"))


async def test_files_are_readable_by_nobody_else(stage: Stage) -> None:
    row = await stage.office.produce(order())
    place = stage.office.file(row, "docx")
    assert place.stat().st_mode & 0o777 == 0o600
    assert stage.folder / "reports" in place.parents


def test_periods_are_read_as_they_are_said() -> None:
    for text in ("2026-11-20", "2026-11", "2026-Q4", "2026", "2026-11-01..2026-11-20"):
        assert str(parse(text)) == text
    assert str(parse("2026-01").before()) == "2025-12"
    assert str(parse("2024-02-29").year_before()) == "2023-02-28"
    assert str(parse("2026-Q1").before()) == "2025-Q4"
    assert parse("2026-Q4").zh == "2026年第四季度"
    assert parse("2026-W47").zh == "2026年第47周（11月16日至11月22日）"
    assert [str(parse(one).before()) for one in ("2026-W01", "2027-W01")] == ["2025-W52", "2026-W53"]
    assert [str(parse(one).year_before()) for one in ("2026-W53", "2027-W10")] == ["2025-W52", "2026-W10"]
    assert on(Span.QUARTER, parse("2026-11-20").first) == parse("2026-Q4")


@pytest.mark.parametrize("text", ["", "2026-13", "2026-02-30", "20261", "2026-11-20..2026-11-01", "../etc", "2026-Q5"])
def test_what_is_no_period_is_refused_by_what_was_expected(text: str) -> None:
    with pytest.raises(PeriodError, match="expected a day 2026-11-20"):
        parse(text)


async def test_the_form_of_a_show_holds_its_matters_also_when_they_were_registered_the_next_morning(
    stage: Stage,
) -> None:
    studio = [ShowOpened(at=stage.world.clock[0], show_id="s1", by="lin", delay_s=7.0, title="政风热线")]
    await Shows(stage.world.database).keep(studio)
    await stage.answered("plain", source="show")
    stage.world.later(24 * 60)
    await stage.dispatched("t1")
    await stage.world.do("t1", NoteShow(show_id="s1", entry_id="e1"))
    for day, mine, other in ((DAY, "t1路灯不亮", "none"), ("2026-11-21", "none", "t1路灯不亮")):
        row = await stage.office.produce(order("form", period=day, unit=LIGHTS))
        told = "\n".join(row.lines)
        assert (mine == "none" or mine in told, other == "none" or other not in told) == (True, True), day
    assert "plain路灯不亮" in "\n".join((await stage.office.produce(order("form", unit=LIGHTS))).lines)


async def test_a_case_says_why_it_is_of_concern_whatever_became_of_it(stage: Stage) -> None:
    await stage.answered("t1")
    await stage.world.do("t1", Reopen(why="漏办"))
    row = await stage.office.produce(order("daily"))
    assert next(line for line in row.lines if "t1路灯不亮" in line).endswith("| 重新办理 | 重办")
