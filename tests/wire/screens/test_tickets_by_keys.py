"""The ticket desk without a mouse, in a real Chromium: lists, search, a command and its way back, by keys alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import built, signed_in

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """Three registered tickets and a dispatcher."""
    if not (STATIC / "tickets.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        yield stage


async def digit_of(button: Locator) -> str:
    """The key that a command's button shows."""
    return (await button.locator("kbd").inner_text()).strip()


async def test_the_desk_is_worked_from_signing_in_to_the_last_ticket_by_keys_alone(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        detail, rows = page.get_by_test_id("detail"), page.get_by_test_id("tickets").locator("button")
        await expect(rows).to_have_count(3)
        await page.keyboard.press("]")
        await expect(page.locator("[data-tab=to_dispatch]")).to_have_attribute("aria-pressed", "true")
        await page.keyboard.press("d")
        await expect(page.get_by_test_id("order")).to_contain_text("新")
        await page.keyboard.press("/")
        await page.keyboard.type("路灯")
        await page.keyboard.press("Enter")
        await expect(rows).to_have_count(1)
        await page.keyboard.press("Escape")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(detail).to_contain_text("花园路路灯")
        await page.keyboard.press(await digit_of(page.locator("[data-command=note]")))
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await page.keyboard.press("1")
        await expect(dialog).to_contain_text("派单")
        await page.keyboard.type("市城市管理局")
        await page.keyboard.press("Control+Enter")
        await expect(detail).to_have_attribute("data-state", "dispatched")
        await page.keyboard.press("[")
        await page.keyboard.press("/")
        await page.keyboard.press("Control+a")
        await page.keyboard.press("Delete")
        await page.keyboard.press("Enter")
        await expect(rows).to_have_count(3)
        await page.keyboard.press("Escape")
        await page.keyboard.press("[")
        await expect(page.locator("[data-tab=ended]")).to_have_attribute("aria-pressed", "true")
        await expect(rows).to_have_count(0)
    assert complaints.seen == []
