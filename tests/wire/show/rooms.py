"""The producer's console and the host's view in a Chromium of their own, which can be killed and started again."""

import asyncio
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Page, Playwright, expect

from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.two_screens import order, seq

PASSWORD = "secret-of-the-rooms"
PRODUCER, HOST = "li", "wang"
TIMEOUT_MS = 30_000


@dataclass(slots=True)
class Rooms:
    """Owns the browser and its two pages."""

    driver: Playwright
    web: str
    phone: str  # where the producer talks
    folder: Path
    passwords: tuple[tuple[str, str], tuple[str, str]] = ((PRODUCER, PASSWORD), (HOST, PASSWORD))
    browser: Browser = field(init=False)
    producer: Page = field(init=False)
    host: Page = field(init=False)

    async def start(self) -> None:
        """Start a browser, sign both in at machines of their own."""
        self.browser = await self.driver.chromium.launch(executable_path=self._elsewhere(), args=FLAGS)
        self.producer, self.host = await asyncio.gather(
            self._signed_in(*self.passwords[0], "studio"), self._signed_in(*self.passwords[1], "host")
        )
        await self.producer.fill("[data-test=phone]", self.phone)
        await self.producer.keyboard.press("Escape")

    async def die(self) -> None:
        """Kill the browser without a word."""
        session = await self.browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        gone = asyncio.Event()
        self.browser.on("disconnected", lambda _browser: gone.set())
        os.kill(next(int(one["id"]) for one in processes if one["type"] == "browser"), signal.SIGKILL)
        await asyncio.wait_for(gone.wait(), 20.0)

    def _elsewhere(self) -> Path:
        """Chromium that stands back before the desk: in a studio it runs on other machines."""
        script = self.folder / "chromium"
        script.write_text(f'#!/bin/sh\nexec nice -n 15 {CHROMIUM} "$@"\n')
        script.chmod(0o700)
        return script

    async def _signed_in(self, name: str, password: str, page: str) -> Page:
        context = await self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(TIMEOUT_MS)
        opened = await context.new_page()
        await opened.goto(f"{self.web}/login?next=%2F{page}")
        await opened.fill("input[autocomplete=username]", name)
        await opened.fill("input[type=password]", password)
        await opened.keyboard.press("Enter")
        await expect(opened.get_by_test_id("phase")).to_be_visible(timeout=TIMEOUT_MS)
        return opened

    # --- keys ------------------------------------------------------------------------------------------------

    async def open(self, title: str, delay_s: str, show_id: str = "", unit: str = "") -> None:
        """Open the show."""
        await self.producer.get_by_test_id("open").click()
        for name, text in (("title", title), ("id", show_id), ("units", unit), ("delay", delay_s)):
            await self.producer.get_by_test_id(f"open-{name}").fill(text)
        await self.producer.get_by_test_id("open-sure").check()
        await self.producer.get_by_test_id("open-go").click()
        await expect(self.producer.get_by_test_id("countdown")).to_be_visible()

    async def go_live(self) -> None:
        """The host begins."""
        await self.host.get_by_test_id("go-live").click()
        await expect(self.host.get_by_test_id("phase")).to_contain_text("直播进行中")

    async def choose(self, entry_id: str) -> None:
        """Choose a row of the producer's board."""
        await self.producer.locator(f"[data-test=board] [data-entry='{entry_id}']").click()
        await expect(self.producer.get_by_test_id("form")).to_be_visible()

    async def becomes(self, entry_id: str, state: str) -> None:
        """Wait until the producer's board shows an entry so."""
        row = self.producer.locator(f"[data-test=board] [data-entry='{entry_id}'][data-state={state}]")
        await expect(row).to_be_visible(timeout=TIMEOUT_MS)

    async def take(self, entry_id: str) -> None:
        """F2: talk with a caller."""
        await self.choose(entry_id)
        await self.producer.keyboard.press("F2")
        await self.becomes(entry_id, "screening")

    async def ready(self, entry_id: str, address: str, topic: str, area: str = "") -> None:
        """Say who it is, and F3."""
        for name, text in (("address", address), ("area", area), ("topic", topic)):
            await self.producer.get_by_test_id(name).fill(text)
        await self.producer.keyboard.press("F3")
        await self.becomes(entry_id, "ready")

    async def next(self, entry_id: str) -> None:
        """F4, as soon as the host can see it."""
        await self.choose(entry_id)
        await self.producer.keyboard.press("F4")
        await expect(self.host.locator(f"[data-test=next][data-entry='{entry_id}']")).to_be_visible()

    async def on_air(self, entry_id: str) -> None:
        """Space, once the host has looked."""
        await self.host.wait_for_timeout(600)
        await self.host.keyboard.press("Space")
        await self.becomes(entry_id, "on_air")

    async def leaves(self, entry_id: str, key: str) -> None:
        """Press a key that takes an entry off the board."""
        await self.choose(entry_id)
        await self.producer.keyboard.press(key)
        await expect(self.producer.locator(f"[data-test=board] [data-entry='{entry_id}']")).to_have_count(0)

    async def sign_off(self) -> None:
        """The host's button, twice."""
        await self.host.get_by_test_id("sign-off").click()
        await self.host.get_by_test_id("sign-off").click()
        await expect(self.host.get_by_test_id("phase")).not_to_contain_text("直播进行中")

    async def note(self, text: str) -> None:
        """Write a line to the host."""
        await self.producer.keyboard.press("Alt+m")
        await self.producer.keyboard.type(text)
        await self.producer.keyboard.press("Enter")
        await self.producer.keyboard.press("Escape")

    async def noted(self, text: str) -> int:
        """How often a line stands on the host's screen."""
        return await self.host.locator("[data-test=notes] li", has_text=text).count()

    # --- what is seen ------------------------------------------------------------------------------------------

    async def linked(self) -> None:
        """Wait until neither screen says that it is cut off."""
        for page in (self.producer, self.host):
            await expect(page.get_by_test_id("lost")).to_have_count(0, timeout=TIMEOUT_MS)

    async def same(self) -> tuple[int, list[str]]:
        """Both screens' order at the same fact; waits until they are at the same."""
        async with asyncio.timeout(TIMEOUT_MS / 1000):
            while True:
                await self.linked()
                facts = [await seq(page) for page in (self.producer, self.host)]
                found = [await order(page) for page in (self.producer, self.host)]
                after = [await seq(page) for page in (self.producer, self.host)]
                if len({*facts, *after}) == 1:
                    break
        assert found[0] == found[1], found
        return facts[0], found[0]
