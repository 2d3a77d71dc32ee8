"""What the operator's desk says of queues that are out of the ordinary, and of a call that goes out."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.wire.screens import people
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.stage import Stage

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]

ODD = {"callbacks": 2, "surge": True, "unstaffed": True, "open": False, "closed_by_hand": False}


async def test_queues_out_of_the_ordinary_and_a_call_that_goes_out_are_seen(
    page: Page, stage: Stage, complaints: Complaints
) -> None:
    complaints.watch(page)
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.goto(f"{stage.url}/desk")
    await expect(page.get_by_test_id("status")).to_be_visible()
    first, *rest = people.queues()
    await stage.tell({"type": "queues", "queues": [{**first, **ODD}, *rest]})
    for mark, text in (
        ("queue_unstaffed", "无人在岗"),
        ("queue_out_of_hours", "非服务时间"),
        ("queue_surge", "高峰"),
        ("queue_callbacks", "2 个待回电"),
    ):
        await expect(page.get_by_test_id(mark)).to_have_text(text)
    await stage.offer("c9", "13900000001")
    await stage.tell({"type": "call", "call": {**stage.call, "state": "dialling", "purpose": "callback"}})
    await expect(page.get_by_test_id("call")).to_have_attribute("data-state", "dialling")
    await expect(page.get_by_test_id("call")).to_contain_text("外呼拨号中")
    await expect(page.get_by_test_id("purpose")).to_have_text("回电")
    await expect(page.get_by_test_id("call")).to_contain_text("您刚才来电时选择了由我们回电")
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / "desk-queues.png")
    await page.keyboard.press("Escape")
    assert complaints.seen == []
