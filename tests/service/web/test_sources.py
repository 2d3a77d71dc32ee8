"""Where a matter came from stays with it, for every source: on the ticket, in the feed, in the report."""

from dataclasses import replace

import pytest

from callcenter.intake.sources import load_sources
from callcenter.outflow.feed import mapped
from callcenter.outflow.news import news_from
from callcenter.outflow.teller import Teller
from callcenter.packaged import config_dir
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import bring, source

SOURCES = {one.code: one.title for one in load_sources(config_dir() / "intake.toml").source}
DRAFTED = sorted(code for code in SOURCES if code not in ("grid", "110", "city"))


def tell_the_province(stage: Stage) -> None:
    records = stage.parts.office.records
    teller = getattr(records.tell, "__self__", None)
    assert isinstance(teller, Teller)
    records.tell = replace(teller, tells_province=True).tell


async def told_source(stage: Stage, ticket_id: str) -> object:
    page = await stage.stores.outbox.page("feed", "", "", 50)
    (message,) = [one for one in page.items if one.stream == ticket_id]
    teller = getattr(stage.parts.office.records.tell, "__self__", None)
    assert isinstance(teller, Teller)
    return mapped(teller.feed, news_from(message.body), 1, stage.parts.zone)["ly"]


@pytest.mark.parametrize("code", sorted(SOURCES))
async def test_the_source_of_a_matter_is_on_the_ticket_in_the_feed_and_in_the_report(stage: Stage, code: str) -> None:
    tell_the_province(stage)
    taken = await say(await bring(stage, await source(stage, code), source=code, key=f"k-{code}"))
    ident = taken["ticket_id"]
    await stage.sign_in()
    if code in DRAFTED:
        await say(await stage.ask("POST", f"/api/v1/tickets/{ident}/register", json={"version": 1}))
    shown = await say(await stage.ask("GET", f"/api/v1/work/{ident}"))
    assert shown["source"] == SOURCES[code]
    assert await told_source(stage, ident) == SOURCES[code]
    await stage.sign_in("lin", "pass-lin")
    month = stage.parts.time().strftime("%Y-%m")
    page = await stage.ask("GET", f"/api/v1/reports/preview?name=monthly&period={month}")
    text = await page.text()
    assert SOURCES[code] in text
    assert "未填" not in text[text.index("按来源") :].split("按", 2)[1]


async def test_whoever_registers_cannot_say_another_source_of_a_matter_that_was_sent(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage, "weibo"), source="weibo"))
    await stage.sign_in()
    asked = {"version": 1, "source": "wechat"}
    await say(await stage.ask("POST", f"/api/v1/tickets/{taken['ticket_id']}/register", json=asked))
    assert (await stage.parts.office.get(taken["ticket_id"])).record.source == "微博"


async def test_a_source_that_left_the_file_keeps_its_code(stage: Stage) -> None:
    assert stage.parts.city.sources.title_of("fax") == "fax"
    assert stage.parts.city.sources.title_of("") == ""


async def test_a_calls_ticket_keeps_the_line_it_came_by(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/register", json={"version": 1}))
    assert (await stage.parts.office.get("t1")).record.source == "hotline"
