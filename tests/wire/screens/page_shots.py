"""Take pictures of every page of the rich city: `python -m tests.wire.screens.page_shots FOLDER [PAGE ...]`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.service.web.stage import Stage
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.rich_city import rich_city
from tests.wire.screens.shots import say
from tests.wire.screens.show_site import twelve

SIZES = ((1366, 768, "zh"), (1920, 1080, "zh"), (1366, 768, "en"), (1920, 1080, "en"))
PARTS = 7  # Alt+1 … Alt+6 where a page has parts
# page: who looks at it, and how many parts it has by Alt+1 …
PAGES = {
    "desk": ("8001", 1), "inbox": ("8001", 1), "tickets": ("all", 1), "plan": ("all", 6), "reports": ("all", 6),
    "search": ("all", 1), "supervisor": ("all", 2), "studio": ("all", 1), "host": ("all", 1), "duty": ("all", 6),
    "aftershow": ("all", 1), "outbox": ("all", 1), "knowledge": ("all", 1), "directory": ("all", 1),
    "oversight": ("all", 3), "retention": ("all", 1), "progress": ("", 1), "login": ("", 1), "nowhere": ("all", 1),
}  # fmt: skip


async def entered(browser: Browser, site: Stage, name: str, size: tuple[int, int, str]) -> Page:
    """A window of that size, of somebody signed in, in that language."""
    width, height, language = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    headers = {"Origin": site.origin, "X-Requested-With": "callcenter"}
    if name:
        given = {"name": name, "password": f"pass-{name}"}
        await context.request.post(f"{site.origin}/api/v1/session", data=given, headers=headers)
    page = await context.new_page()
    page.on("console", lambda entry: say(f"{entry.type}: {entry.text}") if entry.type == "error" else None)
    page.on("pageerror", lambda error: say(f"page error: {error}"))
    await page.goto(f"{site.origin}/login")
    await page.evaluate(f"localStorage.setItem('callcenter.language', '{language}')")
    return page


async def one_page(page: Page, site: Stage, name: str, stem: str) -> None:
    """All parts of a page, each with its first entry open; says what is wider than the window."""
    await page.goto(f"{site.origin}/{name}")
    for part in range(1, PAGES[name][1] + 1):
        if part > 1:
            await page.evaluate("document.activeElement?.blur()")
            await page.keyboard.press(f"Alt+{part}")
        await page.wait_for_timeout(900)
        await page.screenshot(path=f"{stem}-{part}.png")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            say(f"{stem}-{part}: {wide} px wider than the window")
        first = page.locator("[data-ticket], [data-entry], [data-duty], [data-message], [data-case]").first
        if await first.count() and await first.is_visible():
            await first.click()
            await page.wait_for_timeout(700)
            await page.screenshot(path=f"{stem}-{part}-open.png")


async def main(folder: Path, names: list[str]) -> None:
    """Take them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        async with rich_city(Path(held)) as site, async_playwright() as driver:
            await twelve(site)
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size in SIZES:
                for name in names:
                    page = await entered(browser, site, PAGES[name][0], size)
                    await one_page(page, site, name, f"{folder}/{name}-{size[0]}-{size[2]}")
                    await page.context.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:] or [*PAGES]))
