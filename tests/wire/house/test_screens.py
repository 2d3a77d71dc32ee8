"""The screens of a whole desk in a real Chromium, while a real call goes through it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from tests.wire.house.calls import citizen, missing, operator, speech
from tests.wire.house.house import House, Plan, house
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "wall.html").exists(), reason="the screens are not built: make install"),
]


expect.set_options(timeout=20_000)


@contextlib.asynccontextmanager
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        driver.selectors.set_test_id_attribute("data-test")
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        yield await context.new_page()
        await browser.close()


async def wall_token(desk: House) -> str:
    async with open_stores(f"sqlite:///{desk.folder}/data/callcenter.db", desk.folder / "other") as stores:
        return (await stores.sessions.new_token(Role.WALL, "wall", datetime.now(UTC)))[1]


def value(screen: Page, figure: str) -> object:
    return screen.get_by_test_id(f"figure-{figure}").get_by_test_id("value")


async def test_the_wall_moves_with_a_real_call(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, operator(desk, 1, speech("greeting")), page() as screen:
        await screen.goto(f"{desk.web}/wall?token={await wall_token(desk)}")
        await expect(value(screen, "ready")).to_have_text("1")
        await expect(value(screen, "answered")).to_have_text("0")
        async with citizen(desk, speech("water-off"), talk_s=8.0) as caller:
            await expect(value(screen, "talking")).to_have_text("1")
            await expect(screen.get_by_test_id("operator-8001")).to_contain_text("通话")
            assert await caller.finished() == 0, caller.complaints()
        await expect(value(screen, "talking")).to_have_text("0")
        await expect(value(screen, "answered")).to_have_text("1")
        await expect(screen.get_by_test_id("demo")).to_contain_text("合成语音演示模型")
        assert "13912340001" not in await screen.content()


async def test_the_desk_shows_the_caller_the_words_and_the_draft(tmp_path: Path) -> None:
    async with (
        house(tmp_path, Plan(auto_ready=False, wrap_up_s=60.0)) as desk,
        operator(desk, 1, speech("greeting")),
        page() as screen,
    ):
        await screen.goto(f"{desk.web}/login")
        await screen.fill("input[autocomplete=username]", desk.number(1))
        await screen.fill("input[type=password]", desk.password(1))
        await screen.keyboard.press("Enter")
        await screen.wait_for_url("**/desk*")
        await expect(screen.get_by_text("话机已连接")).to_be_visible()
        await screen.keyboard.press("F2")  # ready
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        async with citizen(desk, speech("water-off"), talk_s=9.0) as caller:
            await expect(screen.get_by_text("阳光小区停水3天了").first).to_be_visible()
            await expect(screen.get_by_text("139 1234 0001").first).to_be_visible()
            assert await caller.finished() == 0, caller.complaints()
        await expect(screen.get_by_text("话后").first).to_be_visible()  # during the call the key asks back
        for _ in range(5):  # a draft refreshed in this very moment is shown first, and the key wanted again
            await screen.keyboard.press("Control+Enter")
            await asyncio.sleep(1.0)
        found = await desk.until("/api/v1/tickets", lambda said: said["items"][0]["status"] == "registered")
        assert found["items"][0]["number"]


def test_chromium_is_where_the_tests_look_for_it() -> None:
    assert shutil.which("chromium") == CHROMIUM
