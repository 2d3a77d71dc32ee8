"""What leaders and reviewers look at besides single tickets: a month, a sitting, what a hard case answered."""

from datetime import datetime

from callcenter.store.identity import Role
from tests.service.tickets.test_hard_cases import CASES, filed
from tests.service.tickets.test_ticket_commands import T1, give, second
from tests.service.web.stage import Stage, say

SITTINGS = "/api/v1/revisit-sessions"


async def answered(stage: Stage) -> str:
    """The ticket t1, answered by the unit U001 and passed; the month it was answered in."""
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, "kind": "投诉"}))
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "reply", text="已修好", answer="solved", signer="王局长")
    await give(stage, "rev", "pass")
    return f"{datetime.fromtimestamp(stage.clock[0], stage.parts.zone):%Y-%m}"


async def test_a_leader_looks_at_every_answer_of_the_month_and_the_list_says_what_is_left(stage: Stage) -> None:
    asked = f"/api/v1/month-review?month={await answered(stage)}"
    await stage.sign_in("lead", "pass-lead")
    review = await say(await stage.ask("GET", asked))
    assert (review["units"], review["looked"]) == (None, 0), "nobody named departments: all are listed"
    assert [(one["ticket"]["ticket_id"], one["looked_at"]) for one in review["items"]] == [("t1", None)]
    await give(stage, "lead", "note", text="领导审核：同意")
    review = await say(await stage.ask("GET", asked))
    assert [(one["said"], one["instructed"]) for one in review["items"]] == [("领导审核：同意", False)]
    await give(stage, "lead", "instruct", leader="李副市长", text="举一反三")
    review = await say(await stage.ask("GET", asked))
    assert (review["looked"], review["items"][0]["instructed"]) == (1, True)
    await stage.sign_in("adm", "pass-adm")
    assert (await say(await stage.ask("GET", asked)))["looked"] == 0, "another leader's look is not theirs"
    for who in ("dis", "uni", "rev"):
        await stage.sign_in(who, f"pass-{who}")
        await say(await stage.ask("GET", asked), 403)


async def test_a_leader_named_for_departments_is_shown_theirs_and_no_other_month(stage: Stage) -> None:
    month = await answered(stage)
    for unit, found in (("U001", ["t1"]), ("U002", [])):
        await stage.stores.lists.units.set_member("lead", unit)
        await stage.parts.city.directory.refresh()
        await stage.sign_in("lead", "pass-lead")
        review = await say(await stage.ask("GET", f"/api/v1/month-review?month={month}"))
        assert [one["ticket"]["ticket_id"] for one in review["items"]] == found
        assert len(review["units"]) >= 1
    await say(await stage.ask("GET", "/api/v1/month-review?month=2026-13"), 422)
    assert (await say(await stage.ask("GET", "/api/v1/month-review?month=2025-01")))["items"] == []


async def test_sittings_are_listed_with_their_tickets_and_close(stage: Stage) -> None:
    await answered(stage)
    await stage.sign_in("rev", "pass-rev")
    made = await say(await stage.ask("POST", SITTINGS, json={"leader": "冯局长", "assistant": "rev"}))
    listed = await say(await stage.ask("GET", SITTINGS))
    assert [one["session_id"] for one in listed["items"]] == [made["session_id"]]
    assert (listed["size"], listed["grades"][0]) == (30, "非常满意")
    (ticket,) = (await say(await stage.ask("GET", f"{SITTINGS}/{made['session_id']}/tickets")))["items"]
    assert (ticket["ticket_id"], ticket["caller_number"]) == ("t1", ""), "whoever calls opens the ticket"
    result = {"way": "human", "reached": True, "grade": "满意", "session_id": made["session_id"]}
    await give(stage, "rev", "revisit", **result)
    (now,) = (await say(await stage.ask("GET", SITTINGS)))["items"]
    assert (now["left"], now["done"]) == ([], ["t1"])


async def test_what_was_answered_from_a_hard_case_is_listed_with_it(stage: Stage) -> None:
    case = await filed(stage)
    path = f"{CASES}/{case['hard_case_id']}/tickets"
    assert case["number"]
    assert case["unit_name"]
    assert (await say(await stage.ask("GET", path)))["items"] == []
    await say(await second(stage, topic="管网改造"))
    version = (await stage.parts.office.get("t2")).version
    await say(await stage.ask("POST", "/api/v1/tickets/t2/answer-from-register", json={"version": version}))
    assert [one["ticket_id"] for one in (await say(await stage.ask("GET", path)))["items"]] == ["t2"]
    await stage.sign_in("oth", "pass-oth")
    await say(await stage.ask("GET", path), 404)


async def test_a_leader_reads_reports_and_figures_a_reviewer_the_figures_and_neither_a_citizens_form(
    stage: Stage,
) -> None:
    leader, reviewer = await stage.bearer(Role.LEADER), await stage.bearer(Role.REVIEWER)
    paths = {
        "/api/v1/reports": (200, 403),
        "/api/v1/kpis/figures?period=2025-11": (200, 200),
        "/api/v1/hot": (200, 403),
        "/api/v1/reports/preview?name=monthly&period=2025-11": (200, 403),
        "/api/v1/reports/preview?name=form&period=2025-11&unit=U001": (403, 403),
    }
    for path, (for_leader, for_reviewer) in paths.items():
        assert (await stage.client.get(path, headers=leader)).status == for_leader, path
        assert (await stage.client.get(path, headers=reviewer)).status == for_reviewer, path
    assert (await stage.client.post("/api/v1/reports/R1/sealed", data=b"%PDF-", headers=leader)).status == 403
