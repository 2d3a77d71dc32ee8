"""The register of hard cases over HTTP: looked up, ended once; a case of a restricted ticket stays unseen."""

from typing import Any

from tests.service.tickets.test_ticket_commands import T1, give, second
from tests.service.web.stage import Stage, say

CASES = "/api/v1/hard-cases"


async def filed(stage: Stage) -> dict[str, Any]:
    """A case on file about 管网改造."""
    await stage.sign_in()
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"topic": "管网改造"}}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2, "kind": "投诉"}))
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "ask-hard-case", why="需整体改造", answer="已列入明年计划", signer="王局长")
    await give(stage, "rev", "file-hard-case")
    (case,) = (await say(await stage.ask("GET", f"{CASES}?state=filed&topic=管网改造")))["items"]
    assert isinstance(case, dict)
    return case


async def test_a_case_on_file_is_listed_and_ended_and_then_matters_are_dispatched_again(stage: Stage) -> None:
    case = await filed(stage)
    assert (case["ticket_id"], case["answer"], case["decided_by"]) == ("t1", "已列入明年计划", "rev")
    assert (await say(await stage.ask("GET", f"{CASES}?state=denied")))["items"] == []
    ended = await say(await stage.ask("POST", f"{CASES}/{case['hard_case_id']}/end", json={}))
    assert (ended["state"], ended["decided_by"]) == ("ended", "rev")
    await say(await second(stage, topic="管网改造"))
    await stage.sign_in("dis", "pass-dis")
    version = (await stage.parts.office.get("t2")).version
    body = {"version": version, "unit": "U001"}
    done = await say(await stage.ask("POST", "/api/v1/tickets/t2/dispatch", json=body))
    assert done["state"] == "dispatched"


async def test_a_case_is_ended_once_and_only_by_reviewers_and_those_above(stage: Stage) -> None:
    case = await filed(stage)
    end = f"{CASES}/{case['hard_case_id']}/end"
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("POST", end, json={}), 403)
    await stage.sign_in("rev", "pass-rev")
    await say(await stage.ask("POST", end, json={}))
    assert (await say(await stage.ask("POST", end, json={}), 409))["error"]["found"] == "ended"
    await say(await stage.ask("POST", f"{CASES}/H404/end", json={}), 404)


async def test_cases_are_listed_some_at_a_time_and_a_unit_sees_its_own(stage: Stage) -> None:
    case = await filed(stage)
    assert (await say(await stage.ask("GET", f"{CASES}?limit=1")))["next"] is None
    for who, found in (("uni", [case["hard_case_id"]]), ("oth", [])):
        await stage.sign_in(who, f"pass-{who}")
        page = await say(await stage.ask("GET", CASES))
        assert [one["hard_case_id"] for one in page["items"]] == found


async def test_the_case_of_a_restricted_ticket_is_unknown_to_others(stage: Stage) -> None:
    case = await filed(stage)
    book = stage.parts.office.ports.book
    assert book.profile.switches.discipline_referral or book.profile.switches.discipline_rung
    await give(stage, "lin", "refer", people=["rev"], why="推诿")
    for who, status in (("rev", 200), ("adm", 404)):
        await stage.sign_in(who, f"pass-{who}")
        page = await say(await stage.ask("GET", CASES))
        assert len(page["items"]) == (status == 200)
        if status == 404:
            await say(await stage.ask("POST", f"{CASES}/{case['hard_case_id']}/end", json={}), 404)
