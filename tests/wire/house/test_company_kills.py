"""kill -9 during a three-way call: citizen and operator go on hearing each other, and the call has one outcome."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from tests.wire.faults.test_kills import back
from tests.wire.house.calls import missing, operator
from tests.wire.house.conversation import (
    CITIZEN_HZ,
    DEPARTMENT,
    DEPARTMENT_HZ,
    FIRST_HZ,
    Citizen,
    citizen,
    department,
    plan,
    set_status,
)
from tests.wire.house.house import House, house
from tests.wire.phones import tone
from tests.wire.telephony.conference_scene import longest_gap_s

pytestmark = [pytest.mark.wire, pytest.mark.timeout(120), pytest.mark.skipif(bool(missing()), reason=missing())]


def mixer(desk: House) -> int:
    """Process id of the mixer, a child of telephony."""
    tasks = Path(f"/proc/{desk.pid('telephony')}/task").iterdir()
    children = [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    (found,) = [pid for pid in children if b"mixer" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


async def unbroken(caller: Citizen, since: float) -> None:
    """Check that sound has never stopped, and that the three are together."""
    await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
    assert longest_gap_s(caller.ear, since) < 0.3
    await caller.guest("three_way")


async def test_mixer_service_and_ear_are_killed_in_one_three_way_call(tmp_path: Path) -> None:
    """Each comes back, the guest is still in, and can then be let go by the desk."""
    async with house(tmp_path, plan()) as desk, operator(desk, 1) as first, department(desk):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await caller.post("guests", to=DEPARTMENT, part="three_way")
            await caller.guest("three_way")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            since = time.monotonic()
            os.kill(mixer(desk), signal.SIGKILL)
            await unbroken(caller, since)
            for part in ("service", "ear"):
                since, old = time.monotonic(), desk.kill(part)
                await caller.hears(FIRST_HZ, DEPARTMENT_HZ)  # while it is away
                await back(desk, part, old)
                await unbroken(caller, since)
            seen = await desk.get("/api/v1/supervision")
            (guest,) = seen["talks"][0]["guests"]
            await caller.post(f"guests/{guest['guest_id']}/drop")
            await caller.hears(FIRST_HZ)
        await desk.until("/api/v1/calls", lambda found: all(one["outcome"] for one in found["items"]))
        assert [one["outcome"] for one in await desk.calls()] == ["answered"]
        await asyncio.sleep(0.5)
        heard = first.heard()
        assert tone.seconds_of_tone(heard, CITIZEN_HZ, 0.2) >= 5.0
