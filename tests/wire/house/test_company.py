"""A real conversation with others in it: phones that say tones, the desk's own screens, a supervisor's page."""

import asyncio
import time
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.conversation import (
    CITIZEN_HZ,
    DEPARTMENT,
    DEPARTMENT_HZ,
    FIRST_HZ,
    HEARD_DB,
    SECOND_HZ,
    UNHEARD_DB,
    citizen,
    department,
    plan,
    set_status,
)
from tests.wire.house.house import House, house
from tests.wire.house.test_screens import page
from tests.wire.phones import tone
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC
from tests.wire.telephony.conference_scene import level

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]


async def test_consult_three_way_and_supervisor_are_heard_by_whom_they_should(tmp_path: Path) -> None:
    """Tones on the wire: whisper and consultation never reach the citizen, a three-way reaches all."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1) as first,
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)) as second,
        department(desk) as outside,
    ):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await caller.hears(FIRST_HZ)
            await caller.post("guests", to=DEPARTMENT, part="consult", name="城管局")
            await caller.guest("consult")
            await caller.hears()  # music only
            since = time.monotonic()
            await asyncio.sleep(1.0)
            assert level(outside, since, FIRST_HZ) > HEARD_DB
            assert level(outside, since, CITIZEN_HZ) < UNHEARD_DB
            await caller.post("three-way")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            since = time.monotonic()
            await asyncio.sleep(1.0)
            assert min(level(outside, since, hz) for hz in (FIRST_HZ, CITIZEN_HZ)) > HEARD_DB
            await caller.post("listen", phone="8002")
            await caller.guest("listen")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await caller.post("whisper", phone="8002")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await caller.post("barge", phone="8002")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ, SECOND_HZ)
            await caller.post("take-over", phone="8002")
            await caller.hears(DEPARTMENT_HZ, SECOND_HZ)
            await caller.post("complete")
            await caller.hears(DEPARTMENT_HZ)
        await asyncio.sleep(0.5)
        assert [one["outcome"] for one in await desk.calls()] == ["transferred_out"]
        for phone, tones in ((first, (CITIZEN_HZ, DEPARTMENT_HZ, SECOND_HZ)), (second, (CITIZEN_HZ, FIRST_HZ))):
            heard = phone.heard()
            assert all(tone.seconds_of_tone(heard, hz, 0.2) >= 1.0 for hz in tones), phone.phone.number


async def sign_in(screen: Page, desk: House, n: int) -> None:
    await screen.goto(f"{desk.web}/login")
    await screen.fill("input[autocomplete=username]", desk.number(n))
    await screen.fill("input[type=password]", desk.password(n))
    await screen.keyboard.press("Enter")
    await screen.wait_for_url("**/desk*")
    await expect(screen.get_by_text("话机已连接")).to_be_visible()


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.skipif(not (STATIC / "supervisor.html").exists(), reason="the screens are not built: make install")
async def test_by_keys_alone_consult_join_and_hand_over_while_a_supervisor_watches(tmp_path: Path) -> None:
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1),
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)),
        page() as screen,
        page() as boss,
    ):
        await sign_in(screen, desk, 1)
        await screen.keyboard.press("F2")
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        await boss.goto(f"{desk.web}/login")
        await boss.evaluate(
            "token => fetch('/api/v1/session', {method: 'POST', body: JSON.stringify({token}),"
            " headers: {'Content-Type': 'application/json', 'X-Requested-With': 'callcenter'}})",
            desk.token,
        )
        await boss.goto(f"{desk.web}/supervisor")
        async with citizen(desk) as caller:
            await expect(screen.get_by_test_id("guests")).to_be_visible()
            await set_status(desk, "8002", "ready")
            await screen.keyboard.press("F3")
            await screen.keyboard.type("8002")
            await screen.keyboard.press("Enter")
            chip = screen.get_by_test_id("guest")
            await expect(chip).to_have_attribute("data-present", "true")
            await expect(screen.get_by_test_id("where")).to_contain_text("来电人听音乐")
            await caller.hears()
            await screen.keyboard.press("F7")  # back to the caller
            await expect(screen.get_by_test_id("where")).to_contain_text("F7 切换")
            await caller.hears(FIRST_HZ)
            await screen.keyboard.press("Shift+F3")
            await expect(chip).to_have_attribute("data-part", "three_way")
            await caller.hears(FIRST_HZ, SECOND_HZ)
            await screen.keyboard.press("Alt+h")
            await screen.keyboard.press("Alt+s")
            await expect(screen.get_by_test_id("assist")).to_contain_text("已求助")
            await expect(boss.get_by_test_id("help-wanted")).to_contain_text("8001")
            await expect(boss.get_by_test_id("talk")).to_contain_text("138****0001")
            assert "13800" not in (await boss.get_by_test_id("talk").inner_text())
            await screen.keyboard.press("Shift+F8")
            await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
            await screen.keyboard.press("Alt+w")
            await expect(screen.get_by_test_id("call-timer")).to_contain_text("1:")
            await caller.hears(SECOND_HZ)
            await expect(boss.get_by_test_id("talk")).to_contain_text("8002")
