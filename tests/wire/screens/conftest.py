"""Real browser, real broker and the stage, for tests of the screens."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, async_playwright, expect

from tests.wire.screens.broker import Broker
from tests.wire.screens.stage import STATIC, Stage

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

expect.set_options(timeout=30_000)  # ms; a page waits as long as a full machine needs, a right one answers at once


@dataclass  # no slots: Playwright keeps its wrapper of a bound method on the object
class Complaints:
    """Everything a page complained about in its console."""

    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Collect from `page`."""
        page.on("console", self._take)
        page.on("pageerror", lambda error: self.seen.append(str(error)))

    def _take(self, entry: ConsoleMessage) -> None:
        if entry.type == "error":
            self.seen.append(f"{entry.text} {entry.location['url']}")


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A stage without a broker."""
    if not (STATIC / "wall.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    own = Stage()
    await own.start()
    yield own
    await own.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def broker(tmp_path: Path, stage: Stage) -> AsyncIterator[Broker]:
    """A broker behind the stage's /mqtt."""
    if not (shutil.which("mosquitto") or Path("/usr/sbin/mosquitto").exists()):
        pytest.skip("mosquitto is not installed")
    stage.broker = Broker(folder=tmp_path)
    await stage.broker.start()
    yield stage.broker
    await stage.broker.stop()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    async with async_playwright() as driver:
        driver.selectors.set_test_id_attribute("data-test")
        own = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield own
        await own.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    size = ViewportSize(width=1920, height=1080)
    own = await browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    own.set_default_timeout(30_000)
    yield own
    await own.close()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, complaints: Complaints) -> Page:
    own = await context.new_page()
    complaints.watch(own)
    return own
