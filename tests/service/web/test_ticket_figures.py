"""The tickets' figures of a period over HTTP: counted from real tickets, compared, ranked; who may ask."""

from datetime import UTC, datetime

from callcenter.store.identity import Role
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from tests.service.web.kept_call import said
from tests.service.web.stage import Stage, say

DAY = "/api/v1/kpis/figures?period=2025-11-20"


async def _register(stage: Stage, ident: str) -> None:
    at = datetime.fromtimestamp(stage.clock[0], UTC)
    fields = {"title": TicketField(value="路灯不亮"), "content": TicketField(value="路灯不亮。")}
    draft = DraftTicket(ticket_id=ident, call_id=f"c-{ident}", operator_id="8001", fields=fields)
    await stage.stores.transcripts.add([said(f"u-{ident}", f"c-{ident}", 800, "路灯不亮")])
    saved = await stage.stores.tickets.save_draft(draft, at)
    change = Change(ticket_id=ident, version=saved.version, actor="8001", at=at)
    await stage.parts.office.accept(change, Accept(number="", kind="求助"), Who(name="8001"))


async def test_a_registered_ticket_is_counted_on_its_day_and_compared_with_the_day_before(stage: Stage) -> None:
    headers = await stage.bearer(Role.DISPATCHER)
    day = datetime.fromtimestamp(stage.clock[0], stage.parts.zone).date().isoformat()
    path = f"/api/v1/kpis/figures?period={day}"
    before = {one["id"]: one for one in (await say(await stage.ask("GET", path, headers=headers)))["items"]}
    await _register(stage, "f1")
    found = await say(await stage.ask("GET", path, headers=headers))
    after = {one["id"]: one for one in found["items"]}
    assert after["registered"]["now"]["numerator"] == before["registered"]["now"]["numerator"] + 1
    assert after["registered"]["before"] == before["registered"]["before"]
    assert after["registered"]["step"]["direction"] == "up"
    assert after["satisfaction"]["now"]["value"] is None  # nobody was asked: nothing to divide by
    assert after["satisfaction"]["step"]["direction"] == "unknown"
    known = {one["id"] for one in (await say(await stage.ask("GET", "/api/v1/kpis", headers=headers)))["items"]}
    assert set(after) == known
    assert set(found["ranking"]["weights"]) <= known


async def test_units_stand_in_figures_and_reports_by_the_name_they_have_now(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    await _register(stage, "f2")
    unit = stage.parts.city.directory.known.tree.named("市城市管理局")
    assert unit is not None
    command = Dispatch(unit=unit.unit_id, unit_name="从前的名字")
    await stage.parts.office.act(Order(ticket_id="f2", version=None, command=command, who=Who(name="pai")))
    month = f"{datetime.fromtimestamp(stage.clock[0], stage.parts.zone):%Y-%m}"
    found = await say(await stage.ask("GET", f"/api/v1/kpis/figures?period={month}", headers=headers))
    assert [one["unit"] for one in found["ranking"]["items"]] == ["市城市管理局"]
    of_unit = f"/api/v1/kpis/figures?period={month}&unit=市城市管理局"
    found = await say(await stage.ask("GET", of_unit, headers=headers))
    assert {one["id"]: one["now"]["numerator"] for one in found["items"]}["dispatched"] == 1
    page = await stage.ask("GET", f"/api/v1/reports/preview?name=ranking&period={month}", headers=headers)
    assert "市城市管理局" in await page.text()


async def test_only_readers_of_reports_see_figures_and_a_wrong_period_is_refused(stage: Stage) -> None:
    for role in set(Role) - {Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.LEADER, Role.REVIEWER}:
        assert (await stage.ask("GET", DAY, headers=await stage.bearer(role))).status == 403, role
    headers = await stage.bearer(Role.SUPERVISOR)
    answer = await say(await stage.ask("GET", "/api/v1/kpis/figures?period=yesterday", headers=headers), 422)
    assert "expected a day 2026-11-20" in answer["error"]["message"]


async def test_a_report_says_which_figures_are_typed_in_by_hand(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    kinds = await say(await stage.ask("GET", "/api/v1/reports/kinds", headers=headers))
    asked = {one["name"]: one["by_hand"] for one in kinds["items"]}
    assert asked["daily"] == []
    extra = {name: [12, 10] for name in asked["six-up"]}
    order = {"name": "six-up", "period": "2025", "formats": ["csv"], "extra": extra}
    made = await say(await stage.ask("POST", "/api/v1/reports", json=order, headers=headers))
    body = await (await stage.ask("GET", made["files"]["csv"]["url"], headers=headers)).text("utf-8-sig")
    for name in asked["six-up"]:
        line = next(line for line in body.splitlines() if name in line)
        assert "12" in line
        assert "+20.0%" in line
