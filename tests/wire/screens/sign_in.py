"""Signing in as a person does, by keys: at a page that is open, or in a window of one's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.wire.screens.conftest import Complaints

SMALL = ViewportSize(width=1366, height=768)
LARGE = ViewportSize(width=1920, height=1080)
WHO = "header .right b"  # where most pages say who is signed in
SLOW_MS = 20_000  # a busy machine


async def signed_in(page: Page, origin: str, name: str, path: str, *, shown: str = WHO, password: str = "") -> Page:
    """Go to a page by way of the sign-in page; `shown`: what is there once the page knows who it is."""
    await page.goto(f"{origin}/login?next=%2F{path}")
    await page.fill("input[autocomplete=username]", name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password or f"pass-{name}")
    await page.keyboard.press("Enter")
    await expect(page.locator(shown).first).to_be_visible(timeout=SLOW_MS)
    return page


@asynccontextmanager
async def window(
    browser: Browser,
    origin: str,
    name: str,
    path: str,
    complaints: Complaints,
    *,
    size: ViewportSize = SMALL,
    shown: str = WHO,
) -> AsyncIterator[Page]:
    """A window of its own for one person, at a page; `complaints` hears its console."""
    context = await browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(30_000)
    page = await signed_in(await context.new_page(), origin, name, path, shown=shown)
    complaints.watch(page)
    yield page
    await context.close()
