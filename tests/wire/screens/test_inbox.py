"""Two operators at the shared inbox, and a citizen who looks their matter up, in real Chromium on the real service."""

import io
import os
import wave
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from callcenter.store.stores import open_stores
from tests.service.web.clerked import clerked
from tests.service.web.kept_call import NUMBER, fill
from tests.service.web.stage import Stage, say, staged
from tests.service.web.test_intake import bring, source
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import SMALL, signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"width": 375, "height": 700}
LETTER = (
    "您好，我是阳光小区三号楼的住户。小区南门外的路灯从上周三晚上开始就不亮了，已经有老人摔倒。\n请尽快派人来修，谢谢。"
)


async def letters(stage: Stage) -> list[str]:
    """Three matters, an hour apart: by web, WeChat and mailbox."""
    found = []
    stage.clock[0] -= 2 * 86_400
    for code, title, text in (
        ("web", "路灯不亮", LETTER),
        ("wechat", "", "和平路施工夜里两点还在打桩，孩子没法睡觉"),
        ("mailbox", "关于公交12路末班车的建议", "建议把公交12路末班车延到22点。"),
    ):
        sent = {"source": code, "key": code, "title": title, "text": text}
        taken = await say(await bring(stage, await source(stage, code), **sent))
        found.append(str(taken["ticket_id"]))
        stage.clock[0] += 23 * 3600
    return found


async def test_two_operators_share_the_inbox_by_keys_and_a_citizen_reads_how_it_stands(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    if not (STATIC / "inbox.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await fill(stores, tmp_path / "template")
    async with staged(tmp_path / "site", tmp_path / "template") as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        lamp, piling, _ = await letters(stage)
        first, second = [await at_the_inbox(browser, stage, name, complaints) for name in ("8001", "8002")]
        rows = second.locator("[data-ticket]")
        await expect(rows).to_have_count(3)
        await expect(rows.first).to_contain_text("网站")
        await picture(first, "list")
        await first.keyboard.press("Alt+t")
        await expect(first.get_by_test_id("sent")).to_contain_text("三号楼的住户")
        await expect(second.locator(f"[data-ticket={lamp}]")).to_have_attribute("data-holder", "话务员8001")
        await second.keyboard.press("ArrowDown")
        await second.keyboard.press("Enter")
        await expect(second.get_by_text("话务员8001正在处理这件诉求")).to_be_visible()
        await picture(second, "refused")
        await second.keyboard.press("ArrowDown")
        await second.keyboard.press("Enter")
        await expect(second.get_by_test_id("sent")).to_contain_text("打桩")
        await first.locator("#field-place").fill("阳光小区南门")
        await expect(first.get_by_test_id("saved")).to_have_attribute("data-kind", "saved")
        await picture(first, "working")
        await first.reload()
        await first.wait_for_selector(f"[data-ticket={lamp}]")
        await first.keyboard.press("Alt+i")
        await first.keyboard.press("Enter")
        await expect(first.locator("#field-place")).to_have_value("阳光小区南门")
        await first.keyboard.press("Control+Enter")
        await expect(first.locator("[data-ticket]")).to_have_count(2)
        await expect(second.locator("[data-ticket]")).to_have_count(2)
        await second.keyboard.press("Alt+q")
        await expect(first.locator(f"[data-ticket={piling}]")).to_have_attribute("data-holder", "")
        await second.keyboard.press("Alt+t")
        await expect(second.get_by_test_id("sent")).to_contain_text("打桩")
        await second.keyboard.press("Alt+x")
        await picture(second, "void")
        await second.keyboard.press("2")
        await expect(first.locator("[data-ticket]")).to_have_count(1)
        assert (await stage.stores.tickets.get(lamp)).fields["place"].value == "阳光小区南门"
        assert (await stage.parts.office.get(lamp)).record.source == "网站"
        assert (await stage.stores.tickets.get(piling)).status.value == "void"
        assert [one for one in complaints.seen if "409" not in one] == []
        await the_desk_counts(first, stage)
        await a_clerk_reads(first, stage, lamp)
        await a_citizen_looks(browser, stage, lamp)


async def test_a_message_left_on_the_phone_is_taken_heard_and_registered_by_keys(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    if not (STATIC / "inbox.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await fill(stores, tmp_path / "template")
    async with staged(tmp_path / "site", tmp_path / "template") as stage, clerked(stage) as desk:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        message = await desk.left("v1", "我要投诉，阳光小区门口的路灯不亮了三天，晚上很危险")
        assert message is not None
        await desk.record("v1", spoken())
        page = await at_the_inbox(browser, stage, "8001", complaints)
        await expect(page.locator("[data-ticket]")).to_contain_text("电话留言")
        await page.keyboard.press("Alt+t")
        part = page.get_by_test_id("message")
        await expect(part).to_contain_text("路灯不亮了3天")
        await expect(page.get_by_test_id("sent")).to_contain_text("138 0000 0000")
        sound = part.locator("audio")
        await expect(sound).to_have_js_property("readyState", 4, timeout=15_000)
        await page.keyboard.press("Alt+v")
        await expect(sound).to_have_js_property("paused", False)
        await picture(page, "message")
        await page.keyboard.press("Alt+v")
        await expect(sound).to_have_js_property("paused", True)
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("[data-ticket]")).to_have_count(0)
        assert (await stage.parts.office.get(message.ticket_id)).record.source == "voicemail"
        assert complaints.seen == []


def spoken() -> bytes:
    """Twenty seconds of a recording, as a player can open it."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000 * 20)
    return sound.getvalue()


async def at_the_inbox(browser: Browser, stage: Stage, name: str, complaints: Complaints) -> Page:
    page = await (await browser.new_context(viewport=SMALL, locale="zh-CN")).new_page()
    complaints.watch(page)
    return await signed_in(page, stage.origin, name, "inbox", shown="[data-ticket]")


async def the_desk_counts(page: Page, stage: Stage) -> None:
    await page.goto(f"{stage.origin}/desk")
    await expect(page.get_by_test_id("inbox-count")).to_contain_text("1")
    await expect(page.get_by_test_id("status")).to_be_visible()
    await picture(page, "desk")


async def a_clerk_reads(page: Page, stage: Stage, ticket_id: str) -> None:
    """What the ticket's page says of it: who asked, by which way, when; names and not ids."""
    await page.goto(f"{stage.origin}/tickets?ticket={ticket_id}")
    detail = page.get_by_test_id("detail")
    for told in ("王先生", "网站", "阳光小区南门", "话务员8001"):
        await expect(detail).to_contain_text(told)
    await expect(page.get_by_test_id("order")).to_contain_text("先到期的在前")
    await expect(page.get_by_test_id("tickets")).to_contain_text("11-22 10:40 受理")
    await picture(page, "ticket")


async def a_citizen_looks(browser: Browser, stage: Stage, ticket_id: str) -> None:
    code = await stage.stores.progress.of(ticket_id)
    assert code is not None
    page = await (await browser.new_context(viewport=PHONE, locale="zh-CN")).new_page()
    await page.goto(f"{stage.origin}/progress")
    await page.keyboard.type("AAAA-AAAA-AAAA")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("problem")).to_contain_text("没有这个查询码")
    await page.locator("#code").fill(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("found")).to_contain_text("已受理")
    await picture(page, "progress")
    await page.keyboard.press("Alt+l")
    await expect(page.get_by_test_id("found")).to_contain_text("Registered")
    text = await page.content()
    assert not [one for one in (NUMBER, "王先生", "阳光小区", "路灯") if one in text]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "fits a phone's width"
    await picture(page, "progress-en")


async def picture(page: Page, name: str) -> None:
    """With SHOTS: to be looked at."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{folder}/inbox-{name}.png")
