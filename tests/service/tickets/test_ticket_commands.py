"""Tickets over HTTP: every command has a route, each role does its part, two editors never overwrite each other."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from callcenter.store.identity import Role
from callcenter.web.app import ROUTES
from callcenter.web.command_table import COMMAND_ROUTES
from queueing.ticket.commands import COMMANDS
from queueing.ticket.commands.airing import KeepPromise, NoteAir, NoteShow, TakePromise, WithdrawPromise
from queueing.ticket.commands.intake import Accept, Correct, NoteCallEnd, Void
from queueing.ticket.commands.oversight import RaiseAlerts
from queueing.ticket.commands.revisiting import RaiseRevisit
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import draft
from tests.service.web.stage import Stage, say

T1 = "/api/v1/tickets/t1"


async def give(stage: Stage, who: str, path: str, status: int = 200, version: int | None = None, **body: Any) -> Any:
    """One person gives one command with the version of now, unless another is named."""
    await stage.sign_in(who, f"pass-{who}")
    if version is None:
        version = (await stage.parts.office.get("t1")).version
    return await say(await stage.ask("POST", f"{T1}/{path}", json={"version": version, **body}), status)


async def registered(stage: Stage, **chosen: Any) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, **chosen}))


def test_every_command_has_a_route_but_those_of_the_rules_and_of_the_draft() -> None:
    of_show = {NoteShow, NoteAir, TakePromise, KeepPromise, WithdrawPromise}  # given by the show: see show_closing
    by_rule = {Accept, NoteCallEnd, Void, RaiseAlerts, RaiseRevisit}
    with_words = {Correct}  # has the words with it: see correct_routes
    assert {one.command for one in COMMAND_ROUTES} == set(COMMANDS) - by_rule - of_show - with_words
    paths = {route.name for route in ROUTES}
    assert {f"/api/v1/tickets/{{ticket_id}}/{one.path}" for one in COMMAND_ROUTES} <= paths


async def test_each_role_does_its_part_until_the_citizen_is_content(stage: Stage) -> None:
    await registered(stage, kind="投诉")
    await give(stage, "dis", "dispatch", unit="市城市管理局")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "contact", note="已说明")
    await give(stage, "uni", "reply", text="已修复", answer="solved", signer="王局长")
    await give(stage, "rev", "pass")
    done = await give(stage, "rev", "revisit", way="human", reached=True, grade="非常满意")
    assert (done["state"], done["closing"], done["grade"], done["reply"]) == (
        "closed",
        "satisfied",
        "非常满意",
        "已修复",
    )
    assert [step["kind"] for step in done["steps"] if not step["kind"].startswith("clock")] == [
        "ticket_accepted",
        "ticket_dispatched",
        "ticket_signed",
        "caller_contacted",
        "ticket_replied",
        "review_opened",
        "gate_passed",
        "revisit_opened",
        "revisit_tried",
        "ticket_closed",
    ]
    assert {step["by"] for step in done["steps"]} == {"8001", "dis", "uni", "rev", "rule"}


async def test_a_command_is_refused_to_the_wrong_role_and_to_another_unit(stage: Stage) -> None:
    await registered(stage)
    assert (await give(stage, "uni", "dispatch", 403, unit="U001"))["error"]["code"] == "wrong_role"
    await give(stage, "dis", "dispatch", unit="U001")
    assert (await give(stage, "oth", "sign", 404))["error"]["code"] == "not_found"
    assert (await give(stage, "rev", "sign", 403))["error"]["code"] == "wrong_role"


async def test_an_action_no_longer_possible_says_what_happened_instead(stage: Stage) -> None:
    await registered(stage)
    error = (await give(stage, "rev", "pass", 409))["error"]
    assert (error["code"], error["found"]) == ("not_now", "registered")


async def test_two_editors_of_one_ticket(stage: Stage) -> None:
    """The second hears that it was changed and by which version; nothing is overwritten."""
    await registered(stage)
    version = (await stage.parts.office.get("t1")).version
    await give(stage, "dis", "dispatch", version=version, unit="U001")
    error = (await give(stage, "dis", "dispatch", 412, version=version, unit="U002"))["error"]
    assert (error["code"], error["expected"], error["found"]) == ("stale_version", str(version + 1), str(version))


BAD = (
    ("dispatch", {"unit": "没有这个局"}, "unit"),
    ("dispatch", {}, "unit"),
    ("dispatch", {"unit": "U001", "assisting": ["U002"] * 21}, "assisting"),
    ("reclassify", {"kind": "求\x00助"}, "kind"),
    ("note", {"text": "长" * 5001}, "text"),
    ("dispatch", {"unit": "U001", "colour": "red"}, "colour"),
)


async def test_bad_input_names_the_field(stage: Stage) -> None:
    await registered(stage)
    for path, body, field in BAD:
        assert field in (await give(stage, "dis", path, 422, **body))["error"]["fields"]


async def test_a_draft_is_not_worked_on(stage: Stage) -> None:
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("POST", f"{T1}/dispatch", json={"version": 1, "unit": "U001"}), 404)


async def test_registering_says_what_was_chosen_and_starts_the_clocks(stage: Stage) -> None:
    await registered(stage, kind="求助", priority="紧急", category="停电")
    await stage.sign_in("dis", "pass-dis")
    seen = await say(await stage.ask("GET", "/api/v1/work/t1"))
    assert (seen["kind"], seen["priority"], seen["category"], seen["owner"]) == ("求助", "紧急", "停电", "8001")
    assert {one["rule_id"] for one in seen["clocks"]} == {"urgent_onsite", "to_unit"}


async def test_registering_an_unknown_kind_changes_nothing(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, "kind": "闲聊"}), 422)
    assert (await say(await stage.ask("GET", T1)))["status"] == "draft"


async def test_a_hard_case_answers_the_next_ticket_of_its_kind(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"topic": "管网改造"}}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2, "kind": "投诉"}))
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "ask-hard-case", why="需整体改造", answer="已列入明年计划", signer="王局长")
    filed = await give(stage, "rev", "file-hard-case")
    assert (filed["state"], filed["reply"]) == ("in_review", "已列入明年计划")
    await say(await second(stage, topic="管网改造"))
    await stage.sign_in("dis", "pass-dis")
    version = (await stage.parts.office.get("t2")).version
    body = {"version": version, "unit": "U001"}
    error = (await say(await stage.ask("POST", "/api/v1/tickets/t2/dispatch", json=body), 409))["error"]
    assert error["found"].startswith("hard case H")
    done = await say(await stage.ask("POST", "/api/v1/tickets/t2/answer-from-register", json={"version": version}))
    assert (done["state"], done["reply"]) == ("closed", "已列入明年计划")


async def test_repeats_are_merged_and_each_caller_is_asked(stage: Stage) -> None:
    await registered(stage, kind="投诉")
    await say(await second(stage))
    await stage.sign_in("dis", "pass-dis")
    version = (await stage.parts.office.get("t2")).version
    merged = await say(await stage.ask("POST", "/api/v1/tickets/t2/merge", json={"version": version, "main": "t1"}))
    assert (merged["state"], merged["main"]) == ("merged", "t1")
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    await give(stage, "uni", "reply", text="已修复", answer="solved", signer="王局长")
    assert (await give(stage, "rev", "pass"))["repeat_ids"] == ["t2"]
    repeat = await say(await stage.ask("GET", "/api/v1/work/t2"))
    assert (repeat["state"], repeat["reply"]) == ("revisit", "已修复")
    body = {"version": (await stage.parts.office.get("t1")).version, "main": "t2"}
    assert (await say(await stage.ask("POST", f"{T1}/merge", json=body), 409))["error"]["code"] == "not_now"


async def second(stage: Stage, **fields: str) -> Any:
    """A second ticket of another call, registered."""
    await stage.stores.tickets.save_draft(draft("t2", "c2", "8002"), datetime.fromtimestamp(NOON, UTC))
    await stage.sign_in("8002", "pass-8002")
    version = 1
    if fields:
        await say(await stage.ask("PATCH", "/api/v1/tickets/t2", json={"version": 1, "fields": fields}))
        version = 2
    return await stage.ask("POST", "/api/v1/tickets/t2/register", json={"version": version, "kind": "投诉"})


async def test_lists_are_filtered_and_tabs_counted(stage: Stage) -> None:
    await registered(stage, kind="投诉")
    await say(await second(stage))
    await give(stage, "dis", "dispatch", unit="U001")
    counts = (await say(await stage.ask("GET", "/api/v1/work/counts")))["counts"]
    assert (counts["to_dispatch"], counts["with_units"], counts["ended"]) == (1, 1, 0)
    for query, found in (
        ("tab=to_dispatch", ["t2"]),
        ("state=dispatched", ["t1"]),
        ("unit=U001", ["t1"]),
        ("kind=投诉&order=due", ["t2", "t1"]),
        ("kind=咨询", []),
        ("text=和平路", ["t2", "t1"]),
        ("text=解放路", []),
        ("limit=1", ["t2"]),
    ):
        page = await say(await stage.ask("GET", f"/api/v1/work?{query}"))
        assert [one["ticket_id"] for one in page["items"]] == found or query == "limit=1", query
    first = await say(await stage.ask("GET", "/api/v1/work?limit=1"))
    more = await say(await stage.ask("GET", f"/api/v1/work?limit=1&after={first['next']}"))
    assert {first["items"][0]["ticket_id"], more["items"][0]["ticket_id"]} == {"t1", "t2"}
    await say(await stage.ask("GET", "/api/v1/work?due_before=morgen"), 400)
    await say(await stage.ask("GET", "/api/v1/work?after=x"), 400)


async def test_a_caller_is_looked_up_only_by_who_may_and_the_look_is_on_record(stage: Stage) -> None:
    await registered(stage)
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("GET", "/api/v1/work?caller=13800000000"), 403)
    await stage.sign_in("rev", "pass-rev")
    page = await say(await stage.ask("GET", "/api/v1/work?caller=13800000000"))
    assert [one["ticket_id"] for one in page["items"]] == ["t1"]
    await stage.stores.database.flush()
    assert "number_looked_up" in {entry.action for entry in await stage.stores.audit.last(9) if entry.actor == "rev"}


async def test_everybody_at_once_gives_one_dispatch(stage: Stage) -> None:
    await registered(stage)
    await stage.sign_in("dis", "pass-dis")
    version = (await stage.parts.office.get("t1")).version
    body = {"version": version, "unit": "U001"}
    answers = await asyncio.gather(*(stage.ask("POST", f"{T1}/dispatch", json=body) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412, 412]


async def test_no_command_is_given_by_somebody_signed_out_or_by_a_wall(stage: Stage) -> None:
    wall = await stage.bearer(Role.WALL)
    for one in COMMAND_ROUTES:
        path = f"{T1}/{one.path}"
        await say(await stage.client.post(path, json={"version": 1}, headers=wall), 403)
        await say(await stage.client.post(path, json={"version": 1}, headers={"Authorization": "Bearer no"}), 401)
