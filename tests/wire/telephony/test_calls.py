"""The thin path: a call comes in, hears music, an operator's phone rings, both talk, either hangs up."""

import asyncio
import time
from pathlib import Path

import pytest

from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    Copy,
    HangUp,
    Incoming,
    LegEnd,
    LegEnded,
    Registered,
    Ring,
    SoundHeard,
)
from tests.wire.phones import baresip, rtp, tone, trunk
from tests.wire.telephony.conftest import GREETING_HZ, MUSIC_HZ
from tests.wire.telephony.desk_end import DeskEnd, Site

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())]

CALLER_HZ = 1000
OPERATOR_HZ = 440


def operator_phone(site: Site, folder: Path, number: str = "601", **other: object) -> baresip.Phone:
    """Describe an operator's softphone that says a tone of 440 Hz."""
    folder.mkdir(exist_ok=True)
    settings = {
        "number": number,
        "password": f"secret-{number}",
        "registrar": f"{site.ip}:5060",
        "ip": site.phone_ip,
        "microphone": tone.write_tone(folder / "microphone.wav", OPERATOR_HZ),
        **other,
    }
    return baresip.Phone(**settings)


async def ring(desk: DeskEnd, call_id: str = "c1", account: str = "601", leg_id: str = "op") -> None:
    desk.order(Ring(leg_id=leg_id, call_id=call_id, account=account, show_number="13800000001", show_name="热线"))


async def test_a_call_is_answered_bridged_heard_both_ways_copied_and_ended(site: Site, tmp_path: Path) -> None:
    """The caller hears greeting then music, then the operator; the operator the caller; copies carry both."""
    desk = await site.desk("601")
    async with (
        baresip.running(operator_phone(site, tmp_path / "op"), tmp_path / "op") as operator,
        trunk.party(site.trunk_ip, site.server) as caller,
        rtp.endpoint(site.trunk_ip) as ear,
        rtp.endpoint(site.trunk_ip) as caller_copy,
        rtp.endpoint(site.trunk_ip) as operator_copy,
    ):
        assert await desk.wait(Registered, 10.0) == Registered(account="601", reachable=True)
        call = caller.invite("12345", trunk.offer(ear.ip, ear.port), sender='"张三" <sip:13800000001@city>')
        incoming = await desk.wait(Incoming)
        assert (incoming.caller.number, incoming.caller.display) == ("13800000001", "张三")
        assert (incoming.dialled, incoming.trunk, incoming.account) == ("12345", "city", "")
        await call.answer(100)
        await call.answer(180)

        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("greeting", "music")))
        accepted = await call.answer(200)
        call.ack()
        begun = time.monotonic()
        ear.talk(trunk.audio_of(accepted), CALLER_HZ)
        assert (await desk.wait(SoundHeard)).leg_id == incoming.leg_id
        desk.order(Copy(leg_id=incoming.leg_id, ip=caller_copy.ip, port=caller_copy.port))
        await asyncio.sleep(2.2)
        waited = ear.heard(begun)
        assert tone.seconds_of_tone(waited, GREETING_HZ) >= 0.6
        assert tone.seconds_of_tone(waited, MUSIC_HZ) >= 0.6

        await ring(desk)
        await desk.wait(Answered, where=lambda signal: signal.leg_id == "op")
        desk.order(Copy(leg_id="op", ip=operator_copy.ip, port=operator_copy.port))
        desk.order(Bridge(leg_a=incoming.leg_id, leg_b="op"))
        await asyncio.sleep(0.3)
        bridged = time.monotonic()
        await asyncio.sleep(2.0)
        assert tone.seconds_of_tone(ear.heard(bridged), OPERATOR_HZ) >= 1.4
        assert tone.seconds_of_tone(caller_copy.heard(bridged), CALLER_HZ) >= 1.4
        assert tone.seconds_of_tone(operator_copy.heard(bridged), OPERATOR_HZ) >= 1.4

        call.bye()
        await call.answer(200)
        ended = await desk.wait(LegEnded, where=lambda signal: signal.leg_id == incoming.leg_id)
        assert ended.why is LegEnd.REMOTE_HANGUP
        assert ended.lost_in == 0
        assert ended.packets_in == ear.sequence
        desk.order(HangUp(leg_id="op"))
        assert (await desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        await operator.wait_event("CALL_CLOSED")
        assert tone.seconds_of_tone(operator.heard(), CALLER_HZ) >= 1.4
