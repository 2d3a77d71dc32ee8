"""The scripted show with its keys pressed in Chromium: producer and host side by side, the same verdict."""

import asyncio
import io
import os
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from callcenter.demo.desk_process import DeskProcess
from callcenter.demo.folder import WRAP_UP_S, DemoDesk, make_desk
from callcenter.drill import DrillPlan, Report, load_scenes
from callcenter.drill.show import ShowPlan, run_show
from callcenter.packaged import config_dir
from tests.wire.own_net import own
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC
from tests.wire.show.rooms import Rooms

pytestmark = [
    pytest.mark.wire,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        "CALLCENTER_DRILLS" not in os.environ,
        reason="a minute or two beside the same show over HTTP (tests/wire/demo): CALLCENTER_DRILLS=1",
    ),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]
IP = own("127.14.48.1")
PACE = 0.4  # people talk shorter than in the demo
READY_WITHIN_S = 90.0


class ScreenHands:
    """Presses the keys of both screens, and looks after each that they show the same order."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.looks = rooms, 0

    async def open(self, show_id: str, title: str, unit: str, delay_s: float) -> None:
        await self.rooms.open(title, f"{delay_s:g}", show_id, unit)

    async def go_live(self) -> None:
        await self.rooms.go_live()

    async def take(self, entry_id: str) -> None:
        await self.rooms.take(entry_id)

    async def ready(self, entry_id: str, address: str, area: str, topic: str) -> None:
        await self.rooms.ready(entry_id, address, topic, area)
        await self._look()

    async def give_back(self, entry_id: str) -> None:
        await self.rooms.leaves(entry_id, "F7")
        await self._look()

    async def next(self, entry_id: str) -> None:
        await self.rooms.next(entry_id)
        await self._look()

    async def air(self, entry_id: str) -> None:
        await self.rooms.on_air(entry_id)
        await self._look()

    async def thank(self, entry_id: str) -> None:
        await self.rooms.leaves(entry_id, "Shift+F9")
        await self._look()

    async def dump(self) -> None:
        await self.rooms.host.keyboard.press("Alt+x")
        await expect(self.rooms.host.get_by_test_id("said")).to_contain_text("已切除 6 秒")

    async def block(self) -> None:
        await self.rooms.producer.keyboard.press("Alt+b")
        await expect(self.rooms.producer.get_by_test_id("blocked")).to_be_visible()

    async def sign_off(self) -> None:
        await self.rooms.sign_off()

    async def _look(self) -> None:
        await self.rooms.same()
        self.looks += 1


def _plan(desk: DemoDesk) -> ShowPlan:
    drill = DrillPlan(
        target=(desk.ip, desk.sip_port),
        api_url=desk.url,
        token=desk.token,
        operators=desk.operators,
        scenes=load_scenes(config_dir() / "drill"),
        wrap_up_s=WRAP_UP_S,
        citizen_ip=desk.ip,
        operator_ip=desk.ip,
    )
    return ShowPlan(
        drill=drill,
        producer_token=desk.tokens["producer"],
        host_token=desk.tokens["host"],
        studio=desk.studio,
        producer=desk.producer,
        pace=PACE,
    )


async def test_producer_and_host_hold_the_scripted_show_at_their_screens(tmp_path: Path) -> None:
    """Three of twelve on air in order, at most 300 ms between them, nobody else; both screens agree after each key."""
    desk = await make_desk(tmp_path / "desk", IP)
    process, said = DeskProcess(desk), io.StringIO()
    await process.start()
    try:
        ready = process.until_ready(lambda _states: None, lambda states: bool(states) and all(x.ok for x in states))
        await asyncio.wait_for(ready, READY_WITHIN_S)
        async with async_playwright() as driver:
            driver.selectors.set_test_id_attribute("data-test")
            people = (("producer", desk.passwords["producer"]), ("host", desk.passwords["host"]))
            rooms = Rooms(driver, desk.url, desk.producer.number, tmp_path, people)
            await rooms.start()
            hands = ScreenHands(rooms)
            passed = await run_show(_plan(desk), Report(said), asyncio.Event(), hands)
            await rooms.browser.close()
    finally:
        left = await process.stop()
    assert passed, said.getvalue()
    assert hands.looks >= 12, "both screens were compared after every key that changes the order"
    assert left == []
