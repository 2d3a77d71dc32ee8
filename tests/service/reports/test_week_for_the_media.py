"""The week's list for the media: what stands on it, and what a city keeps from people outside the office."""

from datetime import datetime
from pathlib import Path

from callcenter.documents.formats import Format, write
from callcenter.profiles import load_profile
from callcenter.reports.issue_text import lines_of
from callcenter.reports.material import Choice
from callcenter.reports.office import Order
from callcenter.reports.periods import parse
from queueing.city.profiles import Profile
from queueing.ticket.commands.oversight import Urge
from tests.contracts.store.office import SHANGHAI, world
from tests.service.reports.stage import Stage, staged

WEEK = Choice(period=parse("2026-W47"))


def zhuzhou() -> Profile:
    return load_profile("zhuzhou")


async def told(stage: Stage) -> str:
    return "\n".join(lines_of(await stage.office.preview("media", WEEK)))


async def test_what_is_urged_or_overdue_stands_on_it_with_a_line_to_write_on_and_nothing_else(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.switches = zhuzhou().switches
        stage.world = world(stage.world.database, profile=zhuzhou())
        await stage.dispatched("t1")
        await stage.dispatched("t2")
        await stage.dispatched("late", kind="求助", category="停水")
        await stage.world.do("t1", Urge(why="市民催问"))
        stage.world.later(2 * 24 * 60)
        said = await told(stage)
        assert "本周受理诉求 3 件；" in said
        assert ("t1路灯不亮" in said, "late路灯不亮" in said, "t2路灯不亮" in said) == (True, True, False)
        assert said.count("t1路灯不亮") == 2, "once in the list, once in the record that is filled in on the spot"


async def test_a_matter_that_is_to_stay_confidential_is_not_on_it_even_by_hand(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.switches = zhuzhou().switches
        stage.world = world(stage.world.database, profile=zhuzhou())
        await stage.dispatched("t1", confidential=True)
        await stage.world.do("t1", Urge(why="市民催问"))
        by_hand = Choice(period=WEEK.period, include=("t1",))
        for choice in (WEEK, by_hand):
            assert "t1路灯不亮" not in "\n".join(lines_of(await stage.office.preview("media", choice)))


async def test_it_is_kept_and_written_in_every_format(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.dispatched("t1")
        await stage.world.do("t1", Urge(why="市民催问"))
        stage.world.at(datetime(2026, 11, 23, 8, tzinfo=SHANGHAI))
        row = await stage.office.produce(Order(name="media", choice=WEEK, by="ban", formats=tuple(Format)))
        assert (row.title, row.period, set(row.files)) == ("每周媒体督办清单", "2026-W47", {str(one) for one in Format})
        document = await stage.office.preview("media", WEEK)
        assert all(write(document, one) for one in Format)
