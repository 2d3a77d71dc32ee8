"""Waiting callers hear a station's stream, or a codec that calls in, on real phones; and music while there is none."""

import asyncio
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from callcenter.show.ports import ProgrammeHeard
from queueing.events import ProgrammeChanged
from tests.contracts.tuner.station import station
from tests.wire.show.scene import PROGRAMME, WINDOW, Party, Scene, scene, tones
from tests.wire.show.test_programme import EVERY_HZ, STUDIO_HZ, hears

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

STREAM_HZ, FIRST_HZ, CODEC_HZ = 1000, 1300, 2100
NUMBER = "12399"
HZ = (*EVERY_HZ, STREAM_HZ)


def state(here: Scene) -> str:
    changes = here.of(ProgrammeChanged)
    return changes[-1].state if changes else ""


def child(here: Scene, name: bytes) -> int:
    """A process that telephony started."""
    children = Path(f"/proc/{here.processes['telephony'].pid}/task").glob("*/children")
    pids = [int(pid) for one in children for pid in one.read_text().split()]
    return next(pid for pid in pids if name in Path(f"/proc/{pid}/cmdline").read_bytes())


def music(caller: Party, since: int) -> bool:
    """Whether what a caller has heard since then is sound, and not the station's."""
    heard = caller.heard(since)
    return len(heard) >= 10 * WINDOW and STREAM_HZ not in tones(heard, HZ) and bool(np.abs(heard).max() > 100)


async def test_a_stream_is_heard_and_music_while_its_server_is_gone() -> None:
    async with station() as radio, scene(programme_live=radio.live("/live", "mp3", every=4000, loops=True)) as here:
        caller, call_id = await here.caller(FIRST_HZ, "13800000002")
        await hears(here, caller, STREAM_HZ, hz_among=HZ)
        here.air.air(call_id, 1)
        await hears(here, here.studio(1), FIRST_HZ, hz_among=HZ)
        await hears(here, caller, STUDIO_HZ, hz_among=HZ)
        here.air.off_air(call_id)
        await hears(here, caller, STREAM_HZ, hz_among=HZ)

        await radio.stop()
        await here.until(lambda: state(here) == "lost")
        await here.until(lambda: music(caller, since=caller.samples() - 10 * WINDOW))
        await here.until(lambda: here.said(ProgrammeHeard)[-1].why in ("ended", "unreachable"))

        await radio.start(port=radio.port)
        await here.until(lambda: state(here) == "heard", within_s=60.0)
        await hears(here, caller, STREAM_HZ, hz_among=HZ)

        os.kill(child(here, b"tuner"), signal.SIGKILL)
        await here.until(lambda: state(here) == "lost")
        await here.until(lambda: state(here) == "heard", within_s=60.0)
        await hears(here, caller, STREAM_HZ, hz_among=HZ)
        await here.service_dies(away_s=0.3)
        await hears(here, caller, STREAM_HZ, hz_among=HZ)

        tuner = child(here, b"tuner")
        here.air.close()
        kept = tones((await here.recording("air-S1-0"))[:, 1], HZ)
        assert kept.count(STREAM_HZ) > 100, "the programme is recorded"
        await here.until(lambda: not Path(f"/proc/{tuner}/cmdline").exists() or not _cmdline(tuner))


def _cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def test_a_codec_that_calls_in_is_the_programme_and_nobody_else_can_be() -> None:
    """The codec registers with a password; a citizen who calls the same number comes from the trunk."""
    live = {"programme_live": "dial-in", "programme_number": NUMBER, "programme_from": PROGRAMME}
    async with scene(**live) as here:
        caller, _ = await here.caller(FIRST_HZ, "13800000002")
        stranger = here.add("13800000009", CODEC_HZ)
        stranger.phone.dial(NUMBER)
        await here.until(lambda: stranger.ended == 1)
        codec = here.add(PROGRAMME, CODEC_HZ, registers=True)
        codec.phone.dial(NUMBER)
        await hears(here, caller, CODEC_HZ)
        assert codec.call is not None
        codec.call.hang_up()
        await here.until(lambda: state(here) == "lost")
        await asyncio.sleep(0.2)
        codec.phone.dial(NUMBER)
        await hears(here, caller, CODEC_HZ)
        assert FIRST_HZ not in tones(codec.heard(), EVERY_HZ), "who waits is heard nowhere"
