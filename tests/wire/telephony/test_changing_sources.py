"""A real phone hears whoever it is bridged with, whatever source and numbers their stream begins with."""

import asyncio
import itertools
from pathlib import Path

import pytest

from callcenter.telephony.ports import Answer, Answered, Bridge, Hold, Incoming, Resume
from tests.wire.phones import baresip, rtp, softphone, tone, trunk
from tests.wire.telephony.conftest import HOLD_HZ, MUSIC_HZ
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import CALLER_HZ, OPERATOR_HZ, registered_softphone, ring

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())]

# How far the numbers of the next talker's first packet are from those of the last: before, after, far off, the same.
JUMPS = (-20_000, -300, -3, 0, 3, 300, 20_000, 32_768)
WINDOW = 800  # 0.1 s


def turns(phone: baresip.Baresip) -> list[int]:
    """Return the tones a phone heard in turn, each for 0.3 s at least."""
    heard = phone.heard()
    found = []
    for start in range(0, len(heard) - WINDOW, WINDOW):
        window = heard[start : start + WINDOW]
        found.append(next((hz for hz in (OPERATOR_HZ, HOLD_HZ, MUSIC_HZ) if tone.share_of_tone(window, hz) > 0.7), 0))
    return [hz for hz, run in itertools.groupby(found) if hz and len(list(run)) >= 3]


async def test_a_citizens_phone_hears_every_new_talker_after_every_hold(site: Site, tmp_path: Path) -> None:
    """Operator, music, another stream, music, another ...: none of the changes leaves the phone deaf."""
    desk = await site.desk("601")
    citizen = baresip.Phone(
        number="13912340001",
        password="none",
        registrar=f"{site.ip}:5060",
        ip=site.trunk_ip,
        microphone=tone.write_tone(tmp_path / "said.wav", CALLER_HZ, 60.0),
        register_s=0,
    )
    (tmp_path / "citizen").mkdir()
    async with (
        registered_softphone(site, desk) as phone,
        rtp.endpoint(site.phone_ip) as operator,
        baresip.running(citizen, tmp_path / "citizen") as caller,
    ):
        await caller.command("dial", f"sip:12345@{site.ip}:5060")
        leg_id = (await desk.wait(Incoming)).leg_id
        desk.order(Answer(leg_id=leg_id, call_id="c1", prompts=("music",)))
        await caller.wait_event("CALL_ESTABLISHED")
        await asyncio.sleep(0.8)
        ring(desk)
        invite = await softphone.rung(phone)
        softphone.pick_up(phone, invite, trunk.offer(operator.ip, operator.port, "8 101"))
        await desk.wait(Answered)
        operator.talk(trunk.audio_of(invite), OPERATOR_HZ)
        desk.order(Bridge(leg_a=leg_id, leg_b="op"))
        await asyncio.sleep(0.8)
        for jump in JUMPS:
            desk.order(Hold(leg_id="op"))
            await asyncio.sleep(0.8)
            operator.ssrc += 1
            operator.sequence = (operator.sequence + jump) % 0x10000
            desk.order(Resume(leg_id="op"))
            await asyncio.sleep(0.8)
        await caller.command("hangup")
        await caller.wait_event("CALL_CLOSED")
    assert turns(caller) == [MUSIC_HZ, OPERATOR_HZ, *[HOLD_HZ, OPERATOR_HZ] * len(JUMPS)]
