"""Pictures of a page in both usual sizes, when a folder is named: `SHOTS=FOLDER pytest tests/wire/screens/…`."""

import os

from playwright.async_api import Page

from tests.wire.screens.sign_in import LARGE, SMALL


async def pictured(page: Page, name: str) -> None:
    """Keep the page as it is now; does nothing where nobody asked for pictures."""
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    for size in (LARGE, SMALL):
        await page.set_viewport_size(size)
        await page.wait_for_timeout(250)
        await page.screenshot(path=f"{folder}/{name}-{size['width']}.png")


async def pictured_at(page: Page, name: str) -> None:
    """Keep the page at the size it has."""
    folder = os.environ.get("SHOTS")
    if folder:
        await page.screenshot(path=f"{folder}/{name}.png")
