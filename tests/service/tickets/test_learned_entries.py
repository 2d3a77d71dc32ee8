"""New knowledge from answered tickets: a draft that a person looks at, without names and numbers of citizens."""

from typing import Any

from tests.service.tickets.test_ticket_commands import T1, give
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

FROM = "/api/v1/knowledge/from-ticket"
REPLY = f"王女士（{NUMBER}）您好，凭身份证办理，咨询0519-86500000"


async def answered(stage: Stage, **chosen: Any) -> None:
    """A ticket whose reply passed its gates."""
    await stage.sign_in()
    fields = {"title": f"王女士{NUMBER}问怎么补办市民卡", "contact_name": "王女士"}
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": fields}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2, "kind": "投诉", **chosen}))
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "reply", text=REPLY, answer="solved", signer="王局长")
    await give(stage, "rev", "pass")
    await stage.sign_in("dis", "pass-dis")


async def test_a_reply_becomes_a_draft_without_the_citizen_that_no_operator_finds(stage: Stage) -> None:
    await answered(stage)
    made = await say(await stage.ask("POST", f"{FROM}/t1", json={}))
    number = (await stage.parts.office.get("t1")).record.number
    assert (made["status"], made["holds"], made["ticket_id"]) == ("draft", False, "t1")
    assert (made["source"], made["entry_id"]) == (f"工单 {number}", f"T-{number}")
    assert made["question"] == "******问怎么补办市民卡"
    assert made["answer"] == "***（***）您好，凭身份证办理，咨询0519-86500000", (
        "an office's number is what citizens need"
    )
    assert made["unit"]
    await stage.sign_in()
    found = await say(await stage.ask("GET", "/api/v1/knowledge", params={"q": "怎么补办市民卡"}))
    assert made["entry_id"] not in [one["entry"]["entry_id"] for one in found["items"]]


async def test_made_again_it_is_the_entry_that_it_became(stage: Stage) -> None:
    await answered(stage)
    made = await say(await stage.ask("POST", f"{FROM}/t1", json={}))
    names = ("question", "answer", "source", "valid_from", "version", "ticket_id", "unit")
    edit = {name: made[name] for name in names} | {"status": "published", "answer": "凭身份证到窗口办理"}
    await say(await stage.ask("PUT", f"/api/v1/knowledge/{made['entry_id']}", json=edit))
    again = await say(await stage.ask("POST", f"{FROM}/t1", json={}))
    assert (again["status"], again["answer"], again["version"]) == ("published", "凭身份证到窗口办理", 2)


async def test_nothing_is_made_of_a_reply_that_does_not_stand_or_of_a_confidential_ticket(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, "kind": "投诉"}))
    await stage.sign_in("dis", "pass-dis")
    error = (await say(await stage.ask("POST", f"{FROM}/t1", json={}), 409))["error"]
    assert (error["expected"], error["found"]) == ("a ticket with a reply that stands", "registered")
    await say(await stage.ask("POST", f"{FROM}/t404", json={}), 404)
    await stage.sign_in("rev", "pass-rev")
    await say(await stage.ask("POST", f"{FROM}/t1", json={}), 403)


async def test_nothing_is_made_of_a_confidential_or_restricted_ticket(stage: Stage) -> None:
    await answered(stage, confidential=True)
    error = (await say(await stage.ask("POST", f"{FROM}/t1", json={}), 409))["error"]
    assert error["found"] == "a restricted or confidential one"
    await give(stage, "lin", "refer", people=["lead"], why="推诿")
    await say(await stage.ask("POST", f"{FROM}/t1", json={}), 409)  # who referred it sees it
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("POST", f"{FROM}/t1", json={}), 404)
