"""无效: a draft without a matter is put aside with a reason, once; it never gets a number and is nobody's work."""

from callcenter.store.journal import of_ticket
from queueing.ticket.facts import TicketVoided
from tests.service.web.stage import Stage, say

T1 = "/api/v1/tickets/t1"


async def test_a_wrong_number_leaves_the_drafts_with_its_reason_in_the_ledger(stage: Stage) -> None:
    await stage.sign_in()
    done = await say(await stage.ask("POST", f"{T1}/void", json={"version": 1, "why": "打错电话"}))
    assert (done["status"], done["number"], done["version"]) == ("void", None, 2)
    assert (await say(await stage.ask("GET", "/api/v1/tickets?status=draft")))["items"] == []
    listed = await say(await stage.ask("GET", "/api/v1/tickets?status=void"))
    assert [one["ticket_id"] for one in listed["items"]] == ["t1"]
    (fact,) = await stage.stores.database.read(lambda connection: list(of_ticket(connection, "t1")))
    assert isinstance(fact, TicketVoided)
    assert (fact.by, fact.why) == ("8001", "打错电话")
    assert stage.desk.changed[-1] == ("t1", "8001")


async def test_what_is_void_is_not_registered_edited_or_void_again(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/void", json={"version": 1, "why": "无声电话"}))
    for path, body in (("register", {"version": 2}), ("void", {"version": 2, "why": "再次"})):
        error = (await say(await stage.ask("POST", f"{T1}/{path}", json=body), 409))["error"]
        assert error["found"] == "void"
    await say(await stage.ask("PATCH", T1, json={"version": 2, "fields": {"title": "路灯"}}), 409)


async def test_a_registered_ticket_a_stale_version_or_no_reason_voids_nothing(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/void", json={"version": 1, "why": "  "}), 422)
    await say(await stage.ask("POST", f"{T1}/void", json={"version": 7, "why": "骚扰"}), 412)
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, "kind": "投诉"}))
    await say(await stage.ask("POST", f"{T1}/void", json={"version": 2, "why": "骚扰"}), 409)
    assert (await say(await stage.ask("GET", T1)))["status"] == "registered"


async def test_only_operators_and_those_above_void(stage: Stage) -> None:
    for who in ("dis", "uni", "rev"):
        await stage.sign_in(who, f"pass-{who}")
        await say(await stage.ask("POST", f"{T1}/void", json={"version": 1, "why": "骚扰"}), 403)
