"""The supervisors' page about people on duty, in a real Chromium on the real service and store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, say, staged
from tests.wire.screens.sign_in import signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "duty.html").exists(), reason="the screens are not built: make install"),
]
NOW_S = NOON + 3600  # the service's clock
DAY = "2025-11-21"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A site with two operators, a leader's phone and a supervisor."""
    template, folder = tmp_path / "template", tmp_path / "site"
    template.mkdir()
    folder.mkdir()
    await make_template(template)
    (folder / "static").symlink_to(STATIC)
    async with staged(folder, template) as built:
        guest = OperatorLine(number="9001", name="王局长", password="pass-9001", skills=("guest",))
        await built.stores.operators.take([guest], "callcenter", ["hotline"], datetime.fromtimestamp(NOON, UTC))
        yield built


@pytest_asyncio.fixture(loop_scope="session")
async def duty(page: Page, site: Stage) -> Page:
    """The page, a supervisor signed in, at the smaller of the usual sizes and the service's time."""
    await page.set_viewport_size({"width": 1366, "height": 768})
    page.set_default_timeout(30_000)
    await page.clock.set_fixed_time(datetime.fromtimestamp(NOW_S, UTC))
    return await signed_in(page, site.origin, "lin", "duty", shown="[data-test=roster]")


async def test_a_pasted_plan_fills_the_week_shows_who_is_missing_and_a_wrong_one_changes_nothing(duty: Page) -> None:
    await duty.get_by_test_id("roster-csv").fill(f"day,shift,operator\n{DAY},early,8001\n{DAY},late,8002\n")
    await duty.get_by_role("button", name="导入").click()
    await expect(duty.get_by_test_id("roster")).to_contain_text("话务员8001")
    await expect(duty.get_by_test_id("duty").locator("li.missing")).to_contain_text("话务员8001")
    await duty.get_by_test_id("roster-csv").fill(f"day,shift,operator\n{DAY},dawn,8002\n")
    await duty.get_by_role("button", name="导入").click()
    await expect(duty.get_by_role("alert")).to_contain_text("line 2")
    await expect(duty.get_by_test_id("roster")).to_contain_text("话务员8001")


async def test_a_number_is_listed_until_it_expires_and_taken_off(duty: Page, site: Stage) -> None:
    await duty.keyboard.press("Alt+5")
    await duty.get_by_test_id("list-number").fill("13900000009")
    await duty.get_by_test_id("list-why").fill("反复骚扰")
    await duty.get_by_test_id("list-days").fill("2")
    await duty.keyboard.press("Enter")
    row = duty.get_by_test_id("lists").locator("tr")
    await expect(row).to_contain_text("13900000009")
    assert site.parts.floor.lists.verdict("13900000009", NOW_S, emergency=False).treatment == "refuse"
    (entry,) = await site.stores.listed.all()
    await site.stores.listed.add([replace(entry, entry_id="L0", number="13900000008", until=NOW_S + 60)])
    site.clock[0] += 120
    await duty.keyboard.press("Alt+1")
    await duty.keyboard.press("Alt+5")
    await expect(row.filter(has_text="13900000008")).to_contain_text("已过期")
    await expect(row.filter(has_text="13900000009")).not_to_contain_text("已过期")
    await duty.get_by_test_id("list-remove").first.click()
    await expect(row).to_have_count(1)
    await duty.get_by_test_id("list-remove").click()
    await expect(row).to_contain_text("名单为空")


async def test_a_session_is_planned_and_changed_on_the_screen(duty: Page, site: Stage) -> None:
    await duty.keyboard.press("Alt+4")
    told = {"leader": "王局长", "unit": "住建局", "guest": "9001", "assistant": "8001", "queues": "hotline",
            "from": f"{DAY}T15:00", "to": f"{DAY}T16:00"}  # fmt: skip
    for field, value in told.items():
        await duty.get_by_test_id(f"session-{field}").fill(value)
    await duty.keyboard.press("Enter")
    row = duty.get_by_test_id("sessions").locator("tr")
    await expect(row).to_contain_text("15:00–16:00")
    await duty.get_by_test_id("session-change").click()
    await duty.get_by_test_id("session-to").fill(f"{DAY}T17:00")
    await duty.keyboard.press("Enter")
    await expect(row).to_contain_text("15:00–17:00")
    assert len(site.parts.floor.guests.sessions()) == 1


async def test_an_open_matter_waits_for_the_next_shift_to_confirm_it(duty: Page, site: Stage) -> None:
    await duty.keyboard.press("Alt+2")
    await duty.get_by_test_id("diary-text").fill("停水通知待发")
    await duty.get_by_test_id("diary-open").check()
    await duty.get_by_test_id("diary-text").press("Enter")
    await expect(duty.get_by_test_id("diary")).to_contain_text("停水通知待发")
    comer = await site.bearer(Role.OPERATOR, "8001")
    status = "/api/v1/operators/8001/status"
    await say(await site.ask("POST", status, headers=comer, json={"status": "ready"}), 409)
    (left,) = (await say(await site.ask("GET", "/api/v1/diary/unconfirmed", headers=comer)))["items"]
    body = {"entry_ids": [left["entry_id"]]}
    await say(await site.ask("POST", "/api/v1/diary/confirm", headers=comer, json=body), 204)
    await duty.keyboard.press("Alt+3")
    await duty.keyboard.press("Alt+2")
    await expect(duty.get_by_test_id("diary")).to_contain_text("8001")


async def test_what_is_typed_and_not_given_is_there_after_a_reload_and_gone_after_signing_out(
    duty: Page, site: Stage
) -> None:
    """Every form of the page; what was given does not come back."""
    await duty.get_by_test_id("roster-csv").fill("day,shift,operator")
    await duty.keyboard.press("Alt+2")
    await duty.get_by_test_id("diary-text").fill("停水通知")
    await duty.keyboard.press("Alt+4")
    await duty.get_by_test_id("session-leader").fill("王局长")
    await duty.get_by_test_id("session-from").fill(f"{DAY}T15:00")
    await duty.keyboard.press("Alt+5")
    await duty.get_by_test_id("list-why").fill("反复骚扰")
    await duty.reload()
    await expect(duty.get_by_test_id("roster-csv")).to_have_value("day,shift,operator")
    await expect(duty.get_by_test_id("typed-back")).to_be_visible()
    await duty.keyboard.press("Alt+4")
    await expect(duty.get_by_test_id("session-leader")).to_have_value("王局长")
    await expect(duty.get_by_test_id("session-from")).to_have_value(f"{DAY}T15:00")
    await duty.keyboard.press("Alt+5")
    await expect(duty.get_by_test_id("list-why")).to_have_value("反复骚扰")
    await duty.get_by_role("button", name="清除重写").click()
    await expect(duty.get_by_test_id("list-why")).to_have_value("")
    await duty.keyboard.press("Alt+2")
    await expect(duty.get_by_test_id("diary-text")).to_have_value("停水通知")
    await duty.get_by_test_id("diary-text").press("Enter")
    await expect(duty.get_by_test_id("diary")).to_contain_text("停水通知")
    await duty.reload()
    await expect(duty.get_by_test_id("roster-csv")).to_have_value("day,shift,operator")
    await duty.keyboard.press("Alt+2")
    await expect(duty.get_by_test_id("diary")).to_contain_text("停水通知")
    await expect(duty.get_by_test_id("diary-text")).to_have_value("")
    await duty.get_by_role("button", name="退出").click()
    await duty.wait_for_url("**/login")
    assert await duty.evaluate("Object.keys(sessionStorage).filter((one) => one.includes('typed'))") == []
