"""What is kept and for how long: an administrator counts, confirms by the number counted, and sees what went."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.retention import Order, PurgeRefusedError, Refused
from callcenter.settings import Retention as Retain
from callcenter.store.identity import Role
from callcenter.store.purge_matters import Matter
from callcenter.store.purge_runs import SILENT_S, PurgeState, Way, went
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.kept_call import said
from tests.service.web.stage import Stage, say, staged

_PATH = "/api/v1/retention"
DAYS = Retain(facts_days=30, recordings_days=10, transcripts_days=20)
LATER = NOON + 40 * 86_400.0
ADDRESS = "command line"


@pytest.fixture
async def old(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    """A site that keeps things for some days, forty days after its only call; a young call beside it."""
    async with staged(tmp_path, template, retention_days=DAYS) as stage:
        stage.clock[0] = LATER
        stage.stores.journal.append(answered_call("young", at=LATER - 3600))
        await stage.stores.journal.flush()
        await stage.stores.transcripts.add([said("y1", "young", 0, "停水了")])
        yield stage


async def asked(stage: Stage, method: str, path: str, role: Role = Role.ADMIN, status: int = 200, **how: Any) -> Any:
    answer = await stage.client.request(method, _PATH + path, headers=await stage.bearer(role), **how)
    return await say(answer, status)


async def ended(stage: Stage, run_id: str) -> Any:
    """The purge once it does not run any more."""
    while (run := await asked(stage, "GET", f"/purges/{run_id}"))["state"] == "running":
        await asyncio.sleep(0.02)
    return run


async def test_an_administrator_counts_confirms_and_sees_what_went(old: Stage) -> None:
    told = await asked(old, "GET", "")
    days = {one["matter"]: one["days"] for one in told["rules"]}
    assert days == {
        "recordings": 10, "probe_recordings": 10, "transcripts": 20, "shows": 0, "drafts": 30, "untaken": 30,
        "tickets": 0, "missed": 30, "lists": 365, "facts": 30, "calls": 30,
    }  # fmt: skip
    assert told["runs"] == []
    counted = await asked(old, "POST", "/survey")
    due = {one["matter"]: (one["due"], (one["oldest"] or "")[:10]) for one in counted["counts"]}
    facts = len(answered_call("c1"))
    assert due == {
        "recordings": (1, "2025-11-21"), "probe_recordings": (0, ""), "transcripts": (1, "2025-11-21"),
        "drafts": (1, "2025-11-21"), "untaken": (0, ""), "missed": (0, ""), "lists": (0, ""),
        "facts": (facts, "2025-11-21"), "calls": (1, "2025-11-21"),
    }  # fmt: skip
    assert (old.folder / "recordings/c1.flac").exists(), "counting removes nothing"
    begun = await asked(old, "POST", "/purges", json={"total": counted["total"]})
    run = await ended(old, begun["run_id"])
    assert (run["state"], run["problem"]) == ("done", "")
    assert run["removed"] == {"recordings": 1, "transcripts": 1, "drafts": 1, "facts": facts, "calls": 1}
    assert not (old.folder / "recordings/c1.flac").exists()
    assert list(await old.stores.transcripts.of_calls(["c1", "young"])) == ["young"]
    assert (await asked(old, "POST", "/survey"))["total"] == 0
    actions = [one for one in await old.stores.audit.last(9) if one.thing == "retention" or "purge" in one.action]
    assert [one.action for one in reversed(actions)] == ["purge_counted", "purge_began", "purge", "purge_counted"]
    assert actions[1].detail["facts"] == facts
    assert "138" not in json.dumps([str(one) for one in actions])


async def test_what_an_open_ticket_needs_is_counted_as_held_back_with_the_reason(old: Stage) -> None:
    ticket = await old.stores.tickets.of_call("c1")
    assert ticket is not None
    path = f"/api/v1/tickets/{ticket.ticket_id}/register"
    await old.sign_in()
    answer = await old.ask("POST", path, json={"version": ticket.version})
    assert answer.status == 200, await answer.text()
    counts = {one["matter"]: one for one in (await asked(old, "POST", "/survey"))["counts"]}
    for matter in ("recordings", "transcripts", "calls"):
        assert (counts[matter]["due"], counts[matter]["held"]) == (0, [{"why": "open_ticket", "count": 1}])
    assert counts["facts"]["held"] == [{"why": "open_ticket", "count": len(answered_call("c1"))}]


async def test_what_is_on_legal_hold_stays_until_it_is_released(old: Stage) -> None:
    """By the call or by its ticket; twice is refused, and each step is in the audit."""
    held = await asked(old, "POST", "/holds", json={"thing": "t1", "why": "法院调取"})
    assert (held["call_id"], held["ticket_id"]) == ("c1", "t1")
    await asked(old, "POST", "/holds", json={"thing": "c1", "why": "again"}, status=409)
    await asked(old, "POST", "/holds", json={"thing": "nothing", "why": "x"}, status=404)
    await asked(old, "POST", "/holds", json={"thing": " ", "why": "x"}, status=422)
    counts = {one["matter"]: one for one in (await asked(old, "POST", "/survey"))["counts"]}
    for matter in ("recordings", "transcripts", "drafts", "calls"):
        assert (counts[matter]["due"], counts[matter]["held"]) == (0, [{"why": "legal_hold", "count": 1}])
    assert counts["facts"]["due"] == 0
    assert [one["why"] for one in (await asked(old, "GET", ""))["holds"]] == ["法院调取"]
    await asked(old, "POST", f"/holds/{held['hold_id']}/release")
    await asked(old, "POST", f"/holds/{held['hold_id']}/release", status=409)
    assert (await asked(old, "GET", ""))["holds"] == []
    assert (await asked(old, "POST", "/survey"))["total"] > 0
    noted = [(one.action, one.thing) for one in await old.stores.audit.last(9) if one.action.startswith("legal_hold")]
    assert noted == [("legal_hold_released", "c1"), ("legal_hold", "c1")]


async def test_a_purge_begins_only_for_what_was_counted_and_one_at_a_time(old: Stage) -> None:
    total = (await asked(old, "POST", "/survey"))["total"]
    refused = await asked(old, "POST", "/purges", json={"total": total + 1}, status=409)
    assert (refused["error"]["code"], refused["error"]["found"]) == ("purge_changed", str(total))
    running = await old.parts.retention._begun(Order(by="root", address=ADDRESS, way=Way.COMMAND))
    refused = await asked(old, "POST", "/purges", json={"total": total}, status=409)
    assert refused["error"]["code"] == "purge_running"
    assert "root" in refused["error"]["found"]
    with pytest.raises(PurgeRefusedError) as fault:
        await old.parts.retention.purge(Order(by="root", address=ADDRESS, way=Way.COMMAND))
    assert fault.value.why is Refused.RUNNING
    assert (old.folder / "recordings/c1.flac").exists()
    old.clock[0] += SILENT_S + 1
    assert (await asked(old, "GET", f"/purges/{running.run_id}"))["state"] == "broken", "its process has ended"
    begun = await asked(old, "POST", "/purges", json={"total": total})
    assert (await ended(old, begun["run_id"]))["state"] == "done"
    assert [one.state for one in await old.parts.retention.runs.last(5, old.clock[0])] == [
        PurgeState.DONE, PurgeState.BROKEN,
    ]  # fmt: skip
    assert (await asked(old, "POST", "/purges", json={"total": 0}, status=409))["error"]["code"] == "purge_nothing"


async def test_a_purge_whose_service_was_killed_is_told_as_broken_and_the_next_goes_on(old: Stage) -> None:
    """What it removed is counted; what it left is due again."""
    order = Order(by="root", address=ADDRESS, way=Way.SCREEN)
    old.clock[0] -= 60.0
    killed = await old.parts.retention._begun(order)
    old.clock[0] += 60.0
    await old.stores.database.write(lambda connection: went(connection, killed.run_id, Matter.RECORDINGS, 7, LATER))
    await old.parts.retention.runs.left(Way.SCREEN, LATER)
    run = await asked(old, "GET", f"/purges/{killed.run_id}")
    assert (run["state"], run["removed"], run["doing"]) == ("broken", {"recordings": 7}, "recordings")
    total = (await asked(old, "POST", "/survey"))["total"]
    assert (await ended(old, (await asked(old, "POST", "/purges", json={"total": total}))["run_id"]))["state"] == "done"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR, Role.DISPATCHER, Role.REVIEWER])
async def test_nobody_but_an_administrator_counts_or_removes(stage: Stage, role: Role) -> None:
    for method, path in (
        ("GET", ""),
        ("POST", "/survey"),
        ("POST", "/purges"),
        ("GET", "/purges/P1"),
        ("POST", "/holds"),
        ("POST", "/holds/H1/release"),
    ):
        await asked(stage, method, path, role, status=403, json={"total": 0})
