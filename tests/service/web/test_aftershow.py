"""Closing a show over HTTP: who may, what is shown, what each command answers, what is refused and how."""

from typing import Any

import pytest

from callcenter.store.identity import Role
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change
from callcenter.store.transcripts import Recording, SavedUtterance
from queueing.show.board import Description, Programme, ShowBoard
from queueing.show.facts import EntryJoined, EntryKind
from queueing.show.state import Person, ShowRules
from queueing.show.state import Role as BoardRole
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from tests.service.web.stage import NOON, Stage, say

BOTH = Person(name="chen", roles=frozenset({BoardRole.PRODUCER, BoardRole.HOST}))
CLOSING = "/api/v1/shows/s1/closing"
SAID = "这个路灯我们三天之内一定派人修好，请您放心，我的电话13912345678。"


async def signed_off(stage: Stage) -> None:
    """One aired with a promise, one that waited, one message."""
    board = ShowBoard("s1", ShowRules())
    facts = board.open(NOON, BOTH, 0.0, Programme(title="政风热线", units=("城市管理局",)))
    facts += board.go_live(NOON + 1, BOTH)
    for number, name in enumerate(("k1", "k2")):
        facts += board.join(
            EntryJoined(at=NOON + 2 + number, show_id="s1", entry_id=name, kind=EntryKind.CALL, call_id=name)
        )
        await _drafted(stage, name)
    facts += board.join(
        EntryJoined(at=NOON + 5, show_id="s1", entry_id="m1", kind=EntryKind.MESSAGE, text="公积金额度调整了吗？")
    )
    facts += board.screen(NOON + 6, BOTH, "k1")
    facts += board.describe(NOON + 7, BOTH, "k1", Description(address="王女士", area="天宁区", topic="路灯不亮"))
    facts += board.ready(NOON + 8, BOTH, "k1") + board.put_on_air(NOON + 10, BOTH, "k1")
    facts += board.off_air(NOON + 60, BOTH, "k1") + board.thank(NOON + 61, BOTH, "k1")
    stage.stores.journal.append([*facts, *board.sign_off(NOON + 100, BOTH)])
    await stage.stores.transcripts.save_recording(
        Recording(call_id="k1", path="k1.wav", seconds=60.0, started_at=NOON + 2)
    )
    await stage.stores.transcripts.add(
        [SavedUtterance(utterance_id="k1-u1", call_id="k1", leg_id="l", role="guest", start_ms=20_000, end_ms=24_000,
                        text=SAID)]
    )  # fmt: skip
    await stage.stores.journal.flush()


async def _drafted(stage: Stage, call_id: str) -> None:
    fields = {"content": TicketField(value=f"{call_id}小区三号楼路灯坏了半个月，电话13800001111。", rule="story")}
    draft = DraftTicket(ticket_id=f"T{call_id}", call_id=call_id, caller_number="13800001111", fields=fields)
    await stage.stores.tickets.save_draft(draft, stage.parts.time())


async def post(stage: Stage, path: str, status: int = 200, role: Role = Role.PRODUCER, **body: Any) -> Any:
    return await say(await stage.ask("POST", path, json=body, headers=await stage.bearer(role)), status)


async def get(stage: Stage, path: str, status: int = 200, role: Role = Role.PRODUCER) -> Any:
    return await say(await stage.ask("GET", path, headers=await stage.bearer(role)), status)


def row(view: Any, entry_id: str) -> Any:
    return next(one for one in view["entries"] if one["entry_id"] == entry_id)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HOST, Role.UNIT, Role.WALL])
async def test_only_the_show_team_closes_a_show(stage: Stage, role: Role) -> None:
    """A host learns no caller's words; a unit waits for its tickets."""
    operator = "8001" if role is Role.OPERATOR else None
    await say(await stage.ask("GET", CLOSING, headers=await stage.bearer(role, operator)), 403)


async def test_each_entry_says_what_it_still_needs_and_no_number_is_shown(stage: Stage) -> None:
    await signed_off(stage)
    view = await get(stage, CLOSING)
    assert (view["settled"], view["total"], view["may_close"]) == (0, 3, False)
    assert [one["entry_id"] for one in view["entries"]] == ["k1", "k2", "m1"], "who was on air stands first"
    assert [one["missing"] for one in view["entries"]] == [
        ["answer", "ticket"], ["ticket_or_reason"], ["ticket_or_reason"],
    ]  # fmt: skip
    assert view["units"][0]["name"] == "市城市管理局", "as the city calls it"
    shown = str(view)
    assert "13912345678" not in shown
    assert "13800001111" not in shown
    assert row(view, "k1")["minutes"].startswith("直播间：这个路灯")


async def test_a_promise_found_in_the_words_is_proposed_with_its_day_and_its_place_in_the_sound(stage: Stage) -> None:
    await signed_off(stage)
    (found,) = row(await get(stage, CLOSING), "k1")["proposals"]
    assert (found["words"], found["call_id"], found["start_ms"]) == ("三天之内", "k1", 20_000)
    assert found["due"] >= found["said_day"]
    assert "放心" in found["sentence"]


async def test_from_sign_off_to_closed(stage: Stage) -> None:
    """Answer with promise, everything else by one command, then close; the promise is listed for the next show."""
    await signed_off(stage)
    refused = await post(stage, "/api/v1/shows/s1/close", 409)
    assert "3 without" in refused["error"]["message"]
    (found,) = row(await get(stage, CLOSING), "k1")["proposals"]
    view = await post(
        stage, f"{CLOSING}/entries/k1/answer",
        answer="promised", words="三天之内修好", due=found["due"], promise_id=found["promise_id"],
    )  # fmt: skip
    aired = row(view, "k1")
    assert (aired["settled"], aired["ticket"]["state"], aired["ticket"]["unit_name"]) == (
        True, "dispatched", view["units"][0]["name"],
    )  # fmt: skip
    assert aired["proposals"] == []
    assert [one["standing"] for one in aired["promises"]] == ["open"]
    done = await post(stage, f"{CLOSING}/transfer")
    assert (done["made"], done["left"], done["closing"]["may_close"]) == (2, [], True)
    assert (await post(stage, f"{CLOSING}/transfer"))["made"] == 0
    assert (await post(stage, "/api/v1/shows/s1/close"))["phase"] == "closed"
    listed = (await get(stage, "/api/v1/promises"))["items"]
    assert [(one["words"], one["standing"]) for one in listed] == [
        ("这个路灯我们三天之内一定派人修好，请您放心，我的电话139****5678", "open")
    ]


async def test_a_promise_is_confirmed_dismissed_and_settled_by_people_only(stage: Stage) -> None:
    await signed_off(stage)
    (found,) = row(await get(stage, CLOSING), "k1")["proposals"]
    body = {"entry_id": "k1", "promise_id": found["promise_id"], "words": found["sentence"]}
    early = await post(stage, "/api/v1/shows/s1/promises", 409, **body, due="2020-01-01")
    assert "a day from" in early["error"]["message"]
    view = await post(stage, "/api/v1/shows/s1/promises", **body, due=found["due"])
    assert row(view, "k1")["proposals"] == []
    await post(stage, f"/api/v1/shows/s1/promises/{found['promise_id']}/dismiss", 409)
    typed = await post(stage, "/api/v1/shows/s1/promises", entry_id="k1", words="年底前装灯", due="2027-01-05")
    last = row(typed, "k1")["promises"][-1]
    await post(stage, f"/api/v1/promises/{last['promise_id']}/settle", 409, kept=False)
    (ended,) = (await post(stage, f"/api/v1/promises/{last['promise_id']}/settle", kept=False, note="口误"))["items"]
    assert ended["standing"] == "withdrawn"
    assert len((await get(stage, "/api/v1/promises"))["items"]) == 1
    await post(stage, "/api/v1/promises/none/settle", 404, kept=True)


async def test_a_draft_can_be_mended_before_it_is_a_ticket_and_not_after(stage: Stage) -> None:
    await signed_off(stage)
    view = await post(stage, f"{CLOSING}/entries/m1/draft", title="公积金额度", content="询问今年公积金贷款额度。")
    assert row(view, "m1")["ticket"]["title"] == "公积金额度"
    assert (await post(stage, f"{CLOSING}/entries/m1/ticket"))["settled"] == 1
    ticket = row(await get(stage, CLOSING), "m1")["ticket"]
    assert (ticket["title"], ticket["number"] != "") == ("公积金额度", True)
    await post(stage, f"{CLOSING}/entries/m1/draft", 409, title="别的")


async def test_reasons_are_the_citys(stage: Stage) -> None:
    await signed_off(stage)
    await post(stage, f"{CLOSING}/excuse", 409, reason="不想办", entries=["k2"])
    view = await post(stage, f"{CLOSING}/excuse", reason="拨错号码", entries=["k2", "m1"])
    assert [row(view, one)["reason"] for one in ("k2", "m1")] == ["拨错号码"] * 2
    await post(stage, f"{CLOSING}/excuse", 409, reason="拨错号码", entries=["k1"])
    await post(stage, f"{CLOSING}/excuse", 409, reason="拨错号码", entries=["nobody"])


async def test_an_unknown_unit_is_refused_before_anything_is_written(stage: Stage) -> None:
    await signed_off(stage)
    await post(stage, f"{CLOSING}/entries/k1/answer", 404, answer="answered", words="已修", unit="火星局")
    assert row(await get(stage, CLOSING), "k1")["answer"] is None
    await get(stage, "/api/v1/shows/none/closing", 404)


async def test_what_the_hotline_took_for_the_show_is_handed_on_together(stage: Stage) -> None:
    """By the city's clock `collected` → `handed_on`; a city without one has no such list."""
    await _drafted(stage, "c9")
    change = Change(ticket_id="Tc9", version=1, actor="8001", at=stage.parts.time())
    await stage.parts.office.accept(change, Accept(number="", kind="投诉", source="show"), Who(name="8001"))
    listed = await get(stage, "/api/v1/aftershow/collected")
    assert (listed["waiting"], [one["ticket_id"] for one in listed["items"]]) == (1, ["Tc9"])
    assert listed["items"][0]["hand_by"]
    assert (await post(stage, "/api/v1/aftershow/hand-on"))["waiting"] == 0


async def test_shows_to_be_closed_stand_first_in_the_list(stage: Stage) -> None:
    await signed_off(stage)
    (one,) = (await get(stage, "/api/v1/aftershow"))["items"]
    assert (one["show_id"], one["phase"], one["settled"], one["total"]) == ("s1", "signed_off", 0, 3)
