"""Supervisors close queues and begin surges; calls that are to go out are listed, placed and cancelled over HTTP."""

from callcenter.store.identity import Role
from tests.service.web.stage import Stage

NUMBER = "13900000001"
WANTED = {"queue": "hotline", "number": NUMBER, "purpose": "missed", "reference": "C1"}


async def test_a_supervisor_begins_and_ends_a_surge_and_twice_is_answered_with_what_is(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    path = "/api/v1/queues/hotline/surge"
    assert (await stage.ask("POST", path, json={"on": True}, headers=headers)).status == 204
    assert stage.floor.desk.state.queue("hotline").surge
    again = await stage.ask("POST", path, json={"on": True}, headers=headers)
    assert (again.status, (await again.json())["error"]["found"]) == (409, "a surge already")
    assert (await stage.ask("POST", path, json={"on": False}, headers=headers)).status == 204


async def test_only_a_supervisor_closes_a_queue(stage: Stage) -> None:
    body = {"closed": True, "reason": "停电"}
    operator = await stage.bearer(Role.OPERATOR, "8001")
    assert (await stage.ask("POST", "/api/v1/queues/hotline/closed", json=body, headers=operator)).status == 403
    headers = await stage.bearer(Role.SUPERVISOR)
    assert (await stage.ask("POST", "/api/v1/queues/hotline/closed", json=body, headers=headers)).status == 204
    assert stage.floor.desk.state.queue("hotline").closed
    nowhere = await stage.ask("POST", "/api/v1/queues/nowhere/closed", json=body, headers=headers)
    assert nowhere.status == 409


async def test_a_call_placed_is_listed_with_its_place_and_can_be_cancelled(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    stage.floor.dial()
    placed = await (await stage.ask("POST", "/api/v1/callbacks", json=WANTED, headers=headers)).json()
    assert (placed["number"], placed["ahead"], placed["state"], placed["attempts"]) == (NUMBER, 1, "waiting", 0)
    listed = await (await stage.ask("GET", "/api/v1/callbacks", headers=headers)).json()
    assert listed["items"] == [placed]
    twice = await stage.ask("POST", "/api/v1/callbacks", json=WANTED, headers=headers)
    assert (twice.status, (await twice.json())["error"]["found"]) == (409, placed["call_id"])
    cancel = f"/api/v1/callbacks/{placed['call_id']}/cancel"
    assert (await stage.ask("POST", cancel, headers=headers)).status == 204
    assert (await stage.ask("POST", cancel, headers=headers)).status == 409


async def test_an_operator_sees_the_number_only_of_a_call_that_is_theirs(stage: Stage) -> None:
    headers = await stage.bearer(Role.OPERATOR, "8001")
    await stage.ask("POST", "/api/v1/callbacks", json=WANTED, headers=headers)
    listed = await (await stage.ask("GET", "/api/v1/callbacks", headers=headers)).json()
    assert listed["items"][0]["number"] == "139****0001"
    other = {**WANTED, "purpose": "duty", "operator_id": "8002"}
    assert (await stage.ask("POST", "/api/v1/callbacks", json=other, headers=headers)).status == 403


async def test_a_number_that_is_none_is_refused(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    bad = await stage.ask("POST", "/api/v1/callbacks", json={**WANTED, "number": "sip:x@y"}, headers=headers)
    assert bad.status in (400, 422)
    assert not stage.floor.desk.state.placed
