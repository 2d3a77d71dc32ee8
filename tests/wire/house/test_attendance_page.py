"""Who came, who went and what their time went to: the supervisors' page on a running desk, in a real Chromium."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.wire.house.conversation import plan
from tests.wire.house.house import House, house
from tests.wire.house.test_screens import page
from tests.wire.house.test_supervisor_keys import enter
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "duty.html").exists(), reason="the screens are not built: make install"),
]


async def is_now(desk: House, number: str, status: str, reason: str = "") -> None:
    """Set what somebody does."""
    said = {"status": status, "reason": reason}
    async with desk.http.post(f"{desk.web}/api/v1/operators/{number}/status", json=said) as answer:
        assert answer.status == 200, await answer.text()


async def test_attendance_tells_who_is_there_who_left_and_what_a_break_was_for(tmp_path: Path) -> None:
    async with house(tmp_path, plan()) as desk, page() as screen:
        await is_now(desk, "8001", "ready")
        await is_now(desk, "8001", "on_break", "meal")
        await is_now(desk, "8002", "ready")
        await is_now(desk, "8002", "signed_out")
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        kept = await desk.until(f"/api/v1/attendance?first={today}&last={today}", lambda seen: len(seen["spells"]) == 2)
        await enter(screen, desk, "duty")
        await screen.keyboard.press("Alt+3")
        spells = screen.get_by_test_id("spells").locator("tbody tr")
        await expect(spells).to_have_count(2)
        await expect(spells.filter(has_text="话务1")).to_contain_text("在岗")
        await expect(spells.filter(has_text="话务2")).not_to_contain_text("在岗")
        times = screen.get_by_test_id("times").locator("tbody tr")
        await expect(times.filter(has_text="话务1")).to_contain_text("用餐")
        first = next(one for one in kept["times"] if one["operator_id"] == "8001")
        assert sum(first["times_s"].values()) == pytest.approx(first["signed_in_s"], abs=0.01)
