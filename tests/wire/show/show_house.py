"""A whole desk with a live show on it: `callcenter serve`, a studio of two lines, callers, phones and screens."""

import asyncio
import contextlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from asr.g711 import alaw_decode
from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.identity import Role
from callcenter.telephony.phone import Answered, Phone, PhoneAccount, PhoneEvent, PhoneLoop
from tests.wire.house.calls import speech
from tests.wire.house.house import House, Plan, house
from tests.wire.show.packets import Saying, SentToLine
from tests.wire.show.rooms import HOST, PRODUCER, Rooms
from tests.wire.show.rooms import PASSWORD as ROOMS_PASSWORD
from tests.wire.show.scene import Party, tones

STUDIO, PRODUCERS_PHONE = ("9101", "9102"), "9001"
STUDIO_HZ, PRODUCER_HZ, OPERATOR_HZ = 500, 700, 600
PASSWORD = "secret-of-the-show"
WITHIN_S = 40.0
KEEP_S = 600.0  # all of the show


@dataclass(slots=True)
class StudioParty(Party):
    """A phone of the studio, and each packet it ever got."""

    sent: SentToLine = field(default_factory=SentToLine)

    def take(self, event: PhoneEvent) -> None:
        """Follow each call from its answer on."""
        if isinstance(event, Answered):
            self.sent.follow(event.call)
        Party.take(self, event)


@dataclass(slots=True)
class Citizen(Party):
    """A caller, and when each 20 ms of what they said went out."""

    saying: Saying = field(init=False)

    def take(self, event: PhoneEvent) -> None:
        """Follow the call from its answer on."""
        if isinstance(event, Answered):
            self.saying = Saying(self.hz)
            self.saying.follow(event.call)
        Party.take(self, event)


@dataclass(slots=True)
class ShowHouse:
    """Everything of one show. Callers say a tone each; the studio's first line speaks."""

    desk: House
    rooms: Rooms
    loop: PhoneLoop
    studio: dict[int, StudioParty] = field(default_factory=dict)
    callers: dict[str, Citizen] = field(default_factory=dict)  # by the call's id
    numbers: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    producer: Party = field(init=False)
    show_id: str = ""

    # --- phones ----------------------------------------------------------------------------------------------

    def phone(self, party: Party, number: str, password: str = "") -> None:
        """Put a phone on the network; with a password it is one of the house's."""
        account = PhoneAccount(
            number=number,
            password=password,
            server_ip=self.desk.ip,
            server_port=5060,
            ip=self.desk.phone_ip if password else self.desk.trunk_ip,
            registers=bool(password),
            keep_s=KEEP_S,
        )
        party.phone = Phone(self.loop, account, party.take)
        self.parties.append(party)
        party.phone.start()

    def dial(self, hz: int) -> Citizen:
        """A citizen calls the show; their number ends with their tone."""
        party, number = Citizen(hz), f"1380000{hz:04d}"
        self.phone(party, number)
        self.numbers.append(number)
        party.phone.dial("12388")
        return party

    async def caller(self, hz: int) -> str:
        """A citizen who is on the board; answers their entry."""
        return await self.joined(self.dial(hz))

    async def joined(self, party: Citizen) -> str:
        """Wait until somebody who dialled is on the board."""
        found = await self.until(self._new)
        await self.until(lambda: party.talking)
        self.callers[found] = party
        return str(found)

    def _new(self) -> str:
        known = set(self.callers)
        return next((one for one in self.entries() if one not in known), "")

    async def hears(self, party: Party, hz: int, others: tuple[int, ...] = (), seconds: float = 0.4) -> None:
        """Wait until a phone has heard nothing but that tone for a while; -1: several at once."""
        wanted = int(seconds / 0.02)
        every = (hz, *others)
        await self.until(lambda: tones(party.heard(party.samples() - 8000), every)[-wanted:] == [hz] * wanted)

    def hears_operator(self, party: Party) -> bool:
        """Whether an operator talks with somebody."""
        heard = tones(party.heard(party.samples() - 1600), (OPERATOR_HZ,))
        return party.talking and heard.count(OPERATOR_HZ) > len(heard) // 2

    # --- the ledger, read beside the service --------------------------------------------------------------------

    def facts(self, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Kind, call and body of facts of these kinds, in order; [] while the store cannot be read."""
        path = f"file:{self.desk.folder}/data/callcenter.db?mode=ro"
        wanted = ",".join("?" * len(kinds))
        with contextlib.closing(sqlite3.connect(path, uri=True, timeout=10.0)) as store:
            rows = store.execute(f"SELECT kind, call_id, body FROM facts WHERE kind IN ({wanted}) ORDER BY seq", kinds)  # noqa: S608 - marks only
            return [(kind, call_id, json.loads(body)) for kind, call_id, body in rows]

    def entries(self) -> list[str]:
        """Every caller who ever came onto the board, in order."""
        return [body["entry_id"] for _, _, body in self.facts("entry_joined")]

    def outcomes(self) -> Counter[str]:
        """How often each call has ended."""
        return Counter(call_id for _, call_id, _ in self.facts("call_ended"))

    async def until(self, holds: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
        """Wait until it holds."""
        end = time.monotonic() + within_s
        while not (found := holds()):
            assert time.monotonic() < end, "it never held"
            await asyncio.sleep(0.05)
        return found

    # --- the service over HTTP ------------------------------------------------------------------------------------

    async def picture(self) -> dict[str, Any]:
        """The board; waits for a service that is away."""
        return dict(await self.desk.until(f"/api/v1/shows/{self.show_id}", bool, WITHIN_S))

    async def entry(self, entry_id: str) -> dict[str, Any]:
        """An entry of the board."""
        found = (await self.picture())["entries"]
        return next(one for one in found if one["entry_id"] == entry_id)

    async def is_in(self, entry_id: str, state: str, seconds: float = WITHIN_S) -> None:
        """Wait until an entry is in a state."""
        await self.desk.until(
            f"/api/v1/shows/{self.show_id}",
            lambda seen: any(one["entry_id"] == entry_id and one["state"] == state for one in seen["entries"]),
            seconds,
        )

    async def lines_up(self) -> None:
        """Wait until the studio's lines are up."""
        await self.desk.until(
            f"/api/v1/shows/{self.show_id}",
            lambda seen: len(seen["lines"]) == len(STUDIO) and all(one["up"] for one in seen["lines"]),
            WITHIN_S,
        )

    async def open(self) -> None:
        """Open the show by the producer's and go live by the host's screen."""
        await self.rooms.open("政风热线", "6")
        await self.rooms.go_live()
        (self.show_id,) = [one["show_id"] for one in (await self.desk.get("/api/v1/shows"))["items"]]
        await self.lines_up()


def _plan(extra: str) -> Plan:
    phones = "".join(f'{{ number = "{one}", password = "{PASSWORD}" }},' for one in (*STUDIO, PRODUCERS_PHONE))
    lines = ", ".join(f'"{one}"' for one in STUDIO)
    return Plan(operators=2, extra=f"[show]\nstudio = [{lines}]\nphone = [{phones}]\n{extra}")


async def _people(folder: Path) -> None:
    """The two who sit at the screens."""
    now = datetime.now(UTC)
    async with Database(f"sqlite:///{folder}/data/callcenter.db") as database:
        accounts = Accounts(database)
        await accounts.add_user(PRODUCER, "李导播", frozenset({Role.PRODUCER}), ROOMS_PASSWORD, now)
        await accounts.add_user(HOST, "王主持", frozenset({Role.HOST}), ROOMS_PASSWORD, now)


def _phones(made: ShowHouse) -> None:
    said = alaw_decode(speech("water-off"))
    for position, number in enumerate(STUDIO, 1):
        party = StudioParty(STUDIO_HZ, (said + bytes(8000)) * 60 if position == 1 else b"")
        made.studio[position] = party
        made.phone(party, number, PASSWORD)
    made.producer = Party(PRODUCER_HZ)
    made.phone(made.producer, PRODUCERS_PHONE, PASSWORD)
    for n in (1, 2):
        made.phone(Party(OPERATOR_HZ), made.desk.number(n), made.desk.password(n))


@contextlib.asynccontextmanager
async def show_house(folder: Path, extra: str = "") -> AsyncIterator[ShowHouse]:
    """Start the desk, phones, screens; a show that is live, with both lines up."""
    async with house(folder, _plan(extra)) as desk, async_playwright() as driver:
        driver.selectors.set_test_id_attribute("data-test")
        await _people(folder)
        with PhoneLoop() as loop:
            made = ShowHouse(desk, Rooms(driver, desk.web, PRODUCERS_PHONE, folder), loop)
            try:
                _phones(made)
                await made.rooms.start()
                await made.open()
                yield made
            finally:
                for party in made.parties:
                    party.phone.stop(patience_s=0.1)
                with contextlib.suppress(Exception):
                    await made.rooms.browser.close()
