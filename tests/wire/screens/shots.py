"""Take pictures of the screens on the stage: `python -m tests.wire.screens.shots FOLDER [wall|desk|login]`."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.wire.screens import feed
from tests.wire.screens.broker import Broker
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.stage import Stage


def say(line: str) -> None:
    """Tell what a page complained about."""
    sys.stdout.write(f"{line}\n")


async def opened(browser: Browser, url: str, width: int, height: int) -> Page:
    """A page of that size."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = await context.new_page()
    page.on("console", lambda entry: say(f"{entry.type}: {entry.text}"))
    page.on("pageerror", lambda error: say(f"page error: {error}"))
    await page.goto(url)
    return page


async def wall(browser: Browser, folder: Path) -> None:
    """The wall: full floor, few operators, stale, empty, definitions."""
    with tempfile.TemporaryDirectory() as held:
        broker = Broker(folder=Path(held))
        await broker.start()
        stage = Stage(broker)
        await stage.start()
        await _wall_pictures(browser, folder, stage, broker)
        await stage.stop()
        await broker.stop()


async def _wall_pictures(browser: Browser, folder: Path, stage: Stage, broker: Broker) -> None:
    page = await opened(browser, f"{stage.url}/wall", 1920, 1080)
    await page.wait_for_timeout(700)
    await page.screenshot(path=folder / "wall-empty.png")
    async with feed.publishing(broker) as publisher:
        now = time.time()
        for ago in range(59, 0, -1):
            if 20 < ago < 26:
                continue
            await publisher.send(
                feed.summary(
                    now - 60 * ago, 100 - ago, waiting=abs(ago - 30) // 5 % 5, answered=1237 - 5 * ago - (ago // 3) % 3
                )
            )
            await page.wait_for_timeout(25)
        await publisher.send(*feed.floor(now, 12))
        await page.wait_for_timeout(600)
        await page.screenshot(path=folder / "wall-12.png")
        await publisher.send(*feed.floor(time.time(), 40), *feed.more_queues(time.time()))
        await publisher.send(feed.summary(time.time(), 200))
        await page.wait_for_timeout(600)
        await page.screenshot(path=folder / "wall-40.png")
        await page.keyboard.press("?")
        await page.wait_for_timeout(400)
        await page.screenshot(path=folder / "wall-definitions.png")
        await page.keyboard.press("Escape")
        await page.keyboard.press("l")
        await page.wait_for_timeout(300)
        await page.screenshot(path=folder / "wall-en.png")
        await page.keyboard.press("l")
        large = await opened(browser, f"{stage.url}/wall", 3840, 2160)
        await large.wait_for_timeout(900)
        await large.screenshot(path=folder / "wall-4k.png")
        await publisher.send(feed.state(time.time(), online=False))
    await page.wait_for_timeout(12_000)
    await page.screenshot(path=folder / "wall-stale.png")
    for context in browser.contexts:
        await context.close()


async def desk(browser: Browser, folder: Path) -> None:
    """The desk through one call at the small size, then the large one."""
    stage = Stage()
    await stage.start()
    for width, height in ((1366, 768), (1920, 1080)):
        page = await opened(browser, f"{stage.url}/desk", width, height)
        await _desk_pictures(page, stage, folder / f"desk-{width}")
        await page.context.close()
    await stage.stop()


async def _desk_pictures(page: Page, stage: Stage, stem: Path) -> None:
    async def shot(name: str) -> None:
        await page.wait_for_timeout(350)
        await page.screenshot(path=f"{stem}-{name}.png")

    await shot("out")
    stage.floor.leave("和平路停水，下午两点前回复 3 位市民")
    await page.keyboard.press("F2")
    await shot("hand-over")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Alt+b")
    await shot("missed")
    await page.keyboard.press("Escape")
    await stage.offer(f"c{len(stage.tickets)}", "13800138000")
    await shot("ringing")
    await stage.move("talking")
    await stage.talk(5, 0.1)
    await stage.say_partly("caller", "我姓王就打这个电话一三八零")
    await shot("talking")
    await stage.talk(0)
    await stage.end(45)
    await page.keyboard.press("F6")
    await shot("draft")
    await page.keyboard.press("Alt+ArrowDown")
    await page.keyboard.press("Alt+ArrowDown")
    await page.keyboard.press("Alt+ArrowDown")
    await shot("evidence")
    await stage.offer(f"n{len(stage.tickets)}", "02583012345")
    await shot("new-call-while-typing")
    await page.keyboard.press("F1")
    await shot("keys")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+Enter")
    await shot("registered")
    await stage.wrapped_up()


async def login(browser: Browser, folder: Path) -> None:
    """The sign-in page with an error."""
    stage = Stage()
    stage.signed_in = False
    await stage.start()
    page = await opened(browser, f"{stage.url}/login", 1366, 768)
    await page.keyboard.type("chenjing")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wrong")
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(500)
    await page.screenshot(path=folder / "login.png")
    await stage.stop()


async def main(folder: Path, names: list[str]) -> None:
    """Take the named pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in names:
            await {"wall": wall, "desk": desk, "login": login}[name](browser, folder)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:] or ["wall", "desk", "login"]))
