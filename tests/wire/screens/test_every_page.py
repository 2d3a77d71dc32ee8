"""What every page has alike, in a real Chromium against the real service: help, the city's time, a way back."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from callcenter.web.static import PAGES
from tests.contracts.store.stories import NOON
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.show_site import open_show, show_site
from tests.wire.screens.sign_in import LARGE, SLOW_MS
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
EVERYBODY = frozenset(Role) - {Role.OPERATOR, Role.UNIT}
SESSION = {
    "leader": "王局长", "unit": "市城管局", "guest": "9001", "assistant": "8001",
    "from": "2026-11-29T09:00", "to": "2026-11-29T11:30",
}  # fmt: skip
NOWHERE = "nowhere/%E5%8F%97%E7%90%86"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A city with a show that is open, and somebody who may see every page of the office."""
    if not (STATIC / "missing.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with show_site(tmp_path) as stage:
        await stage.stores.accounts.add_user("all", "都能看", EVERYBODY, "pass-all", datetime.now(UTC))
        guest = OperatorLine(number="9001", name="王局长", password="pass-9001", skills=("guest",))
        await stage.stores.operators.take([guest], "callcenter", ["hotline"], datetime.now(UTC))
        await open_show(stage)
        yield stage


@asynccontextmanager
async def signed(browser: Browser, site: Stage, name: str, zone: str = "Asia/Shanghai") -> AsyncIterator[Page]:
    """A window of somebody who is signed in, on a machine set to `zone`."""
    context = await browser.new_context(viewport=LARGE, locale="zh-CN", timezone_id=zone)
    context.set_default_timeout(SLOW_MS)
    headers = {"Origin": site.origin, "X-Requested-With": "callcenter"}
    given = {"name": name, "password": f"pass-{name}"}
    answer = await context.request.post(f"{site.origin}/api/v1/session", data=given, headers=headers)
    assert answer.ok
    yield await context.new_page()
    await context.close()


async def helped(page: Page, key: str) -> None:
    """Ask for help by a key, find it, and close it."""
    await page.keyboard.press(key)
    shown = page.get_by_role("dialog")
    await expect(shown.locator("dt").first).not_to_be_empty()
    await page.keyboard.press("Escape")
    await expect(shown).to_have_count(0)


async def test_every_page_explains_itself_on_f1_and_on_a_question_mark(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """All pages registered with the service, the one for unknown addresses, and the keys while the help is open."""
    for name, pages in (("8001", ["desk"]), ("all", [*sorted({*PAGES} - {"desk"}), NOWHERE])):
        async with signed(browser, site, name) as page:
            for path in pages:
                await page.goto(f"{site.origin}/{path}")
                await expect(page.locator("main, [role=main]").first).to_be_visible()
                await helped(page, "F1")
                await page.evaluate("document.activeElement?.blur()")
                await helped(page, "?")


async def test_times_are_the_citys_on_a_machine_of_another_zone(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    """The desk's drafts, the clock of the tickets, the first day of the roster: whatever side of the date line."""
    city = datetime.fromtimestamp(site.clock[0], ZoneInfo("Asia/Shanghai"))
    drafted = datetime.fromtimestamp(NOON, city.tzinfo)
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        async with signed(browser, site, "8001", zone) as page:
            complaints.watch(page)
            await page.goto(f"{site.origin}/desk")
            await expect(page.locator(".side")).to_contain_text(f"{drafted:%H:%M}")
        async with signed(browser, site, "all", zone) as page:
            await page.goto(f"{site.origin}/tickets")
            await expect(page.locator("header time")).to_have_text(re.compile(f"{city:%H}:"))
            await page.goto(f"{site.origin}/duty")
            await expect(page.get_by_test_id("roster").locator("tbody td").first).to_contain_text(f"{city:%Y-%m-%d}")
            await page.get_by_test_id("tab-sessions").click()
            for name, value in SESSION.items():
                await page.get_by_test_id(f"session-{name}").fill(value)
            await page.keyboard.press("Enter")
            sessions = page.get_by_test_id("sessions")
            await expect(sessions).to_contain_text("11-29 09:00–11:30")
            await sessions.get_by_role("button", name="取消").first.click()
    assert complaints.seen == []


async def test_an_unknown_address_leads_a_person_back_and_tells_a_program_in_json(
    browser: Browser, site: Stage
) -> None:
    async with signed(browser, site, "lin") as page:
        answer = await page.goto(f"{site.origin}/{NOWHERE}?a=<b>")
        assert answer is not None
        assert answer.status == 404
        await expect(page.locator("h1")).to_have_text("没有这个页面")
        await expect(page.get_by_test_id("path")).to_have_text("/nowhere/受理")
        await pictured(page, "missing")
        await page.keyboard.press("Alt+l")
        await expect(page.locator("h1")).to_have_text("There is no such page")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/supervisor")
        for path in (NOWHERE, "api/v1/nowhere", "static/nowhere.js"):
            told = await page.request.get(f"{site.origin}/{path}", headers={"Accept": "application/json"})
            assert (told.status, (await told.json())["error"]["code"]) == (404, "not_found")
        api = await page.request.get(f"{site.origin}/api/v1/nowhere", headers={"Accept": "text/html"})
        assert (api.status, api.headers["content-type"].split(";")[0]) == (404, "application/json")
