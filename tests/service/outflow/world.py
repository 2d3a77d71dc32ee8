"""A ticket office that tells a province and citizens, a receiver that can be told how to behave, and a clock."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from callcenter.outflow.courier import Courier, CourierRules
from callcenter.outflow.feed import SIGNATURE, FeedSender, load_feed_rules
from callcenter.outflow.post import BY_STATUS, Said
from callcenter.outflow.sms import SmsSender, into_folder
from callcenter.outflow.sms_rules import load_sms_rules
from callcenter.outflow.teller import Teller
from callcenter.packaged import config_dir
from callcenter.store.database import Database
from callcenter.store.outbox import Channel, Outbox
from queueing.callers.delivery import Backoff
from tests.contracts.store.office import World, world

SECRET = "a secret of the province"
ZONE = ZoneInfo("Asia/Shanghai")
RULES = CourierRules(
    in_order=True, trouble=Backoff(first_s=1, factor=2, most_s=8, tries=5), refused=Backoff(first_s=1, tries=2)
)


@dataclass(slots=True)
class Province:
    """The receiver: takes what is signed, knows a key again, and answers as it is told."""

    answers: list[int] = field(default_factory=list)  # statuses of the next requests; then 200
    slow_s: float = 0.0
    says: list[str] = field(default_factory=list)  # bodies of the next answers; what they refuse is not taken
    taken_as: str = '{"code": 0}'
    got: list[dict[str, Any]] = field(default_factory=list)  # what it has taken, each key once
    seen: list[str] = field(default_factory=list)  # every key that came, taken or not
    keys: set[str] = field(default_factory=set)
    bad_signatures: int = 0

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        key = request.headers["Idempotency-Key"]
        self.seen.append(key)
        await asyncio.sleep(self.slow_s)
        if not self._signed(request.headers[SIGNATURE], body):
            self.bad_signatures += 1
            return web.Response(status=401)
        status = self.answers.pop(0) if self.answers else 200
        said = self.says.pop(0) if self.says else self.taken_as
        if 200 <= status < 300 and said == self.taken_as and key not in self.keys:
            self.keys.add(key)
            told = json.loads(body)
            self.got.append({**told, "stream": request.headers["X-Callcenter-Stream"]})
        return web.Response(status=status, text=said, headers={"Location": "/elsewhere"} if status < 400 else {})

    def _signed(self, told: str, body: bytes) -> bool:
        parts = dict(part.split("=", 1) for part in told.split(","))
        wanted = hmac.new(SECRET.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, parts["v1"])

    def events(self, stream: str) -> list[str]:
        return [one["sjlx"] for one in self.got if one["stream"] == stream]


@dataclass(slots=True, kw_only=True)
class Outside:
    """Everything together."""

    office: World
    outbox: Outbox
    province: Province
    feed: Courier
    sms: Courier
    sms_folder: Path

    def sms_texts(self) -> list[dict[str, str]]:
        files = sorted(self.sms_folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        return [json.loads(file.read_text("utf-8")) for file in files]

    async def drained(self, courier: Courier) -> None:
        """Send until nothing is due now."""
        while await courier.once():
            pass


def tell(database: Database, city: World, *, wake: Any = lambda: None) -> None:
    """Let the office tell others."""
    city.office.records.tell = Teller(
        sms=load_sms_rules(config_dir() / "sms.toml"),
        feed=load_feed_rules(config_dir() / "feed.toml"),
        tells_province=True,
        wake=wake,
        unit_name=lambda unit: {"U1": "市城市管理局"}.get(unit, unit),
    ).tell


@asynccontextmanager
async def outside(url: str, folder: Path, city: str = "changzhou", answer: Said = BY_STATUS) -> AsyncIterator[Outside]:
    """Open a world over a database."""
    province = Province()
    app = web.Application()
    app.router.add_post("/events", province.take)
    async with Database(url) as database, TestServer(app) as server, aiohttp.ClientSession() as session:
        office = world(database, city)
        tell(database, office)
        outbox = Outbox(database)
        sender = FeedSender(
            session,
            str(server.make_url("/events")),
            SECRET,
            replace(load_feed_rules(config_dir() / "feed.toml"), answer=answer),
            ZONE,
            lambda: office.clock[0],
        )
        sms = SmsSender(
            outbox,
            load_sms_rules(config_dir() / "sms.toml"),
            ZONE,
            into_folder(folder / "sms"),
            lambda: office.clock[0],
        )
        yield Outside(
            office=office,
            outbox=outbox,
            province=province,
            feed=Courier(outbox, Channel.FEED, sender.send, RULES, lambda: office.clock[0]),
            sms=Courier(outbox, Channel.SMS, sms.send, CourierRules(in_order=False), lambda: office.clock[0]),
            sms_folder=folder / "sms",
        )
