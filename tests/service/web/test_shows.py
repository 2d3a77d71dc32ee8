"""The live show over HTTP and its stream: roles, repeated requests, one order on every screen, no number for a host."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientWebSocketResponse

from callcenter.store.editions import Deed
from callcenter.store.identity import Role
from callcenter.store.ticket import TicketField
from queueing.show.edition import Edition, Seat
from queueing.show.plan import ShowKind
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import NUMBER, draft, said
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import bring, source

SHOW = "/api/v1/shows/s1"
WORDS = {"address": "王女士", "area": "天宁区", "topic": "小区停水"}
HOST_KNOWS = {
    "entry_id", "kind", "state", "place", "address", "area", "topic", "text", "position", "locked", "on_air_since",
}  # fmt: skip


class Studio:
    """A producer, a second one and a host at work over HTTP."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.headers: dict[str, dict[str, str]] = {}

    async def people(self) -> None:
        at = datetime.now(UTC)
        roles = {"li": [Role.PRODUCER], "zhao": [Role.PRODUCER], "wang": [Role.HOST],
                 "chen": [Role.PRODUCER, Role.HOST]}  # fmt: skip
        for name, has in roles.items():
            await self.stage.stores.accounts.add_user(name, f"{name}老师", frozenset(has), "secret-1", at)
            answer = await self.stage.sign_in(name, "secret-1")
            self.headers[name] = {"Cookie": f"callcenter_session={answer.cookies['callcenter_session'].value}"}
            self.stage.client.session.cookie_jar.clear()

    async def post(self, who: str, path: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
        answer = await self.stage.ask("POST", f"{SHOW}/{path}", json=body or {}, headers=self.headers[who])
        return await say(answer, status)

    async def get(self, who: str, path: str = "", status: int = 200) -> Any:
        return await say(await self.stage.ask("GET", f"{SHOW}{path}", headers=self.headers[who]), status)

    async def open(self) -> None:
        body = {"show_id": "s1", "title": "政风热线", "units": ["住房和城乡建设局"], "delay_s": 6.0,
                "ends_at": NOON + 7200}  # fmt: skip
        await say(await self.stage.ask("POST", "/api/v1/shows", json=body, headers=self.headers["li"]))
        await self.post("wang", "go-live")

    async def ready(self, *call_ids: str) -> None:
        for call_id in call_ids:
            self.stage.air.come(call_id)
            await self.post("li", f"entries/{call_id}/take", {"phone": "8001", "saw": "ringing"})
            await self.post("li", f"entries/{call_id}/ready", {"words": WORDS})

    async def watch(self, who: str, view: str) -> ClientWebSocketResponse:
        headers = {"Origin": self.stage.origin, **self.headers[who]}
        return await self.stage.client.ws_connect(f"/ws/show?view={view}", headers=headers)


@pytest.fixture
async def studio(stage: Stage) -> Studio:
    made = Studio(stage)
    await made.people()
    await made.open()
    return made


async def picture(socket: ClientWebSocketResponse, at_least: int = 0) -> dict[str, Any]:
    """The next picture with that sequence number or a later one."""
    async with asyncio.timeout(20):
        while True:
            found: dict[str, Any] = json.loads((await socket.receive()).data)
            if found["type"] == "board" and found["seq"] >= at_least:
                return found


async def test_a_show_opens_only_with_its_delay_confirmed_and_the_answer_says_what_was_expected(stage: Stage) -> None:
    made = Studio(stage)
    await made.people()
    body = {"show_id": "s1", "delay_s": 0.0}
    answer = await stage.ask("POST", "/api/v1/shows", json=body, headers=made.headers["li"])
    error = (await say(answer, 409))["error"]
    assert (error["expected"], error["found"]) == ("the studio's delay confirmed as 6 s", "0 s")
    await made.get("li", status=404)


async def test_one_caller_from_the_phone_to_air_and_back(studio: Studio) -> None:
    await studio.ready("a")
    await studio.post("li", "entries/a/next")
    await studio.post("wang", "entries/a/air")
    await studio.post("wang", "entries/a/lock", {"locked": True})
    await studio.post("wang", "entries/a/off", status=409)
    await studio.post("wang", "entries/a/lock", {"locked": False})
    await studio.post("wang", "entries/a/off", {"saw": "on_air"})
    await studio.post("li", "entries/a/answer", {"answer": "promised", "words": "三天之内", "due": "2025-11-24"})
    await studio.post("li", "entries/a/return")
    entry = (await studio.get("li"))["entries"][0]
    assert (entry["state"], entry["end"], entry["answer"], entry["answer_due"]) == (
        "gone", "returned", "promised", "2025-11-24",
    )  # fmt: skip
    assert studio.stage.air.taken() == [
        ("open", "s1"), ("screen", "a", "8001"), ("park", "a"), ("air", "a", 1), ("off_air", "a"), ("to_hotline", "a"),
    ]  # fmt: skip


async def test_a_producer_puts_nobody_on_air_and_takes_nobody_off_unless_also_host(studio: Studio) -> None:
    await studio.ready("a")
    await studio.post("li", "entries/a/air", status=403)
    await studio.post("wang", "entries/a/air")
    for path in ("off", "lock"):
        await studio.post("li", f"entries/a/{path}", {"locked": True} if path == "lock" else None, status=403)
    assert (await studio.post("li", "entries/a/drop", status=409))["error"]["expected"] == "host"
    await studio.post("chen", "entries/a/drop")
    assert (await studio.get("li"))["entries"][0]["end"] == "dropped"


async def test_two_callers_are_never_put_on_air_by_one_double_click(studio: Studio) -> None:
    """The same request twice, two requests at once, and a second press after the picture changed."""
    await studio.ready("a", "b")
    await studio.post("li", "entries/a/next")
    pressed = await asyncio.gather(*(studio.stage.ask("POST", f"{SHOW}/entries/a/air", json={"saw": "next"},
                                                      headers=studio.headers["wang"]) for _ in range(3)))  # fmt: skip
    assert sorted(one.status for one in pressed) == [200, 409, 409]
    await studio.post("li", "entries/b/next")
    error = (await studio.post("wang", "entries/b/air", status=409))["error"]
    assert error["expected"] == "a press 0.8 s after the last or later"
    assert [one["entry_id"] for one in (await studio.get("li"))["entries"] if one["state"] == "on_air"] == ["a"]


async def test_two_producers_who_take_the_same_caller_get_one_and_a_reason(studio: Studio) -> None:
    studio.stage.air.come("a", "b")
    both = await asyncio.gather(*(studio.stage.ask("POST", f"{SHOW}/entries/a/take", json={"phone": phone},
                                                   headers=studio.headers[who])
                                  for who, phone in (("li", "8001"), ("zhao", "8002"))))  # fmt: skip
    assert sorted(one.status for one in both) == [200, 409]
    loser = next(who for who, one in zip(("li", "zhao"), both, strict=True) if one.status == 409)
    winner = "zhao" if loser == "li" else "li"
    error = (await studio.post(loser, "entries/a/describe", WORDS, status=409))["error"]
    assert error["found"] == f"screened by {winner}"
    await studio.post(loser, "entries/a/take", {"phone": "8009", "take_over": True})


async def test_the_state_a_screen_showed_must_still_be_so(studio: Studio) -> None:
    await studio.ready("a")
    error = (await studio.post("li", "entries/a/next", {"saw": "screening"}, status=409))["error"]
    assert (error["expected"], error["found"]) == ("screening, as the screen showed", "ready")
    await studio.post("li", "entries/a/next", {"saw": "ready"})


async def test_a_repeated_request_is_the_same_press_but_not_for_somebody_else(studio: Studio) -> None:
    await studio.post("li", "note", {"text": f"下一位准备好{NUMBER}", "key": "k1"})
    again = await studio.post("li", "note", {"text": "下一位准备好", "key": "k1"})
    await studio.post("wang", "note", {"text": "好", "key": "k1"})
    await studio.post("wang", "dump", {"key": "k2"})
    await studio.post("wang", "dump", {"key": "k2"})
    board = await studio.get("li")
    assert again["again"]
    assert [(one["by"], one["text"]) for one in board["notes"]] == [("li", "下一位准备好138****0000"), ("wang", "好")]
    assert [one["seconds"] for one in board["dumps"]] == [6.0]


async def test_words_that_cannot_be_read_out_change_nothing_and_do_not_park(studio: Studio) -> None:
    studio.stage.air.come("a")
    await studio.post("li", "entries/a/take", {"phone": "8001"})
    for topic in ("一" * 21, "请回电13912345678"):
        await studio.post("li", "entries/a/ready", {"words": {**WORDS, "topic": topic}}, status=409)
    await studio.post("li", "entries/a/ready", {"words": {**WORDS, "topic": " "}}, status=409)
    entry = (await studio.get("li"))["entries"][0]
    assert (entry["state"], entry["topic"], entry["address"]) == ("screening", "", "")


async def test_persons_and_messages_join_the_same_list_and_a_number_in_them_is_hidden(studio: Studio) -> None:
    person = await studio.post("li", "persons", {"address": "局长薛斌", "topic": "停水抢修", "key": "p1"})
    sent = {"text": f"请回电{NUMBER}，小区停水", "source": "wechat", "address": "网友", "key": "m1"}
    one = await studio.post("li", "messages", sent)
    two = await studio.post("li", "messages", sent)
    assert (one["entry_id"], two["again"]) == (two["entry_id"], True)
    await studio.post("li", f"entries/{one['entry_id']}/take")
    await studio.post("li", f"entries/{one['entry_id']}/ready", {"words": WORDS})
    await studio.post("wang", f"entries/{one['entry_id']}/air")
    entries = {each["entry_id"]: each for each in (await studio.get("wang"))["entries"]}
    assert entries[one["entry_id"]]["text"] == "请回电138****0000，小区停水"
    assert entries[one["entry_id"]]["position"] == 0
    assert person["entry_id"] not in entries  # nobody screened it yet
    assert ("screen", one["entry_id"], "") not in studio.stage.air.orders


async def test_a_message_sent_for_the_show_is_on_its_board_with_its_ticket_once(studio: Studio, stage: Stage) -> None:
    headers = await source(stage)
    one = await say(await bring(stage, headers, show=True))
    two = await say(await bring(stage, headers, show=True))
    plain = await say(await bring(stage, headers, key="w-2"))
    assert one["entry_id"] == two["entry_id"] != ""
    assert plain["entry_id"] == ""
    (entry,) = (await studio.get("li"))["entries"]
    assert (entry["kind"], entry["address"], entry["source"], entry["has_ticket"]) == ("message", "王先生", "web", True)
    await studio.post("wang", "sign-off")
    late = await say(await bring(stage, headers, key="w-3", show=True))
    assert (late["entry_id"], late["created"]) == ("", True), "no show runs: the ticket is there all the same"


async def test_the_form_is_filled_from_the_draft_and_the_words_have_no_number(studio: Studio, stage: Stage) -> None:
    stage.air.come("c9")
    made = draft("t9", "c9", "8001")
    fields = {
        **made.fields,
        "contact_name": TicketField(value="王小明"),
        "title": TicketField(value="反映天宁区茶山街道花园小区连续三天停水，物业无人处理"),
        "area": TicketField(value="天宁区"),
        "unit": TicketField(value="市水利局"),
    }
    await stage.stores.tickets.save_draft(replace(made, fields=fields), datetime.now(UTC))
    await stage.stores.transcripts.add([said("u9", "c9", 100, f"我的电话是{NUMBER}")])
    await studio.post("li", "entries/c9/take", {"phone": "8001"})
    found = await studio.get("li", "/entries/c9")
    assert found["form"] == {
        "address": "王先生/女士", "area": "天宁区", "topic": "天宁区茶山街道花园小区连续三天停水",
        "unit": "市水利局", "unit_fits": False, "summary": "",
    }  # fmt: skip
    assert NUMBER not in json.dumps(found)
    assert found["transcript"][0]["text"] == "我的电话是138****0000"
    await studio.get("wang", "/entries/c9", status=403)


async def test_the_host_is_told_surname_area_and_topic_and_nothing_else(studio: Studio) -> None:
    await studio.ready("a", "b")
    studio.stage.air.come("c")
    await studio.post("li", "entries/b/store", {"stored": True})
    entries = (await studio.get("wang"))["entries"]
    assert [one["entry_id"] for one in entries] == ["a"]
    defaults = {"air_s": 0.0, "recording_s": 0.0, "call_id": "", "source": "", "repeat": False,
                "calls_before": 0, "shows_before": 0,
                "unit_fits": True, "stored": False, "producer": "", "producer_name": "", "talking": False,
                "answer_words": "", "has_ticket": False, "reason": ""}  # fmt: skip
    told = {name: value for name, value in entries[0].items() if name not in HOST_KNOWS}
    assert {name: value for name, value in told.items() if value is not None} == defaults
    headers = {"Origin": studio.stage.origin, **studio.headers["wang"]}
    refused = await studio.stage.client.get("/ws/show?view=producer", headers=headers)
    assert refused.status == 403


async def test_both_screens_show_the_same_order_after_every_press_and_after_a_new_connection(studio: Studio) -> None:
    producer, host = await studio.watch("li", "producer"), await studio.watch("wang", "host")
    await studio.ready("a", "b", "c")
    seq = (await studio.post("li", "entries/c/top"))["seq"]
    assert _order(await picture(producer, seq)) == _order(await picture(host, seq)) == ["c", "a", "b"]
    await host.close()
    await studio.post("li", "entries/b/next")
    seq = (await studio.post("wang", "entries/b/air"))["seq"]
    host = await studio.watch("wang", "host")
    seen = await picture(host)
    assert seen["seq"] == seq
    assert _order(seen) == _order(await picture(producer, seq)) == ["b", "c", "a"]
    await producer.close()
    await host.close()


def _order(seen: dict[str, Any]) -> list[str]:
    return [one["entry_id"] for one in seen["entries"] if one["state"] in ("on_air", "next", "ready")]


async def test_a_producers_screen_follows_what_the_caller_says_and_a_hosts_does_not(studio: Studio) -> None:
    studio.stage.air.come("a")
    producer, host = await studio.watch("li", "producer"), await studio.watch("wang", "host")
    words = studio.stage.house.words
    words.partial({"call_id": "a", "role": "caller", "text": f"电话{NUMBER}"})
    words.utterance(said("u1", "a", 0, "小区停水"))
    words.utterance(said("u3", "a", 4000, "电话一三九一二"))
    words.utterance(said("u4", "a", 8000, "三四五六七八"))
    words.utterance(said("u2", "elsewhere", 0, "别的电话"))
    await studio.post("li", "note", {"text": "收到"})
    told: list[tuple[str, str]] = []
    while len(told) < 5:
        one = json.loads((await producer.receive()).data)
        if one["type"] != "board":
            told.append((one["type"], one["text"] if one["type"] == "partial" else one["utterance"]["text"]))
    assert told[:2] == [("partial", "电话138****0000"), ("words", "小区停水")]
    assert told[2:] == [("words", "电话一三九一二"), ("words", "电话139****5678"), ("words", "")]  # over two utterances
    for _ in range(2):
        assert json.loads((await host.receive()).data)["type"] == "board"
    await producer.close()
    await host.close()


async def test_the_proposal_says_why_and_changes_nothing(studio: Studio) -> None:
    await studio.ready("a", "b")
    before = (await studio.get("li"))["seq"]
    items = (await studio.get("li", "/proposal"))["items"]
    assert [one["entry_id"] for one in items] == ["a", "b"]
    assert {reason["reason"] for reason in items[0]["reasons"]} == {"waited", "unit_fits", "new_area"}
    assert (await studio.get("li"))["seq"] == before


async def test_others_neither_see_nor_touch_the_show(studio: Studio, stage: Stage) -> None:
    await studio.ready("a")
    operator = await stage.bearer(Role.OPERATOR, "8001")
    for method, path in (("GET", SHOW), ("POST", f"{SHOW}/entries/a/drop"), ("POST", f"{SHOW}/block")):
        body = {"json": {"blocked": True} if path.endswith("block") else {}} if method == "POST" else {}
        await say(await stage.ask(method, path, headers=operator, **body), 403)
    supervisor = await stage.bearer(Role.SUPERVISOR)
    seen = await say(await stage.ask("GET", SHOW, headers=supervisor))
    assert seen["entries"][0]["call_id"] == "a"
    listed = await say(await stage.ask("GET", "/api/v1/shows", headers=supervisor))
    assert [one["show_id"] for one in listed["items"]] == ["s1"]


async def test_an_edition_of_the_plan_fills_the_show_that_is_opened_under_its_id(stage: Stage) -> None:
    made = Studio(stage)
    await made.people()
    day = datetime.fromtimestamp(stage.clock[0], ZoneInfo("Asia/Shanghai")).date()
    edition = Edition(
        edition_id="E-today", day=day, kind=ShowKind.WEEKLY, title="政风热线：水利局上线", announced=day,
        starts=time(14, 0), minutes=60, seats=(Seat(unit="水利局"),),
    )  # fmt: skip
    await stage.stores.editions.add(edition, Deed(by="li", at=stage.clock[0], what="planned"))
    items = (await say(await stage.ask("GET", "/api/v1/shows/planned", headers=made.headers["li"])))["items"]
    assert [(one["show_id"], one["units"]) for one in items] == [("E-today", ["水利局"])]
    body = {"show_id": "E-today", "title": "特别节目", "delay_s": 6.0}
    await say(await stage.ask("POST", "/api/v1/shows", json=body, headers=made.headers["li"]))
    answer = await stage.ask("GET", "/api/v1/shows/E-today", headers=made.headers["li"])
    show = (await say(answer))["show"]
    ends = datetime.combine(day, time(15, 0), ZoneInfo("Asia/Shanghai")).timestamp()
    assert (show["title"], show["units"], show["ends_at"]) == ("特别节目", ["水利局"], ends), "what was typed stands"
