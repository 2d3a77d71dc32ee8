"""Versions and second passes over HTTP: who sees which, who decides, and what a worker elsewhere may fetch."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from callcenter.second_pass.merging import Drafted
from callcenter.second_pass.reasons import Problem
from callcenter.second_pass.sound import SoundError, SoundOverHttp
from callcenter.store.identity import Role
from callcenter.store.passes import Passes, PassState, Trouble
from callcenter.store.ticket import FieldSpan, TicketField
from callcenter.store.versions import NewVersion, Versions
from tests.service.web.kept_call import NUMBER, said
from tests.service.web.stage import Stage, say

AT = datetime(2026, 11, 22, tzinfo=UTC)
URL = "/api/v1/calls/c1/versions"


async def hear_again(stage: Stage) -> None:
    """A second pass heard a place where the live one heard another."""
    span = FieldSpan(utterance_id="P-c1-1", start=0, end=4, start_ms=500, end_ms=800)
    live = Drafted(fields={"place": TicketField(value="和平路", rule="gazetteer")}, suggestions={})
    place = TicketField(value="凤凰新村", rule="gazetteer", spans=(span,))
    new = NewVersion(
        call_id="c1",
        job_id="P-c1",
        engine="vosk",
        model="city",
        said=[said("P-c1-1", "c1", 500, f"凤凰新村的电话是{NUMBER}")],
        live=live,
        again=Drafted(fields={"place": place}, suggestions={}),
    )
    assert await Versions(stage.stores.database).add(new, AT)


async def test_both_versions_what_differs_and_what_changed_are_told(stage: Stage) -> None:
    await hear_again(stage)
    told = await say(await stage.client.get(URL, headers=await stage.bearer(Role.OPERATOR, "8001")))
    assert [(one["version"], one["shown"], one["model"]) for one in told["versions"]] == [
        (1, False, ""),
        (2, True, "city"),
    ]
    assert [(one["before"], one["after"]) for one in told["differences"]] == [("我", "凤凰新村")]
    assert told["changes"] == [
        {"name": "place", "before": "和平路", "after": "凤凰新村", "kept": "", "start_ms": 500, "end_ms": 800}
    ]
    assert told["recording"]["url"].startswith("/api/v1/calls/c1/recording")
    shown = await say(
        await stage.client.get("/api/v1/calls/c1/transcript", headers=await stage.bearer(Role.OPERATOR, "8001"))
    )
    assert [one["utterance_id"] for one in shown["transcript"]] == ["P-c1-1"]


async def test_who_may_not_see_numbers_sees_none_of_any_version(stage: Stage) -> None:
    await hear_again(stage)
    told = await say(await stage.client.get(URL, headers=await stage.bearer(Role.DISPATCHER)))
    assert NUMBER not in str(told)
    assert told["recording"] is None
    assert all(one["former"] == one["latter"] == [] for one in told["differences"])
    await say(await stage.client.get(URL, headers=await stage.bearer(Role.OPERATOR, "8002")), 404)


async def test_going_back_restores_the_draft_on_the_operators_screen_and_is_audited(stage: Stage) -> None:
    await hear_again(stage)
    own = await stage.bearer(Role.OPERATOR, "8001")
    told = await say(await stage.client.post(f"{URL}/2/verdict", json={"verdict": "back"}, headers=own))
    assert (told["shown"], told["versions"][1]["verdict"], told["versions"][1]["decided_by"]) == (1, "back", "8001")
    assert stage.desk.changed == [("t1", "8001")]
    assert (await stage.stores.tickets.get("t1")).fields["place"].value == "和平路"
    again = await say(await stage.client.post(f"{URL}/2/verdict", json={"verdict": "back"}, headers=own), 409)
    assert again["error"]["code"] == "not_now"
    await say(await stage.client.post(f"{URL}/2/verdict", json={"verdict": "accepted"}, headers=own))
    assert (await stage.stores.tickets.get("t1")).fields["place"].value == "凤凰新村"
    await say(await stage.client.post(f"{URL}/2/verdict", json={"verdict": "maybe"}, headers=own), 422)
    await say(await stage.client.post(f"{URL}/7/verdict", json={"verdict": "back"}, headers=own), 404)
    other = await stage.bearer(Role.OPERATOR, "8002")
    await say(await stage.client.post(f"{URL}/2/verdict", json={"verdict": "back"}, headers=other), 403)
    assert [entry.action for entry in await stage.stores.audit.last(20)].count("version_decided") >= 2


async def test_a_supervisor_sees_how_it_goes_and_lets_one_be_tried_anew(stage: Stage) -> None:
    passes = Passes(stage.stores.database)
    await passes.ask("P-c1", "c1", "", AT)
    await passes.begin("P-c1", "one")
    await passes.failed("P-c1", "one", Trouble(problem=Problem.NO_RECORDING, detail="none"), for_good=True)
    headers = await stage.bearer(Role.SUPERVISOR)
    told = await say(await stage.client.get("/api/v1/asr/passes", headers=headers))
    assert (told["enabled"], told["counts"]["failed"], told["items"][0]["problem"]) == (False, 1, "no_recording")
    assert told["items"][0]["detail"] == "none"
    anew = await say(await stage.client.post("/api/v1/asr/passes/P-c1/again", headers=headers))
    assert (anew["state"], anew["attempts"]) == ("waiting", 0)
    await say(await stage.client.post("/api/v1/asr/passes/P-c1/again", headers=headers), 409)
    told = await say(await stage.client.get("/api/v1/asr/passes?state=waiting", headers=headers))
    assert told["oldest_waiting"] is not None
    await say(await stage.client.get("/api/v1/asr/passes", headers=await stage.bearer(Role.OPERATOR, "8001")), 403)
    refused = await say(await stage.client.post("/api/v1/calls/c1/passes", headers=headers), 409)
    assert "enabled = true" in refused["error"]["message"]


async def test_a_worker_elsewhere_fetches_the_sound_of_its_job_and_nothing_else(stage: Stage, tmp_path: Path) -> None:
    passes = Passes(stage.stores.database)
    await passes.ask("P-c1", "c1", "", AT)
    token = (await stage.bearer(Role.RECOGNISER))["Authorization"].removeprefix("Bearer ")
    async with aiohttp.ClientSession() as session:
        source = SoundOverHttp(session, stage.origin, token)
        with pytest.raises(SoundError, match="found 409"):
            async with source.file("P-c1", 1, "recordings/c1.flac"):
                pass
        await passes.begin("P-c1", "one")
        async with source.file("P-c1", 1, "recordings/c1.flac") as file:
            copy = shutil.copy(file, tmp_path / "copy")
            place = file
        assert Path(copy).read_bytes() == (stage.folder / "recordings" / "c1.flac").read_bytes()
        assert not place.exists(), "a citizen's voice stays nowhere else"
        with pytest.raises(SoundError, match="found 401"):
            async with SoundOverHttp(session, stage.origin, "wrong").file("P-c1", 1, "recordings/c1.flac"):
                pass
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/api/v1/calls/c1/recording", URL, "/api/v1/asr/passes", "/api/v1/tickets"):
        await say(await stage.client.get(path, headers=headers), 403)
    assert (await passes.get("P-c1")).state is PassState.RUNNING
