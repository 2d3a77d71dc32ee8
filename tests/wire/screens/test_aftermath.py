"""The page after a show in a real Chromium against the real service: one key makes all files, and clips play."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from tests.contracts.store.stories import NOON
from tests.rules.show.hour import Pace, an_hour
from tests.service.aftermath.stage import BEGINS, SHOW, record
from tests.service.aftermath.stage import fill as fill_show
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]
PEOPLE = {"dao": Role.PRODUCER, "ban": Role.SUPERVISOR, "hua": Role.OPERATOR}
PACE = Pace(length_s=60.0, first_s=2.0, every_s=20.0, stay_s=12.0, dump_at_s=7.0)
MADE_WITHIN_MS = 170_000  # some forty files, on a busy machine

TALL = ViewportSize(width=1366, height=900)


@asynccontextmanager
async def built(folder: Path) -> AsyncIterator[Stage]:
    """The service after a show with two callers on air."""
    template = folder / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        at = datetime.fromtimestamp(NOON, UTC)
        for name, role in PEOPLE.items():
            await stores.accounts.add_user(name, f"{name}同志", frozenset({role}), f"pass-{name}", at)
    async with staged(folder / "site", template) as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        hour = an_hour(SHOW, BEGINS, aired=2, entries=6, pace=PACE)
        rows, said = await asyncio.to_thread(record, hour, stage.folder)
        await fill_show(stage.stores.database, hour, rows, said)
        worker = asyncio.create_task(stage.parts.city.workshop.run(), name="workshop")
        yield stage
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    if not (STATIC / "aftershow.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        yield stage


def signed_in(browser: Browser, site: Stage, name: str, complaints: Complaints) -> AbstractAsyncContextManager[Page]:
    """A window of its own for one person, on this page."""
    return window(browser, site.origin, name, "aftershow", complaints, size=TALL)


async def test_one_key_makes_every_file_of_a_show(browser: Browser, site: Stage, complaints: Complaints) -> None:
    async with signed_in(browser, site, "dao", complaints) as page:
        await page.keyboard.press("Alt+Digit4")
        told = page.get_by_test_id("told")
        await expect(told).to_contain_text("一次生成")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("progress")).to_be_visible()
        await expect(told).to_contain_text("个文件，用时", timeout=MADE_WITHIN_MS)
        clips = page.locator("[data-shelf=clips] li")
        await expect(clips.first).to_contain_text("01_王女士_花园路小区停水三天")
        await expect(clips).to_have_count(2)
        await expect(page.locator("[data-shelf=forms]")).to_have_count(0)  # names citizens: not for a producer
        await expect(page.get_by_test_id("bundle")).to_have_count(0)
        await _plays(page)
        async with page.expect_download() as waiting:
            await clips.first.locator("[data-ending=srt]").press("Enter")
        taken = await waiting.value
        assert taken.suggested_filename == "01_王女士_花园路小区停水三天.srt"
        assert "王女士：" in Path(await taken.path()).read_text("utf-8")
    async with signed_in(browser, site, "ban", complaints) as page:
        await page.keyboard.press("Alt+Digit4")
        await expect(page.locator("[data-shelf=forms]")).to_contain_text("群众诉求办理情况表_市水务局")
        await expect(page.locator("[data-shelf=register]")).to_contain_text("听众反映事项台账")
        await _takes_all_forms(page)
        await expect(page.locator("[data-shelf=archive] audio")).to_have_count(2)
        await page.get_by_test_id("define").press("Enter")
        await expect(page.get_by_test_id("definitions")).to_contain_text("得分 = 100")
        await page.keyboard.press("Alt+KeyL")
        await expect(page.get_by_test_id("definitions")).to_contain_text("Settled on the spot")
        await expect(page.get_by_test_id("make")).to_contain_text("Make them again")
    async with signed_in(browser, site, "hua", complaints) as page:
        await expect(page.get_by_test_id("refused")).to_be_visible()
    assert complaints.seen == []


async def _takes_all_forms(page: Page) -> None:
    """One key brings the forms and the register as one file."""
    async with page.expect_download() as waiting:
        await page.get_by_test_id("bundle").press("Enter")
    taken = await waiting.value
    assert taken.suggested_filename == "群众诉求办理情况表_2025-11-21.zip"
    with zipfile.ZipFile(await taken.path()) as archive:
        assert {"听众反映事项台账.xlsx", "群众诉求办理情况表_市水务局.docx"} <= set(archive.namelist())


async def _plays(page: Page) -> None:
    """The browser can read the clip: it knows how long it is."""
    length = """async () => {
      const sound = document.querySelector("[data-shelf=clips] audio");
      sound.preload = "metadata";
      sound.load();
      for (let n = 0; n < 100 && !(sound.duration > 0); n++) await new Promise((done) => setTimeout(done, 100));
      return sound.duration;
    }"""
    seconds = await page.evaluate(length)
    assert 8.0 < seconds < 13.0
