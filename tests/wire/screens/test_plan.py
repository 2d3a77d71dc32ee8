"""The plan page, in a real Chromium on the real service and store, with Changzhou's forty shows of 2020."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from tests.service.plan.notice import as_csv, as_xlsx, rows
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.plan_scene import PDF, Scene, scene
from tests.wire.screens.sign_in import signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "plan.html").exists(), reason="the screens are not built: make install"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    template, folder = tmp_path / "template", tmp_path / "site"
    template.mkdir()
    folder.mkdir()
    await make_template(template)
    (folder / "static").symlink_to(STATIC)
    async with staged(folder, template) as built:
        yield built


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(site: Stage) -> Scene:
    return await scene(site)


async def opened(page: Page, site: Stage) -> Page:
    """The page, a supervisor signed in, at the service's time."""
    await page.set_viewport_size({"width": 1366, "height": 768})
    return await signed_in(page, site.origin, "lin", "plan", shown="[data-test=rows]")


async def test_a_schedule_is_looked_at_mended_and_stored_and_the_year_is_there_at_a_glance(
    page: Page, site: Stage, clerk: Scene, complaints: Complaints
) -> None:
    plan, wrong = await opened(page, site), rows()
    wrong[6][2] = "5月41日"
    await plan.keyboard.press("Alt+5")
    await plan.get_by_test_id("import-announced").fill("2020-03-13")
    await plan.get_by_test_id("import-file").set_input_files(
        FilePayload(name="附件1.csv", mimeType="text/csv", buffer=as_csv(wrong))
    )
    await plan.get_by_test_id("compare").click()
    await expect(plan.get_by_test_id("stopped")).to_contain_text("1 处错误")
    await expect(plan.get_by_test_id("findings").locator("tr.fault")).to_contain_text("第 8 行")
    await expect(plan.get_by_test_id("store")).to_have_count(0)
    await plan.get_by_test_id("import-file").set_input_files(
        FilePayload(name="附件1.xlsx", mimeType=XLSX, buffer=as_xlsx())
    )
    await plan.get_by_test_id("compare").click()
    await expect(plan.get_by_test_id("changes").locator("tr")).to_have_count(40)
    await plan.get_by_test_id("store").click()
    await expect(plan.get_by_test_id("stored")).to_contain_text("新增 40")
    await plan.keyboard.press("Alt+1")
    await expect(plan.get_by_test_id("rows").locator("tr[data-day]")).to_have_count(40)
    await expect(plan.get_by_test_id("rows").locator("tr.next")).to_contain_text("民政局")
    await expect(plan.get_by_test_id("counter-units")).to_contain_text("0 / 42")
    await expect(plan.get_by_test_id("edition")).to_contain_text("2020-07-02 周四 09:00–10:00")
    assert complaints.seen == []


async def test_a_clerk_prepares_an_edition_with_the_keyboard(page: Page, site: Stage, clerk: Scene) -> None:
    await clerk.take()
    plan = await opened(page, site)
    panel = plan.get_by_test_id("edition")
    await expect(panel).to_contain_text("2020-07-02")
    await plan.keyboard.press("ArrowDown")
    await expect(panel).to_contain_text("2020-07-09")
    step = panel.locator("[data-rule=leader_promo]")
    await expect(step).to_contain_text("已逾期")
    await step.get_by_test_id("tick").click()
    await plan.keyboard.type("海报已发")
    await plan.keyboard.press("Enter")
    await expect(step).to_contain_text("逾期办结")
    await plan.get_by_test_id("rows").focus()
    await plan.keyboard.press("2")
    await panel.get_by_test_id("edit-leader").click()
    await panel.get_by_test_id("leader").fill("周局长")
    await plan.keyboard.press("Enter")
    await expect(panel).to_contain_text("周局长")
    await panel.get_by_test_id("contacts").click()
    await plan.get_by_test_id("contact-name").fill("钱主任")
    await plan.get_by_test_id("contact-mobile").fill("13800000003")
    await plan.keyboard.press("Enter")
    await expect(panel).to_contain_text("联络员已报")
    await panel.get_by_test_id("leave").click()
    await plan.get_by_test_id("leave-reason").fill("省里会议")
    await plan.get_by_test_id("leave-delegate").fill("吴副局长")
    await plan.get_by_test_id("leave-day").fill("2020-07-07")
    await plan.keyboard.press("Enter")
    await expect(panel.get_by_test_id("late")).to_be_visible()
    row = plan.locator("tr[data-day='2020-07-09']")
    await expect(row).to_contain_text("吴副局长")
    found = (await clerk.ask("GET", "?year=2020"))["editions"][14]
    assert (found["seats"][0]["leader"], found["lacks"]) == ("周局长", {"topics": []})


async def test_unverified_material_cannot_be_chosen_and_the_rundown_moves_by_keys(
    page: Page, site: Stage, clerk: Scene
) -> None:
    await clerk.take()
    plan = await opened(page, site)
    panel = plan.get_by_test_id("edition")
    await panel.locator("[data-tab=materials]").click()
    await panel.get_by_test_id("upload").set_input_files(
        FilePayload(name="采访.pdf", mimeType="application/pdf", buffer=PDF)
    )
    await expect(panel.get_by_test_id("verified")).to_contain_text("未核实")
    await panel.locator("[data-tab=rundown]").click()
    for title, time in (("连线", "30"), ("关注焦点", "4:30")):
        await panel.get_by_test_id("item-add").click()
        await panel.get_by_test_id("item-title").last.fill(title)
        await panel.get_by_test_id("item-time").last.fill(time)
    await expect(panel.locator("select option")).to_have_text(["无材料", "无材料"])
    await panel.get_by_test_id("item-title").last.focus()
    await plan.keyboard.press("Alt+ArrowUp")
    await expect(panel.get_by_test_id("item-title").first).to_have_value("关注焦点")
    await plan.keyboard.press("Control+Enter")
    await expect(panel.get_by_test_id("rundown-save")).to_be_disabled()
    await expect(panel.get_by_test_id("rundown").locator("tr").last).to_contain_text("09:04")
    await panel.locator("[data-tab=materials]").click()
    await panel.get_by_test_id("verify").click()
    await panel.get_by_test_id("how").fill("记者现场核实")
    await plan.keyboard.press("Enter")
    await expect(panel.get_by_test_id("verified")).to_contain_text("已核实")
    await panel.locator("[data-tab=rundown]").click()
    await expect(panel.locator("select option").nth(1)).to_have_text("采访.pdf")


async def test_on_the_day_the_clerk_checks_in_and_the_counters_move(page: Page, site: Stage, clerk: Scene) -> None:
    await clerk.take()
    site.clock[0] = datetime.fromisoformat("2020-07-02T07:55:00+08:00").timestamp()
    plan = await opened(page, site)
    panel = plan.get_by_test_id("edition")
    await expect(panel).to_contain_text("2020-07-02")
    await panel.locator("[data-tab=seats]").click()
    await expect(panel.get_by_test_id("arrive-delegate")).to_be_disabled()  # nobody is named to stand in
    await panel.get_by_test_id("arrive-leader").click()
    await expect(panel.get_by_test_id("came")).to_contain_text("本人到 07:55 到")
    await expect(plan.get_by_test_id("counter-leaders")).to_contain_text("1 / 42")


async def test_a_move_keeps_its_reason_on_the_screen(page: Page, site: Stage, clerk: Scene) -> None:
    await clerk.take()
    plan = await opened(page, site)
    panel = plan.get_by_test_id("edition")
    await panel.get_by_test_id("move").click()
    await plan.get_by_test_id("move-day").fill("2020-07-03")
    await plan.get_by_test_id("move-reason").fill("防汛")
    await plan.keyboard.press("Enter")
    await expect(panel).to_contain_text("2020-07-03 周五")
    await panel.locator("[data-tab=history]").click()
    await expect(panel.get_by_test_id("history").locator("tr").first).to_contain_text("2020-07-02 → 2020-07-03 · 防汛")
    await expect(panel.get_by_test_id("history").locator("tr").first).to_contain_text("迟报")
