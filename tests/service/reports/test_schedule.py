"""Reports that make themselves: on working days, each period once, also after a holiday or a restart."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from callcenter.calendars import load_calendar
from callcenter.cli import main
from callcenter.documents.formats import Format
from callcenter.reports.catalogue import ReportError
from callcenter.reports.clockwork import ReportClock
from callcenter.reports.material import Choice
from callcenter.reports.office import Order
from callcenter.reports.periods import Span, parse
from callcenter.reports.schedule import Scheduled, ended, next_at
from callcenter.store.audit import Audit
from callcenter.store.matters import Matters
from tests.contracts.store.office import SHANGHAI
from tests.service.reports.stage import staged

CALENDAR = load_calendar().calendar
DAILY = Scheduled(name="daily", span=Span.DAY, at=time(8, 0))


def test_monday_tells_of_friday_and_the_weekend() -> None:
    assert [str(one) for one in ended(Span.DAY, date(2026, 11, 23), CALENDAR)] == [
        "2026-11-20",
        "2026-11-21",
        "2026-11-22",
    ]


def test_a_day_of_rest_tells_nothing_and_a_worked_sunday_does() -> None:
    assert ended(Span.DAY, date(2026, 11, 22), CALENDAR) == ()
    assert [str(one) for one in ended(Span.DAY, date(2026, 2, 14), CALENDAR)] == ["2026-02-13"]  # a worked Saturday


def test_over_a_year_of_working_days_every_day_month_and_quarter_is_told_once() -> None:
    days = [date.fromordinal(n) for n in range(date(2025, 1, 2).toordinal(), date(2026, 1, 6).toordinal())]
    for span, count in ((Span.WEEK, 53), (Span.MONTH, 13), (Span.QUARTER, 5), (Span.YEAR, 2)):
        told = [str(one) for day in days for one in ended(span, day, CALENDAR)]
        assert len(told) == len(set(told)) == count
    daily = [one.first for day in days for one in ended(Span.DAY, day, CALENDAR)]
    assert daily == [date.fromordinal(n) for n in range(daily[0].toordinal(), daily[-1].toordinal() + 1)]


def test_the_next_moment_is_today_or_tomorrow() -> None:
    now = datetime(2026, 11, 20, 7, 0, tzinfo=SHANGHAI)
    assert next_at([DAILY], now) == now.replace(hour=8)
    assert next_at([DAILY], now.replace(hour=8)) == now.replace(day=21, hour=8)
    assert next_at([], now) is None


async def test_what_falls_due_is_made_kept_and_noted(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        audit = Audit(stage.world.database)
        now = datetime(2026, 11, 23, 8, 0, 1, tzinfo=SHANGHAI)
        clock = ReportClock(
            office=stage.office, scheduled=(DAILY,), formats=(Format.CSV,), audit=audit, now=lambda: now
        )
        stage.world.clock[0] = now.timestamp()
        await clock.make_due(now.replace(hour=0), now.replace(hour=7))
        assert await stage.office.reports.newest() == []
        await clock.make_due(now.replace(hour=7), now)
        await clock.make_due(now.replace(hour=0), now)
        made = await stage.office.reports.newest()
        assert sorted((one.number, one.period) for one in made) == [
            (1, "2026-11-20"),
            (2, "2026-11-21"),
            (3, "2026-11-22"),
        ]
        await stage.world.database.flush()
        noted = await audit.last(10)
        assert {one.thing for one in noted if one.actor == "schedule"} == {one.report_id for one in made}


async def test_what_changed_is_folded_ahead_of_the_next_report_and_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for number in range(3):
            await stage.answered(f"t{number}")
        assert await stage.office.bring_up_to_date() == 3
        assert await stage.office.bring_up_to_date() == 0
        await stage.dispatched("t3")
        assert await stage.office.bring_up_to_date() == 1
        rows = Matters(stage.world.database)
        office = stage.world.office.ports.book.office
        assert await rows.of_period(0.0, 4e9, office) == await rows.from_ledger(office)


async def test_what_the_city_has_switched_off_does_not_make_itself_and_the_rest_does(tmp_path: Path) -> None:
    weekly = Scheduled(name="media", span=Span.WEEK, at=time(8, 0))
    supervision = Scheduled(name="supervision", span=Span.DAY, at=time(8, 0))
    now = datetime(2026, 11, 23, 8, 0, 1, tzinfo=SHANGHAI)
    async with staged(tmp_path) as stage:
        clock = ReportClock(
            office=stage.office,
            scheduled=(DAILY, weekly, supervision),
            formats=(Format.CSV,),
            audit=Audit(stage.world.database),
            now=lambda: now,
        )
        stage.switches = replace(stage.switches, daily_report=False, weekly_media=False)
        await clock.make_due(now.replace(hour=7), now)
        made = await stage.office.reports.newest()
        assert {one.name for one in made} == {"supervision"}
        stage.switches = replace(stage.switches, daily_report=True, weekly_media=True)
        await clock.make_due(now.replace(hour=7), now)
        found = {(one.name, one.period) for one in await stage.office.reports.newest()}
        assert {("daily", "2026-11-20"), ("media", "2026-W47")} <= found


async def test_no_way_in_makes_what_the_city_has_switched_off(tmp_path: Path) -> None:
    """Neither a command nor a clock passes by the switch: the office itself refuses."""
    async with staged(tmp_path) as stage:
        stage.switches = replace(stage.switches, daily_report=False)
        order = Order(name="daily", choice=Choice(period=parse("2026-11-20")), by="x")
        with pytest.raises(ReportError, match="expected a city with daily_report switched on, found off"):
            await stage.office.produce(order)
        assert await stage.office.reports.newest() == []


def test_a_report_can_be_made_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "desk.toml"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n')
    words = ["report", "daily", "--period", "2026-11-20", "--format", "csv", "--config", str(config)]
    assert main(words) == 0
    told = capsys.readouterr().out.splitlines()
    assert "2026-11-20" in told[0]
    assert Path(told[1]).read_bytes().startswith(b"\xef\xbb\xbf")
    assert main(["report", "list", "--config", str(config)]) == 0
    assert "daily\t2026-11-20\t1\tcsv" in capsys.readouterr().out
    assert main(["report", "daily", "--period", "soon", "--config", str(config)]) == 2
    assert "expected a day 2026-11-20" in capsys.readouterr().err
