"""The operator's desk in a real Chromium, worked by keyboard alone."""

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.wire.screens import people
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.stage import Stage

# One browser for all: its start costs more than most tests.
pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(page: Page, stage: Stage) -> Page:
    """The desk, linked, at the smaller of the usual sizes."""
    await page.set_viewport_size({"width": 1366, "height": 768})
    page.set_default_timeout(30_000)
    await page.goto(f"{stage.url}/desk")
    await expect(page.get_by_test_id("status")).to_be_visible()
    return page


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#field-{name}")


async def test_the_drafts_category_is_shown_with_its_clock_and_another_is_chosen_by_keys(
    desk: Page, stage: Stage, complaints: Complaints
) -> None:
    """What nobody chooses follows the draft: only what was chosen goes out with the registration."""
    await stage.offer("c9", "13800138000")
    await stage.move("talking")
    await stage.draft(content="小区停水了", appeal_kind="求助")
    await stage.move("wrap_up")
    picked = desk.get_by_test_id("judging").locator("select[name=category]")
    await expect(picked).to_have_value("停水")
    await expect(desk.get_by_test_id("clocks-ahead")).to_contain_text("12类求助事项响应处理 24 小时")
    await pictured(desk, "judging")
    await desk.keyboard.press("Alt+KeyC")
    await expect(picked).to_be_focused()
    await desk.keyboard.press("ArrowDown")
    await expect(picked).to_have_value("停电")
    await expect(desk.get_by_test_id("clocks-ahead")).not_to_contain_text("12类")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "registered")
    ((_, _, sent),) = [one for one in stage.requests if one[1] == "/tickets/t-c9/register"]
    assert sent is not None
    assert sent["category"] == "停电"
    assert complaints.seen == []


async def test_a_whole_call_without_a_mouse(desk: Page, stage: Stage, complaints: Complaints) -> None:
    """Ready, ring, talk, hold, resume, hang up, correct the draft, register, ready: by keys only."""
    await desk.keyboard.press("F2")
    await expect(desk.get_by_test_id("status")).to_have_attribute("data-status", "ready")
    await stage.offer("c1", "13800138000")
    await expect(desk.get_by_test_id("caller-number")).to_have_text("138 0013 8000")
    await expect(desk.get_by_test_id("call")).to_contain_text("请问有什么可以帮您")
    await stage.move("talking")
    await stage.talk(3)
    await stage.say_partly("caller", "就在人民路")
    await expect(desk.get_by_test_id("final")).to_have_count(3)
    await expect(desk.locator("[data-test=partial]:visible")).to_contain_text("就在人民路")
    await desk.keyboard.press("F7")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "hold")
    await desk.keyboard.press("F7")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "talking")
    await desk.keyboard.press("F9")
    await expect(desk.get_by_test_id("call")).to_contain_text("再按一次")
    assert ("POST", "/calls/c1/hangup", {}) not in stage.requests
    await desk.keyboard.press("F9")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
    await expect(desk.get_by_test_id("call-timer")).to_contain_text("还剩 0:")
    await expect(field(desk, "contact_phone")).to_have_value("13800138000")
    await desk.keyboard.press("F6")
    await desk.keyboard.press("Alt+Digit2")
    await desk.keyboard.press("Alt+ArrowDown")
    await expect(field(desk, "title")).to_be_focused()
    await desk.keyboard.press("Control+a")
    await desk.keyboard.type("人民路128号路灯不亮")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "registered")
    assert stage.tickets["t-c1"]["fields"]["appeal_kind"]["value"] == "求助"
    assert stage.tickets["t-c1"]["fields"]["title"]["value"] == "人民路128号路灯不亮"
    await desk.keyboard.press("F2")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "none")
    assert complaints.seen == []


async def test_a_new_call_never_takes_the_focus_from_typing(desk: Page, stage: Stage) -> None:
    """The tenth call of the hour: it shows on top, the words go on where they were, and F6 goes there."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.end()
    await desk.keyboard.press("F6")
    await field(desk, "summary").focus()
    await desk.keyboard.type("路灯")
    await stage.offer("c2", "02583012345")
    await expect(desk.get_by_test_id("caller-number")).to_have_text("025 8301 2345")
    await desk.keyboard.type("三天")
    await expect(field(desk, "summary")).to_be_focused()
    await expect(field(desk, "summary")).to_have_value("路灯三天")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-call", "c1")
    await desk.keyboard.press("F6")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-call", "c2")
    await desk.wait_for_timeout(1200)
    assert stage.tickets["t-c1"]["fields"]["summary"]["value"] == "路灯三天"


async def test_a_conflict_keeps_both_and_the_operator_chooses(desk: Page, stage: Stage) -> None:
    """Another hand changes the field she types in: nothing typed is lost, nothing is overwritten unasked."""
    await stage.offer("c1", "13800138000")
    await stage.end()
    await field(desk, "place").focus()
    await desk.keyboard.type("（东侧）")
    await stage.change("t-c1", {"place": "解放路1号", "contact_name": "王先生"})
    await expect(desk.get_by_test_id("conflict")).to_contain_text("解放路1号")
    await expect(field(desk, "place")).to_have_value("人民路128号（东侧）")
    await expect(field(desk, "contact_name")).to_have_value("王先生")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "draft")
    await desk.keyboard.press("Alt+m")
    await expect(desk.get_by_test_id("conflict")).to_have_count(0)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "registered")
    assert stage.tickets["t-c1"]["fields"]["place"]["value"] == "人民路128号（东侧）"


async def test_the_machine_redrafts_around_what_the_operator_types(desk: Page, stage: Stage) -> None:
    """With every sentence the draft changes; her words stay, the other fields follow, nothing nags."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.draft(title="路灯")
    await expect(field(desk, "title")).to_have_value("路灯")
    await field(desk, "title").focus()
    await desk.keyboard.press("End")
    await desk.keyboard.type("不亮")
    await stage.draft(title="人民路路灯", place="人民路")
    await expect(field(desk, "place")).to_have_value("人民路")
    await expect(field(desk, "title")).to_have_value("路灯不亮")
    await expect(desk.get_by_test_id("conflict")).to_have_count(0)
    await expect(desk.get_by_test_id("saved")).to_have_attribute("data-kind", "saved")
    assert stage.tickets["t-c1"]["fields"]["title"] | {"spans": []} == {
        "value": "路灯不亮", "confidence": 0.9, "rule": "stage", "spans": [], "locked": True,
    }  # fmt: skip
    await expect(desk.get_by_test_id("notices").locator("li")).to_have_count(0)


async def test_registering_before_the_call_is_over_wants_the_key_twice(desk: Page, stage: Stage) -> None:
    """A slip of the hand does not close the ticket while the citizen still speaks."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.draft(title="路灯")
    await expect(field(desk, "title")).to_have_value("路灯")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("notices")).to_contain_text("通话尚未结束")
    assert stage.tickets["t-c1"]["status"] == "draft"
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "registered")


async def test_a_call_without_a_matter_is_put_aside_by_two_keys_once_it_is_over(desk: Page, stage: Stage) -> None:
    """Alt+X and a digit; while they talk a matter may still come."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.draft(title="喂")
    await expect(field(desk, "title")).to_have_value("喂")
    await desk.keyboard.press("Alt+KeyX")
    await expect(desk.get_by_test_id("notices")).to_contain_text("通话结束后")
    await stage.move("wrap_up")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
    await desk.keyboard.press("Alt+KeyX")
    await expect(desk.get_by_role("dialog")).to_contain_text("打错电话")
    await desk.keyboard.press("2")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-status", "void")
    path, body = stage.requests[-1][1:]
    assert (path, body["why"]) == ("/tickets/t-c1/void", "打错电话")


async def test_a_change_the_desk_has_not_heard_of_is_met_by_412(desk: Page, stage: Stage) -> None:
    """A stale version is reloaded and saved again without losing what was typed."""
    await stage.offer("c1", "13800138000")
    await stage.end()
    await field(desk, "summary").focus()
    old = stage.tickets["t-c1"]
    elsewhere = old["fields"] | {"place": people.field("解放路1号", 1.0) | {"locked": True}}
    stage.tickets["t-c1"] = old | {"version": old["version"] + 1, "fields": elsewhere}
    await desk.keyboard.type("老人摔倒")
    await expect(desk.get_by_test_id("saved")).to_have_attribute("data-kind", "saved")
    await expect(desk.get_by_test_id("notices")).to_contain_text("没有丢")
    await expect(field(desk, "place")).to_have_value("解放路1号")
    await expect(desk.get_by_test_id("field-place")).to_contain_text("被更新")
    assert stage.tickets["t-c1"]["fields"]["summary"]["value"] == "老人摔倒"


async def test_a_broken_link_is_told_and_mended_without_losing_words(desk: Page, stage: Stage) -> None:
    """The connection drops while she types; the banner shows, the desk comes back with the words in place."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await field(desk, "summary").focus()
    await desk.keyboard.type("先记一笔")
    await stage.cut()
    await expect(desk.get_by_test_id("reconnecting")).to_be_visible()
    await expect(desk.get_by_test_id("reconnecting")).to_have_count(0, timeout=10_000)
    await expect(field(desk, "summary")).to_have_value("先记一笔")
    await stage.end()
    await expect(desk.get_by_test_id("saved")).to_have_attribute("data-kind", "saved")
    assert stage.tickets["t-c1"]["fields"]["summary"]["value"] == "先记一笔"


async def test_words_not_yet_saved_survive_a_reload(desk: Page, stage: Stage) -> None:
    """F5 in the middle of a call costs nothing."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await field(desk, "title").focus()
    await desk.keyboard.type("路灯")
    await desk.reload()
    await expect(field(desk, "title")).to_have_value("路灯")


async def test_the_focused_field_shows_its_words_and_plays_them(desk: Page, stage: Stage) -> None:
    """Evidence: the words stand under the form and marked in the transcript, and Alt+P plays their stretch."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.talk()
    await stage.end()
    await field(desk, "place").focus()
    await expect(desk.get_by_test_id("evidence").locator("mark")).to_have_text("人民路一百二十八号门口")
    await expect(desk.get_by_test_id("transcript").locator("mark")).to_have_text("人民路一百二十八号门口")
    async with desk.expect_response("**/calls/c1/recording") as played:
        await desk.keyboard.press("Alt+p")
    assert (await played.value).status in (200, 206)


async def test_break_transfer_keys_and_drafts_by_keyboard(desk: Page, stage: Stage) -> None:
    """Dialogs open by key, take digits and arrows, give the focus back, and close with Esc."""
    await desk.keyboard.press("F4")
    await desk.keyboard.press("2")
    await expect(desk.get_by_test_id("status")).to_contain_text("用餐")
    await desk.keyboard.press("?")
    await expect(desk.get_by_test_id("dialog")).to_contain_text("Ctrl+Enter")
    await desk.keyboard.press("Escape")
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await field(desk, "title").focus()
    await desk.keyboard.press("F8")
    await expect(desk.get_by_test_id("dialog")).to_contain_text("李娜")
    await desk.keyboard.type("8002")
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    await expect(field(desk, "title")).to_be_focused()
    assert ("POST", "/calls/c1/transfer", {"to": "8002"}) in stage.requests
    await stage.wrapped_up()
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Alt+r")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("ticket")).to_have_attribute("data-call", "c1")


async def test_an_action_that_came_too_late_says_what_happened(desk: Page, stage: Stage) -> None:
    """The caller hung up first: the refusal is told in words and nothing changes."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await expect(desk.get_by_test_id("call")).to_have_attribute("data-state", "talking")
    assert stage.call is not None
    stage.call["state"] = "wrap_up"
    await desk.keyboard.press("F7")
    await expect(desk.get_by_test_id("notices")).to_contain_text("来电人已挂断")


async def test_signing_in(page: Page, stage: Stage) -> None:
    """A wrong password is told in words; the right one leads back to where one was going."""
    stage.signed_in = False
    await page.goto(f"{stage.url}/desk")
    await page.wait_for_url("**/login?next=%2Fdesk")
    await page.keyboard.type("chenjing")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("problem")).to_contain_text("用户名或密码不正确")
    await page.keyboard.type("right")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")
    await expect(page.get_by_test_id("status")).to_contain_text("陈静")


async def test_the_knowledge_base_answers_what_the_caller_said_and_what_is_typed(desk: Page, stage: Stage) -> None:
    """Alt+K, Enter: the answer stands there, with its source; a typed question goes before what was said."""
    await stage.offer("c1", "13800138000")
    await stage.move("talking")
    await stage.talk(4)
    panel = desk.get_by_test_id("knowledge")
    await expect(panel.locator("li button").first).to_have_text("路灯不亮报修")
    await expect(panel.locator("mark").first).to_contain_text("路灯")
    await desk.keyboard.press("Alt+KeyK")
    await desk.keyboard.press("Enter")
    await expect(panel.locator(".answer")).to_contain_text("24小时内修复")
    await expect(panel.locator(".answer")).to_contain_text("城市照明管理规定")
    await panel.locator("input").fill("公积金")
    await desk.keyboard.press("Enter")
    await expect(panel.locator("li button").first).to_have_text("公积金怎么提取")
