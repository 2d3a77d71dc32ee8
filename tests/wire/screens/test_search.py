"""The search over calls in a real Chromium against the real service: typed, chosen and heard by keys."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from callcenter.store.stores import open_stores
from callcenter.store.transcripts import SaidWord, SavedUtterance
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.kept_call import fill
from tests.service.web.stage import staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
TALK = (
    ("operator", "您好这里是一二三四五热线请讲"),
    ("caller", "嗯"),
    ("caller", "我们幸福小区三栋停水三天了没人通知"),
    ("operator", "请问您的联系电话"),
    ("caller", "幺三九二二二二零零零零"),
    ("operator", "好的马上登记给水务公司"),
)


def talk(call_id: str) -> list[SavedUtterance]:
    """One conversation; the recogniser doubts 水务公司."""
    said = []
    for at, (role, text) in enumerate(TALK):
        start = 1000 + at * 5000
        cut = text.find("水务公司")
        parts = [text] if cut < 0 else [text[:cut], text[cut:]]
        words, clock = [], start
        for part in parts:
            sure = 0.4 if part == "水务公司" else 0.95
            words.append(SaidWord(text=part, start_ms=clock, end_ms=clock + 200 * len(part), confidence=sure))
            clock += 200 * len(part)
        said.append(
            SavedUtterance(
                utterance_id=f"{call_id}-{at}", call_id=call_id, leg_id="l", role=role, start_ms=start, end_ms=clock,
                text=text, words=tuple(words),
            )
        )  # fmt: skip
    return said


async def test_a_sentence_is_found_read_and_heard_by_keys(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    """Type two characters, Enter, Enter: the call stands open at the sentence and its sound plays from there."""
    if not (STATIC / "search.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await fill(stores, tmp_path / "template")
        stores.journal.append(answered_call("c2", at=NOON + 100))
        await stores.journal.flush()
        await stores.transcripts.add([*talk("c1"), *talk("c2")])
    async with staged(tmp_path / "site", tmp_path / "template") as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        context = await browser.new_context(viewport={"width": 1600, "height": 900}, locale="zh-CN")
        page = await signed_in(await context.new_page(), stage.origin, "8001", "search", shown="[data-test=words]")
        complaints.watch(page)
        await expect(page.get_by_test_id("words")).to_be_focused()
        await page.keyboard.type("停水")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("hit")).to_have_count(2)
        await page.keyboard.press("ArrowDown")
        async with page.expect_request("**/calls/c1/recording*"):
            await page.keyboard.press("Enter")
        here = page.locator(".line.here")
        await expect(here).to_contain_text("我们幸福小区3栋停水3天了没人通知。")
        await expect(page.locator(".doubtful")).to_have_text("水务公司")
        assert "嗯" not in await page.get_by_test_id("call").inner_text()
        if folder := os.environ.get("SHOTS"):
            await page.screenshot(path=f"{folder}/search.png")
        await page.keyboard.press("/")
        await expect(page.get_by_test_id("words")).to_be_focused()
        await page.keyboard.press("Escape")
        await _typed_while_checking(page)
        await context.close()


async def _typed_while_checking(page: Page) -> None:
    """Keys that check a sentence are letters again in the search box: nothing is kept as checked by them."""
    await page.locator(".line.here b").click()
    await page.keyboard.press("c")
    await expect(page.get_by_test_id("as-heard")).to_be_visible()
    await page.get_by_test_id("words").focus()
    await page.get_by_test_id("words").fill("")
    await page.keyboard.type("see new east")
    await expect(page.get_by_test_id("words")).to_have_value("see new east")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("hit")).to_have_count(0)
    await expect(page.get_by_test_id("checked")).to_have_count(0)
