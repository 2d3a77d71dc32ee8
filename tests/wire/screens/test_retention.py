"""An administrator counts, confirms and removes old data in a real Chromium, by keys, on the real service."""

import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from callcenter.settings import Retention
from callcenter.store.identity import Role
from callcenter.store.stores import Stores, open_stores
from callcenter.store.tickets import Change
from callcenter.store.transcripts import Recording
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.kept_call import NUMBER, draft, fill, said
from tests.service.web.stage import staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import LARGE, SMALL, signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
CALLS = 30
LATER = NOON + 40 * 86_400.0
DAYS = Retention(facts_days=30, recordings_days=10, transcripts_days=20)


async def old_site(stores: Stores, folder: Path) -> None:
    """Calls of forty days ago; of one the ticket is not over."""
    await fill(stores, folder)
    at = datetime.fromtimestamp(NOON, UTC)
    await stores.accounts.add_user("root", "管理员", frozenset({Role.ADMIN}), "pass-root", at)
    for n in range(2, CALLS + 1):
        stores.journal.append(answered_call(f"c{n}", at=NOON + 600 * n))
    await stores.journal.flush()
    for n in range(2, CALLS + 1):
        path = f"recordings/c{n}.flac"
        (folder / path).write_bytes(b"sound")
        await stores.transcripts.save_recording(
            Recording(call_id=f"c{n}", path=path, seconds=40.0, started_at=NOON + 600 * n)
        )
        await stores.transcripts.add([said(f"w{n}-{at_ms}", f"c{n}", at_ms, "停水了") for at_ms in (0, 900, 1800)])
    open_one = await stores.tickets.save_draft(draft("t2", "c2", "8001"), at)
    await stores.tickets.register(Change(ticket_id="t2", version=open_one.version, actor="8001", at=at))


async def test_old_data_is_counted_confirmed_by_its_number_and_removed(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    if not (STATIC / "retention.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await old_site(stores, tmp_path / "template")
    async with staged(tmp_path / "site", tmp_path / "template", retention_days=DAYS) as stage:
        stage.clock[0] = LATER
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        context = await browser.new_context(viewport=SMALL, locale="zh-CN")
        page = await signed_in(await context.new_page(), stage.origin, "root", "retention", shown="[data-test=rules]")
        complaints.watch(page)
        await page.keyboard.press("Alt+c")
        held = page.get_by_test_id("rule-recordings").get_by_test_id("held")
        await expect(held).to_have_text("工单未结 1")
        recordings, sentences = CALLS - 1, 1 + 3 * (CALLS - 2)
        await expect(page.get_by_test_id("rule-recordings").get_by_test_id("due")).to_have_text(str(recordings))
        await expect(page.get_by_test_id("rule-transcripts").get_by_test_id("due")).to_have_text(str(sentences))
        await page.get_by_test_id("hold-thing").fill("c9")
        await page.get_by_test_id("hold-why").fill("法院调取")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("hold")).to_contain_text("法院调取")
        await page.keyboard.press("Alt+c")
        await expect(held).to_have_text("依法保留 1工单未结 1")
        await expect(page.get_by_test_id("rule-recordings").get_by_test_id("due")).to_have_text(str(recordings - 1))
        recordings, sentences = recordings - 1, sentences - 3
        await page.locator("h1").click()
        await page.keyboard.press("?")
        await expect(page.get_by_test_id("matters")).to_contain_text("先删文件再删登记")
        await page.keyboard.press("Escape")
        await pictures(page, "counted")
        total = recordings + sentences + 1 + 7 * recordings + recordings  # and the draft of c1
        await page.keyboard.press("Alt+p")
        await expect(page.get_by_test_id("typed")).to_be_focused()
        await page.keyboard.type(str(total - 1))
        await expect(page.get_by_test_id("go")).to_be_disabled()
        await page.keyboard.press("Enter")
        await page.get_by_test_id("typed").fill(str(total))
        await pictures(page, "confirm")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("state")).to_have_text("已完成")
        await expect(page.get_by_test_id("removed")).to_have_text(f"{total} / {total}")
        await pictures(page, "done")
        left = sorted(one.name for one in (tmp_path / "site/recordings").iterdir())
        assert left == ["c2.flac", "c9.flac"], "what an open ticket needs and what is on legal hold stays"
        await page.keyboard.press("Alt+c")
        await expect(page.get_by_test_id("rule-calls").get_by_test_id("due")).to_have_text("0")
        await expect(page.get_by_test_id("purge")).to_be_disabled()
        assert complaints.seen == []
        await context.close()


async def test_a_persons_request_is_counted_handed_over_erased_and_receipted(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    """By keys: who asks and why, what is held and why it stays, the ZIP, the erasing by its total, the receipt."""
    if not (STATIC / "retention.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await old_site(stores, tmp_path / "template")
    async with staged(tmp_path / "site", tmp_path / "template", retention_days=DAYS) as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        context = await browser.new_context(viewport=SMALL, locale="zh-CN", accept_downloads=True)
        page = await signed_in(await context.new_page(), stage.origin, "root", "retention", shown="[data-test=person]")
        complaints.watch(page)
        await page.keyboard.press("Alt+n")
        await expect(page.get_by_test_id("per-number")).to_be_focused()
        await page.keyboard.type(NUMBER)
        await expect(page.get_by_test_id("per-count")).to_be_disabled()  # nobody asks without a reason
        await page.get_by_test_id("per-who").fill("本人，已核验身份证")
        await page.get_by_test_id("per-why").fill("依申请 2026-3")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("per-calls")).to_contain_text("工单未结")
        await expect(page.get_by_test_id("per-tickets")).to_contain_text("至确认或作废，最迟 2025-12-21")
        told = await page.get_by_test_id("per-total").inner_text()
        total = re.findall("[0-9]+", told)[-1]
        await person_pictures(page, "counted")
        async with page.expect_download() as coming:
            await page.keyboard.press("Alt+d")
        with zipfile.ZipFile(await (await coming.value).path()) as archive:
            assert "来电.csv" in archive.namelist()
        await page.keyboard.press("Alt+e")
        await expect(page.get_by_test_id("typed")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("typed")).to_have_count(0)
        await page.keyboard.press("Alt+e")
        await page.keyboard.type(total)
        await person_pictures(page, "confirm")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("receipt")).to_contain_text("依申请 2026-3")
        await expect(page.get_by_test_id("per-calls")).to_contain_text("工单未结")
        await person_pictures(page, "receipt")
        async with page.expect_download() as coming:
            await page.keyboard.press("Alt+s")
        receipt = (await (await coming.value).path()).read_text("utf-8")
        assert "尾号 0000" in receipt
        assert NUMBER not in receipt
        assert "工单未结，至办结并满保留期限" in receipt
        left = sorted(one.name for one in (tmp_path / "site/recordings").iterdir())
        assert left == ["c2.flac"], "only what the open ticket needs"
        assert complaints.seen == []
        await context.close()


async def person_pictures(page: Page, name: str) -> None:
    """With SHOTS: the part of the page, in both languages."""
    folder = os.environ.get("SHOTS")
    for language in ("zh", "en") if folder and name != "confirm" else ("zh",) if folder else ():
        await page.get_by_test_id("person").scroll_into_view_if_needed()
        await page.screenshot(path=f"{folder}/person-{name}-{language}.png", full_page=True)
        if name != "confirm":
            await page.keyboard.press("Alt+l")


async def pictures(page: Page, name: str) -> None:
    """With SHOTS: both sizes and both languages, to be looked at."""
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    for size in (LARGE, SMALL):
        for language in ("en", "zh"):
            await page.set_viewport_size(size)
            if name != "confirm":
                await page.keyboard.press("Alt+l")
            await page.screenshot(path=f"{folder}/retention-{name}-{size['width']}-{language}.png")
