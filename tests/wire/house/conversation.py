"""Parties of a real conversation that say tones: a citizen, a department outside, and what each of them hears."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.wire.house.house import House, Plan
from tests.wire.phones import baresip, rtp, softphone, tone, trunk
from tests.wire.telephony.conference_scene import level

CITIZEN_HZ, FIRST_HZ, SECOND_HZ, DEPARTMENT_HZ = 1000, 440, 620, 1310
DEPARTMENT = "13900000009"
HEARD_DB, UNHEARD_DB = -6.0, -50.0
TRIES = 25


@dataclass
class Citizen:
    """Somebody who called and is in conversation with 8001."""

    desk: House
    ear: rtp.Rtp
    call: trunk.Call
    call_id: str

    async def post(self, what: str, status: int = 204, **body: object) -> None:
        """Do something with the call, as a supervisor."""
        url = f"{self.desk.web}/api/v1/calls/{self.call_id}/{what}"
        async with self.desk.http.post(url, json=body) as answer:
            assert answer.status == status, await answer.text()

    async def hears(self, *tones: int) -> None:
        """Hear exactly these of all tones that are said, for a second."""
        for _ in range(6):  # a full machine takes its time to get there
            await asyncio.sleep(0.5)
            if self._right(await self._second(), tones):
                break
        found = await self._second()
        assert self._right(found, tones), (tones, found)

    async def _second(self) -> dict[int, float]:
        since = time.monotonic()
        await asyncio.sleep(1.0)
        return {hz: level(self.ear, since, hz) for hz in (FIRST_HZ, SECOND_HZ, DEPARTMENT_HZ)}

    @staticmethod
    def _right(found: dict[int, float], tones: tuple[int, ...]) -> bool:
        return all((db > HEARD_DB) if hz in tones else (db < UNHEARD_DB) for hz, db in found.items())

    async def guest(self, part: str = "", *, present: bool = True) -> None:
        """Wait until a guest takes part so."""
        await self.desk.until(
            "/api/v1/supervision",
            lambda seen: any(
                one["present"] is present and part in ("", one["part"])
                for talk in seen["talks"]
                for one in talk["guests"]
            ),
        )


@contextlib.asynccontextmanager
async def citizen(desk: House) -> AsyncIterator[Citizen]:
    """Call 12345 and be answered by 8001."""
    async with trunk.party(desk.trunk_ip, (desk.ip, 5060)) as party, rtp.endpoint(desk.trunk_ip) as ear:
        call = party.invite("12345", trunk.offer(ear.ip, ear.port, "8 101"))
        accepted = await call.answer(200, seconds=10.0)
        call.ack()
        ear.talk(trunk.audio_of(accepted), CITIZEN_HZ)
        seen = await desk.until("/api/v1/supervision", lambda found: bool(found["talks"]))
        yield Citizen(desk, ear, call, seen["talks"][0]["call_id"])
        with contextlib.suppress(TimeoutError):
            call.bye()
            await call.answer(200, seconds=2.0)


@dataclass
class Outside:
    """Somebody outside whose phone is on our trunk's far end."""

    network: trunk.Party
    ear: rtp.Rtp
    rung: list[trunk.Message] = field(default_factory=list)

    def dialled(self) -> list[str]:
        """Return the numbers that were called, in turn."""
        return [invite.first.split()[1].removeprefix("sip:").partition("@")[0] for invite in self.rung]

    async def pick_up(self) -> None:
        """Answer the next call and say a tone in it."""
        invite = await self._ring()
        softphone.pick_up(self.network, invite, trunk.offer(self.ear.ip, self.ear.port, "8 101"))
        self.ear.talk(trunk.audio_of(invite), DEPARTMENT_HZ)

    async def decline(self, after_s: float) -> None:
        """Let the next call ring for a while and refuse it."""
        invite = await self._ring()
        await asyncio.sleep(after_s)
        self.network.reply(invite, 486, "Busy Here", tag="phone")

    async def _ring(self) -> trunk.Message:
        invite = await softphone.rung(self.network, 60.0)
        self.rung.append(invite)
        return invite


@contextlib.asynccontextmanager
async def outside(desk: House) -> AsyncIterator[Outside]:
    """Somebody outside who does nothing of their own."""
    async with trunk.party(desk.trunk_ip, (desk.ip, 5060), 5075) as network, rtp.endpoint(desk.trunk_ip) as ear:
        yield Outside(network, ear)


@contextlib.asynccontextmanager
async def department(desk: House) -> AsyncIterator[rtp.Rtp]:
    """Somebody outside who takes the first call and says a tone."""
    async with outside(desk) as there:
        answering = asyncio.create_task(there.pick_up(), name="department")
        yield there.ear
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)


def plan() -> Plan:
    """A desk whose trunk takes calls out."""
    way = '[[sip.trunk]]\nname = "out"\nmatch = ["127.BLOCK.9.9"]\nout = "127.BLOCK.2.1:5075"\n'
    extra = f'{way}may_dial = ["1XXXXXXXXXX", "110"]\n'
    return Plan(operators=3, auto_ready=False, wrap_up_s=60.0, extra=extra)


async def set_status(desk: House, number: str, status: str) -> None:
    await desk.until(
        "/api/v1/operators", lambda found: {one["operator_id"]: one["reachable"] for one in found["items"]}[number]
    )
    async with desk.http.post(f"{desk.web}/api/v1/operators/{number}/status", json={"status": status}) as answer:
        assert answer.status == 200, await answer.text()


async def both_hear(phone: baresip.Baresip, outside_ear: rtp.Rtp) -> None:
    """Wait until somebody outside hears the first operator, and that one has heard them."""
    for _ in range(TRIES):
        since = time.monotonic()
        await asyncio.sleep(0.8)
        heard_s = tone.seconds_of_tone(phone.heard(), DEPARTMENT_HZ, 0.2)
        if level(outside_ear, since, FIRST_HZ) > HEARD_DB and heard_s >= 0.4:
            return
    raise AssertionError((level(outside_ear, since, FIRST_HZ), heard_s, phone.events[-6:]))
