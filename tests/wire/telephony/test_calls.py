"""The thin path: a call comes in, hears music, an operator's phone rings, both talk, either hangs up."""

import asyncio
import re
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
    SoundHeard,
)
from tests.wire.phones import baresip, rtp, tone, trunk
from tests.wire.telephony.conftest import GREETING_HZ, MUSIC_HZ
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import CALLER_HZ, OPERATOR_HZ, operator, ring

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())]


async def test_a_call_is_answered_bridged_heard_both_ways_copied_and_ended(site: Site, tmp_path: Path) -> None:
    """The caller hears greeting then music, then the operator; the operator the caller; copies carry both."""
    desk = await site.desk("601")
    async with (
        operator(site, desk, tmp_path / "op") as phone,
        trunk.party(site.trunk_ip, site.server) as caller,
        rtp.endpoint(site.trunk_ip) as ear,
        rtp.endpoint(site.trunk_ip) as caller_copy,
        rtp.endpoint(site.trunk_ip) as operator_copy,
    ):
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

        ring(desk)
        await desk.wait(Answered, where=lambda signal: signal.leg_id == "op")
        desk.order(Copy(leg_id="op", ip=operator_copy.ip, port=operator_copy.port))
        desk.order(Bridge(leg_a=incoming.leg_id, leg_b="op"))
        await asyncio.sleep(0.3)
        bridged = time.monotonic()
        await asyncio.sleep(2.0)
        assert tone.seconds_of_tone(ear.heard(bridged), OPERATOR_HZ) >= 1.4
        assert tone.seconds_of_tone(caller_copy.heard(bridged), CALLER_HZ) >= 1.4
        assert tone.seconds_of_tone(operator_copy.heard(bridged), OPERATOR_HZ) >= 1.4

        ear.hush()
        await asyncio.sleep(0.1)  # the last packet is through before the call ends
        call.bye()
        await call.answer(200)
        ended = await desk.wait(LegEnded, where=lambda signal: signal.leg_id == incoming.leg_id)
        assert ended.why is LegEnd.REMOTE_HANGUP
        assert ended.lost_in == 0
        assert ended.packets_in == ear.sequence
        desk.order(HangUp(leg_id="op"))
        assert (await desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        await phone.wait_event("CALL_CLOSED")
        assert not {"13800000001", "张三"} & set(re.split(r'[":@<> ,]', site.log()))
        assert tone.seconds_of_tone(phone.heard(), CALLER_HZ) >= 1.4


async def test_a_softphone_dials_in_with_its_password(site: Site, tmp_path: Path) -> None:
    """A real phone answers our challenge by itself, and hears the music."""
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op") as phone:
        await phone.command("dial", f"sip:12345@{site.ip}")
        incoming = await desk.wait(Incoming)
        assert (incoming.account, incoming.trunk, incoming.dialled) == ("601", "", "12345")
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
        await phone.wait_event("CALL_ESTABLISHED")
        await asyncio.sleep(1.5)
        await phone.command("hangup")
        assert (await desk.wait(LegEnded)).why is LegEnd.REMOTE_HANGUP
        await phone.wait_event("CALL_CLOSED")
        assert tone.seconds_of_tone(phone.heard(), MUSIC_HZ) >= 0.8


async def test_a_caller_who_says_bye_before_an_answer_is_gone(site: Site) -> None:
    """Some exchanges end an early dialog with BYE instead of CANCEL."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await desk.wait(Incoming)
        await call.answer(180)
        call.bye()
        await party.wait(lambda m: m.code == 487)
        assert (await call.answer(200)).method == "BYE"
        assert (await desk.wait(LegEnded)).why is LegEnd.CANCELLED


async def test_a_call_nobody_takes_up_is_told_so_after_thirty_seconds(site: Site) -> None:
    """No service at all: 100, 180, then 503."""
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await call.answer(180)
        begun = time.monotonic()
        assert (await call.answer(503, seconds=35.0)).code == 503
        assert 29.0 <= time.monotonic() - begun <= 32.0
