"""Take pictures of the promise list and a recorded edition: `python -m tests.wire.screens.promise_shots FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.service.web.stage import Stage
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.promise_scene import promised


async def _signed_in(page: Page, site: Stage, name: str, path: str) -> None:
    headers = {"Origin": site.origin, "X-Requested-With": "callcenter"}
    body = {"name": name, "password": f"pass-{name}"}
    await page.request.post(f"{site.origin}/api/v1/session", data=body, headers=headers)
    await page.goto(f"{site.origin}{path}")
    await page.wait_for_timeout(1500)


async def _pictures(page: Page, site: Stage, folder: Path) -> None:
    async def shot(name: str) -> None:
        await page.wait_for_timeout(500)
        await page.screenshot(path=folder / f"{name}.png")

    await _signed_in(page, site, "dao", "/aftershow")
    await shot("closing")
    await page.keyboard.press("Alt+2")
    await page.wait_for_selector("[data-promise]")
    await shot("book")
    await page.click("[data-test=listen]")
    await page.click("[data-state=all]")
    await shot("book-all")
    await page.goto(f"{site.origin}/plan")
    await page.wait_for_selector("[data-tab=voices]")
    await page.click("[data-tab=voices]")
    await shot("voices")
    await page.keyboard.press("Alt+l")
    await shot("voices-en")
    await page.keyboard.press("Alt+l")
    await page.goto(f"{site.origin}/studio")
    await page.wait_for_timeout(1500)
    await shot("studio")
    await _signed_in(page, site, "zhu", "/aftershow")
    await shot("host-aftershow")
    await page.goto(f"{site.origin}/host")
    await page.wait_for_timeout(1500)
    await shot("host")


async def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        async with promised(Path(held)) as site, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            page = await context.new_page()
            await _pictures(page, site, folder)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
