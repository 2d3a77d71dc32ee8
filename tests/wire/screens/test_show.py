"""Producer and host side by side in a real Chromium, each at a machine of their own, on the real service and ledger."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, WebSocketRoute, expect

from queueing.show.facts import AirAnswer
from tests.service.web.stage import Stage
from tests.wire.screens.show_site import BOTH, act, come, draft_of, open_show, ready, show_site, signed_in
from tests.wire.screens.show_site import CALLERS as WHO
from tests.wire.screens.stage import STATIC
from tests.wire.screens.two_screens import at, order

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]
WITHIN_S = 20.0


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    async with show_site(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def producer(browser: Browser, site: Stage) -> AsyncIterator[Page]:
    page = await signed_in(browser, site, "li", "studio")
    await page.fill("[data-test=phone]", "8009")
    await page.keyboard.press("Escape")
    yield page
    await page.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def host(browser: Browser, site: Stage) -> AsyncIterator[Page]:
    page = await signed_in(browser, site, "wang", "host", "small")
    yield page
    await page.context.close()


def facts(site: Stage) -> int:
    state = site.house.studio.current
    assert state is not None
    return state.seq


async def same_order(site: Stage, *pages: Page) -> list[str]:
    """The order all screens show at the present fact; they may not differ."""
    for page in pages:
        await at(page, facts(site))
    found = [await order(page) for page in pages]
    assert all(one == found[0] for one in found), found
    return found[0]


async def on_air(site: Stage) -> list[str]:
    state = site.house.studio.current
    assert state is not None
    return [one.entry_id for one in state.entries.values() if one.state == "on_air"]


async def heard(site: Stage, *wanted: object) -> None:
    """Wait until an order was given."""
    async with asyncio.timeout(WITHIN_S):
        while wanted not in site.air.orders:
            await asyncio.sleep(0.02)


async def test_a_caller_goes_from_ringing_to_air_by_keys_and_both_screens_agree_at_every_step(
    site: Stage, producer: Page, host: Page
) -> None:
    await open_show(site)
    await ready(site, "c1002", WHO[1])
    come(site, "c1001")
    await at(producer, facts(site))
    await producer.keyboard.press("F2")
    await heard(site, "screen", "c1001", "8009")
    await draft_of(site, "c1001")
    await expect(producer.get_by_test_id("topic")).to_have_value("天宁区红梅新村楼道灯坏了半个月没人修")
    await expect(producer.get_by_test_id("words")).to_contain_text("电话139****5678")
    await producer.fill("[data-test=topic]", "楼道灯坏了没人修")
    await producer.keyboard.press("F3")
    await heard(site, "park", "c1001")
    await expect(host.get_by_test_id("ready")).to_contain_text("楼道灯坏了没人修")
    assert await same_order(site, producer, host) == ["c1002", "c1001"]
    await producer.keyboard.press("F6")
    await expect(host.locator("[data-test=ready] li").first).to_contain_text("孙女士")
    assert await same_order(site, producer, host) == ["c1001", "c1002"]
    await producer.keyboard.press("F4")
    await expect(host.get_by_test_id("next")).to_contain_text("孙女士")
    await host.wait_for_timeout(600)
    await host.keyboard.press("Space")
    await heard(site, "air", "c1001", 1)
    await expect(producer.locator("[data-entry=c1001]")).to_contain_text("直播中")
    assert await same_order(site, producer, host) == ["c1001", "c1002"]
    body = await host.inner_text("body")
    assert "13912345678" not in body
    assert "红梅新村" not in body, "the host reads what the producer wrote, not what was said"


async def test_two_callers_are_never_put_on_air_by_one_double_click(site: Stage, producer: Page, host: Page) -> None:
    await open_show(site)
    for number, who in enumerate(WHO[:3]):
        await ready(site, f"c100{number}", who)
    await act(site, lambda board, now: board.choose_next(now, BOTH, "c1000"))
    await expect(host.get_by_test_id("next")).to_contain_text(WHO[0][0])
    await host.wait_for_timeout(600)
    await host.locator("[data-act=air]").dblclick()
    await heard(site, "air", "c1000", 1)
    await act(site, lambda board, now: board.choose_next(now, BOTH, "c1001"))
    await expect(host.get_by_test_id("next")).to_contain_text(WHO[1][0])
    await host.keyboard.press("Space")  # the finger was on its way when the next one appeared
    await same_order(site, producer, host)
    assert await on_air(site) == ["c1000"]
    assert [one for one in site.air.orders if one[0] == "air"] == [("air", "c1000", 1)]


async def test_a_screen_that_was_cut_off_says_so_and_comes_back_to_the_same_order(
    browser: Browser, site: Stage, producer: Page
) -> None:
    await open_show(site)
    await ready(site, "c1001", WHO[0])
    host = await signed_in(browser, site, "wang", "host", "small")
    links: list[WebSocketRoute] = []
    cut = [False]

    async def between(link: WebSocketRoute) -> None:
        if cut[0]:
            await link.close()
            return
        link.connect_to_server()
        links.append(link)

    await host.route_web_socket("**/ws/show**", between)
    await host.reload()
    await expect(host.get_by_test_id("ready")).to_contain_text(WHO[0][0])
    cut[0] = True
    for link in links:
        await link.close()
    await expect(host.get_by_test_id("lost")).to_be_visible()
    await ready(site, "c1002", WHO[1])
    await act(site, lambda board, now: board.move_up(now, BOTH, "c1002"))
    await at(producer, facts(site))
    assert await order(host) == ["c1001"], "what a cut screen shows is what it saw last"
    cut[0] = False
    await expect(host.get_by_test_id("lost")).to_have_count(0)
    assert await same_order(site, producer, host) == ["c1002", "c1001"]
    await host.context.close()


async def test_a_press_whose_answer_was_lost_is_sent_again_and_acts_once(
    site: Stage, producer: Page, host: Page
) -> None:
    await open_show(site)
    await ready(site, "c1001", WHO[0])
    sent: list[object] = []

    async def lost(route: Route) -> None:
        """The first reaches the service and its answer nobody; the second reaches nothing; the third is as always."""
        sent.append(route.request.post_data_json)
        if len(sent) > 2:
            return await route.continue_()
        if len(sent) == 1:
            await route.fetch()
        return await route.abort("connectionreset")

    await producer.route("**/api/v1/shows/*/note", lost)
    await producer.keyboard.press("Alt+m")
    await producer.keyboard.type("局长在路上")
    await producer.keyboard.press("Enter")
    await expect(producer.get_by_test_id("said")).to_contain_text("自动重发")
    await expect(producer.get_by_test_id("said")).to_have_count(0)
    assert len(sent) == 3
    assert sent[0] == sent[1] == sent[2], "the same press, by its key"
    await same_order(site, producer, host)
    await expect(host.locator("[data-test=notes] li", has_text="局长在路上")).to_have_count(1)


async def test_nothing_opens_before_the_delay_was_read_and_typed_right(browser: Browser, site: Stage) -> None:
    page = await signed_in(browser, site, "chen", "studio")
    await page.get_by_test_id("open").click()
    await page.get_by_test_id("open-title").fill("政风热线")
    await page.get_by_test_id("open-delay").fill("0")
    await expect(page.get_by_test_id("open-go")).to_be_disabled()
    await page.get_by_test_id("open-sure").check()
    await page.get_by_test_id("open-go").click()
    await expect(page.get_by_test_id("said")).to_contain_text("延时应为 6 秒")
    await expect(page.get_by_test_id("phase")).to_contain_text("尚未开线")
    assert site.air.orders == []
    await page.get_by_test_id("open-delay").fill("6")
    await page.get_by_test_id("open-go").click()
    await page.get_by_test_id("go-live").click()
    await expect(page.get_by_test_id("phase")).to_contain_text("直播进行中")
    await page.keyboard.press("Alt+b")
    await expect(page.get_by_test_id("blocked")).to_be_visible()
    await page.keyboard.press("Alt+x")
    await expect(page.get_by_test_id("said")).to_contain_text("已切除 6 秒")
    assert site.air.orders[1:] == [("block", True)]
    await page.context.close()


async def test_messages_answers_and_lines_between_the_two_rooms(site: Stage, producer: Page, host: Page) -> None:
    await open_show(site)
    await ready(site, "c1001", WHO[0])
    await act(site, lambda board, now: board.put_on_air(now, BOTH, "c1001"))
    await producer.keyboard.press("Alt+m")
    await producer.keyboard.type("局长在路上")
    await producer.keyboard.press("Enter")
    await expect(host.get_by_test_id("message")).to_contain_text("局长在路上")
    await host.get_by_role("button", name="换话题").click()
    await expect(producer.get_by_test_id("notes")).to_contain_text("换话题")
    await producer.keyboard.press("Escape")
    await producer.keyboard.press("1")
    await expect(producer.get_by_test_id("form")).to_contain_text(WHO[0][0])
    await producer.keyboard.press("Alt+a")
    await producer.get_by_test_id("answer-promised").check()
    await producer.get_by_test_id("answer-due").fill("2026-12-01")
    await producer.get_by_test_id("answer-words").fill("三天之内恢复供水")
    await producer.get_by_test_id("answer-go").click()
    await expect(producer.get_by_test_id("answering")).to_have_count(0)
    state = site.house.studio.current
    assert state is not None
    assert state.entry("c1001").answer is AirAnswer.PROMISED
    await producer.keyboard.press("Alt+n")
    await producer.get_by_test_id("add-address").fill("网友")
    await producer.get_by_test_id("add-topic").fill("停车难")
    await producer.get_by_test_id("add-text").fill("小区车位只售不租，电话13912345678")
    await producer.get_by_test_id("add-go").click()
    row = producer.locator("[data-test=board] [data-state=ringing]")
    await expect(row).to_contain_text("停车难")
    await row.click()
    for key, state in (("F2", "screening"), ("F3", "ready"), ("F4", "next")):
        await producer.keyboard.press(key)
        await expect(producer.locator(f"[data-test=board] [data-state={state}]")).to_contain_text("停车难")
    await expect(host.get_by_test_id("next")).to_contain_text("小区车位只售不租，电话139****5678")
