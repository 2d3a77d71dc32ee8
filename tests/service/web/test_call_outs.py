"""Calling out a duty officer over HTTP: who may, for which unit, and what is shown of it."""

from callcenter.store.identity import Role
from queueing.units.call_out import OnCall
from tests.service.web.stage import Stage, say
from tests.service.web.test_attachments import dispatched


async def test_the_duty_officer_of_the_tickets_unit_is_rung_and_it_can_be_stopped(stage: Stage) -> None:
    await stage.stores.lists.roster.take([OnCall(unit_id="U001", name="主班", number="13900000001")])
    await stage.parts.city.directory.refresh()
    ticket, headers = await dispatched(stage), await stage.bearer(Role.DISPATCHER)
    path = f"/api/v1/tickets/{ticket}/call-outs"
    made = await say(await stage.client.post(path, json={"reason": "燃气泄漏"}, headers=headers))
    (tried,) = made["attempts"]
    assert (made["unit"], made["result"], tried["name"], tried["answer"]) == ("市城市管理局", "", "主班", "ringing")
    assert [one.reference for one in stage.parts.lines.placed()] == [ticket]
    assert (await stage.client.post(path, json={"reason": "再呼"}, headers=headers)).status == 409
    stop = f"/api/v1/call-outs/{made['call_out_id']}/stop"
    assert (await say(await stage.client.post(stop, headers=headers)))["result"] == "stopped"
    assert stage.parts.lines.placed() == [], "the call is taken back"
    listed = await say(await stage.client.get(path, headers=headers))
    assert [one["result"] for one in listed["items"]] == ["stopped"]


async def test_without_a_roster_it_says_so_at_once(stage: Stage) -> None:
    ticket, headers = await dispatched(stage), await stage.bearer(Role.OPERATOR, "8001")
    made = await say(
        await stage.client.post(f"/api/v1/tickets/{ticket}/call-outs", json={"reason": "停水"}, headers=headers)
    )
    assert (made["result"], made["why"]) == ("exhausted", "没有排班：本单位和上级单位都没有值班人员")


async def test_a_unit_calls_nobody_out_and_an_unknown_unit_is_refused(stage: Stage) -> None:
    ticket = await dispatched(stage)
    path = f"/api/v1/tickets/{ticket}/call-outs"
    assert (await stage.client.post(path, json={"reason": "x"}, headers=await stage.bearer(Role.UNIT))).status == 403
    asked = {"reason": "x", "unit_id": "nowhere"}
    told = await say(await stage.client.post(path, json=asked, headers=await stage.bearer(Role.DISPATCHER)), 422)
    assert "unit_id" in told["error"]["fields"]
