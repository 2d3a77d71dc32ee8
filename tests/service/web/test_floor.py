"""Missed calls, histories, lists, roster, diary and sessions over HTTP: who may do what, and what is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter.commands.lists import import_lists
from callcenter.settings import Settings, Store
from callcenter.store.csv_rows import CsvFileError
from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from queueing.callers.number_lists import Treatment
from queueing.events import CallArrived, CallEnded, Outcome, Party
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say


def miss(stage: Stage, call_id: str = "m1", caller: str = "13900000009") -> None:
    """A call gives up after 40 s."""
    for fact in (
        CallArrived(at=NOON, call_id=call_id, queue="hotline", dialled="12345", caller=caller),
        CallEnded(
            at=NOON + 40, call_id=call_id, queue="hotline", outcome=Outcome.ABANDONED, by=Party.CALLER, waited_s=40.0
        ),
    ):
        stage.parts.floor.missed.take_fact(fact)


async def test_of_two_operators_one_takes_the_entry_and_sees_its_number(stage: Stage) -> None:
    miss(stage)
    one, other = [await stage.bearer(Role.OPERATOR, who) for who in ("8001", "8002")]
    listed = await say(await stage.ask("GET", "/api/v1/missed", headers=one))
    assert [item["number"] for item in listed["items"]] == ["139****0009"]
    taken = await say(await stage.ask("POST", "/api/v1/missed/next", headers=one, json={}))
    assert (taken["entry_id"], taken["number"], taken["taken_by"]) == ("m1", "13900000009", "8001")
    refused = await say(await stage.ask("POST", "/api/v1/missed/m1/take", headers=other, json={}), 409)
    assert refused["error"]["found"] == "taken by 8001"
    seen = await say(await stage.ask("GET", "/api/v1/missed", headers=other))
    assert seen["items"][0]["number"] == "139****0009"


async def test_calling_back_places_the_call_and_a_result_takes_it_off_the_list(stage: Stage) -> None:
    miss(stage)
    auth = await stage.bearer(Role.OPERATOR, "8001")
    await say(await stage.ask("POST", "/api/v1/missed/m1/call", headers=auth, json={}))
    (placed,) = stage.dialled
    assert (placed.number, placed.wanted_operator, placed.purpose, placed.reference) == (
        "13900000009",
        "8001",
        "missed",
        "m1",
    )
    asked = {"result": "reached"}
    await say(await stage.ask("POST", "/api/v1/missed/m1/result", headers=auth, json=asked), 204)
    assert (await say(await stage.ask("GET", "/api/v1/missed", headers=auth)))["items"] == []
    await say(await stage.ask("POST", "/api/v1/missed/m1/result", headers=auth, json=asked), 409)


async def test_a_callers_past_is_for_whoever_had_the_call_and_every_look_is_audited(stage: Stage) -> None:
    own, other = [await stage.bearer(Role.OPERATOR, who) for who in ("8001", "8002")]
    found = await say(await stage.ask("GET", "/api/v1/calls/c1/history", headers=own))
    assert (found["known"], found["calls"], [one["ticket_id"] for one in found["tickets"]]) == (True, [], ["t1"])
    await say(await stage.ask("GET", "/api/v1/calls/c1/history", headers=other), 403)
    await stage.stores.journal.flush()
    assert ("history_seen", "c1") in {(one.action, one.thing) for one in await stage.stores.audit.last(20)}


BLACK = {"kind": "black", "number": "+8613900000009", "why": "反复骚扰"}


async def test_a_listed_number_counts_at_once_and_no_longer_when_taken_off(stage: Stage) -> None:
    auth, lists = await stage.bearer(Role.SUPERVISOR), stage.parts.floor.lists
    added = await say(await stage.ask("POST", "/api/v1/number-lists", headers=auth, json=BLACK))
    verdict = lists.verdict("013900000009", NOON + 3600, emergency=False)
    assert (verdict.treatment, verdict.entry_id) == (Treatment.REFUSE, added["entry_id"])
    await say(await stage.ask("DELETE", f"/api/v1/number-lists/{added['entry_id']}", headers=auth), 204)
    assert lists.verdict("13900000009", NOON + 3600, emergency=False).treatment is None
    await stage.stores.journal.flush()
    actions = [one.action for one in await stage.stores.audit.last(20)]
    assert {"list_add", "list_remove"} <= set(actions)


async def test_operators_may_not_keep_lists_and_unfit_entries_are_refused_by_field(stage: Stage) -> None:
    operator, keeper = await stage.bearer(Role.OPERATOR, "8001"), await stage.bearer(Role.SUPERVISOR)
    await say(await stage.ask("POST", "/api/v1/number-lists", headers=operator, json=BLACK), 403)
    wrong = {"kind": "priority", "number": "138", "why": "x", "steps": 0}
    refused = await say(await stage.ask("POST", "/api/v1/number-lists", headers=keeper, json=wrong), 422)
    assert list(refused["error"]["fields"]) == ["steps"]


HEADER = "list,number,match,treatment,target,steps,why,until\n"


async def test_a_wrong_row_of_a_list_names_line_column_expected_and_found(tmp_path: Path) -> None:
    settings = Settings(store=Store(url=f"sqlite:///{tmp_path}/desk.db"))
    content = f"{HEADER}black,13800000001,exact,refuse,,,骚扰,\npriority,138,prefix,,,99,企业,\n".encode()
    with pytest.raises(CsvFileError, match=r"lists.csv: line 3: column steps: expected 1 to 10, found 99"):
        await import_lists(settings, content, "lists.csv", "lin")
    taken = await import_lists(settings, content.replace(b"99", b"2"), "lists.csv", "lin")
    assert [(one.kind, one.prefix, one.steps) for one in taken] == [("black", False, 0), ("priority", True, 2)]


async def test_a_plan_is_taken_whole_or_refused_with_every_fault(stage: Stage) -> None:
    auth = await stage.bearer(Role.SUPERVISOR)
    wrong = "day,shift,operator\n2025-11-21,early,8001\n2025-11-21,dawn,8001\n2025-13-01,early,8002\n"
    refused = await say(await stage.ask("POST", "/api/v1/roster/import", headers=auth, json={"csv": wrong}), 422)
    assert "line 4: column day: expected a date" in refused["error"]["fields"]["csv"]
    good = "day,shift,operator\n2025-11-21,early,8001\n2025-11-21,late,8002\n"
    assert (await say(await stage.ask("POST", "/api/v1/roster/import", headers=auth, json={"csv": good})))["rows"] == 2
    plan = await say(await stage.ask("GET", "/api/v1/roster?first=2025-11-21&last=2025-11-21", headers=auth))
    assert [(one["shift"], one["operator_id"]) for one in plan["items"]] == [("early", "8001"), ("late", "8002")]
    duty = await say(await stage.ask("GET", "/api/v1/duty", headers=auth))  # 13:40 in Shanghai
    assert (duty["shift"]["name"], [(one["operator_id"], one["standing"]) for one in duty["people"]]) == (
        "early",
        [("8001", "missing")],
    )


async def test_nobody_signs_in_before_confirming_what_is_open(stage: Stage) -> None:
    author, comer = [await stage.bearer(Role.OPERATOR, who) for who in ("8002", "8001")]
    note = {"text": "停水通知待发", "open": True}
    written = await say(await stage.ask("POST", "/api/v1/diary", headers=author, json=note))
    status = "/api/v1/operators/8001/status"
    refused = await say(await stage.ask("POST", status, headers=comer, json={"status": "ready"}), 409)
    assert refused["error"]["found"] == "1 open matters"
    confirmed = {"entry_ids": [written["entry_id"]]}
    await say(await stage.ask("POST", "/api/v1/diary/confirm", headers=comer, json=confirmed), 204)
    await say(await stage.ask("POST", status, headers=comer, json={"status": "ready"}))


async def test_a_break_needs_one_of_the_sites_reasons(stage: Stage) -> None:
    auth = await stage.bearer(Role.OPERATOR, "8001")
    asked = {"status": "on_break", "reason": "用餐"}
    refused = await say(await stage.ask("POST", "/api/v1/operators/8001/status", headers=auth, json=asked), 422)
    assert refused["error"]["expected"] == "one of rest, meal, meeting, office, other"
    await say(await stage.ask("POST", "/api/v1/operators/8001/status", headers=auth, json=asked | {"reason": "meal"}))


async def test_a_session_is_planned_runs_lets_its_assistant_act_and_reports(stage: Stage) -> None:
    guest = OperatorLine(number="9001", name="王局长", password="pass-9001", skills=("guest",))
    await stage.stores.operators.take([guest], "callcenter", ["hotline"], datetime.fromtimestamp(NOON, UTC))
    stage.desk.people["9001"] = stage.desk.people["8001"].model_copy(update={"operator_id": "9001"})
    keeper, assistant = await stage.bearer(Role.SUPERVISOR), await stage.bearer(Role.OPERATOR, "8001")
    plan = {
        "leader": "王局长", "unit": "住建局", "guest_id": "9001", "assistant_id": "8001", "queues": ["hotline"],
        "starts_at": NOON + 3000, "ends_at": NOON + 7200,
    }  # fmt: skip
    wrong = await say(
        await stage.ask("POST", "/api/v1/guest-sessions", headers=keeper, json=plan | {"guest_id": "8002"}), 422
    )
    assert list(wrong["error"]["fields"]) == ["guest_id"]
    session = await say(await stage.ask("POST", "/api/v1/guest-sessions", headers=keeper, json=plan))
    assert session["running"]
    assert stage.parts.floor.guests.assists("8001", "9001")
    assert ("status", "9001", "ready", "system") in stage.desk.done
    stage.desk.talk("9001", "c9")
    await say(await stage.ask("POST", "/api/v1/calls/c9/hold", headers=assistant, json={}), 204)
    path = f"/api/v1/guest-sessions/{session['session_id']}"
    report = await say(await stage.ask("GET", f"{path}/report", headers=keeper))
    assert (report["calls"], report["session"]["leader"]) == (0, "王局长")
    await say(await stage.ask("DELETE", path, headers=keeper), 204)
    assert not stage.parts.floor.guests.assists("8001", "9001")
    await say(await stage.ask("DELETE", path, headers=keeper), 409)


async def test_tickets_are_found_by_caller_only_by_who_may_see_numbers(stage: Stage) -> None:
    operator, keeper = await stage.bearer(Role.OPERATOR, "8001"), await stage.bearer(Role.SUPERVISOR)
    path = f"/api/v1/tickets?caller=0{NUMBER}"
    assert [one["ticket_id"] for one in (await say(await stage.ask("GET", path, headers=keeper)))["items"]] == ["t1"]
    assert (await say(await stage.ask("GET", "/api/v1/tickets?caller=110", headers=keeper)))["items"] == []
    await say(await stage.ask("GET", path, headers=operator), 403)
