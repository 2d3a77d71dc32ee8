"""A caller who gave up is called back through the trunk: real phones, the desk's own screen, by keys alone."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from callcenter.store.stores import open_stores
from queueing.events import TryResult
from queueing.facts.missed import MissedTried
from tests.wire.house.calls import missing, operator
from tests.wire.house.conversation import both_hear, department, plan
from tests.wire.house.house import House, house
from tests.wire.house.test_company import sign_in
from tests.wire.house.test_screens import page
from tests.wire.phones import rtp, trunk
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "desk.html").exists(), reason="the screens are not built: make install"),
]

WITHIN_S = 20.0


async def give_up(desk: House) -> None:
    """A citizen calls, hears the queue for a moment and hangs up."""
    async with trunk.party(desk.trunk_ip, (desk.ip, 5060)) as party, rtp.endpoint(desk.trunk_ip) as ear:
        call = party.invite("12345", trunk.offer(ear.ip, ear.port, "8 101"))
        await call.answer(200, seconds=10.0)
        call.ack()
        await asyncio.sleep(0.5)
        call.bye()
        await call.answer(200, seconds=5.0)


async def results(desk: House) -> list[TryResult]:
    """What the ledger says came of calls back."""
    async with open_stores(f"sqlite:///{desk.folder}/data/callcenter.db", desk.folder / "other") as stores:
        return [fact.result async for fact in stores.journal.replay(0.0) if isinstance(fact, MissedTried)]


async def test_who_gave_up_is_called_back_by_keys_and_both_hear_each_other(tmp_path: Path) -> None:
    """The entry shows, is taken, dialled through the trunk, answered, and gone: marked reached by nobody's hand."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1) as phone,
        department(desk) as home,
        page() as screen,
    ):
        await sign_in(screen, desk, 1)
        await give_up(desk)
        await desk.until("/api/v1/missed", lambda found: len(found["items"]) == 1)
        await screen.keyboard.press("F2")
        await expect(screen.get_by_test_id("status")).to_have_attribute("data-status", "ready")
        await screen.keyboard.press("Alt+b")
        await expect(screen.get_by_test_id("missed").locator("li")).to_have_count(1)
        assert "13800000001" not in await screen.content()
        await screen.keyboard.press("n")
        await screen.keyboard.press("c")
        await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "talking")
        await desk.until("/api/v1/missed", lambda found: found["items"] == [])
        await both_hear(phone, home)
        async with asyncio.timeout(WITHIN_S):
            while not (written := await results(desk)):
                await asyncio.sleep(0.2)
        assert written == [TryResult.REACHED]
