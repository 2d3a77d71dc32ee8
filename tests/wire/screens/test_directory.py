"""The duty directory in a real Chromium: an entry written by keys, tried with a citizen's sentence, and changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.store.identity import Role
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import built

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
SENTENCE = "楼下机器狗充电桩一直滴滴响"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A city with its units and a supervisor."""
    if not (STATIC / "directory.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        at = stage.parts.time()
        await stage.stores.accounts.add_user("ban", "班长", frozenset({Role.SUPERVISOR}), "pass-ban", at)
        yield stage


async def test_an_entry_is_written_tried_and_changed_and_every_version_kept(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    async with window(browser, site.origin, "ban", "directory", complaints, shown="[data-test=duties]") as page:
        await page.keyboard.press("n")
        form = page.get_by_test_id("duty")
        await form.locator("[name=item]").fill("机器狗充电桩扰民")
        await form.locator("[name=unit]").fill("没有这个局")
        await form.locator("[name=keywords]").fill("机器狗\n充电桩响")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("problem")).to_have_text("还没有填写：依据")
        await form.locator("[name=source]").fill("市城管〔2026〕9 号")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("problem")).to_have_text("单位名单里没有：没有这个局")
        await form.locator("[name=unit]").fill("市城市管理局")
        await page.keyboard.press("Control+Enter")
        await expect(form.get_by_test_id("said")).to_contain_text("从下一个来电起")
        await page.get_by_test_id("search").fill(SENTENCE)
        found = page.get_by_test_id("duties").locator("[data-duty]").first
        await expect(found).to_contain_text("机器狗充电桩扰民")
        await expect(found).to_contain_text("依据：机器狗")
        await form.locator("[name=keywords]").fill("机器狗\n充电桩响\n滴滴响")
        await page.keyboard.press("Control+Enter")
        await expect(form.get_by_test_id("history")).to_contain_text("历次版本（2）")
        await pictured(page, "directory")
        await expect(found).to_contain_text("依据：机器狗、滴滴响")
    assert complaints.seen == []


async def test_an_operator_reads_and_changes_nothing(browser: Browser, site: Stage, complaints: Complaints) -> None:
    async with window(browser, site.origin, "8001", "directory", complaints, shown="[data-test=duties]") as page:
        await expect(page.get_by_test_id("new")).to_have_count(0)
        await page.keyboard.press("n")
        await expect(page.get_by_test_id("duty")).to_have_count(0)
        await expect(page.locator("main")).to_contain_text("选择左边的条目查看")
    assert complaints.seen == []
