"""The producer closes the show in a real Chromium against the real service, by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, staged
from tests.wire.screens.after_show import signed_off
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import signed_in as by_keys
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PEOPLE = {"dao": Role.PRODUCER, "ban": Role.SUPERVISOR, "hua": Role.OPERATOR}
SLOW_MS = 20_000


@asynccontextmanager
async def built(folder: Path) -> AsyncIterator[Stage]:
    """The service an hour after the show began."""
    template = folder / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        for name, role in PEOPLE.items():
            at = datetime.fromtimestamp(NOON, UTC)
            await stores.accounts.add_user(name, f"{name}同志", frozenset({role}), f"pass-{name}", at)
    async with staged(folder / "site", template) as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        await signed_off(stage, NOON)
        stage.clock[0] = NOON + 3700
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    async with built(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def page(site: Stage, browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    found = await context.new_page()
    found.set_default_timeout(SLOW_MS)
    yield found
    await context.close()


async def signed_in(page: Page, site: Stage, name: str = "dao") -> None:
    await by_keys(page, site.origin, name, "aftershow")


async def test_the_producer_closes_the_show_by_keys_from_twelve_owed_to_none(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    """全部转单, a reason for the silent ones, four answers with their promises, then the show closes."""
    await signed_in(page, site)
    complaints.watch(page)
    progress = page.locator("[data-test=progress]")
    await expect(progress).to_have_text("12 件中已了结 0 件")
    await expect(page.locator("[data-test=close]")).to_be_disabled()
    await page.keyboard.press("KeyG")
    await expect(progress).to_have_text("12 件中已了结 6 件", timeout=SLOW_MS)
    await page.keyboard.press("KeyX")
    await expect(page.locator("[data-test=reasons]")).to_be_visible()
    await page.keyboard.press("Digit1")
    await expect(progress).to_have_text("12 件中已了结 8 件")
    await expect(page.locator("[data-test=close]")).to_contain_text("还差 4 件")
    for settled in range(9, 13):
        await page.keyboard.press("KeyA")
        form = page.locator("[data-test=answer-form]")
        await expect(form).to_be_visible()
        if await form.locator("[name=due]").count() and not await form.locator("[name=due]").input_value():
            await form.locator("input[value=taken]").check()
        await page.keyboard.press("Control+Enter")
        await expect(progress).to_have_text(f"12 件中已了结 {settled} 件")
        await expect(form).to_have_count(0)
    await expect(page.locator("[data-entry=k1]")).to_contain_text("市城市管理局")
    await page.keyboard.press("KeyC")
    await expect(page.locator("[data-test=phase]")).to_have_text("节目已关闭")
    await page.keyboard.press("Alt+Digit2")
    confirmed = page.locator("[data-promise] [data-test=kept]")  # beside sentences that nobody has decided about
    await expect(confirmed).to_have_count(2)
    await confirmed.first.click()
    await expect(confirmed).to_have_count(1)
    await page.keyboard.press("Alt+Digit4")
    await expect(page.locator("main .files")).to_be_visible()


async def test_a_promise_is_confirmed_and_a_draft_mended_and_who_may_not_is_told(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    await signed_in(page, site)
    complaints.watch(page)
    row = page.locator("[data-entry=k1]")
    await row.click()
    await expect(page.locator("[data-test=proposal]")).to_contain_text("三天之内")
    await page.keyboard.press("KeyP")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-test=promise]")).to_have_count(1)
    await _follows_by_keys(page)
    await page.locator("[data-entry=m1]").click()
    await page.keyboard.press("KeyE")
    await page.locator("[data-test=mend-form] [name=title]").fill("询问今年额度")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-entry=m1]")).to_contain_text("询问今年额度")
    await page.keyboard.press("KeyT")
    await expect(page.locator("[data-entry=m1]")).to_have_attribute("data-settled", "true")
    await page.keyboard.press("Alt+KeyL")
    await expect(page.locator("[data-test=progress]")).to_have_text("1 of 12 settled")
    await page.evaluate("localStorage.clear()")
    await page.context.clear_cookies()
    await signed_in(page, site, "hua")
    await expect(page.locator("[data-test=refused]")).to_be_visible()
    complaints.seen.clear()  # the refused page asked for what it may not see: the browser says so


async def _follows_by_keys(page: Page) -> None:
    """F and a number: to be followed, then a report with where and when; both stand beside the matter."""
    told = page.locator("[data-entry=k1] [data-test=media-state]")
    await page.keyboard.press("KeyF")
    await expect(page.locator("[data-test=media-states]")).to_be_visible()
    await page.keyboard.press("Digit1")
    await expect(told).to_contain_text("待跟进")
    await page.keyboard.press("KeyF")
    await expect(page.locator("[data-test=media-states]")).to_be_visible()
    await page.keyboard.press("Digit2")
    await expect(page.locator("[data-test=media-form] [name=outlet]")).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(told).to_contain_text("回音壁")
    await expect(page.locator("[data-test=media]")).to_contain_text("dao")
