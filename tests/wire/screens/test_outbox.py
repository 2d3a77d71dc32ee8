"""Dead letters in a real Chromium: seen with their reason, sent again one by one or all in order, or let go."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from callcenter.store.identity import Role
from callcenter.store.outbox import Channel, MessageState, NewMessage
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import built

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]


async def dead(site: Stage, channel: Channel, ticket: str, event: str, problem: str) -> int:
    """A message that died of `problem`."""
    ident = await waiting(site, channel, ticket, event)
    await site.stores.outbox.failed(ident, problem, None)
    return ident


async def waiting(site: Stage, channel: Channel, ticket: str, event: str) -> int:
    address = NUMBER if channel is Channel.SMS else ""
    body = {"event": event, "title": "花园路路灯"}
    message = NewMessage(channel=channel, stream=ticket, key=f"{channel}/{ticket}/{event}", address=address, body=body)
    await site.stores.outbox.put(message, site.clock[0] - 7200)
    (found,) = (await site.stores.outbox.page(channel.value, "waiting", "", 1)).items
    return found.message_id


async def test_dead_letters_are_understood_sent_again_in_order_or_let_go(
    browser: Browser, complaints: Complaints, tmp_path: Path
) -> None:
    if not (STATIC / "outbox.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as site:
        at = site.parts.time()
        await site.stores.accounts.add_user("ban", "班长", frozenset({Role.SUPERVISOR}), "pass-ban", at)
        wrong = await dead(site, Channel.SMS, "t11", "replied", "expected 2xx, found 400")
        first = await dead(site, Channel.FEED, "t10", "accepted", "expected a connection, found ClientConnectorError")
        await waiting(site, Channel.FEED, "t10", "dispatched")
        other = await dead(site, Channel.FEED, "t12", "accepted", "expected an answer within 10 s, found none")
        async with window(browser, site.origin, "ban", "outbox", complaints, shown="[data-test=letters]") as page:
            table = page.get_by_test_id("letters")
            rows = table.locator("tbody tr[tabindex]")
            await expect(rows).to_have_count(3)
            await expect(page.locator(f"[data-message='{wrong}']")).to_contain_text("接收方不收（HTTP 400）")
            await expect(page.locator(f"[data-message='{wrong}']")).to_contain_text("138****0000")
            held = page.locator(f"[data-message='{first}']")
            await expect(held).to_contain_text("连不上接收方 后面有 1 条在等它")
            await expect(held.locator("a")).to_have_attribute("href", "/tickets?ticket=t10")
            await expect(page.get_by_test_id("channel-feed")).to_contain_text("未送达 2 条")
            await pictured(page, "outbox")
            await page.locator(f"[data-message='{wrong}']").focus()
            await page.keyboard.press("x")
            await page.keyboard.press("Enter")  # no reason, nothing happens
            await expect(page.get_by_role("dialog")).to_contain_text("不再发送")
            await page.keyboard.type("号码已停机")
            await page.keyboard.press("Enter")
            await expect(rows).to_have_count(2)
            await page.locator(f"[data-message='{other}']").focus()
            await page.keyboard.press("r")
            await expect(rows).to_have_count(1)
            await page.keyboard.press("Alt+r")
            await expect(page.get_by_role("dialog")).to_contain_text("1 条未送达的推送从头再推一遍")
            await page.keyboard.press("Enter")
            await expect(page.get_by_test_id("said")).to_have_text("1 条已重新排队")
            await expect(table).to_contain_text("没有未送达的消息")
            await page.keyboard.press("3")
            await expect(rows).to_have_count(1)
            await expect(table).to_contain_text("号码已停机")
        kept = {one.message_id: one.state for one in (await site.stores.outbox.page("", "", "", 10)).items}
        assert kept[wrong] is MessageState.DROPPED
        assert MessageState.DEAD not in {kept[first], kept[other]}
        actions = [one.action for one in await site.stores.audit.last(50)]
        assert {"outbox_drop", "outbox_resend", "outbox_resend_all"} <= {*actions}
    assert complaints.seen == []
