"""领导值班 over HTTP: planned, signed in to, owed; who was there stands with the calls and tickets of that time."""

from datetime import datetime
from typing import Any

from callcenter.store.identity import Role
from queueing.units.unit_tree import Placed, Unit, UnitKind
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say
from tests.service.web.test_city_switches import switch
from tests.service.web.test_intake import bring, source

PATH = "/api/v1/leader-duty"


def moment(stage: Stage, day: int, hour: int) -> float:
    """Of November 2025, as the site's clock has it."""
    return datetime(2025, 11, day, hour, tzinfo=stage.parts.zone).timestamp()


async def planned(stage: Stage, day: int, status: int = 200, leader: str = "李区长", unit: str = "U001") -> Any:
    asked = {"leader": leader, "unit": unit, "starts_at": moment(stage, day, 9), "ends_at": moment(stage, day, 18)}
    headers = await stage.bearer(Role.SUPERVISOR)
    return await say(await stage.client.post(PATH, json=asked, headers=headers), status)


async def listed(stage: Stage, role: Role = Role.LEADER) -> Any:
    return await say(await stage.client.get(f"{PATH}?day=2025-11-21", headers=await stage.bearer(role)))


async def signed(stage: Stage, duty: Any, status: int = 200) -> Any:
    headers = await stage.bearer(Role.LEADER)
    return await say(await stage.client.post(f"{PATH}/{duty['duty_id']}/sign-in", json={}, headers=headers), status)


async def test_a_turn_is_planned_signed_in_to_once_and_then_its_leader_is_there(stage: Stage) -> None:
    stage.clock[0] = moment(stage, 21, 7)
    duty = await planned(stage, 21)
    assert (duty["may_sign_in"], duty["here"]) == (False, False), "two hours before it is too early"
    early = await signed(stage, duty, 409)
    assert early["error"]["reason"] == "duty_not_now"
    stage.clock[0] = moment(stage, 21, 10)
    came = await signed(stage, duty)
    assert came["came_at"] == "2025-11-21T10:00:00.000+08:00"
    assert came["here"]
    again = await signed(stage, duty, 409)
    assert again["error"]["found"] == "one that was signed in to"
    assert [one["came_at"] for one in (await listed(stage))["items"]] == ["2025-11-21T10:00:00.000+08:00"]


async def test_a_unit_owes_a_turn_until_one_is_planned_and_again_when_nobody_came(stage: Stage) -> None:
    unit = Unit(unit_id="D9", name="江北区", kind=UnitKind.DISTRICT, parent_id="U000")
    await stage.stores.lists.units.merge([Placed(line=1, unit=unit)], "x")
    await stage.parts.city.directory.refresh()

    async def why() -> str:
        found = {one["unit_id"]: one["why"] for one in (await listed(stage))["owed"]}
        return str(found.get("D9", ""))

    stage.clock[0] = moment(stage, 3, 12)
    assert await why() == "unplanned"
    await planned(stage, 5, unit="江北区")
    assert await why() == ""
    stage.clock[0] = moment(stage, 5, 19)
    assert await why() == "absent"
    second = await planned(stage, 25, unit="D9")
    assert await why() == "", "there is another chance within the month"
    stage.clock[0] = moment(stage, 25, 9)
    await signed(stage, second)
    stage.clock[0] = moment(stage, 29, 9)
    assert await why() == ""


async def test_who_was_there_stands_with_the_tickets_taken_then_and_no_others(stage: Stage) -> None:
    async def taken(key: str) -> list[str]:
        made = await say(await bring(stage, await source(stage, "110"), source="110", key=key, contact_phone=NUMBER))
        told = await say(
            await stage.client.get(f"/api/v1/work/{made['ticket_id']}", headers=await stage.bearer(Role.REVIEWER))
        )
        return list(told["leaders_on_duty"])

    stage.clock[0] = moment(stage, 21, 8)
    duty = await planned(stage, 21)
    await planned(stage, 21, leader="王局长", unit="U002")
    await signed(stage, duty)
    stage.clock[0] = moment(stage, 21, 8) + 1800
    assert await taken("before") == [], "signed in early is not there before the turn begins"
    stage.clock[0] = moment(stage, 21, 11)
    assert await taken("during") == [f"李区长（{duty['unit_name']}）"], "王局长 did not sign in"
    switch(stage, leader_duty=None)
    assert await taken("off") == []


async def test_a_wrong_turn_is_refused_and_says_which_field(stage: Stage) -> None:
    stage.clock[0] = moment(stage, 20, 9)
    await planned(stage, 21)
    assert "starts_at" in (await planned(stage, 21, 422))["error"]["fields"]
    assert "unit" in (await planned(stage, 22, 422, unit="无此单位"))["error"]["fields"]
    assert "ends_at" in (await planned(stage, 3, 422))["error"]["fields"]
    assert len((await listed(stage))["items"]) == 1, "nothing was added"


async def test_only_supervisors_plan_and_a_city_without_it_has_no_list(stage: Stage) -> None:
    asked = {"leader": "李", "unit": "U001", "starts_at": 1.0, "ends_at": 2.0}
    refused = await stage.client.post(PATH, json=asked, headers=await stage.bearer(Role.OPERATOR))
    assert refused.status == 403
    assert not (await listed(stage, Role.OPERATOR))["may_plan"]
    switch(stage, leader_duty=None)
    told = await say(await stage.client.get(PATH, headers=await stage.bearer(Role.LEADER)), 409)
    assert told["error"]["code"] == "not_in_city"


async def test_a_turn_is_cancelled_until_somebody_came(stage: Stage) -> None:
    stage.clock[0] = moment(stage, 21, 9)
    first, second = await planned(stage, 21), await planned(stage, 22)
    await signed(stage, first)
    headers = await stage.bearer(Role.SUPERVISOR)
    await say(await stage.client.delete(f"{PATH}/{first['duty_id']}", headers=headers), 409)
    assert (await stage.client.delete(f"{PATH}/{second['duty_id']}", headers=headers)).status == 204
    assert [one["cancelled"] for one in (await listed(stage))["items"]] == [False, True]
