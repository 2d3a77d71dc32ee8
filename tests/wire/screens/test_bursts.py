"""A burst in a real Chromium: the strip at the desk, one key to the main ticket, and from the topic to its tickets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from callcenter.web.ports import TicketNews
from queueing.events import TicketDrafted
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.hot_scene import drafted, folded, many, registered
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, say, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
WITHIN_MS = 10_000  # from the call that makes it a burst to the strip on every desk
GUIDANCE = "抢修中，预计18:00恢复"
DESK = "[data-test=ticket]"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """The service with a dispatcher, its hot desk and burst board at work."""
    if not (STATIC / "desk.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    (tmp_path / "template").mkdir()
    async with open_stores(f"sqlite:///{tmp_path}/template/desk.db", tmp_path / "template") as stores:
        await fill(stores, tmp_path / "template")
        at = datetime.fromtimestamp(NOON, UTC)
        await stores.accounts.add_user("pai", "pai同志", frozenset({Role.DISPATCHER}), "pass-pai", at)
    async with staged(tmp_path / "site", tmp_path / "template") as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        city = stage.parts.city
        jobs = [asyncio.create_task(job, name="hot") for job in (city.hot.run(), city.bursts.run())]
        yield stage
        for job in jobs:
            job.cancel()
            with suppress(asyncio.CancelledError):
                await job


async def talked(site: Stage, number: int) -> None:
    """The call itself is in the store: a desk may ask for it as soon as it sees the draft."""
    site.stores.journal.append(answered_call(f"c-b{number}"))
    await site.stores.journal.flush()


async def called(site: Stage, number: int) -> None:
    """One more call is over: it and its draft are saved, and the hot desk hears of it as from the bus."""
    await talked(site, number)
    ticket = await drafted(site, number)
    fact = TicketDrafted(at=site.clock[0], call_id=ticket.call_id, ticket_id=ticket.ticket_id)
    site.parts.city.hot.take_fact(fact)


async def test_the_strip_comes_by_itself_says_what_to_answer_and_one_key_goes_with_the_main_ticket(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    for number in range(9):
        await registered(site, number)
    await folded(site)
    async with window(browser, site.origin, "8001", "desk", complaints, shown=DESK) as page:
        strip = page.get_by_test_id("burst-line")
        await expect(page.get_by_test_id("burst-strip")).to_have_count(0)
        await called(site, 9)
        await expect(strip).to_contain_text("阳光小区 供水", timeout=WITHIN_MS)
        await expect(strip).to_contain_text("10 人来电")
        await expect(strip).to_contain_text("暂无统一答复口径")
        body = {"place": "阳光小区", "matter": "供水", "said": GUIDANCE}
        headers = await site.bearer(Role.SUPERVISOR)
        await say(await site.ask("PUT", "/api/v1/bursts/answer", json=body, headers=headers))
        await expect(strip).to_contain_text(GUIDANCE, timeout=WITHIN_MS)
        assert "1380" not in await strip.inner_text()
        first = (await site.parts.office.get("b0")).record.number
        await talked(site, 10)
        site.desk.talk("8001", "c-b10")
        site.desk.tell("8001", TicketNews(ticket=await drafted(site, 10)))
        await expect(page.get_by_test_id("ticket")).to_have_attribute("data-call", "c-b10")
        await expect(strip).to_contain_text("地点相符")
        join, register = page.get_by_test_id("join"), page.get_by_test_id("register")
        await page.keyboard.press("Alt+KeyG")
        await expect(join).to_have_attribute("aria-pressed", "true")
        await expect(register).to_contain_text(f"受理并入 {first}")
        await page.keyboard.press("Alt+KeyG")  # the second press takes it back
        await expect(join).to_have_attribute("aria-pressed", "false")
        await expect(register).not_to_contain_text("受理并入")
        await page.keyboard.press("Alt+KeyG")
        await pictured(page, "desk-burst")
        await page.keyboard.press("Control+Enter")  # while they talk it wants two presses
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("notices")).to_contain_text(f"，并入主单 {first}")  # not the notice of Alt+G
        await page.keyboard.press("Alt+KeyL")
        await expect(strip).to_contain_text("Main ticket")
    assert (await site.parts.office.get("b10")).record.main == "b0"
    assert complaints.seen == []


async def test_from_the_hot_topic_to_its_tickets_merged_there_and_back_from_a_ticket(
    browser: Browser, site: Stage, complaints: Complaints
) -> None:
    await many(site, range(10))
    await drafted(site, 10)
    await folded(site)
    async with window(browser, site.origin, "pai", "reports", complaints) as page:
        await page.get_by_test_id("topic-tickets").press("Enter")
        bar, rows = page.get_by_test_id("matter"), page.get_by_test_id("tickets").locator("button[data-number]")
        await expect(bar).to_contain_text("阳光小区 供水")
        await expect(bar).to_contain_text("11 人 · 11 件")
        await expect(bar).to_contain_text("其中草稿 1 件未受理")
        await expect(rows).to_have_count(10)
        await page.keyboard.press("KeyG")
        dialog = page.get_by_test_id("merge-form")
        await expect(dialog.get_by_test_id("merge-do")).to_contain_text("将 9 件并入")
        await dialog.locator("input[value=b9]").press("Space")
        await expect(dialog.get_by_test_id("merge-do")).to_contain_text("将 8 件并入")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)  # nothing was merged
        assert (await site.parts.office.get("b0")).record.repeats == ()
        await page.keyboard.press("KeyG")
        await dialog.locator("input[value=b9]").press("Space")
        await pictured(page, "merge-dialog")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("merge-said")).to_contain_text("已将 8 件并入")
        await expect(bar).to_contain_text("可并 1 件")
        await rows.first.press("Enter")
        await expect(page.get_by_test_id("same-matter")).to_contain_text("阳光小区 供水")
        await pictured(page, "matter-tickets")
        await page.keyboard.press("KeyC")
        await expect(bar).to_have_count(0)
        await page.keyboard.press("KeyT")
        await expect(bar).to_contain_text("突发")
        await expect(rows).to_have_count(10)
    assert len((await site.parts.office.get("b0")).record.repeats) == 8
    assert complaints.seen == []
