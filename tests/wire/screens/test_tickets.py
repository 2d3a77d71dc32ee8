"""The ticket desk in a real Chromium against the real service: a ticket's whole way, by three people and by keys."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from queueing.units.call_out import OnCall
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import fill, said
from tests.service.web.stage import Stage, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PEOPLE = {"pai": Role.DISPATCHER, "ju": Role.UNIT, "shen": Role.REVIEWER}
MATTERS = [
    ("t10", "花园路路灯连续三天不亮", "求助", "花园路"),
    ("t11", "幸福小区停水无人通知", "投诉", "幸福小区"),
    ("t12", "建议增加32路公交班次", "建议", "人民路"),
]


@asynccontextmanager
async def built(folder: Path) -> AsyncIterator[Stage]:
    """The service with three people and three registered tickets, behind the built screens."""
    (folder / "template").mkdir()
    await _template(folder / "template")
    async with staged(folder / "site", folder / "template") as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        for ident, title, kind, place in MATTERS:
            await _register(stage, ident, title, kind, place)
        yield stage


async def _template(folder: Path) -> None:

    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        await fill(stores, folder)
        at = datetime.fromtimestamp(NOON, UTC)
        for name, role in PEOPLE.items():
            await stores.accounts.add_user(name, f"{name}同志", frozenset({role}), f"pass-{name}", at)


async def _register(stage: Stage, ident: str, title: str, kind: str, place: str) -> None:
    fields = {
        "title": TicketField(value=title),
        "place": TicketField(value=place),
        "content": TicketField(value=f"来电人反映：{title}，希望尽快处理。"),
    }
    at = datetime.fromtimestamp(stage.clock[0], UTC)
    draft = DraftTicket(
        ticket_id=ident, call_id=f"c-{ident}", operator_id="8001", ended_at=stage.clock[0] - 60, fields=fields
    )
    await stage.stores.transcripts.add([said(f"u-{ident}", f"c-{ident}", 800, title)])
    saved = await stage.stores.tickets.save_draft(draft, at)
    change = Change(ticket_id=ident, version=saved.version, actor="8001", at=at)
    await stage.parts.office.accept(change, Accept(number="", kind=kind), Who(name="8001"))


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    if not (STATIC / "tickets.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        await stage.parts.stores.lists.units.set_member("ju", await _unit_id(stage, "市城市管理局"))
        await stage.parts.city.directory.refresh()
        yield stage


async def _unit_id(stage: Stage, name: str) -> str:
    found = stage.parts.city.directory.known.tree.named(name)
    assert found is not None
    return found.unit_id


def signed_in(browser: Browser, site: Stage, name: str, complaints: Complaints) -> AbstractAsyncContextManager[Page]:
    """A window of its own for one person, on this page."""
    return window(browser, site.origin, name, "tickets", complaints, shown="[data-test=tabs]")


async def test_dispatch_sign_reply_and_review_by_keys_alone(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.locator("[data-tab=to_dispatch]").click()
        await expect(page.get_by_test_id("tickets").locator("button")).to_have_count(3)
        await page.get_by_text("花园路路灯连续三天不亮").first.click()
        detail = page.get_by_test_id("detail")
        await expect(detail).to_contain_text("来电人反映")
        await expect(detail.get_by_test_id("burn").first).to_contain_text("还剩")
        await page.keyboard.press("1")
        await expect(page.get_by_role("dialog")).to_contain_text("派单")
        await page.keyboard.type("市城市管理局")
        await page.keyboard.press("Control+Enter")
        await expect(detail).to_have_attribute("data-state", "dispatched")
        await expect(page.locator("[data-tab=to_dispatch] b")).to_have_text("2")
    assert not (await site.parts.office.get("t10")).record.appointed  # nobody said that it may not come back
    async with signed_in(browser, site, "ju", complaints) as page:
        await expect(page.locator("h1")).to_contain_text("承办单位工单")
        await expect(page.get_by_test_id("tickets").locator("button")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        detail = page.get_by_test_id("detail")
        await expect(detail).to_have_attribute("data-state", "dispatched")
        await page.locator("[data-command=sign]").click()
        await page.keyboard.press("Enter")
        await expect(detail).to_have_attribute("data-state", "signed")
        await page.locator("[data-command=reply]").click()
        await page.keyboard.type("已更换灯头，恢复照明。")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("alert")).to_contain_text("请填写签发人")
        await page.locator("[name=signer]").fill("王局长")
        await page.keyboard.press("Control+Enter")
        await expect(detail).to_contain_text("已更换灯头")
    assert [one for one in complaints.seen if "409" not in one] == []  # the unsigned reply was refused


async def test_what_cannot_be_done_is_said_and_nothing_changes(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.get_by_text("幸福小区停水无人通知").first.click()
        await page.locator("[data-command=dispatch]").click()
        await page.keyboard.type("没有这个局")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("alert")).to_contain_text("名录中没有这个单位：没有这个局")
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("detail")).to_have_attribute("data-state", "registered")


async def test_several_assisting_units_are_chosen_by_keys_and_an_unknown_one_is_refused(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """Arrows, Enter and Backspace are enough; a reload keeps what was chosen; no wrong name goes out."""
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.locator("[data-tab=to_dispatch]").click()
        await page.get_by_text("建议增加32路公交班次").first.click()
        await page.locator("[data-command=dispatch]").click()
        await page.keyboard.type("市城市管理局")
        await page.keyboard.press("Tab")
        chosen, offered = page.get_by_test_id("chosen"), page.get_by_test_id("offered")
        await page.keyboard.type("公安")
        await expect(offered.first).to_contain_text("公安")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.type("市交通运输局、")  # written out, with the sign between names
        await expect(chosen).to_have_count(2)
        await page.keyboard.type("火星局")
        await pictured(page, "assisting")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("alert").last).to_contain_text("名录中没有这个单位：火星局")
        await page.reload()
        await page.locator("[data-command=dispatch]").click()
        await expect(chosen).to_have_count(2)
        box = page.locator("[name=assisting]")
        await expect(box).to_have_value("火星局")
        await box.fill("")
        await box.press("Backspace")  # takes the last one back
        await expect(chosen).to_have_count(1)
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("detail")).to_have_attribute("data-state", "dispatched")
    record = (await site.parts.office.get("t12")).record
    tree = site.parts.city.directory.known.tree
    assert len(record.assisting) == 1
    assert "公安" in tree.units[record.assisting[0]].name
    assert complaints.seen == []


async def test_reasons_are_chosen_from_the_citys_list_and_nothing_is_offered_that_must_fail(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """不予受理 by keys; afterwards the ticket offers none of the steps that its state refuses."""
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.get_by_text("建议增加32路公交班次").first.click()
        await page.locator("[data-command=refuse]").click()
        reason = page.locator("select[name=reason]")
        await expect(reason).to_be_focused()
        await expect(reason.locator("option")).to_have_count(8)  # seven reasons, and none chosen yet
        await page.keyboard.press("ArrowDown")
        await expect(reason).to_have_value("应通过诉讼、仲裁、行政复议解决")
        await page.keyboard.press("Tab")
        await page.keyboard.type("请依法申请仲裁")
        await pictured(page, "refuse")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("detail")).to_have_attribute("data-state", "not_accepted")
        await expect(page.locator("[data-command=dispatch], [data-command=note]")).to_have_count(0)
        await page.get_by_text("花园路路灯连续三天不亮").first.click()
        await page.locator("[data-command=reclassify]").click()
        await expect(page.locator("select[name=category] option")).to_have_count(13)
        await pictured(page, "reclassify")
    assert (await site.parts.office.get("t12")).record.refused_for == "应通过诉讼、仲裁、行政复议解决"
    assert complaints.seen == []


async def test_a_slip_or_a_reload_loses_nothing_typed_and_others_work_is_seen(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """Esc and a reload keep ticket, tab and text; what another hand does to the open ticket shows by itself."""
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.clock.install()
        await page.locator("[data-tab=to_dispatch]").click()
        await page.get_by_text("幸福小区停水无人通知").first.click()
        await page.locator("[data-command=dispatch]").click()
        await page.keyboard.type("没有这个局")
        await page.keyboard.press("Escape")
        await page.reload()
        detail = page.get_by_test_id("detail")
        await expect(detail).to_contain_text("幸福小区停水无人通知")
        await expect(page.locator("[data-tab=to_dispatch]")).to_have_attribute("aria-pressed", "true")
        await page.locator("[data-command=dispatch]").click()
        unit = page.get_by_role("dialog").locator("[name=unit]")
        await expect(unit).to_have_value("没有这个局")
        await expect(page.locator("#working-units option[value=市城市管理局]")).to_have_count(
            1
        )  # offered while one types
        await page.get_by_role("button", name="清除重写").click()
        await expect(unit).to_have_value("")
        await page.keyboard.press("Escape")
        where = Dispatch(unit=await _unit_id(site, "市城市管理局"), unit_name="市城市管理局")
        await site.parts.office.act(Order(ticket_id="t11", version=None, command=where, who=Who(name="ban")))
        await page.clock.fast_forward(16_000)  # the list is read again every 15 s
        await expect(detail).to_have_attribute("data-state", "dispatched")
        await page.keyboard.press("Shift+?")
        await expect(page.get_by_test_id("keys")).to_contain_text("打开工单")
        await page.keyboard.press("u")  # means nothing to the page while its keys are shown
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    assert complaints.seen == []


async def test_a_wrong_place_is_put_right_from_what_stands_there(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.get_by_text("花园路路灯连续三天不亮").first.click()
        await page.locator("[data-command=correct]").click()
        box = page.get_by_role("dialog")
        await expect(box.locator("[name=place]")).to_have_value("花园路")
        await box.locator("[name=place]").fill("花园北路 8 号")
        await box.locator("[name=why]").fill("地址听错")
        await page.keyboard.press("Control+Enter")
        detail = page.get_by_test_id("detail")
        await expect(detail).to_contain_text("花园北路 8 号")
        await expect(detail).to_contain_text("地点 · 地址听错")
    fields = (await site.stores.tickets.get("t10")).fields
    assert {name: one.value for name, one in fields.items()} == {
        "title": "花园路路灯连续三天不亮",
        "place": "花园北路 8 号",
        "content": "来电人反映：花园路路灯连续三天不亮，希望尽快处理。",
    }
    assert complaints.seen == []


async def test_a_search_finds_by_words_and_the_page_speaks_english_on_request(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "shen", complaints) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("公交")
        await expect(page.get_by_test_id("tickets").locator("button")).to_have_count(3)
        await page.wait_for_timeout(1_200)  # the page draws its clock anew twice meanwhile
        await expect(page.get_by_role("searchbox")).to_have_value("公交")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("tickets").locator("button")).to_have_count(1)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Alt+KeyL")
        await expect(page.locator("h1")).to_contain_text("Tickets")
        await expect(page.get_by_test_id("tabs")).to_contain_text("To dispatch")
        await expect(page).to_have_title("Tickets · Lianxinqiao")
    assert complaints.seen == []


async def test_a_possible_repeat_is_shown_with_its_reasons_and_merged_by_one_key(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    for ident in ("t20", "t21"):
        site.clock[0] += 60
        await _of_one_caller(site, ident)
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.get_by_text("t21路灯不亮").first.click()
        shown = page.get_by_test_id("repeats")
        await expect(shown).to_contain_text("t20路灯不亮")
        await expect(shown).to_contain_text("同一来电号码 · 同一地点 · 同一事项")
        await page.keyboard.press("m")
        await expect(page.get_by_test_id("detail")).to_have_attribute("data-state", "merged")
        await expect(shown).to_have_count(0)
    assert (await site.parts.office.get("t21")).record.main == "t20"
    assert complaints.seen == []


async def _of_one_caller(site: Stage, ident: str) -> None:
    at = datetime.fromtimestamp(site.clock[0], UTC)
    fields = {"title": TicketField(value=f"{ident}路灯不亮"), "place": TicketField(value="花园路")}
    draft = DraftTicket(ticket_id=ident, call_id=f"c-{ident}", caller_number="13800000000", fields=fields)
    saved = await site.stores.tickets.save_draft(draft, at)
    change = Change(ticket_id=ident, version=saved.version, actor="8001", at=at)
    await site.parts.office.accept(change, Accept(number="", kind="求助", topic="路灯"), Who(name="8001"))


async def test_a_duty_officer_is_called_out_and_the_calling_stopped_by_keys(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """The ticket keeps who was rung; the service names the unit's officer before anybody is called."""
    turn = OnCall(unit_id=await _unit_id(site, "市城市管理局"), name="赵主班", number="13900000001")
    await site.stores.lists.roster.take([turn])
    await site.parts.city.directory.refresh()
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.get_by_text("幸福小区停水无人通知").first.click()
        await expect(page.get_by_test_id("commands")).to_contain_text("呼叫值班人员")
        await page.keyboard.press("u")
        await page.keyboard.type("城市管理")
        await expect(page.get_by_test_id("units")).to_contain_text("市城市管理局")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("on-call")).to_contain_text("赵主班")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("事由")
        await page.keyboard.type("停水面积扩大")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_test_id("attempt")).to_have_attribute("data-answer", "ringing")
        await expect(dialog.locator("[data-stop]")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_test_id("call-out")).to_have_attribute("data-result", "stopped")
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("call-outs")).to_contain_text("赵主班")
    assert site.parts.lines.placed() == []
