"""The console in Chromium: what callers who wait hear of the programme, and in words why they do not."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.show.ports import ProgrammeHeard
from callcenter.show_settings import Show
from tests.service.web.stage import Stage
from tests.wire.screens.show_site import open_show, show_site, signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    show = Show(studio=("9101", "9102"), programme_live="http://radio.example:8000/live")
    async with show_site(tmp_path, show) as stage:
        yield stage


async def test_the_producer_reads_why_the_stream_is_not_heard_and_sees_it_come_back(
    browser: Browser, site: Stage
) -> None:
    await open_show(site)
    page = await signed_in(browser, site, "li", "studio")
    told, why = page.locator("[data-test=programme]"), page.locator("[data-test=programme-why]")
    for code, words in (
        ("connecting", "正在连接节目流"),
        ("unreachable", "连不上节目流的服务器"),
        ("refused", "请核对地址"),
        ("stalled", "没有数据"),
        ("not_sound", "不支持 HLS"),
        ("library", "请联系技术人员"),
    ):
        site.air.say(ProgrammeHeard(at=site.clock[0], state="lost", level_db=-90.0, why=code))
        await expect(why).to_contain_text(words, timeout=20_000)
        await expect(told).to_contain_text("等候者听音乐")
    if folder := os.environ.get("CALLCENTER_SHOTS"):
        await page.screenshot(path=f"{folder}/programme-lost.png")
    site.air.say(ProgrammeHeard(at=site.clock[0], state="heard", level_db=-18.0))
    await expect(told).to_contain_text("正常", timeout=20_000)
    await expect(why).to_have_count(0)
    await page.context.close()
