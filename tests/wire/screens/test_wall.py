"""The wallboard in a real Chromium, fed by a real broker."""

import asyncio
import re
import time

import pytest
from playwright.async_api import Locator, Page, expect

from dashboards import topics
from tests.wire.screens import feed
from tests.wire.screens.broker import Broker
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured_at
from tests.wire.screens.stage import WALL_TOKEN, Stage

# One browser for all: its start costs more than most tests.
pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]

LATER_THAN_1_42 = re.compile(r"^(1:4[3-9]|1:5\d|[2-9]:\d\d)$")  # a page that comes late shows it at once


def figure(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"figure-{name}").get_by_test_id("value")


async def test_the_wall_shows_the_published_numbers(
    page: Page, stage: Stage, broker: Broker, complaints: Complaints
) -> None:
    """Figures, queues, operators and alerts appear as published, and unknown is a dash."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 40))
        await publisher.send(
            feed.summary(time.time(), 9, waiting=7, longest_wait_s=None, answer_rate=0.9499, within_15s_rate=None)
        )
        await page.goto(f"{stage.url}/wall")
        await expect(figure(page, "waiting")).to_have_text("7")
        await expect(figure(page, "longest_wait_s")).to_have_text("–")
        await expect(figure(page, "answer_rate")).to_have_text("94.9")
        await expect(figure(page, "within_15s_rate")).to_have_text("–")
        await expect(page.get_by_test_id("demo")).to_contain_text("合成语音演示模型")
        await expect(page.get_by_test_id("operator-8001")).to_contain_text("通话")
        await expect(page.get_by_test_id("queue-hotline")).to_contain_text("93.2%")
        await expect(page.get_by_test_id("alert-trunk_down")).to_be_visible()
        await expect(page.get_by_test_id("stale")).to_have_count(0)
        await publisher.send(
            feed.summary(time.time(), 10, waiting=0),
            feed.cleared(feed.alert(0, "trunk_down", topics.Severity.CRIT, "")),
        )
        await expect(figure(page, "waiting")).to_have_text("0")
        await expect(page.get_by_test_id("alert-trunk_down")).to_have_count(0)
    assert complaints.seen == []


def _worst_hour(now: float) -> tuple[feed.Message, ...]:
    """A queue of a hundred, waits over an hour, a day of twenty thousand calls, and alerts side by side."""
    figures = {"waiting": 123, "longest_wait_s": 4321.0, "offered": 21284, "answered": 20237, "abandoned": 1044}
    return (
        feed.summary(now, 1, **figures, signed_in=200, on_break=22, wrap_up=18, tickets_draft=1200),
        feed.queue(now, "hotline", "长江经济带企业服务专席（含外资）", 1, **figures),
        feed.queue(now, "human", "长三角一体化示范区外资外贸服务专席（含夜间）", 9, waiting=7),
        feed.queue(now, "water", "Water, gas and heating supply faults of all districts", 9, waiting=1),
        feed.alert(now, "long", feed.topics.Severity.CRIT, "排队 123 人，最长等待 1:12:01，超过 0:30，请增派话务员"),
    )


SMALLEST_NAME_REM = (
    0.85  # of a wall 67.5 rem high: 13.6 px at 1080 lines, of twenty-two signs beside five-digit figures
)


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768)])
async def test_forty_operators_fit_without_a_scroll_bar(
    page: Page, stage: Stage, broker: Broker, size: tuple[int, int]
) -> None:
    """Every tile and every one of eight queues lies within the screen, whatever its size; nothing is cut."""
    width, height = size
    await page.set_viewport_size({"width": width, "height": height})
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 40), *feed.more_queues(time.time()), *_worst_hour(time.time()))
        await page.goto(f"{stage.url}/wall")
        tiles = page.locator("[data-test^=operator-]")
        await expect(tiles).to_have_count(40)
        rows = page.locator("[data-test^=queue-]")
        await expect(rows).to_have_count(8)
        boxes = [await one.bounding_box() for one in (*await tiles.all(), *await rows.all())]
        panel = await page.locator(".panel.queues").bounding_box()
        last = await rows.last.bounding_box()
        await expect(figure(page, "longest_wait_s")).to_contain_text("1:12:")
        cut = "[...document.querySelectorAll('.panel td, .figure, .figure .note, .figure .value, .strip li')]"
        cut += ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
        assert await page.evaluate(cut) == []
        notes = "[...document.querySelectorAll('.figure')].filter(e => e.scrollHeight > e.clientHeight + 1).length"
        assert await page.evaluate(notes) == 0
        await expect(page.get_by_test_id("queue-human")).to_contain_text("含夜间")
        names = "[...document.querySelectorAll('.name')]"
        over = "e => e.firstChild.offsetHeight > e.clientHeight || e.firstChild.scrollWidth > e.clientWidth"
        await page.wait_for_function(f"{names}.filter({over}).length === 0")
        await pictured_at(page, f"wall-names-{width}")
        smallest = "Math.min(..." + names + ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        rem = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
        assert await page.evaluate(f"{smallest} / {rem}") >= SMALLEST_NAME_REM
        assert panel
        assert last
        assert last["y"] + last["height"] <= panel["y"] + panel["height"] + 1
    assert all(box and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height for box in boxes)
    scrolling = "e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)"
    assert await page.evaluate(f"[...document.querySelectorAll('.wall, .wall *')].filter({scrolling}).length") == 0
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_what_is_ahead_who_is_to_be_called_back_and_guests_are_shown(
    page: Page, stage: Stage, broker: Broker, complaints: Complaints
) -> None:
    """Forecast with the missing staff, missed callers with those overdue, a guest's session until it ends."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 3))
        await page.goto(f"{stage.url}/wall")
        await expect(page.get_by_test_id("outlook")).to_contain_text("缺 4 人")
        await expect(page.get_by_test_id("missed")).to_contain_text("超时 3")
        await expect(page.get_by_test_id("sessions")).to_contain_text("李局长")
        cut = "[...document.querySelectorAll('.wall .panel')].filter(e => e.scrollHeight > e.clientHeight + 1).length"
        assert await page.evaluate(cut) == 0, "every line of every panel is seen"
        await publisher.send(feed.cleared(feed.session(0)), feed.missed(time.time() + 1, listed=0, red=0))
        await expect(page.get_by_test_id("sessions")).to_contain_text("无场次")
        await expect(page.get_by_test_id("missed")).to_contain_text("超时 0")
        await page.keyboard.press("l")
        await expect(page.get_by_test_id("outlook")).to_contain_text("4 short")
    assert complaints.seen == []


async def test_the_longest_wait_ticks_between_messages(page: Page, stage: Stage, broker: Broker) -> None:
    """A caller goes on waiting although nothing new is published."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 1))
        await publisher.send(feed.summary(time.time(), 3, longest_wait_s=100.0))
        await page.goto(f"{stage.url}/wall")
        longest = figure(page, "longest_wait_s")
        await expect(longest).to_have_text(LATER_THAN_1_42)
        await expect(longest).not_to_have_text(await longest.inner_text())


async def test_stopping_the_broker_marks_the_wall_as_old_and_its_return_clears_the_mark(
    page: Page, stage: Stage, broker: Broker
) -> None:
    """With no link left, old figures say so within seconds; when the broker is back so is the wall."""
    stage.wall_link = False
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 3))
        await page.goto(f"{stage.url}/wall")
        await expect(figure(page, "waiting")).to_have_text("3")
    await broker.stop()
    stale = page.get_by_test_id("stale")
    await expect(stale).to_contain_text("数据已过期", timeout=14_000)
    await expect(page.get_by_test_id("via")).to_have_attribute("data-via", "none")
    await broker.start()
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 3))
        await expect(stale).to_have_count(0, timeout=10_000)


async def test_the_last_will_marks_the_wall_at_once(page: Page, stage: Stage, broker: Broker) -> None:
    """The service's connection breaks without a goodbye: the wall says offline without waiting for figures to age."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 3))
        await page.goto(f"{stage.url}/wall")
        await expect(figure(page, "waiting")).to_have_text("3")
        await publisher.send(feed.state(time.time(), online=False))
        await expect(page.get_by_test_id("stale")).to_contain_text("服务已离线", timeout=3000)


async def test_without_a_broker_the_services_own_link_takes_over(page: Page, stage: Stage) -> None:
    """The same topics and payloads over /ws/wall feed the same wall."""
    for message in feed.floor(time.time(), 5):
        await stage.send_wall(message[0], feed.frame(message))
    await page.goto(f"{stage.url}/wall")
    await expect(page.get_by_test_id("via")).to_have_attribute("data-via", "service")
    await expect(figure(page, "answered")).to_have_text("1237")
    message = feed.summary(time.time(), 5, answered=1238)
    await stage.send_wall(message[0], feed.frame(message))
    await expect(figure(page, "answered")).to_have_text("1238")


async def test_a_token_in_the_address_signs_the_wall_in_and_leaves_the_address(
    page: Page, stage: Stage, broker: Broker
) -> None:
    """The token is exchanged for a session and does not stay where it can be photographed."""
    stage.signed_in = False
    await page.goto(f"{stage.url}/wall?token={WALL_TOKEN}")
    await expect(page.get_by_test_id("via")).to_have_attribute("data-via", "mqtt")
    assert page.url == f"{stage.url}/wall"
    assert ("POST", "/session", {"token": WALL_TOKEN}) in stage.requests


async def test_a_revoked_token_is_told_in_words(page: Page, stage: Stage) -> None:
    """A wall whose token is no good says so instead of standing dark."""
    stage.signed_in = False
    await page.goto(f"{stage.url}/wall?token=old")
    await expect(page.get_by_test_id("stale")).to_contain_text("令牌无效")


async def test_nobody_signed_in_is_sent_to_the_sign_in_page(page: Page, stage: Stage) -> None:
    """Without session or token the wall asks who is there, and will come back here."""
    stage.signed_in = False
    await page.goto(f"{stage.url}/wall")
    await page.wait_for_url("**/login?next=%2Fwall")


async def test_every_figure_can_be_explained(page: Page, stage: Stage, broker: Broker) -> None:
    """`?` and a click on a figure show its definition; Esc closes; L changes the language."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 3))
        await page.goto(f"{stage.url}/wall")
        await expect(figure(page, "waiting")).to_have_text("3")
        await page.keyboard.press("?")
        await expect(page.get_by_test_id("definitions")).to_contain_text("接通量 ÷（来电量 − 仍在等待的）")
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("definitions")).to_have_count(0)
        await page.get_by_test_id("figure-answer_rate").click()
        await expect(page.locator(".chosen")).to_contain_text("接通率")
        await page.keyboard.press("Escape")
        await page.keyboard.press("l")
        await expect(page.get_by_test_id("figure-waiting")).to_contain_text("Waiting")
        assert await page.evaluate("document.documentElement.lang") == "en"


async def test_a_storm_of_messages_leaves_the_wall_responsive(
    page: Page, stage: Stage, broker: Broker, complaints: Complaints
) -> None:
    """Two thousand operator changes in a burst end in the last state, with nothing in the console."""
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(time.time(), 40))
        await page.goto(f"{stage.url}/wall")
        await expect(page.locator("[data-test^=operator-]")).to_have_count(40)
        for seq in range(1, 51):
            await publisher.send(*(feed.operator(time.time(), index, seq, answered=seq) for index in range(40)))
            await asyncio.sleep(0)
        await publisher.send(feed.summary(time.time(), 99, waiting=41))
        await expect(figure(page, "waiting")).to_have_text("41")
        await expect(page.get_by_test_id("operator-8001")).to_contain_text("✓50")
    assert complaints.seen == []


async def test_a_break_shows_its_title_and_is_counted_by_reason_with_its_definition(
    page: Page, stage: Stage, broker: Broker
) -> None:
    """Never the bare code; a click on the counts says what is counted."""
    now = time.time()
    people = [
        feed.operator(now, index, status="on_break", state="idle", reason=reason, reachable=True)
        for index, reason in enumerate(("meal", "meal", "rest"))
    ]
    async with feed.publishing(broker) as publisher:
        await publisher.send(*feed.floor(now, 0), *people)
        await page.goto(f"{stage.url}/wall")
        await expect(page.get_by_test_id("operator-8001")).to_contain_text("用餐")
        await expect(page.get_by_test_id("breaks")).to_contain_text("用餐 2")
        assert "meal" not in await page.locator("main").inner_text()
        await page.get_by_test_id("breaks").click()
        await expect(page.locator(".chosen")).to_contain_text("按各人所选的原因分列")
        await page.keyboard.press("Escape")
        await page.keyboard.press("l")
        await expect(page.get_by_test_id("breaks")).to_contain_text("Meal 2")
