"""A real conversation with others in it: phones that say tones, the desk's own screens, a supervisor's page."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.house import House, Plan, house
from tests.wire.house.test_screens import page
from tests.wire.phones import rtp, softphone, tone, trunk
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC
from tests.wire.telephony.conference_scene import level

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]

CITIZEN_HZ, FIRST_HZ, SECOND_HZ, DEPARTMENT_HZ = 1000, 440, 620, 1310
DEPARTMENT = "13900000009"
HEARD_DB, UNHEARD_DB = -6.0, -50.0


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


@contextlib.asynccontextmanager
async def department(desk: House) -> AsyncIterator[rtp.Rtp]:
    """Somebody outside who takes the first call and says a tone."""
    async with trunk.party(desk.trunk_ip, (desk.ip, 5060), 5075) as network, rtp.endpoint(desk.trunk_ip) as ear:

        async def answer() -> None:
            invite = await softphone.rung(network, 60.0)
            softphone.pick_up(network, invite, trunk.offer(ear.ip, ear.port, "8 101"))
            ear.talk(trunk.audio_of(invite), DEPARTMENT_HZ)

        answering = asyncio.create_task(answer(), name="department")
        yield ear
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)


def plan(block: int) -> Plan:
    """A desk whose trunk takes calls out."""
    way = f'[[sip.trunk]]\nname = "out"\nmatch = ["127.{block}.9.9"]\nout = "127.{block}.2.1:5075"\n'
    extra = f'{way}may_dial = ["1XXXXXXXXXX", "110"]\n'
    return Plan(operators=3, auto_ready=False, wrap_up_s=60.0, block=block, extra=extra)


async def set_status(desk: House, number: str, status: str) -> None:
    await desk.until(
        "/api/v1/operators", lambda found: {one["operator_id"]: one["reachable"] for one in found["items"]}[number]
    )
    async with desk.http.post(f"{desk.web}/api/v1/operators/{number}/status", json={"status": status}) as answer:
        assert answer.status == 200, await answer.text()


async def test_consult_three_way_and_supervisor_are_heard_by_whom_they_should(tmp_path: Path) -> None:
    """Tones on the wire: whisper and consultation never reach the citizen, a three-way reaches all."""
    async with (
        house(tmp_path, plan(91)) as desk,
        operator(desk, 1) as first,
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)) as second,
        department(desk) as outside,
    ):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await caller.hears(FIRST_HZ)
            await caller.post("guests", to=DEPARTMENT, part="consult", name="城管局")
            await caller.guest("consult")
            await caller.hears()  # music only
            since = time.monotonic()
            await asyncio.sleep(1.0)
            assert level(outside, since, FIRST_HZ) > HEARD_DB
            assert level(outside, since, CITIZEN_HZ) < UNHEARD_DB
            await caller.post("three-way")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            since = time.monotonic()
            await asyncio.sleep(1.0)
            assert min(level(outside, since, hz) for hz in (FIRST_HZ, CITIZEN_HZ)) > HEARD_DB
            await caller.post("listen", phone="8002")
            await caller.guest("listen")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await caller.post("whisper", phone="8002")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await caller.post("barge", phone="8002")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ, SECOND_HZ)
            await caller.post("take-over", phone="8002")
            await caller.hears(DEPARTMENT_HZ, SECOND_HZ)
            await caller.post("complete")
            await caller.hears(DEPARTMENT_HZ)
        await asyncio.sleep(0.5)
        assert [one["outcome"] for one in await desk.calls()] == ["transferred_out"]
        for phone, tones in ((first, (CITIZEN_HZ, DEPARTMENT_HZ, SECOND_HZ)), (second, (CITIZEN_HZ, FIRST_HZ))):
            heard = phone.heard()
            assert all(tone.seconds_of_tone(heard, hz, 0.2) >= 1.0 for hz in tones), phone.phone.number


async def sign_in(screen: Page, desk: House, n: int) -> None:
    await screen.goto(f"{desk.web}/login")
    await screen.fill("input[autocomplete=username]", desk.number(n))
    await screen.fill("input[type=password]", desk.password(n))
    await screen.keyboard.press("Enter")
    await screen.wait_for_url("**/desk*")
    await expect(screen.get_by_text("话机已连接")).to_be_visible()


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.skipif(not (STATIC / "supervisor.html").exists(), reason="the screens are not built: make install")
async def test_by_keys_alone_consult_join_and_hand_over_while_a_supervisor_watches(tmp_path: Path) -> None:
    async with (
        house(tmp_path, plan(92)) as desk,
        operator(desk, 1),
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)),
        page() as screen,
        page() as boss,
    ):
        await sign_in(screen, desk, 1)
        await screen.keyboard.press("F2")
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        await boss.goto(f"{desk.web}/login")
        await boss.evaluate(
            "token => fetch('/api/v1/session', {method: 'POST', body: JSON.stringify({token}),"
            " headers: {'Content-Type': 'application/json', 'X-Requested-With': 'callcenter'}})",
            desk.token,
        )
        await boss.goto(f"{desk.web}/supervisor")
        async with citizen(desk) as caller:
            await expect(screen.get_by_test_id("guests")).to_be_visible()
            await set_status(desk, "8002", "ready")
            await screen.keyboard.press("F3")
            await screen.keyboard.type("8002")
            await screen.keyboard.press("Enter")
            chip = screen.get_by_test_id("guest")
            await expect(chip).to_have_attribute("data-present", "true")
            await expect(screen.get_by_test_id("where")).to_contain_text("来电人听音乐")
            await caller.hears()
            await screen.keyboard.press("F7")  # back to the caller
            await expect(screen.get_by_test_id("where")).to_contain_text("F7 切换")
            await caller.hears(FIRST_HZ)
            await screen.keyboard.press("Shift+F3")
            await expect(chip).to_have_attribute("data-part", "three_way")
            await caller.hears(FIRST_HZ, SECOND_HZ)
            await screen.keyboard.press("Alt+h")
            await screen.keyboard.press("Alt+s")
            await expect(screen.get_by_test_id("assist")).to_contain_text("已求助")
            await expect(boss.get_by_test_id("help")).to_contain_text("8001")
            await expect(boss.get_by_test_id("talk")).to_contain_text("138****0001")
            assert "13800" not in (await boss.get_by_test_id("talk").inner_text())
            await screen.keyboard.press("Shift+F8")
            await expect(screen.get_by_test_id("call")).to_have_attribute("data-state", "wrap_up")
            await screen.keyboard.press("Alt+w")
            await expect(screen.get_by_test_id("call-timer")).to_contain_text("1:")
            await caller.hears(SECOND_HZ)
            await expect(boss.get_by_test_id("talk")).to_contain_text("8002")
