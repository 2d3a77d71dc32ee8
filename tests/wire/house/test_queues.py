"""Callers a queue cannot serve at once, through every real process: what they hear is compared with the prompts."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray

from callcenter.packaged import prompts_dir
from tests.wire.house.calls import missing, operator, speech
from tests.wire.house.house import House, Plan, house
from tests.wire.phones import softphone, trunk
from tests.wire.phones.likeness import likeness
from tests.wire.phones.rtp import PACKET_BYTES, PACKET_S, Rtp, endpoint
from tests.wire.phones.tone import alaw_to_linear, seconds_of_tone
from tests.wire.phones.trunk import Call, Message, Party

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]

CITIZEN = "13912340007"
OUT_PORT = 6300  # as in QUEUES
OPERATOR_HZ, CITIZEN_HZ = 440.0, 1000.0
SAME, OTHER = 0.9, 0.4  # correlation with the prompt that plays, and with music or any other prompt at most
QUEUES = """
[[queue]]
name = "hotline"
title = "12345 热线"
numbers = ["12345"]
greeting = ""
announce_after_s = 1.0
announce_every_s = 60.0
callback = "always"
[[queue]]
name = "night"
numbers = ["12351"]
greeting = ""
announce_after_s = 0
overflow = [{ after_s = 2.0, to = "queue:hotline" }]
[[queue]]
name = "messages"
numbers = ["12352"]
greeting = ""
announce_after_s = 0
no_operator = "voicemail"
when_waited_out = "voicemail"
[[sip.trunk]]
name = "out"
match = ["127.BLOCK.4.1"]
out = "127.BLOCK.2.1:6300"
may_dial = ["1XXXXXXXXXX"]
"""
PLAN = Plan(operators=1, extra=QUEUES)


@dataclass(slots=True, kw_only=True)
class Citizen:
    """A hand-driven citizen on the line: what they hear is kept, keys and words go out."""

    desk: House
    call: Call
    ear: Rtp
    to: tuple[str, int]
    since: float

    def heard(self) -> NDArray[np.float64]:
        return self.ear.heard(self.since)

    async def hears(self, name: str, seconds: float = 30.0) -> int:
        """Wait until that prompt was played to its end; answers the sample where it began."""
        score = 0.0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    score, place = likeness(self.heard(), prompt(name))
                    if score > SAME:
                        return place
                    await asyncio.sleep(0.2)
        known = [(one["state"], one["outcome"]) for one in await self.desk.calls()]
        heard = f"correlation {score:.2f} in {len(self.heard())} samples"
        raise AssertionError(f"{name} was not heard within {seconds} s: {heard}; the desk's calls: {known}")

    async def says(self, sound: bytes) -> None:
        begun = time.monotonic()
        for number in range(len(sound) // PACKET_BYTES):
            await asyncio.sleep(max(0.0, begun + number * PACKET_S - time.monotonic()))
            self.ear.send(self.to, sound[number * PACKET_BYTES : (number + 1) * PACKET_BYTES])


def prompt(name: str) -> NDArray[np.float64]:
    return alaw_to_linear((prompts_dir() / f"{name}.8").read_bytes())


@contextlib.asynccontextmanager
async def citizen(desk: House, number: str) -> AsyncIterator[Citizen]:
    """Call a number from the trunk and be answered."""
    ip, _, port = desk.sip.partition(":")
    async with trunk.party(desk.trunk_ip, (ip, int(port))) as phone, endpoint(desk.trunk_ip) as ear:
        call = phone.invite(number, trunk.offer(ear.ip, ear.port, "8 101"), sender=f"<sip:{CITIZEN}@{desk.trunk_ip}>")
        answer = await call.answer(200, seconds=10.0)
        call.ack()
        to, since = trunk.audio_of(answer), time.monotonic()
        ear.send(to, b"\xd5" * PACKET_BYTES)
        yield Citizen(desk=desk, call=call, ear=ear, to=to, since=since)


@contextlib.asynccontextmanager
async def at_home(desk: House) -> AsyncIterator[Party]:
    """The citizen's own phone, where calls that go out arrive."""
    ip, _, port = desk.sip.partition(":")
    async with trunk.party(desk.trunk_ip, (ip, int(port)), OUT_PORT) as phone:
        yield phone


async def post(desk: House, path: str, body: dict[str, object]) -> int:
    async with desk.http.post(f"{desk.web}{path}", json=body) as answer:
        return answer.status


def ended(found: Any) -> bool:
    return bool(found["items"]) and all(call["outcome"] for call in found["items"])


async def test_an_announcement_is_heard_and_an_answer_within_it_bridges_at_once(tmp_path: Path) -> None:
    """Not music: the very pieces, in order; and no dead air until they are over (signalwire/freeswitch 1148)."""
    async with house(tmp_path, PLAN) as desk, citizen(desk, "12345") as caller:
        place = await caller.hears("next")
        assert likeness(caller.heard()[place : place + len(prompt("next"))], prompt("next"))[0] > SAME
        assert likeness(caller.heard(), prompt("closed"))[0] < OTHER
        async with operator(desk, 1):
            await desk.until("/api/v1/calls", lambda found: found["items"][0]["state"] == "talking")
            answered = time.monotonic()
            await asyncio.sleep(1.5)
            assert seconds_of_tone(caller.ear.heard(answered), OPERATOR_HZ) > 1.0
            offer_score, _ = likeness(caller.heard(), prompt("offer_callback"))
            assert offer_score < SAME, "the rest of the announcement was not played"
            caller.call.bye()
            await desk.until("/api/v1/calls", ended)


async def test_a_closed_queue_says_so_and_lets_go_and_an_overflow_takes_the_caller_along(tmp_path: Path) -> None:
    async with house(tmp_path, PLAN) as desk:
        assert await post(desk, "/api/v1/queues/hotline/closed", {"closed": True}) == 204
        async with citizen(desk, "12345") as caller:
            await caller.hears("closed")
            await caller.hears("call_later")
            await caller.call.request("BYE", seconds=10.0)
        (first,) = (await desk.until("/api/v1/calls", ended))["items"]
        assert (first["outcome"], first["ended_by"]) == ("refused", "system")
        assert await post(desk, "/api/v1/queues/hotline/closed", {"closed": False}) == 204
        async with citizen(desk, "12351") as caller:
            calls = await desk.until("/api/v1/calls", lambda found: found["items"][0]["queue"] == "hotline")
            assert (calls["items"][0]["dialled"], calls["items"][0]["state"]) == ("12351", "waiting")
            await caller.hears("next")
            caller.call.bye()
            await desk.until("/api/v1/calls", ended)


async def test_a_call_back_goes_the_whole_way_round(tmp_path: Path) -> None:
    async with house(tmp_path, PLAN) as desk, at_home(desk) as home, endpoint(desk.trunk_ip) as ear:
        async with citizen(desk, "12345") as caller:
            await caller.hears("offer_callback")
            await caller.ear.press(caller.to, 1)
            await caller.hears("callback_taken")
            await caller.call.request("BYE", seconds=10.0)
        waiting = (await desk.get("/api/v1/callbacks"))["items"]
        assert [(one["number"], one["purpose"], one["ahead"]) for one in waiting] == [(CITIZEN, "callback", 0)]
        async with operator(desk, 1) as phone:
            invite: Message = await softphone.rung(home, 20.0)
            assert CITIZEN in invite.first
            await asyncio.sleep(1.5)
            softphone.pick_up(home, invite, trunk.offer(ear.ip, ear.port, "8 101"))
            ear.talk(trunk.audio_of(invite), CITIZEN_HZ)
            since = time.monotonic()
            await asyncio.sleep(3.0)
            assert seconds_of_tone(ear.heard(since), OPERATOR_HZ) > 2.0, "the citizen hears the operator"
            await phone.command("hangup")
            await softphone.request(home, "BYE", 10.0)
            assert seconds_of_tone(phone.heard(), CITIZEN_HZ) > 1.5, "the operator hears the citizen"
        calls = (await desk.until("/api/v1/calls", ended))["items"]
        assert sorted(call["outcome"] for call in calls) == ["answered", "callback"]
        assert not (await desk.get("/api/v1/callbacks"))["items"]


async def test_a_message_becomes_a_ticket_marked_so(tmp_path: Path) -> None:
    async with house(tmp_path, PLAN) as desk, citizen(desk, "12352") as caller:
        await caller.hears("leave_message")
        await caller.hears("tone")
        await asyncio.sleep(0.5)
        await caller.says(speech("water-off") + b"\xd5" * 8000)
        await caller.ear.press(caller.to, 11)
        await caller.hears("message_taken")
        await caller.call.request("BYE", seconds=10.0)
        (call,) = (await desk.until("/api/v1/calls", ended))["items"]
        assert call["outcome"] == "voicemail"
        path = f"/api/v1/tickets?call_id={call['call_id']}"
        tickets = await desk.until(path, lambda found: found["items"] and "place" in found["items"][0]["fields"])
        fields = tickets["items"][0]["fields"]
        assert "阳光小区" in fields["place"]["value"]
        assert fields["channel"]["value"] == "留言"
        detail = await desk.until(f"/api/v1/calls/{call['call_id']}", lambda found: found["recording"])
        assert 3.0 < detail["recording"]["seconds"] < 30.0
        await the_message_is_taken_and_heard(desk, tickets["items"][0]["ticket_id"], call["call_id"])


async def the_message_is_taken_and_heard(desk: House, ticket_id: str, call_id: str) -> None:
    """It waits in the shared inbox; the operator who takes it hears it, and nobody before."""
    await desk.until("/api/v1/inbox", lambda found: [one["ticket_id"] for one in found["items"]] == [ticket_id])
    headers = {"Origin": desk.web, "X-Requested-With": "callcenter"}
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.CookieJar(unsafe=True)) as one:
        who = {"name": House.number(1), "password": House.password(1)}
        assert (await one.post(f"{desk.web}/api/v1/session", json=who)).status == 200
        sound = f"{desk.web}/api/v1/calls/{call_id}/recording"
        assert (await one.get(sound)).status == 403
        taken = await one.post(f"{desk.web}/api/v1/inbox/{ticket_id}/take", json={})
        matter = await taken.json()
        assert (taken.status, matter["item"]["source_title"]) == (200, "电话留言")
        assert matter["ticket"]["transcript"]
        heard = await one.get(sound)
        assert (heard.status, (await heard.read())[:4]) == (200, b"fLaC")
