"""并单, 拆单 and 线索移交 over HTTP: nobody less urgent, nobody's secret told, a mistake undone."""

from datetime import UTC, datetime
from typing import Any

from tests.contracts.store.stories import NOON
from tests.service.tickets.test_ticket_commands import T1, give, second
from tests.service.web.kept_call import draft
from tests.service.web.stage import Stage, say

T2, WORK = "/api/v1/tickets/t2", "/api/v1/work"


async def registered_two(stage: Stage, **of_repeat: Any) -> None:
    """t1 and its repeat t2."""
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, "kind": "举报"}))
    await say(await second(stage, topic="路灯"))
    if of_repeat:
        await of_second(stage, "dis", "reclassify", **of_repeat)


async def of_second(stage: Stage, who: str, path: str, status: int = 200, **body: Any) -> Any:
    """A command on t2 by one person."""
    await stage.sign_in(who, f"pass-{who}")
    version = (await stage.parts.office.get("t2")).version
    return await say(await stage.ask("POST", f"{T2}/{path}", json={"version": version, **body}), status)


async def look(stage: Stage, who: str, path: str, status: int = 200) -> Any:
    await stage.sign_in(who, f"pass-{who}")
    return await say(await stage.ask("GET", path), status)


async def test_an_urgent_supervised_repeat_makes_its_main_ticket_urgent_and_is_parted_again(stage: Stage) -> None:
    await registered_two(stage, priority="紧急")
    await of_second(stage, "lead", "escalate", why="重大")
    await of_second(stage, "dis", "merge", main="t1")
    main = await look(stage, "dis", f"{WORK}/t1")
    assert (main["priority"], bool(main["rung"]), main["repeat_ids"]) == ("紧急", True, ["t2"])
    carried = [one for one in main["steps"] if one["about"].get("carried_from")]
    assert {(one["kind"], one["about"]["carried_from"]) for one in carried} == {("clock_started", "t2")}
    assert "urgent_onsite" in {one["rule_id"] for one in main["clocks"] if one["stopped_at"] is None}
    supervised = await look(stage, "lead", f"{WORK}?tab=supervised")
    assert "t1" in {one["ticket_id"] for one in supervised["items"]}
    await of_second(stage, "uni", "part", 403, why="两件事")
    assert "why" in (await of_second(stage, "dis", "part", 422, why=" "))["error"]["fields"]
    parted = await of_second(stage, "dis", "part", why="两个小区，不是一件事")
    assert (parted["state"], parted["main"]) == ("registered", "")
    assert "urgent_onsite" in {one["rule_id"] for one in parted["clocks"] if one["stopped_at"] is None}
    main = await look(stage, "dis", f"{WORK}/t1")
    assert (main["priority"], main["rung"], main["repeat_ids"]) == ("一般", "", [])
    error = (await of_second(stage, "dis", "part", 409, why="再拆"))["error"]
    assert (error["code"], error["reason"]) == ("not_now", "ticket_moved_on")


async def test_referring_a_main_ticket_hides_its_repeats_everywhere_and_its_reply_reaches_none(stage: Stage) -> None:
    await registered_two(stage)
    await of_second(stage, "dis", "merge", main="t1")
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "adm", "refer", people=["rev"], why="涉嫌违纪")
    for who in ("dis", "lead", "uni"):
        for ticket_id in ("t1", "t2"):
            await look(stage, who, f"{WORK}/{ticket_id}", 404)
            await look(stage, who, f"/api/v1/tickets/{ticket_id}", 404)
        assert (await look(stage, who, WORK))["items"] == []
    assert {one["ticket_id"] for one in (await look(stage, "rev", WORK))["items"]} == {"t1", "t2"}
    assert [one for one in (await look(stage, "rev", f"{WORK}/t1"))["clocks"] if one["stopped_at"] is None] == []
    await give(stage, "adm", "reply", text="已查处王铁蛋", answer="solved", signer="纪委")
    await give(stage, "rev", "pass")
    repeat = await look(stage, "rev", f"{WORK}/t2")
    assert (repeat["state"], repeat["asking"], repeat["reply"]) == ("registered", "answer", "")
    assert "王铁蛋" not in str(repeat)
    listed = await look(stage, "rev", f"{WORK}?tab=to_answer")
    assert [one["ticket_id"] for one in listed["items"]] == ["t2"]
    await of_second(stage, "rev", "answer", text="您反映的问题已由有关部门处理")
    assert (await look(stage, "rev", f"{WORK}?tab=to_answer"))["items"] == []


async def test_a_repeat_that_is_referred_is_parted_first_and_its_main_ticket_stays_where_it_is(stage: Stage) -> None:
    await registered_two(stage)
    await of_second(stage, "dis", "merge", main="t1")
    await of_second(stage, "adm", "refer", people=["rev"], why="涉嫌违纪")
    main = await look(stage, "dis", f"{WORK}/t1")
    assert (main["state"], main["repeat_ids"], main["restricted"]) == ("registered", [], False)
    assert "涉嫌违纪" not in str(main)
    assert not [one for one in main["steps"] if "t2" in one["about"].values()]
    await look(stage, "dis", f"{WORK}/t2", 404)


async def test_a_restricted_ticket_is_merged_by_nobody_who_may_not_see_it_and_with_no_open_one(stage: Stage) -> None:
    await registered_two(stage)
    await give(stage, "adm", "refer", people=["rev"], why="涉嫌违纪")
    await of_second(stage, "dis", "merge", 404, main="t1")
    error = (await of_second(stage, "rev", "merge", 409, main="t1"))["error"]
    assert error["reason"] == "merge_known_to"
    version = (await stage.parts.office.get("t2")).version
    body = {"repeats": [{"ticket_id": "t2", "version": version}]}
    told = await say(await stage.ask("POST", f"{WORK}/t1/repeats", json=body))
    assert (told["merged"], [one["code"] for one in told["refused"]]) == ([], ["not_now"])
    await stage.stores.tickets.save_draft(draft("t3", "c3", "8001"), datetime.fromtimestamp(NOON, UTC))
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t3/register", json={"version": 1, "main": "t1"}), 404)
    assert (await stage.stores.tickets.of_call("c3")).status == "draft"  # type: ignore[union-attr]


async def test_a_confidential_reply_naming_its_caller_is_not_another_citizens_answer(stage: Stage) -> None:
    await registered_two(stage)
    await give(stage, "dis", "confidential", confidential=True)
    await of_second(stage, "dis", "merge", main="t1")
    await give(stage, "dis", "answer", text="王建国先生13900100701您好，麻将馆已关")
    repeat = await look(stage, "rev", f"{WORK}/t2")
    assert (repeat["state"], repeat["asking"]) == ("registered", "answer")
    assert "王建国" not in str(repeat)
    assert "麻将馆" not in str(repeat)
