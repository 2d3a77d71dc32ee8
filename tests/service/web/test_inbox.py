"""The shared inbox: what came without a call, oldest first, locked for whoever takes it, and seen so by the others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, WSServerHandshakeError

from callcenter.intake.inbox import Inbox
from callcenter.intake.sources import Policy
from callcenter.store.identity import Role
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import bring, source
from tests.service.web.test_streams import browser, heard


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, stage: Stage, browser: ClientSession) -> None:
        self.origin, self.browser = stage.origin, browser

    async def ask(self, method: str, path: str, **body: Any) -> ClientResponse:
        headers = {"Origin": self.origin, "X-Requested-With": "callcenter"}
        return await self.browser.request(method, f"{self.origin}/api/v1{path}", headers=headers, json=body or None)


Door = Callable[[str], Awaitable[Person]]


@pytest.fixture
async def door(stage: Stage) -> AsyncIterator[Door]:
    """Signs people in, each in a browser of their own."""
    async with AsyncExitStack() as stack:

        async def signed_in(name: str) -> Person:
            browser = await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
            person = Person(stage, browser)
            await say(await person.ask("POST", "/session", name=name, password=f"pass-{name}"))
            return person

        yield signed_in


async def came(stage: Stage, code: str = "web", **changed: Any) -> str:
    key = changed.pop("key", f"{code}-{stage.clock[0]}")
    taken = await say(await bring(stage, await source(stage, code), source=code, key=key, **changed))
    return str(taken["ticket_id"])


async def held(one: Person) -> dict[str, str]:
    found = await say(await one.ask("GET", "/inbox"))
    return {item["ticket_id"]: item["holder"] for item in found["items"]}


async def test_every_source_that_is_confirmed_by_a_person_comes_here_oldest_first(stage: Stage, door: Door) -> None:
    drafted = [one for one in stage.parts.city.sources.source if one.policy is Policy.DRAFT]
    brought = []
    for one in drafted:
        brought.append(await came(stage, one.code))
        stage.clock[0] += 60
    await came(stage, "110")  # registered at once: nobody has to confirm it
    person = await door("8001")
    found = await say(await person.ask("GET", "/inbox"))
    assert [item["ticket_id"] for item in found["items"]] == brought
    assert [item["source_title"] for item in found["items"]] == [one.title for one in drafted]
    assert (found["waiting"], found["taken"], found["oldest_at"]) == (len(drafted), 0, found["items"][0]["came_at"])
    assert (found["items"][0]["kind"], found["items"][0]["place"]) == ("投诉", "阳光小区门口")


async def test_of_two_who_take_the_same_one_wins_and_the_other_is_told_who(stage: Stage, door: Door) -> None:
    ident = await came(stage)
    first, second = await door("8001"), await door("8002")
    answers = await asyncio.gather(*(one.ask("POST", f"/inbox/{ident}/take") for one in (first, second)))
    assert sorted(one.status for one in answers) == [200, 409]
    won = [one.status for one in answers].index(200)
    refused = (await answers[1 - won].json())["error"]
    assert refused["reason"] == "inbox_held"
    assert refused["found"] == ("话务员8001", "话务员8002")[won]
    for path, body in (("register", {}), ("void", {"why": "重复"})):
        loser = (first, second)[1 - won]
        for root in ("inbox", "tickets"):
            told = await say(await loser.ask("POST", f"/{root}/{ident}/{path}", version=1, **body), 409)
            assert told["error"]["found"] == refused["found"]
    told = await say(await loser.ask("PATCH", f"/tickets/{ident}", version=1, fields={"title": "x"}), 409)
    assert told["error"]["reason"] == "inbox_held"
    assert (await stage.stores.tickets.get(ident)).version == 1, "whoever was refused changed nothing"


async def test_who_took_it_sees_it_whole_corrects_and_registers_it_and_it_leaves_the_list(
    stage: Stage, door: Door
) -> None:
    ident = await came(stage, title="路灯问题")
    person, other = await door("8001"), await door("8002")
    taken = await say(await person.ask("POST", f"/inbox/{ident}/take"))
    assert taken["ticket"]["fields"]["contact_phone"]["value"] == NUMBER
    assert taken["sent"]["contact_name"] == "王先生"
    changed = await say(await person.ask("PATCH", f"/inbox/{ident}", version=1, fields={"place": "阳光小区北门"}))
    assert (changed["version"], changed["fields"]["place"]["locked"], changed["caller_number"]) == (2, True, NUMBER)
    done = await say(await person.ask("POST", f"/inbox/{ident}/register", version=2))
    assert (done["status"], bool(done["number"])) == ("registered", True)
    assert await held(other) == {}
    told = await say(await other.ask("POST", f"/inbox/{ident}/take"), 409)
    assert (told["error"]["reason"], told["error"]["found"]) == ("ticket_no_draft", done["number"])
    assert (await stage.parts.office.get(ident)).record.source == "网站"


async def test_one_put_aside_keeps_the_reason_and_leaves_the_list(stage: Stage, door: Door) -> None:
    ident = await came(stage)
    person = await door("8001")
    done = await say(await person.ask("POST", f"/inbox/{ident}/void", version=1, why="广告"))
    assert done["status"] == "void"
    assert await held(person) == {}


async def test_the_list_shows_no_number_and_taking_writes_whose_number_was_seen(stage: Stage, door: Door) -> None:
    ident = await came(stage, text=f"请回电{NUMBER}，路灯不亮", title=f"请回电{NUMBER}")
    person = await door("8001")
    listed = await (await person.ask("GET", "/inbox")).text()
    assert NUMBER not in listed
    await say(await person.ask("POST", f"/inbox/{ident}/take"))
    await stage.stores.database.flush()
    page = await stage.stores.audit.last(100)
    assert ("numbers_seen", ident) in [(one.action, one.thing) for one in page]


async def test_it_is_free_again_when_given_back_after_idle_time_and_at_sign_out(stage: Stage, door: Door) -> None:
    ident = await came(stage)
    first, second = await door("8001"), await door("8002")
    await say(await first.ask("POST", f"/inbox/{ident}/take"))
    assert (await second.ask("POST", f"/inbox/{ident}/release")).status == 409, "not theirs to give back"
    assert (await first.ask("POST", f"/inbox/{ident}/release")).status == 204
    assert await held(second) == {ident: ""}
    await say(await first.ask("POST", f"/inbox/{ident}/take"))
    stage.clock[0] += 590
    await say(await first.ask("PATCH", f"/inbox/{ident}", version=1, fields={"title": "甲"}))  # still at work
    stage.clock[0] += 590
    assert await held(second) == {ident: "话务员8001"}
    stage.clock[0] += 20
    assert await held(second) == {ident: ""}
    await say(await second.ask("POST", f"/inbox/{ident}/take"))
    assert (await first.ask("PATCH", f"/inbox/{ident}", version=2, fields={"title": "乙"})).status == 409
    assert (await second.ask("DELETE", "/session")).status == 204
    assert await held(first) == {ident: ""}


async def test_a_supervisor_may_give_back_what_somebody_left(stage: Stage, door: Door) -> None:
    ident = await came(stage)
    first = await door("8001")
    await say(await first.ask("POST", f"/inbox/{ident}/take"))
    above = await door("lin")
    assert (await above.ask("POST", f"/inbox/{ident}/release")).status == 204
    assert await held(first) == {ident: ""}


async def test_others_see_at_once_what_comes_is_taken_and_done(stage: Stage, door: Door) -> None:
    await stage.sign_in()
    async with browser(stage, "/ws/inbox") as socket, browser(stage, "/ws/desk") as desk:
        assert ((await heard(socket))["waiting"], (await heard(desk))["inbox"]["waiting"]) == (0, 0)
        ident = await came(stage)
        news = await heard(socket)
        assert [(one["ticket_id"], one["holder"]) for one in news["items"]] == [(ident, "")]
        assert (await heard(desk))["inbox"]["waiting"] == 1
        other = await door("8002")
        await say(await other.ask("POST", f"/inbox/{ident}/take"))
        news = await heard(socket)
        assert [(one["holder"], one["mine"]) for one in news["items"]] == [("话务员8002", False)]
        assert (await heard(desk))["inbox"]["taken"] == 1
        await say(await other.ask("POST", f"/inbox/{ident}/register", version=1))
        while (news := await heard(socket))["waiting"]:
            pass
        assert news["items"] == []


async def test_a_lock_outlives_the_service(stage: Stage, door: Door) -> None:
    """After a crash another service reads the same: who works on what, and what they had corrected."""
    ident = await came(stage)
    person = await door("8001")
    await say(await person.ask("POST", f"/inbox/{ident}/take"))
    await say(await person.ask("PATCH", f"/inbox/{ident}", version=1, fields={"title": "甲"}))
    kept = stage.parts.city.inbox
    again = Inbox(database=kept.database, timers=kept.timers, now=kept.now, idle_s=kept.idle_s)
    (one,) = (await again.look()).items
    assert one.lock is not None
    assert (one.lock.holder, one.ticket.fields["title"].value) == ("8001", "甲")


async def test_only_those_who_confirm_drafts_see_the_inbox(stage: Stage) -> None:
    ident = await came(stage)
    for role in (Role.UNIT, Role.DISPATCHER, Role.LEADER, Role.PRODUCER, Role.WALL, Role.SOURCE):
        headers = await stage.bearer(role)
        assert (await stage.client.get("/api/v1/inbox", headers=headers)).status == 403
        assert (await stage.client.post(f"/api/v1/inbox/{ident}/take", headers=headers)).status == 403
    headers = await stage.bearer(Role.UNIT)
    with pytest.raises(WSServerHandshakeError):
        async with browser(stage, "/ws/inbox", **headers):
            pass


async def test_a_calls_draft_is_no_matter_of_the_inbox(stage: Stage, door: Door) -> None:
    person = await door("8001")
    assert await held(person) == {}
    assert (await person.ask("POST", "/inbox/t1/take")).status == 404
