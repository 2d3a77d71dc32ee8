"""The show's year as a report: Jintan's 170 taken on air, 120 settled on the spot, from the ledger of 33 shows."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.documents.document import Document, Para, text_of
from callcenter.documents.formats import Format, write
from callcenter.reports.material import Choice
from callcenter.reports.periods import parse
from callcenter.store.show_required import Required, RequiredUnits
from callcenter.store.shows import Shows
from queueing.show.facts import AirAnswer
from tests.rules.show.hour import an_hour
from tests.service.reports.stage import staged

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(
    2020, 5, 8, 10, tzinfo=ZONE
).timestamp()  # «受疫情影响，2020年《政风热线》栏目5月才开播»: Fridays at ten
WEEK_S = 604_800.0
SHOWS, TAKEN, SETTLED = 33, 170, 120


def aired_in(show: int) -> int:
    """Five callers an hour, six in five of the shows: 170 in all."""
    return 6 if show >= SHOWS - 5 else 5


def answers(done: int, count: int) -> list[AirAnswer]:
    """The next answers when so many matters were taken before: 120 of 170 on the spot, spread evenly."""
    return [
        AirAnswer.ANSWERED
        if (done + at + 1) * SETTLED // TAKEN > (done + at) * SETTLED // TAKEN
        else AirAnswer.PROMISED
        for at in range(count)
    ]


async def a_year(shows: Shows) -> None:
    """Play all shows of the year into the ledger."""
    done = 0
    for number in range(SHOWS):
        aired = aired_in(number)
        hour = an_hour(
            f"jt-{number:02d}", FIRST + number * WEEK_S, aired=aired, entries=12, answers=answers(done, aired)
        )
        await shows.keep(hour.facts)
        done += aired


def cells(document: Document, table: int) -> list[list[str]]:
    """A table's rows as they are read."""
    return [[text_of(cell) for cell in row] for row in document.tables()[table].rows]


async def test_jintans_year_is_counted_as_its_newspaper_did(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        office = stage.office
        await a_year(Shows(office.ports.database))
        made = await office.preview("show-year", Choice(period=parse("2020")))
        said = next(block.text for block in made.blocks if isinstance(block, Para))
        assert said.startswith("2020年直播 33 期，直播过程中共受理 170 件，现场办结 120 件，其余 50 件均在事后督办")
        rows = cells(made, 0)
        assert len(rows) == SHOWS + 1
        assert rows[0][0] == "2020-05-08"
        assert rows[-1][2:5] == ["170", "120", "50"]
        assert sum(int(row[2]) for row in rows[:-1]) == TAKEN
        assert cells(made, 1)[0][:3] == ["市水务局", "33", "170"]
        assert write(made, Format.PDF).startswith(b"%PDF-")
        quarter = await office.preview("show-year", Choice(period=parse("2020-Q2")))
        told = next(block.text for block in quarter.blocks if isinstance(block, Para))
        assert re.search(r"直播 8 期.*受理 40 件", told)
        empty = await office.preview("show-year", Choice(period=parse("2019")))
        assert next(block.text for block in empty.blocks if isinstance(block, Para)) == "本期没有直播。"


async def test_who_falls_short_of_both_hundred_percents_is_named_in_a_city_that_has_them(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        database = stage.office.ports.database
        listed = [Required(unit="住建局"), Required(unit="指前镇", as_unit=False)]
        await RequiredUnits(database).put(2020, listed)
        year = Choice(period=parse("2020"))
        found = await stage.office.preview("show-year", year)
        assert cells(found, 0) == [
            ["部门覆盖率（单位上线）", "1", "0", "0", "1", "0.0%"],
            ["一把手上线率", "2", "0", "0", "2", "0.0%"],
        ]
        assert [row[:3] for row in cells(found, 1)] == [
            ["住建局", "单位上线", "年度内未上线"],
            ["住建局", "一把手上线", "年度内未上线"],
            ["指前镇", "一把手上线", "年度内未上线"],
        ]
        stage.switches = replace(stage.switches, two_100=False)
        assert (await stage.office.preview("show-year", year)).tables() == []
