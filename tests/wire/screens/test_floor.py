"""Missed calls, history, hand-over and breaks at the desk, in a real Chromium, by keyboard alone."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.wire.screens.stage import Stage

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(page: Page, stage: Stage) -> Page:
    """The desk, linked, at the smaller of the usual sizes."""
    await page.set_viewport_size({"width": 1366, "height": 768})
    page.set_default_timeout(30_000)
    await page.goto(f"{stage.url}/desk")
    await expect(page.get_by_test_id("status")).to_be_visible()
    return page


async def test_a_missed_call_is_taken_called_back_and_settled_by_keyboard(desk: Page, stage: Stage) -> None:
    """The number shows only to who took the entry; the result takes it off the list."""
    await desk.keyboard.press("Alt+b")
    await expect(desk.get_by_test_id("missed").locator("li")).to_have_count(3)
    await expect(desk.get_by_test_id("missed-counts")).to_contain_text("待回拨 2 · 超时 1")
    await expect(desk.get_by_test_id("missed")).to_contain_text("138 **** 0001")
    await desk.keyboard.press("n")
    await expect(desk.get_by_test_id("missed")).to_contain_text("138 0000 0001")
    await desk.keyboard.press("c")
    await desk.keyboard.press("1")
    await expect(desk.get_by_test_id("missed").locator("li")).to_have_count(2)
    sent = [(path, body) for _, path, body in stage.requests if path.startswith("/missed")]
    assert sent == [("/missed/next", {}), ("/missed/m1/call", {}), ("/missed/m1/result", {"result": "reached"})]
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_test_id("dialog")).to_have_count(0)


async def test_an_offered_call_shows_how_often_the_caller_rang_and_what_is_open(desk: Page, stage: Stage) -> None:
    await stage.offer("c1", "13800138000")
    await expect(desk.get_by_test_id("history")).to_contain_text("近 30 天来电 4 次")
    await expect(desk.get_by_test_id("history-ticket").first).to_contain_text("未办结")
    await expect(desk.get_by_test_id("history-call")).to_have_count(3)


async def test_who_signs_in_confirms_the_open_matters_first(desk: Page, stage: Stage) -> None:
    """F2 shows the hand-over; Enter confirms and signs in."""
    stage.floor.leave("和平路停水，下午两点前回复 3 位市民")
    await desk.keyboard.press("F2")
    await expect(desk.get_by_test_id("hand-over")).to_contain_text("和平路停水")
    await expect(desk.get_by_test_id("status")).to_have_attribute("data-status", "signed_out")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("status")).to_have_attribute("data-status", "ready")
    assert ("POST", "/diary/confirm", {"entry_ids": ["d0"]}) in stage.requests


async def test_a_break_is_told_by_its_code_and_shown_by_its_title(desk: Page, stage: Stage) -> None:
    await desk.keyboard.press("F4")
    await expect(desk.get_by_test_id("dialog")).to_contain_text("用餐")
    await desk.keyboard.press("2")
    await expect(desk.get_by_test_id("status")).to_contain_text("用餐")
    assert ("POST", "/operators/8001/status", {"status": "on_break", "reason": "meal"}) in stage.requests


async def test_a_note_is_written_for_the_next_shift(desk: Page, stage: Stage) -> None:
    await desk.keyboard.press("Alt+j")
    await desk.get_by_test_id("diary-text").fill("地铁 2 号线改线，统一口径见通知")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("diary")).to_contain_text("地铁 2 号线")
    assert ("POST", "/diary", {"text": "地铁 2 号线改线，统一口径见通知", "open": False}) in stage.requests
