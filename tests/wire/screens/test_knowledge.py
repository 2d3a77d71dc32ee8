"""The knowledge base in a real Chromium: from an answered ticket to a published entry and back, by keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.intake import AnswerDirectly
from queueing.ticket.facts.handling import Answer
from queueing.ticket.pen import Who
from queueing.units.persons import Grid, Person, PersonKind
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import _unit_id, built

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
TOLD = "管网抢修已完成，请拨打供水热线 0519-85123456 查询恢复时间；已联系来电人13800010001。"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A city with a supervisor, a grid worker for 花园路, and the ticket t11 answered."""
    if not (STATIC / "knowledge.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        at = stage.parts.time()
        await stage.stores.accounts.add_user("ban", "班长", frozenset({Role.SUPERVISOR}), "pass-ban", at)
        answer = AnswerDirectly(text=TOLD, answer=Answer.EXPLAINED, public_text=TOLD)
        await stage.parts.office.act(Order(ticket_id="t11", version=None, who=Who(name="8001"), command=answer))
        unit = await _unit_id(stage, "市城市管理局")
        lists = stage.stores.lists
        await lists.grids.take([Grid(grid_id="G1", name="花园一格", area="花园社区", places=("花园路",))])
        await lists.people.take(
            [Person(person_id="P1", name="老王", kind=PersonKind.GRID_WORKER, unit_id=unit, grids=("G1",))]
        )
        await stage.parts.city.directory.refresh()
        yield stage


async def test_the_person_who_fits_best_is_offered_with_reasons(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with window(browser, site.origin, "ban", "tickets", complaints, shown="[data-test=tabs]") as page:
        await page.get_by_text("花园路路灯连续三天不亮").first.click()
        await page.locator("[data-command=dispatch]").click()
        best = page.get_by_test_id("best")
        await expect(best.locator("[data-person=P1]")).to_contain_text("老王 市城市管理局 负责花园一格")
        await pictured(page, "best-person")
        await best.locator("[data-person=P1]").click()
        await expect(best.locator("[name=person]")).to_have_value("老王")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("detail")).to_contain_text("市城市管理局 · 老王")
    assert complaints.seen == []


async def test_an_answer_becomes_knowledge_is_published_found_and_taken_back(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with window(browser, site.origin, "ban", "tickets", complaints, shown="[data-test=tabs]") as page:
        await page.get_by_text("幸福小区停水无人通知").first.click()
        await expect(page.locator("[data-command=to-knowledge]")).to_be_visible()
        await page.keyboard.press("k")
        entry = page.get_by_test_id("entry")
        await expect(entry).to_contain_text("核对问题、答案和文件依据")
        await expect(entry.locator("[name=question]")).to_have_value("幸福小区停水无人通知")
        text = await entry.locator("[name=answer]").input_value()
        assert "0519-85123456" in text
        assert "13800010001" not in text
        await entry.locator("[name=answer]").fill("请拨打供水热线 0519-85123456 查询恢复时间。")
        await entry.locator("[name=source]").fill("")
        await page.keyboard.press("Alt+p")
        await expect(page.get_by_test_id("problem")).to_have_text("还没有填写：文件依据")
        await page.locator("[data-entry]").first.click()  # what is written stays
        await expect(page.get_by_test_id("problem")).to_contain_text("有未保存的修改")
        await entry.locator("[name=source]").fill("市供水管理办法")
        await entry.locator("[name=valid_to]").fill("2099-12-31")
        await pictured(page, "knowledge-edit")
        await page.keyboard.press("Alt+p")
        await expect(entry.get_by_test_id("said")).to_contain_text("已发布")
        await expect(entry.get_by_test_id("history")).to_contain_text("历次版本（2）")
        await page.get_by_test_id("search").fill("供水热线 供水管理办法")
        await expect(page.get_by_test_id("entries").locator("[data-entry]")).to_have_count(1)
        await expect(page.get_by_test_id("standings").locator("[data-standing=valid] b")).to_have_text("1")
        await pictured(page, "knowledge-found")
        await page.locator("h1").click()
        await page.keyboard.press("Alt+w")
        await expect(entry.get_by_test_id("said")).to_contain_text("已撤回")
        await page.keyboard.press("6")
        await expect(page.get_by_test_id("entries").locator("[data-entry]")).to_have_count(1)
        await page.keyboard.press("n")
        await expect(entry.locator("[name=question]")).to_have_value("")
        await entry.locator("[name=question]").fill("高温补贴怎么领")
        await entry.locator("[name=answer]").fill("由用人单位按月发放。")
        await entry.locator("[name=source]").fill("防暑降温措施管理办法")
        await page.keyboard.press("Control+Enter")
        await expect(entry.get_by_test_id("said")).to_have_text("已保存")
    made = [one for one in await site.stores.knowledge.all() if one.question == "高温补贴怎么领"]
    assert [one.status.value for one in made] == ["draft"]
    assert complaints.seen == []
