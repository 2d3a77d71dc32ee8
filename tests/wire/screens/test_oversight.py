"""Reviews and revisits in a real Chromium: a leader's month, a sitting with its results, the end of a hard case."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.intake import AnswerFromRegister, Reclassify
from queueing.ticket.commands.replying import AskHardCase, FileHardCase, PassGate, ReplyWith
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import _unit_id, built

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A city with a leader; t10 is answered and waits for its revisit, t11 is a hard case that answered t12."""
    if not (STATIC / "oversight.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        at = stage.parts.time()
        await stage.stores.accounts.add_user("li", "李副市长", frozenset({Role.LEADER}), "pass-li", at)
        unit = await _unit_id(stage, "市城市管理局")
        handled = (Dispatch(unit=unit, unit_name="市城市管理局"), Sign())
        reply = ReplyWith(text="已更换灯头，恢复照明。", answer=Answer.SOLVED, signer="王局长")
        hard = AskHardCase(why="需整体改造", answer="已列入明年改造计划。", signer="王局长")
        topic = Reclassify(topic="管网改造")
        steps: list[tuple[str, object]] = [
            *(("t10", one) for one in (*handled, reply, PassGate())),
            *(("t11", one) for one in (topic, *handled, hard, FileHardCase())),
            *(("t12", one) for one in (Reclassify(topic="管网改造", kind="投诉"), AnswerFromRegister())),
        ]
        for ticket, command in steps:
            stage.clock[0] += 1.0
            order = Order(ticket_id=ticket, version=None, who=Who(name="ban"), command=command)
            await stage.parts.office.act(order)
        yield stage


async def test_a_leader_looks_through_the_month_and_holds_a_sitting(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with window(browser, site.origin, "li", "oversight", complaints, shown="[data-test=month]") as page:
        part = page.get_by_test_id("month")
        await expect(part.get_by_test_id("looked")).to_have_text("已审核 0 / 3 件")
        await part.locator("[data-ticket=t10]").click()
        await expect(part.get_by_test_id("look")).to_contain_text("已更换灯头")
        await pictured(page, "oversight-month")
        await part.get_by_test_id("instruct").click()
        await expect(part.get_by_test_id("problem")).to_have_text("请写明批示内容")
        await page.keyboard.type("请对同类小区一并排查")
        await part.get_by_test_id("instruct").click()
        await expect(part.get_by_test_id("looked")).to_have_text("已审核 1 / 3 件")
        await expect(part.locator("[data-ticket=t10]")).to_contain_text("已批示")
        await part.locator("[data-ticket=t12]").click()
        await expect(part.get_by_test_id("instruct")).to_have_count(0)  # it is closed: only reopening is left
        await page.locator("h1").click()
        await page.keyboard.press("y")
        await expect(part.get_by_test_id("looked")).to_have_text("已审核 2 / 3 件")
        await page.keyboard.press("Alt+2")
        part = page.get_by_test_id("sittings")
        await part.get_by_test_id("leader").fill("李副市长")
        await page.keyboard.press("Enter")
        await expect(part.locator("[data-ticket=t10]")).to_contain_text("待回访")
        await expect(part.get_by_test_id("result")).to_be_visible()
        await pictured(page, "oversight-sitting")
        await page.locator("h1").click()
        await page.keyboard.press("2")
        await expect(part.locator("[data-ticket=t10]")).not_to_contain_text("待回访")
        await part.get_by_test_id("end").click()
        await expect(part.get_by_test_id("sitting")).to_contain_text("已结束")
    tries = (await site.parts.office.get("t10")).record.tries
    assert [one.grade for one in tries] == ["满意"]
    assert complaints.seen == []


async def test_a_reviewer_sees_what_a_hard_case_answered_and_ends_it(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with window(browser, site.origin, "shen", "oversight", complaints, shown="[data-test=sittings]") as page:
        await page.keyboard.press("Alt+2")
        part = page.get_by_test_id("cases")
        await part.locator("[data-case]").click()
        await expect(part.get_by_test_id("case")).to_contain_text("已列入明年改造计划。")
        await expect(part.get_by_test_id("answered").locator("li")).to_have_count(1)
        await pictured(page, "oversight-cases")
        await page.keyboard.press("x")
        await expect(page.get_by_role("dialog")).to_contain_text("同类诉求照常派单")
        await page.keyboard.press("Enter")
        await expect(part.locator("[data-case]")).to_have_count(0)
        await part.get_by_test_id("case-state").select_option("ended")
        await expect(part.locator("[data-case]")).to_contain_text("管网改造")
        await page.goto(f"{site.origin}/reports")
        await expect(page.locator("[data-part]")).to_have_count(1)  # the figures that reviews make, and no report
        await expect(page.get_by_role("alert")).to_have_count(0)
        await pictured(page, "reviewer-figures")
    assert complaints.seen == []


async def test_a_leaders_turn_is_planned_and_signed_in_to_by_keys(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """Who owes a turn is named until it is planned; once the leader is there the page says so."""
    today = site.parts.time().astimezone(site.parts.zone)
    async with window(browser, site.origin, "lin", "oversight", complaints, shown="[data-test=parts]") as page:
        await page.keyboard.press("Alt+4")
        part = page.get_by_test_id("duty")
        await expect(part.get_by_test_id("owed")).to_contain_text("市城市管理局")
        owed = int(await page.get_by_test_id("owed-count").inner_text())
        await part.get_by_test_id("leader").fill("王局长")
        await part.get_by_test_id("unit").fill("市城市管理局")
        await part.get_by_test_id("day").fill(f"{today:%Y-%m-%d}")
        await part.get_by_test_id("from").fill("00:00")
        await part.get_by_test_id("to").fill("23:59")
        await part.get_by_test_id("plan").press("Enter")
        row = part.locator("[data-duty]")
        await expect(row).to_contain_text("待值班")
        await expect(part.get_by_test_id("owed")).not_to_contain_text("市城市管理局")
        await expect(page.get_by_test_id("owed-count")).to_have_text(str(owed - 1))
        await row.click()
        await pictured(page, "oversight-duty")
        await page.keyboard.press("s")
        await expect(row).to_contain_text("正在值班")
        await part.get_by_test_id("leader").fill("王局长")
        await part.get_by_test_id("unit").fill("没有这个单位")
        await part.get_by_test_id("plan").press("Enter")
        await expect(part.get_by_test_id("problem")).to_contain_text("本市没有这个单位：没有这个单位")
        await pictured(page, "oversight-duty-wrong")
    assert [one for one in complaints.seen if "422" not in one] == []


async def test_what_the_city_does_without_is_not_offered_and_its_address_says_so(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    book = site.parts.office.ports.book
    switches = replace(book.profile.switches, monthly_full_review=False, revisits_per_session=0)
    off = replace(book.profile, switches=replace(switches, hard_case_register=False, leader_duty=None), show=None)
    book.rules = replace(book.rules, profile=off)
    async with window(browser, site.origin, "li", "tickets", complaints) as page:
        await page.keyboard.press("Alt+0")
        links = page.get_by_test_id("pages").locator("a")
        await expect(links.first).to_be_visible()
        assert {"/oversight", "/plan"}.isdisjoint([await one.get_attribute("href") or "" for one in await links.all()])
        await page.goto(f"{site.origin}/oversight")
        await expect(page.get_by_test_id("title")).to_have_text("本市没有开通“审核回访”")
        await pictured(page, "page-off")
        await expect(page.get_by_test_id("back")).to_be_focused()
    assert [one for one in complaints.seen if "404" not in one] == []
