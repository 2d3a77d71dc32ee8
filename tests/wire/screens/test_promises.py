"""Promises and recorded editions in a real Chromium on the real service: confirmed, heard, kept; opinions counted."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from callcenter.store.identity import Role
from tests.service.web.stage import Stage, say
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.promise_scene import promised
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "plan.html").exists(), reason="the screens are not built: make install"),
]
SLOW_MS = 30_000


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    async with promised(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def page(site: Stage, browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    found = await context.new_page()
    found.set_default_timeout(SLOW_MS)
    yield found
    await context.close()


async def signed_in(page: Page, site: Stage, name: str, path: str) -> None:
    headers = {"Origin": site.origin, "X-Requested-With": "callcenter"}
    body = {"name": name, "password": f"pass-{name}"}
    answer = await page.request.post(f"{site.origin}/api/v1/session", data=body, headers=headers)
    assert answer.ok, await answer.text()
    await page.goto(f"{site.origin}{path}")


async def test_a_producer_hears_a_promise_confirms_its_day_and_notes_what_was_kept(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    """The sound begins a second before the promise; each decision moves the line to where it stands now."""
    complaints.watch(page)
    await signed_in(page, site, "dao", "/aftershow")
    await expect(page.locator("[data-part=closing]")).to_be_visible()
    await page.keyboard.press("Alt+2")
    await expect(page.locator("[data-promise]")).to_have_count(3, timeout=SLOW_MS)
    found = page.locator("[data-standing=to_confirm]")
    await found.locator("[data-test=listen]").click()
    sound = found.locator("[data-test=sound]")
    await expect(sound).to_have_attribute("data-at", "11", timeout=SLOW_MS)
    handle = await sound.element_handle()
    await page.wait_for_function("one => one.readyState > 0 && one.currentTime >= 11", arg=handle, timeout=SLOW_MS)
    await found.locator("[data-test=confirm]").click()
    await expect(page.locator("[data-standing=to_confirm]")).to_have_count(0)
    kept = page.locator("[data-promise=P-run]")
    await kept.locator("[data-test=note]").fill("全部窗口已开通")
    await page.keyboard.press("Enter")
    await expect(kept).to_have_count(0)
    await page.locator("[data-state=all]").click()
    await expect(page.locator("[data-promise=P-run]")).to_contain_text("全部窗口已开通")
    async with page.expect_download() as download:
        await page.locator("[data-print=xlsx]").click()
    assert (await download.value).suggested_filename.startswith("回音壁跟踪清单")
    assert complaints.seen == []


async def test_the_list_for_the_follow_up_column_says_how_the_media_followed_each_matter(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    """Said among the entries, read in the list: the outlet, the day and the way there; a unit sees none of it."""
    producer = await site.bearer(Role.PRODUCER)
    day, entry = f"{site.parts.time():%Y-%m-%d}", "/api/v1/shows/s1/closing/entries/k1/media"
    for body in (
        {"was": "undecided", "state": "to_follow"},
        {"was": "to_follow", "state": "reported", "outlet": "都市新闻", "on": day},
    ):
        await say(await site.ask("POST", entry, json=body, headers=producer))
    complaints.watch(page)
    await signed_in(page, site, "dao", "/aftershow")
    await expect(page.locator("[data-part=closing]")).to_be_visible()
    await page.keyboard.press("Alt+2")
    followed = page.locator("[data-standing=to_confirm]").first.get_by_test_id("media")
    await expect(followed).to_contain_text("已播出")
    await expect(followed).to_contain_text(f"都市新闻 {day}")
    await expect(followed).to_have_attribute("title", re.compile("待跟进(.|\n)*已播出"))
    await expect(page.locator("[data-promise=P-run]").get_by_test_id("media")).to_have_text("–")
    await pictured(page, "promises")
    seen = await say(await site.ask("GET", "/api/v1/promise-book", headers=await site.bearer(Role.UNIT)))
    assert all(one["media"] == [] for one in seen["items"])
    assert complaints.seen == []


async def test_a_recorded_edition_without_a_telephone_takes_promises_and_counts_slips(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    """Who, what, until when by the keyboard while it is recorded; twelve slips are one line and twelve people."""
    complaints.watch(page)
    await signed_in(page, site, "dao", "/plan")
    await page.locator("[data-tab=voices]").click()
    await expect(page.get_by_test_id("promise-who")).to_have_value("张局长")
    await page.get_by_test_id("promise-words").fill("三天之内把校门口护栏修好")
    await page.keyboard.press("Enter")
    taken = page.locator("[data-test=promises] [data-standing=to_confirm]")
    await expect(taken).to_contain_text("张局长", timeout=SLOW_MS)
    await expect(taken.get_by_test_id("day")).not_to_have_value("")
    await taken.get_by_test_id("confirm").click()
    await expect(taken).to_have_count(0)
    everybody = page.locator("[data-test=tally] tr[data-name='合计']")
    await expect(everybody).to_contain_text("9")
    await page.get_by_test_id("verdict").select_option("不满意")
    await page.get_by_test_id("people").fill("12")
    await page.keyboard.press("Enter")
    await expect(everybody).to_contain_text("21")
    async with page.expect_download() as download:
        await page.locator("[data-report=xlsx]").click()
    assert (await download.value).suggested_filename.startswith("请人民阅卷情况报告")
    assert complaints.seen == []


async def test_a_host_reads_promises_and_files_and_no_callers_words(
    page: Page, site: Stage, complaints: Complaints
) -> None:
    """What nobody has confirmed, what callers said and every key to act are the show team's."""
    complaints.watch(page)
    await signed_in(page, site, "zhu", "/aftershow")
    await expect(page.locator("[data-promise]")).to_have_count(2, timeout=SLOW_MS)
    await expect(page.locator("[data-part]")).to_have_count(2)
    await expect(page.locator("[data-test=kept]")).to_have_count(0)
    await page.goto(f"{site.origin}/host")
    await expect(page.get_by_test_id("opening-promises")).to_contain_text("社区食堂", timeout=SLOW_MS)
    assert complaints.seen == []
