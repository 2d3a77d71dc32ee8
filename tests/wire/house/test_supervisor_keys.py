"""The supervisor's page worked by keys alone, while tones on real phones say who hears whom."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Page, expect

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.conversation import FIRST_HZ, SECOND_HZ, citizen, plan, set_status
from tests.wire.house.house import House, house
from tests.wire.house.test_screens import page
from tests.wire.phones import baresip, tone
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "supervisor.html").exists(), reason="the screens are not built: make install"),
]
PHONE = "8002"


async def enter(boss: Page, desk: House, name: str) -> None:
    """Open a page as a supervisor."""
    await boss.goto(f"{desk.web}/login")
    await boss.evaluate(
        "token => fetch('/api/v1/session', {method: 'POST', body: JSON.stringify({token}),"
        " headers: {'Content-Type': 'application/json', 'X-Requested-With': 'callcenter'}})",
        desk.token,
    )
    await boss.goto(f"{desk.web}/{name}")


def said_since(phone: baresip.Baresip, samples: int) -> NDArray[np.float64]:
    """What a phone has heard after its first so many samples."""
    return phone.heard()[samples:]


async def test_listen_whisper_barge_leave_and_take_over_by_keys(tmp_path: Path) -> None:
    """Listening and whispering stay unheard by the citizen, a barge is heard, one press takes nothing over."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1, tone_alaw(FIRST_HZ, 180.0)) as first,
        operator(desk, 2, tone_alaw(SECOND_HZ, 180.0)),
        page() as boss,
    ):
        await set_status(desk, "8001", "ready")
        await enter(boss, desk, "supervisor")
        await boss.get_by_test_id("phone").fill(PHONE)
        await boss.keyboard.press("Enter")
        async with citizen(desk) as caller:
            own = boss.get_by_test_id("own-part")
            await expect(boss.get_by_test_id("talk")).to_contain_text("8001")
            await boss.keyboard.press("l")
            await expect(own).to_have_attribute("data-part", "listen")
            await expect(own).to_have_attribute("data-present", "true")
            before = len(first.heard())
            await boss.keyboard.press("w")
            await expect(own).to_have_attribute("data-part", "whisper")
            await caller.hears(FIRST_HZ)
            assert tone.seconds_of_tone(said_since(first, before), SECOND_HZ, 0.2) >= 0.4, "the operator hears it"
            await boss.keyboard.press("b")
            await expect(own).to_have_attribute("data-part", "barge")
            await caller.hears(FIRST_HZ, SECOND_HZ)
            await boss.keyboard.press("x")
            await expect(own).to_have_count(0)
            await caller.hears(FIRST_HZ)
            await boss.keyboard.press("t")
            await expect(boss.get_by_test_id("said")).to_contain_text("先进入通话")
            await boss.keyboard.press("l")
            await expect(own).to_have_attribute("data-present", "true")
            await boss.keyboard.press("t")
            await expect(boss.get_by_test_id("said")).to_contain_text("再按一次")
            await expect(boss.get_by_test_id("talk")).to_contain_text("8001")
            await boss.keyboard.press("t")
            await boss.keyboard.press("t")
            await expect(boss.get_by_test_id("talk")).to_contain_text(PHONE)
            await caller.hears(SECOND_HZ)
