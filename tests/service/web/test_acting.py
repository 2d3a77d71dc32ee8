"""What people do: statuses, calls in progress, corrections, registering."""

import pytest

from callcenter.store.identity import Role
from tests.service.web.stage import Stage, say

EDIT = "/api/v1/tickets/t1"


async def test_an_operator_gets_ready_and_says_so_twice(stage: Stage) -> None:
    await stage.sign_in()
    path = "/api/v1/operators/8001/status"
    assert (await say(await stage.ask("POST", path, json={"status": "ready"})))["status"] == "ready"
    again = (await say(await stage.ask("POST", path, json={"status": "ready"}), 409))["error"]
    assert (again["expected"], again["found"]) == ("a change from ready", "the same")
    assert stage.desk.done == [("status", "8001", "ready", "operator")]


async def test_only_oneself_or_a_supervisor_changes_a_status(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/operators/8002/status", json={"status": "ready"}), 403)
    supervisor = await stage.bearer(Role.SUPERVISOR)
    done = await stage.client.post(
        "/api/v1/operators/8002/status", json={"status": "on_break", "reason": "meal"}, headers=supervisor
    )
    assert (await say(done))["reason"] == "meal"
    await say(await stage.client.post("/api/v1/operators/9/status", json={"status": "ready"}, headers=supervisor), 404)
    assert stage.desk.done == [("status", "8002", "on_break", "supervisor")]


async def test_acting_on_a_call_needs_to_be_on_it(stage: Stage) -> None:
    stage.desk.talk("8001", "c7")
    await stage.sign_in("8002", "pass-8002")
    await say(await stage.ask("POST", "/api/v1/calls/c7/hangup"), 403)
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/calls/c7/hold", json={}), 204)
    await say(await stage.ask("POST", "/api/v1/calls/c7/transfer", json={"to": "show"}), 204)
    await say(await stage.ask("POST", "/api/v1/calls/c7/hangup"), 204)
    assert stage.desk.done == [("hold", "c7"), ("transfer", "c7", "show"), ("hang_up", "c7")]


async def test_what_is_no_longer_possible_says_what_happened_instead(stage: Stage) -> None:
    stage.desk.talk("8001", "c7")
    await stage.sign_in()
    error = (await say(await stage.ask("POST", "/api/v1/calls/c7/resume"), 409))["error"]
    assert error == {
        "code": "not_now",
        "message": "call c7: expected a call on hold, found talking",
        "expected": "a call on hold",
        "found": "talking",
        "fields": {},
        "rules": {},
        "reason": "not_held",
    }
    await say(await stage.ask("POST", "/api/v1/calls/c1/hold"), 409)  # ended long ago
    await say(await stage.ask("POST", "/api/v1/calls/nope/hold"), 404)


async def test_a_correction_locks_its_fields_and_tells_the_desk(stage: Stage) -> None:
    await stage.sign_in()
    body = {"version": 1, "fields": {"place": "解放路", "title": None}}
    ticket = await say(await stage.ask("PATCH", EDIT, json=body))
    assert ticket["fields"]["place"] == {
        "value": "解放路",
        "confidence": 1.0,
        "rule": "operator",
        "spans": [],
        "locked": True,
        "display": "",
        "reason": "",
    }
    assert ticket["fields"]["title"]["value"] == ""
    assert ticket["fields"]["contact_phone"]["locked"] is False
    assert ticket["version"] == 2
    assert stage.desk.changed == [("t1", "8001")]


async def test_a_stale_correction_is_refused_with_412(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", EDIT, json={"version": 1, "fields": {"place": "甲"}}))
    error = (await say(await stage.ask("PATCH", EDIT, json={"version": 1, "fields": {"place": "乙"}}), 412))["error"]
    assert (error["code"], error["expected"], error["found"]) == ("stale_version", "2", "1")
    assert (await say(await stage.client.get(EDIT)))["fields"]["place"]["value"] == "甲"


async def test_registering_gives_a_number_once(stage: Stage) -> None:
    await stage.sign_in()
    done = await say(await stage.ask("POST", f"{EDIT}/register", json={"version": 1}))
    assert (done["status"], done["number"], done["version"]) == ("registered", "20251121-00001", 2)
    error = (await say(await stage.ask("POST", f"{EDIT}/register", json={"version": 2}), 409))["error"]
    assert "20251121-00001" in error["message"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"mood": "x"}, "mood"),
        ({"appeal_kind": "闲聊"}, "appeal_kind"),
        ({"title": "长" * 101}, "title"),
        ({"place": "a\0b"}, "place"),
        ({"place": 5}, "place"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(stage: Stage, fields: dict[str, object], field: str) -> None:
    await stage.sign_in()
    error = (await say(await stage.ask("PATCH", EDIT, json={"version": 1, "fields": fields}), 422))["error"]
    assert list(error["fields"]) == [field]
    assert error["expected"]


async def test_who_did_what_is_in_the_audit(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", EDIT, json={"version": 1, "fields": {"place": "甲"}}))
    answer = await stage.client.get("/api/v1/calls/c1/recording")
    assert answer.status == 200
    await answer.read()
    await stage.stores.journal.flush()
    told = [(entry.actor, entry.action, entry.thing) for entry in await stage.stores.audit.last(10)]
    assert told == [
        ("8001", "recording_heard", "c1"),
        ("8001", "ticket_edit", "t1"),
        ("8001", "signed_in", "operator"),
    ]
