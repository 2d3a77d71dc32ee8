"""Calling out a unit's duty officer from the desk, on real phones: the first is busy, the backup answers and talks."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from callcenter.store.stores import open_stores
from queueing.units.call_out import OnCall
from tests.wire.house.calls import missing, operator
from tests.wire.house.conversation import both_hear, citizen, outside, plan
from tests.wire.house.house import House, house
from tests.wire.house.test_company import sign_in
from tests.wire.house.test_screens import page
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "desk.html").exists(), reason="the screens are not built: make install"),
]

UNIT, MAIN, BACKUP = "市城市管理局", "13900000001", "13900000002"


async def fill_roster(desk: House) -> None:
    """Put two officers on call, as `callcenter units import` does beside a running desk, until the desk knows."""
    async with open_stores(f"sqlite:///{desk.folder}/data/callcenter.db", desk.folder / "other") as stores:
        units = {one.name: one.unit_id for one in await stores.lists.units.all()}
        turns = [(MAIN, "赵主班", 1), (BACKUP, "钱备班", 2)]
        await stores.lists.roster.take(
            [OnCall(unit_id=units[UNIT], name=name, number=number, rank=rank) for number, name, rank in turns]
        )
    await desk.until(f"/api/v1/units/{units[UNIT]}/on-call", lambda seen: len(seen["items"]) == 2, 40.0)


async def test_the_first_officer_is_busy_and_the_backup_talks_with_whoever_asked(tmp_path: Path) -> None:
    """Keys alone; the ticket keeps both attempts, the ledger each attempt's call with its end."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1) as phone,
        outside(desk) as officers,
        page() as screen,
    ):
        await fill_roster(desk)
        await sign_in(screen, desk, 1)
        await screen.keyboard.press("F2")
        async with citizen(desk) as caller:
            await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "talking")
        await expect(screen.get_by_test_id("ticket")).to_have_attribute("data-status", "draft")
        await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
        await screen.keyboard.press("F2")
        await screen.keyboard.press("Alt+u")
        await screen.keyboard.type("城市管理")
        await expect(screen.get_by_test_id("units")).to_contain_text(UNIT)
        await screen.keyboard.press("Enter")
        await expect(screen.get_by_test_id("on-call")).to_contain_text("赵主班")
        await screen.keyboard.type("路面塌陷，需要马上围挡")
        await screen.keyboard.press("Enter")
        await officers.decline(after_s=0.5)
        await expect(screen.get_by_test_id("attempt").first).to_have_attribute("data-answer", "busy")
        await officers.pick_up()
        assert officers.dialled() == [MAIN, BACKUP]
        await expect(screen.get_by_text("钱备班 已接通")).to_be_visible()
        await both_hear(phone, officers.ear)
        await expect(screen.get_by_test_id("dialog")).to_have_count(0)
        await expect(screen.get_by_test_id("purpose")).to_have_text("值班外呼")
        await expect(screen.get_by_test_id("ticket")).to_have_attribute("data-status", "draft")
        for _ in range(2):
            await screen.keyboard.press("F9")
        await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
        ticket = (await desk.get("/api/v1/tickets"))["items"]
        assert [one["call_id"] for one in ticket] == [caller.call_id], "no draft of its own"
        await kept(desk, ticket[0]["ticket_id"])


async def kept(desk: House, ticket_id: str) -> None:
    """The ticket's call-out and the calls of its attempts, as anybody can look them up."""
    ((out,),) = [(await desk.get(f"/api/v1/tickets/{ticket_id}/call-outs"))["items"]]
    tried = out["attempts"]
    assert (out["result"], out["asked_by"], out["reason"]) == ("reached", "8001", "路面塌陷，需要马上围挡")
    assert [(one["number"], one["rank"], one["answer"]) for one in tried] == [
        (MAIN, 1, "busy"),
        (BACKUP, 2, "answered"),
    ]
    assert out["began_at"] <= tried[0]["at"] <= tried[1]["at"] <= out["ended_at"]
    calls = {one["call_id"]: one for one in await desk.calls()}
    busy, answered = (calls[one["call_id"]] for one in tried)
    assert (answered["outcome"], answered["operator_ids"]) == ("answered", ["8001"])
    assert busy["outcome"] != "answered"
    assert answered["talk_s"] > 0.0
