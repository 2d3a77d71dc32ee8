"""停水 at one estate by phone, web and WeChat, through the real routes: the tenth raises the alarm, and only then."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callcenter.bus import FactBus
from callcenter.store.identity import Role
from dashboards.directory import Directory
from dashboards.projections import Board
from dashboards.topics import ALERT, topic_name
from queueing.events import BurstCleared, BurstRaised, Fact
from tests.service.web.clerked import Clerked, clerked
from tests.service.web.stage import Stage, say, staged
from tests.service.web.test_intake import bring, source
from tests.service.web.test_streams import browser, heard

ESTATE, OTHER = "阳光小区", "和平花园"
NAMES = ("王先生", "李女士")


@dataclass(slots=True, kw_only=True)
class City:
    """The service with its bus, its board of figures and its clerk; citizens who tell it things."""

    stage: Stage
    desk: Clerked
    board: Board
    facts: list[Fact]
    told: list[str] = field(default_factory=list)  # every number somebody gave

    async def phones(self, number: int, place: str = ESTATE) -> str:
        """Somebody calls and tells an operator."""
        caller = self._number(number)
        ticket = await self.desk.talked(f"c{number}", f"你好我要投诉{place}停水了家里没有水", caller=caller)
        assert ticket is not None
        return ticket.ticket_id

    async def writes(self, number: int, place: str = ESTATE, way: str = "web", **more: Any) -> str:
        """Somebody writes on the site or by WeChat."""
        matter = {
            "source": way,
            "key": f"{way}-{number}",
            "text": f"我要投诉，{place}{number}号楼今天停水，没有人通知",
            "place": f"{place}{number}号楼",
            "contact_name": NAMES[number % 2],
            "contact_phone": self._number(number),
            **more,
        }
        taken = await say(await bring(self.stage, await source(self.stage, way), **matter))
        return str(taken["ticket_id"])

    async def mixed(self, numbers: range, place: str = ESTATE, every_s: float = 60.0) -> list[str]:
        """By phone, web and WeChat in turn, so many seconds after each other."""
        found = []
        for number in numbers:
            began = self.stage.clock[0]
            way = number % 3
            told = self.phones(number, place) if way == 0 else self.writes(number, place, ("web", "wechat")[way - 1])
            found.append(await told)
            self.stage.clock[0] = began + every_s
        await self.seen()
        return found

    async def seen(self) -> None:
        """Until the hot desk has looked at all that came."""
        await self.stage.parts.city.hot.drain()

    def raised(self) -> list[BurstRaised]:
        return [one for one in self.facts if isinstance(one, BurstRaised)]

    def alarms(self) -> dict[str, Any]:
        """What MQTT holds under alert/…, by topic, as the publisher sends it."""
        for fact in self.facts:
            self.board.feed(fact)
        self.board.due(self.stage.clock[0])
        kept = [one for one in self.board.retained() if one.topic is ALERT and one.payload is not None]
        return {topic_name("test", one.topic, one.ident): one.payload.model_dump(mode="json") for one in kept}  # type: ignore[union-attr]

    async def shown(self) -> list[dict[str, Any]]:
        """The bursts on the supervisor's page."""
        headers = await self.stage.bearer(Role.SUPERVISOR)
        found = await say(await self.stage.client.get("/api/v1/bursts", headers=headers))
        return list(found["items"])

    def _number(self, number: int) -> str:
        self.told.append(f"138{number:04}{number * 7 % 10000:04}")
        return self.told[-1]


@pytest.fixture
async def city(tmp_path: Path, template: Path) -> AsyncIterator[City]:
    bus, facts = FactBus[Fact](), list[Fact]()
    bus.subscribe("test", facts.append)
    async with staged(tmp_path, template, bus=bus) as stage, clerked(stage) as desk:
        board = Board(ZoneInfo("Asia/Shanghai"), Directory(), began=stage.clock[0])
        running = asyncio.create_task(stage.parts.city.hot.run(), name="hot topics")
        await asyncio.sleep(0)
        yield City(stage=stage, desk=desk, board=board, facts=facts)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_ten_people_in_fifteen_minutes_raise_the_alarm_on_page_and_mqtt_without_a_word_of_theirs(
    city: City,
) -> None:
    await city.mixed(range(9))
    assert (city.raised(), await city.shown(), city.alarms()) == ([], [], {})
    last = await city.writes(9, way="wechat")
    await city.seen()
    (burst,) = city.raised()
    assert (burst.place, burst.matter, burst.persons, burst.window_s) == (ESTATE, "供水", 10, 900.0)
    (row,) = await city.shown()
    assert (row["place"], row["matter"], row["persons"], row["tickets"]) == (ESTATE, "供水", 10, 10)
    (alarm,) = city.alarms().values()
    assert (alarm["code"], alarm["severity"], alarm["value"]) == ("burst", "crit", 10.0)
    assert alarm["text_zh"] == f"{ESTATE}：供水，已有 10 人反映"
    said = json.dumps([row, city.alarms()], ensure_ascii=False)
    for secret in (*city.told, *NAMES, "号楼", "没有人通知", last):
        assert secret not in said


async def test_the_walls_own_stream_tells_the_supervisor_too(city: City) -> None:
    await city.mixed(range(10))
    for topic, payload in city.alarms().items():
        city.stage.wall.say(topic, payload)
    await city.stage.sign_in("lin", "pass-lin")
    async with browser(city.stage, "/ws/wall") as socket:
        frame = await heard(socket)
        assert "供水" in json.dumps(frame, ensure_ascii=False)
        assert not [one for one in (*city.told, *NAMES) if one in json.dumps(frame, ensure_ascii=False)]


async def test_ten_of_two_estates_are_no_burst(city: City) -> None:
    await city.mixed(range(5))
    await city.mixed(range(5, 10), OTHER)
    assert (city.raised(), await city.shown(), city.alarms()) == ([], [], {})


async def test_ten_over_sixteen_minutes_are_no_burst(city: City) -> None:
    await city.mixed(range(10), every_s=16 * 60 / 9)
    assert (city.raised(), await city.shown()) == ([], [])


async def test_what_was_put_aside_does_not_count(city: City) -> None:
    """Two of the nine before were a test and a joke: the tenth is the eighth."""
    brought = await city.mixed(range(9))
    for ident in brought[1:3]:
        ticket = await city.stage.stores.tickets.get(ident)
        headers = await city.stage.bearer(Role.SUPERVISOR)
        body = {"version": ticket.version, "why": "测试"}
        await say(await city.stage.client.post(f"/api/v1/inbox/{ident}/void", json=body, headers=headers))
    await city.writes(9)
    await city.seen()
    assert (city.raised(), await city.shown()) == ([], [])
    await city.writes(10)
    await city.writes(11)
    await city.seen()
    assert [one.persons for one in city.raised()] == [10]


async def test_one_person_who_writes_ten_times_is_one(city: City) -> None:
    for number in range(10):
        await city.writes(number, contact_phone="13800000001")
        city.stage.clock[0] += 60
    await city.seen()
    assert city.raised() == []


async def test_the_same_sent_again_by_the_source_counts_once(city: City) -> None:
    for _ in range(10):
        await city.writes(1)
        city.told.clear()
    await city.seen()
    assert city.raised() == []


async def test_letters_written_long_ago_and_brought_in_at_once_are_no_burst(city: City) -> None:
    """A source was down over night and sends all it holds: they did not write within a quarter of an hour."""
    began = city.stage.clock[0]
    for number in range(10):
        await city.writes(number, at=began - 36_000 + number * 3_000)
    await city.seen()
    assert city.raised() == []


async def test_a_source_with_a_wrong_clock_spoils_no_alarm(city: City) -> None:
    """What claims to come from the future is refused, a few minutes are forgiven; the others' fifteen stay theirs."""
    ahead = {"source": "web", "key": "far", "text": f"{OTHER}停水", "at": city.stage.clock[0] + 400 * 86_400}
    assert (await bring(city.stage, await source(city.stage, "web"), **ahead)).status == 422
    await city.writes(20, OTHER, at=city.stage.clock[0] + 200)
    await city.mixed(range(10))
    (burst,) = city.raised()
    assert abs(burst.at - city.stage.clock[0]) < 120
    assert [row["persons"] for row in await city.shown()] == [10]


async def test_a_burst_is_over_when_nobody_calls_any_more(city: City) -> None:
    await city.mixed(range(10))
    assert len(city.alarms()) == 1
    city.stage.clock[0] += 2 * 3600
    city.stage.parts.city.hot.clear()
    assert [one.persons for one in city.facts if isinstance(one, BurstCleared)] == [10]
    assert (city.alarms(), await city.shown()) == ({}, [])
