"""跟踪报道 over HTTP: who may say how far the media follow a matter, what is refused, where it is seen."""

from typing import Any

import pytest

from callcenter.store.identity import Role
from tests.service.web.stage import Stage, say
from tests.service.web.test_aftershow import CLOSING, get, post, row, signed_off

MEDIA = f"{CLOSING}/entries/k2/media"


async def test_a_matter_is_followed_until_a_report_went_out_and_everybody_sees_who_said_so(stage: Stage) -> None:
    await signed_off(stage)
    media = row(await get(stage, CLOSING), "k2")["media"]
    assert (media["state"], media["next"]) == ("undecided", ["to_follow", "reporting", "reported", "ended"])
    await post(stage, MEDIA, was="undecided", state="to_follow", note="电话13912345678已约")
    today = str(stage.parts.time().date())
    view = await post(stage, MEDIA, was="to_follow", state="reported", outlet="回音壁", on=today)
    media = row(view, "k2")["media"]
    assert media["state"] == "reported"
    assert [(one["state"], one["outlet"], one["on"]) for one in media["steps"]] == [
        ("to_follow", "", None), ("reported", "回音壁", today),
    ]  # fmt: skip
    assert all(one["by"] and one["at"] for one in media["steps"])
    assert media["steps"][0]["note"] == "电话139****5678已约"
    assert "show_media" in {one.action for one in await stage.stores.audit.last(10)}


@pytest.mark.parametrize(
    "asked",
    [
        {"was": "reporting", "state": "ended", "note": "已解决"},  # somebody else has not said so
        {"was": "undecided", "state": "ended"},  # why?
        {"was": "undecided", "state": "reported", "outlet": "回音壁", "on": "2020-01-01"},  # before the show
        {"was": "undecided", "state": "reported", "on": "2026-11-26"},  # where?
        {"was": "undecided", "state": "undecided"},
    ],
)
async def test_what_cannot_be_said_is_refused_with_what_was_expected(stage: Stage, asked: dict[str, Any]) -> None:
    await signed_off(stage)
    refused = await post(stage, MEDIA, 409, **asked)
    assert "expected" in refused["error"]["message"]
    assert row(await get(stage, CLOSING), "k2")["media"]["steps"] == []


@pytest.mark.parametrize("role", [Role.HOST, Role.UNIT, Role.OPERATOR])
async def test_only_the_show_team_says_it(stage: Stage, role: Role) -> None:
    operator = "8001" if role is Role.OPERATOR else None
    body = {"was": "undecided", "state": "to_follow"}
    await say(await stage.ask("POST", MEDIA, json=body, headers=await stage.bearer(role, operator)), 403)


async def test_the_ticket_tells_it_to_the_hotline(stage: Stage) -> None:
    await signed_off(stage)
    await post(stage, MEDIA, was="undecided", state="reporting")
    view = await post(stage, f"{CLOSING}/entries/k2/ticket")
    ticket_id = row(view, "k2")["ticket"]["ticket_id"]
    seen = await get(stage, f"/api/v1/work/{ticket_id}", role=Role.SUPERVISOR)
    assert [one["state"] for one in seen["media"]] == ["reporting"]
