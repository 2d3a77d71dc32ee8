"""A report's cases over HTTP: who may, what is asked for, what is written into the audit."""

import pytest

from callcenter.store.identity import Role
from tests.service.web.hot_scene import many
from tests.service.web.stage import Stage, say

PATH = "/api/v1/reports/cases"
DAILY = {"name": "daily", "period": "2025-11-21"}


async def test_an_editor_takes_a_case_in_leaves_it_out_and_the_audit_knows(stage: Stage) -> None:
    await many(stage, range(3))
    headers = await stage.bearer(Role.SUPERVISOR)
    query = "?name=daily&period=2025-11-21"
    found = await say(await stage.ask("GET", PATH + query, headers=await stage.bearer(Role.DISPATCHER)))
    assert (found["counted"], found["quoted"], found["issued"], found["others_count"]) == (3, [], None, 3)
    for ticket_id in ("b0", "b1"):
        body = {**DAILY, "act": "take_in", "ticket_id": ticket_id}
        found = await say(await stage.ask("POST", PATH, json=body, headers=headers))
    assert [one["ticket_id"] for one in found["quoted"]] == ["b0", "b1"]
    found = await say(await stage.ask("PUT", f"{PATH}/order", json={**DAILY, "tickets": ["b1", "b0"]}, headers=headers))
    assert [one["ticket_id"] for one in found["quoted"]] == ["b1", "b0"]
    body = {**DAILY, "act": "leave_out", "ticket_id": "b1", "reason": "已上专报"}
    found = await say(await stage.ask("POST", PATH, json=body, headers=headers))
    assert [(one["ticket_id"], one["out"]["reason"]) for one in found["left_out"]] == [("b1", "已上专报")]
    noted = [(one.action, one.thing) for one in await stage.stores.audit.last(10)]
    assert ("case_leave_out", "daily/2025-11-21/b1") in noted
    assert ("case_order", "daily/2025-11-21") in noted


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"act": "leave_out", "reason": ""}, 422),
        ({"ticket_id": "nobody"}, 404),
        ({"name": "six-up", "period": "2025"}, 422),
        ({"period": "2025"}, 422),
        ({"act": "burn"}, 422),
    ],
)
async def test_what_cannot_be_done_is_refused_and_nothing_changes(
    stage: Stage, wrong: dict[str, str], status: int
) -> None:
    await many(stage, range(1))
    headers = await stage.bearer(Role.SUPERVISOR)
    body = {**DAILY, "act": "take_in", "ticket_id": "b0", **wrong}
    await say(await stage.ask("POST", PATH, json=body, headers=headers), status)
    found = await say(await stage.ask("GET", f"{PATH}?name=daily&period=2025-11-21", headers=headers))
    assert (found["quoted"], found["left_out"]) == ([], [])


async def test_only_who_makes_reports_may_change_what_they_quote(stage: Stage) -> None:
    await many(stage, range(1))
    body = {**DAILY, "act": "take_in", "ticket_id": "b0"}
    for role in (Role.DISPATCHER, Role.OPERATOR, Role.UNIT):
        headers = await stage.bearer(role, "8001" if role is Role.OPERATOR else None)
        assert (await stage.ask("POST", PATH, json=body, headers=headers)).status == 403
