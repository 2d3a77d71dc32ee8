"""The console in Chromium: a talk-back that cannot be made is told, with what was tried and what to do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.show.ports import TalkBackChanged, TalkBackState
from tests.service.web.stage import Stage
from tests.wire.screens.show_site import BOTH as CHEN
from tests.wire.screens.show_site import CALLERS, act, open_show, ready, show_site, signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    async with show_site(tmp_path) as stage:
        yield stage


def say(site: Stage, state: TalkBackState, why: str = "") -> None:
    site.air.say(TalkBackChanged(at=site.clock[0], call_id="c1001", phone="8009", state=state, why=why))


async def test_each_failure_is_told_in_its_words_and_goes_when_it_works(browser: Browser, site: Stage) -> None:
    await open_show(site)
    await ready(site, "c1001", CALLERS[0])
    await act(site, lambda board, at: board.choose_next(at, CHEN, "c1001"))
    await act(site, lambda board, at: board.take_next(at, CHEN, "c1001"))
    page = await signed_in(browser, site, "li", "studio")
    await page.fill("[data-test=phone]", "8009")
    await page.keyboard.press("Escape")
    await page.click("[data-entry=c1001]")
    told = page.locator("[data-test=talk-back]")
    await expect(told).to_have_count(0)
    await page.keyboard.down("Alt")
    await page.keyboard.down("t")
    await expect(page.locator("[data-act=talk]")).to_have_class("armed")
    say(site, TalkBackState.CALLING)
    await expect(told).to_contain_text("正在接通话机 8009")
    for why, words in (
        ("unreachable", "话机不在线。请检查话机后再按"),
        ("no_answer", "振铃无人接。请摘机后再按"),
        ("busy", "正在通话。请先挂断"),
        ("mixer", "混音中断，已自动重启"),
    ):
        say(site, TalkBackState.FAILED, why)
        await expect(told).to_contain_text(words, timeout=5_000)
        await expect(told).to_have_attribute("role", "alert")
    say(site, TalkBackState.NO_REPLY)
    await expect(told).to_contain_text("没有回应")
    say(site, TalkBackState.HEARD)
    await expect(told).to_contain_text("只有来电人听得到")
    await page.keyboard.up("t")
    await page.keyboard.up("Alt")
    say(site, TalkBackState.OVER)
    await expect(told).to_have_count(0)
    assert ("talk_back", "c1001", "8009", True) in site.air.orders
    assert ("talk_back", "c1001", "8009", False) in site.air.orders
    await page.context.close()
