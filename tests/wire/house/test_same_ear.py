"""A citizen's real phone goes on hearing after hold and transfer, although the sound comes from others then."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.conversation import CITIZEN_HZ, FIRST_HZ, SECOND_HZ, plan, set_status
from tests.wire.house.house import House, house
from tests.wire.phones import baresip, tone

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]

WINDOW = 1600  # 0.2 s


@asynccontextmanager
async def citizens_phone(desk: House) -> AsyncIterator[baresip.Baresip]:
    """A citizen's baresip on the trunk's far end, calling 12345."""
    folder = desk.folder / "citizen"
    folder.mkdir()
    phone = baresip.Phone(
        number="13912340001",
        password="none",
        registrar=desk.sip,
        ip=desk.trunk_ip,
        microphone=tone.write_tone(folder / "said.wav", CITIZEN_HZ, 60.0),
        register_s=0,
    )
    async with baresip.running(phone, folder) as running:
        await running.command("dial", f"sip:12345@{desk.sip}")
        yield running


def turns(phone: baresip.Baresip) -> list[str]:
    """What a phone heard in turn, from at least 0.6 s of each."""
    heard = phone.heard()
    names = {FIRST_HZ: "first", SECOND_HZ: "second"}
    found = []
    for start in range(0, len(heard) - WINDOW, WINDOW):
        window = heard[start : start + WINDOW]
        said = [name for hz, name in names.items() if tone.share_of_tone(window, hz) > 0.8]
        found.append(said[0] if said else "other")
    return [name for name, run in itertools.groupby(found) if len(list(run)) >= 3]


async def test_a_citizens_phone_hears_again_after_hold_and_after_transfer(tmp_path: Path) -> None:
    """The sound changes its source four times: operator, music, operator, music, second operator."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1),
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)) as second,
    ):
        await set_status(desk, "8001", "ready")
        await set_status(desk, "8002", "ready")
        async with citizens_phone(desk) as caller:
            await caller.wait_event("CALL_ESTABLISHED")
            seen = await desk.until("/api/v1/supervision", lambda found: bool(found["talks"]))
            talk = seen["talks"][0]
            path = f"{desk.web}/api/v1/calls/{talk['call_id']}"
            for what, body in (("hold", {}), ("resume", {}), ("transfer", {"to": "8002"})):
                await asyncio.sleep(2.0)
                async with desk.http.post(f"{path}/{what}", json=body) as answer:
                    assert answer.status == 204, await answer.text()
            await desk.until(
                "/api/v1/supervision", lambda found: [one["operator_id"] for one in found["talks"]] == ["8002"]
            )
            await asyncio.sleep(2.0)
            await caller.command("hangup")
            await caller.wait_event("CALL_CLOSED")
            await asyncio.sleep(0.5)
        assert [one for one in turns(caller) if one != "other"] == ["first", "first", "second"]
        assert tone.seconds_of_tone(second.heard(), CITIZEN_HZ) >= 1.5
