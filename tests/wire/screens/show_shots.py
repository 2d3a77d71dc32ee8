"""Pictures of the studio with an ordinary morning on it: `python -m tests.wire.screens.show_shots FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.service.web.stage import Stage
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.show_site import draft_of, show_site, signed_in, twelve

WAIT_MS = 500


async def shot(page: Page, folder: Path, name: str) -> None:
    """One picture."""
    await page.wait_for_timeout(WAIT_MS)
    await page.screenshot(path=folder / f"{name}.png")


async def empty(browser: Browser, stage: Stage, folder: Path) -> None:
    """Before a show: nothing but the way to open one."""
    page = await signed_in(browser, stage, "chen", "studio")
    await shot(page, folder, "studio-none")
    await page.get_by_test_id("open").click()
    await shot(page, folder, "studio-opening")
    await page.context.close()


async def busy(browser: Browser, stage: Stage, folder: Path) -> None:
    """Twelve callers, at both sizes."""
    for size in ("large", "small"):
        producer = await signed_in(browser, stage, "li", "studio", size)
        host = await signed_in(browser, stage, "wang", "host", size)
        await producer.fill("[data-test=phone]", "8009")
        await producer.keyboard.press("Escape")
        await shot(producer, folder, f"studio-{size}")
        await shot(host, folder, f"host-{size}")
        if size == "large":
            await producer.keyboard.press("F2")
            await producer.wait_for_timeout(WAIT_MS)
            await draft_of(stage, "c1010")
        else:
            await producer.locator("[data-entry=c1010]").click()
        await shot(producer, folder, f"studio-screening-{size}")
        await producer.keyboard.press("F1")
        await shot(producer, folder, f"studio-keys-{size}")
        await producer.context.close()
        await host.context.close()


async def two_on_air(browser: Browser, stage: Stage, folder: Path) -> None:
    """Two callers and a message, English, and a lost link."""
    host = await signed_in(browser, stage, "wang", "host")
    await host.wait_for_timeout(700)
    await host.keyboard.press("j")
    await host.keyboard.press("l")
    await shot(host, folder, "host-two")
    await host.keyboard.press("Alt+l")
    await shot(host, folder, "host-en")
    producer = await signed_in(browser, stage, "chen", "studio")
    await producer.locator("[data-entry=c1001]").click()
    await producer.keyboard.press("Alt+a")
    await shot(producer, folder, "studio-answer")
    await producer.keyboard.press("Escape")
    await producer.keyboard.press("Alt+n")
    await shot(producer, folder, "studio-add")
    await producer.context.close()
    await host.context.close()


async def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as driver:
        driver.selectors.set_test_id_attribute("data-test")
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with tempfile.TemporaryDirectory() as held:
            async with show_site(Path(held)) as stage:
                await empty(browser, stage, folder)
                await twelve(stage)
                await busy(browser, stage, folder)
                await two_on_air(browser, stage, folder)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
