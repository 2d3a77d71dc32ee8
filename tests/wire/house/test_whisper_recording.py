"""What a supervisor whispers is in no recording; what they say to all is."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.conversation import CITIZEN_HZ, FIRST_HZ, SECOND_HZ, citizen, plan, set_status
from tests.wire.house.house import House, house
from tests.wire.phones import tone
from tests.wire.telephony.conference_scene import strength_db

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]

Sound = NDArray[np.float64]


async def recording(desk: House, call_id: str, folder: Path) -> tuple[float, Sound]:
    """Return when the recording began, and its channels."""
    found = await desk.until(f"/api/v1/calls/{call_id}", lambda one: one["recording"], 30.0)
    (part,) = found["recording"]["parts"]
    async with desk.http.get(f"{desk.web}{part['url']}") as answer:
        (folder / "call.flac").write_bytes(await answer.read())
    sound, rate_hz = soundfile.read(str(folder / "call.flac"), dtype="int16", always_2d=True)
    assert rate_hz == tone.RATE_HZ
    return part["started_at"], sound.T.astype(np.float64)


def loudest(channels: Sound, hz: int) -> float:
    """Return the most a tone has in any half second of any channel, in dB of how loud it was said."""
    half = tone.RATE_HZ // 2
    starts = range(0, channels.shape[1] - half + 1, half)
    return max((strength_db(one[at : at + half], hz) for one in channels for at in starts), default=-99.0)


async def test_a_whisper_is_in_no_channel_and_a_barge_is(tmp_path: Path) -> None:
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1),
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)) as boss,
    ):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await desk.until(
                "/api/v1/operators",
                lambda seen: {one["operator_id"]: one["reachable"] for one in seen["items"]}["8002"],
            )
            await caller.post("whisper", phone="8002")
            await caller.guest("whisper")
            await boss.wait_event("CALL_ESTABLISHED")
            await asyncio.sleep(4.0)
            barged_at = time.time()
            await caller.post("barge", phone="8002")
            await caller.guest("barge")
            await asyncio.sleep(3.0)
        began, channels = await recording(desk, caller.call_id, tmp_path)
        until = int((barged_at - began - 0.3) * tone.RATE_HZ)
        before, after = channels[:, :until], channels[:, until:]
        assert before.shape[1] > 3 * tone.RATE_HZ
        assert loudest(before, SECOND_HZ) < -50.0
        assert min(loudest(before, hz) for hz in (CITIZEN_HZ, FIRST_HZ)) > -6.0
        assert loudest(after, SECOND_HZ) > -6.0
