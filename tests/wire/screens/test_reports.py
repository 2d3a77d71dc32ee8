"""Reports, figures, hot topics and bursts in a real Chromium against the real service, by keys."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from callcenter.ticketing.office import Order
from queueing.ticket.commands.oversight import Urge
from queueing.ticket.pen import Who
from tests.contracts.store.stories import NOON
from tests.service.web.hot_scene import dispatched, folded
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PEOPLE = {"ban": Role.SUPERVISOR, "pai": Role.DISPATCHER, "hua": Role.OPERATOR, "ju": Role.UNIT}
CALLERS = 12
SLOW_MS = 60_000  # three formats with their fonts, on a busy machine


@asynccontextmanager
async def built(folder: Path) -> AsyncIterator[Stage]:
    """The service after twelve people of one estate called about the water within twelve minutes."""
    template = folder / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        for name, role in PEOPLE.items():
            at = datetime.fromtimestamp(NOON, UTC)
            await stores.accounts.add_user(name, f"{name}同志", frozenset({role}), f"pass-{name}", at)
    async with staged(folder / "site", template) as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        for number in range(CALLERS):
            await dispatched(stage, number)
        await folded(stage)
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    if not (STATIC / "reports.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        yield stage


def signed_in(browser: Browser, site: Stage, name: str, complaints: Complaints) -> AbstractAsyncContextManager[Page]:
    """A window of its own for one person, on this page."""
    return window(browser, site.origin, name, "reports", complaints)


async def test_a_supervisor_sets_what_operators_answer_about_a_burst(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "ban", complaints) as page:
        burst = page.get_by_test_id("burst")
        await expect(burst).to_contain_text("阳光小区 供水")
        await expect(burst).to_contain_text(f"{CALLERS} 人")
        await expect(burst).to_contain_text("还没有统一答复")
        topic = page.get_by_test_id("topic")
        await expect(topic).to_contain_text(["阳光小区"])
        await expect(topic).to_contain_text(["新出现"])
        await burst.get_by_test_id("set-answer").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.type("抢修中，预计18时恢复。")
        await page.keyboard.press("Escape")  # leaves it as it was
        await expect(burst).to_contain_text("还没有统一答复")
        await page.keyboard.press("Enter")
        await page.keyboard.type("抢修中")
        await page.reload()
        await expect(page.locator("[name=answer]")).to_have_value("抢修中")  # begun and not saved is there again
        await page.locator("[name=answer]").fill("")
        await page.keyboard.type("抢修中，预计18时恢复。")
        await page.keyboard.press("Control+Enter")
        await expect(burst.get_by_test_id("answer")).to_contain_text("抢修中，预计18时恢复。")
    assert site.parts.city.hot.answer("阳光小区", "供水") == "抢修中，预计18时恢复。"
    async with signed_in(browser, site, "hua", complaints) as page:
        await expect(page.get_by_test_id("parts").locator("button")).to_have_count(1)
        await expect(page.get_by_test_id("answer")).to_contain_text("抢修中")
        await expect(page.get_by_test_id("set-answer")).to_have_count(0)
    assert complaints.seen == []


async def test_a_report_is_looked_at_made_and_taken_away_by_keys(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "ban", complaints) as page:
        await page.keyboard.press("Alt+Digit3")
        await page.locator("[name=kind]").select_option("monthly")
        await page.locator("select[name=period]").select_option("2025-11")
        await page.locator("select[name=period]").focus()
        await page.get_by_text("预览", exact=False).first.click()
        inside = page.frame_locator("[data-test=preview]")
        await expect(inside.locator("h1")).to_contain_text("诉求数据分析报告", timeout=SLOW_MS)
        await expect(inside.locator("svg").first).to_be_visible()
        await page.keyboard.press("Control+Enter")
        row = page.get_by_test_id("report")
        await expect(row).to_contain_text("诉求数据分析报告", timeout=SLOW_MS)
        for name, mark in (("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK")):
            async with page.expect_download() as waiting:
                await row.locator(f"[data-format={name}]").press("Enter")
            taken = Path(await (await waiting.value).path()).read_bytes()
            assert taken.startswith(mark), name
        await page.keyboard.press("Alt+Digit3")
        await page.locator("[name=kind]").select_option("form")
        await page.get_by_test_id("make").click()
        await expect(page.get_by_role("alert")).to_contain_text("unit")  # the service's own words
    assert [one for one in complaints.seen if "422" not in one] == []


async def test_an_editor_chooses_what_the_daily_quotes_by_keys_and_the_issued_one_stays(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    for ident in ("b2", "b5"):
        await site.parts.office.act(
            Order(ticket_id=ident, version=None, command=Urge(why="市民催问"), who=Who(name="pai"))
        )
    async with signed_in(browser, site, "ban", complaints) as page:
        await page.keyboard.press("Alt+Digit3")
        await page.locator("[name=kind]").select_option("daily")
        await page.locator("[name=period]").fill("2025-11-21")
        await page.locator("[name=period]").press("Enter")
        cases, inside = page.get_by_test_id("cases"), page.frame_locator("[data-test=preview]")
        quoted = cases.get_by_test_id("quoted").locator("li")
        await expect(cases.get_by_test_id("counted")).to_contain_text(f"全部 {CALLERS} 件", timeout=SLOW_MS)
        await expect(quoted).to_have_count(2)
        await cases.locator("[name=find-case]").fill("00001")
        await cases.get_by_test_id("take-in").press("Enter")
        await expect(quoted).to_have_count(3)
        await expect(inside.locator("body")).to_contain_text("20251121-00001", timeout=SLOW_MS)
        await cases.locator("[data-case=b0]").focus()
        await page.keyboard.press("Alt+ArrowDown")
        await expect(quoted.nth(1)).to_have_attribute("data-case", "b0")
        await expect(quoted.nth(1)).to_be_focused()
        await page.keyboard.press("Delete")
        await page.keyboard.press("Enter")
        await expect(cases.get_by_role("alert")).to_have_text("请写明不引用的原因")
        await page.keyboard.type("已上前一期专报")
        await page.keyboard.press("Enter")
        await expect(quoted).to_have_count(2)
        await expect(cases.get_by_test_id("left-out")).to_contain_text("已上前一期专报")
        await expect(inside.locator("body")).not_to_contain_text("20251121-00001", timeout=SLOW_MS)
        await expect(cases.get_by_test_id("counted")).to_contain_text(f"全部 {CALLERS} 件")
        await pictured(page, "report-cases")
        await page.get_by_test_id("make").press("Enter")
        row = page.get_by_test_id("report")
        await expect(row).to_contain_text("人工不引用 1 件", timeout=SLOW_MS)
        await page.keyboard.press("Alt+Digit3")
        await page.locator("[name=period]").fill("2025-11-21")
        await page.locator("[name=period]").press("Enter")
        await expect(cases.get_by_test_id("issued")).to_contain_text("第 1 期已于")
        await cases.get_by_test_id("take-back").press("Enter")
        await expect(quoted).to_have_count(3)
        await page.get_by_test_id("make").press("Enter")
        await expect(row).to_have_count(2, timeout=SLOW_MS)
        await expect(row.first).to_contain_text("更正1")
        await pictured(page, "reports-made")
    assert complaints.seen == []


async def test_figures_say_what_they_mean_and_units_are_ranked(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.keyboard.press("Alt+Digit2")
        await page.locator("[name=span]").select_option("month")
        await page.locator("select[name=period]").select_option("2025-11")
        registered = page.locator("[data-figure=registered]")
        await expect(registered.locator("td.n").first).to_have_text(str(CALLERS), timeout=SLOW_MS)
        await registered.locator("button").press("Enter")
        await expect(registered).to_contain_text("按受理时间归期")
        await page.keyboard.press("Alt+KeyL")
        await expect(registered).to_contain_text("by time of registration")
        await expect(page.get_by_test_id("ranking")).to_contain_text("市城市管理局")
        await page.keyboard.press("Alt+Digit3")
        await expect(page.get_by_test_id("make")).to_have_count(0)  # a dispatcher looks, and makes none
        await expect(page.locator("[name=kind] option[value=form]")).to_have_count(0)
    assert complaints.seen == []


async def test_the_way_to_other_pages_is_what_a_role_may_see(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with signed_in(browser, site, "pai", complaints) as page:
        await page.keyboard.press("Alt+Digit0")
        links = page.get_by_test_id("pages").locator("a")
        await expect(links).to_have_text(
            ["工单", "报表与热点", "查找通话内容", "节目收尾", "知识库", "派单目录", "审核回访", "大屏"]
        )
        await expect(links.first).to_be_focused()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/tickets")
        await expect(page.get_by_test_id("pages")).to_be_visible()
        await page.keyboard.press("Alt+Digit0")
        await expect(links.first).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/reports")
    async with signed_in(browser, site, "ju", complaints) as page:
        await expect(page.get_by_test_id("refused")).to_be_visible()
        await page.keyboard.press("Alt+Digit0")
        await expect(page.get_by_test_id("pages").locator("a")).to_have_text(["工单", "上线计划", "审核回访"])
    assert complaints.seen == []
