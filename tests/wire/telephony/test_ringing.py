"""An operator's phone rings: every way it can end without a conversation is named right, and the caller stays."""

import asyncio
import time
from pathlib import Path

import pytest

from callcenter.telephony.ports import (
    Answered,
    HangUp,
    Incoming,
    LegEnd,
    LegEnded,
    Play,
    Registered,
    Reject,
    Ringing,
    SoundHeard,
)
from tests.wire.phones import baresip, rtp, softphone, tone, trunk
from tests.wire.telephony.conftest import MUSIC_HZ
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import answered_caller, operator, registered_softphone, ring

pytestmark = pytest.mark.wire


@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [
        (486, "Busy Here", LegEnd.BUSY),
        (600, "Busy Everywhere", LegEnd.BUSY),
        (603, "Decline", LegEnd.DECLINED),
        (480, "Temporarily Unavailable", LegEnd.NO_ANSWER),
        (404, "Not Found", LegEnd.UNREACHABLE),
        (503, "Service Unavailable", LegEnd.UNREACHABLE),
        (302, "Moved Temporarily", LegEnd.UNREACHABLE),
        (488, "Not Acceptable Here", LegEnd.UNREACHABLE),
    ],
)
async def test_each_refusal_is_named_and_acknowledged(site: Site, code: int, reason: str, why: LegEnd) -> None:
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone:
        ring(desk)
        invite = await softphone.rung(phone)
        assert (await desk.wait(Ringing)).leg_id == "op"
        assert '"市民热线' in invite["from"]
        assert "13800000001@" in invite["from"]
        phone.reply(invite, code, reason, tag="phone")
        await softphone.request(phone, "ACK")
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why, ended.sip_code) == ("op", why, code)


async def test_nobody_answers_the_phone_is_cancelled_and_the_caller_keeps_the_music(site: Site) -> None:
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone, answered_caller(site, desk) as caller:
        ring(desk, ring_s=1.0)
        begun = time.monotonic()
        invite = await softphone.rung(phone)
        cancel = await softphone.request(phone, "CANCEL")
        assert 0.9 <= time.monotonic() - begun <= 1.5
        phone.reply(cancel, 200, "OK")
        phone.reply(invite, 487, "Request Terminated", tag="phone")
        await softphone.request(phone, "ACK")
        assert (await desk.wait(LegEnded)).why is LegEnd.NO_ANSWER
        since = time.monotonic()
        await asyncio.sleep(1.0)
        assert tone.seconds_of_tone(caller.ear.heard(since), MUSIC_HZ) >= 0.6


async def test_a_phone_that_answers_while_it_is_cancelled_is_hung_up(site: Site) -> None:
    """CANCEL and 200 cross on the wire: ACK, then BYE, and one end only."""
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone:
        ring(desk)
        invite = await softphone.rung(phone)
        await desk.wait(Ringing)
        desk.order(HangUp(leg_id="op"))
        cancel = await softphone.request(phone, "CANCEL")
        softphone.pick_up(phone, invite, trunk.offer(phone.ip, 4000))
        phone.reply(cancel, 200, "OK")
        await softphone.request(phone, "ACK")
        await softphone.request(phone, "BYE")
        assert (await desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        await asyncio.sleep(0.2)
        assert not [signal for signal in desk.signals if isinstance(signal, Answered | LegEnded)]


async def test_an_account_without_a_phone_is_unreachable_at_once(site: Site) -> None:
    desk = await site.desk("601")
    ring(desk)
    ended = await desk.wait(LegEnded, 1.0)
    assert (ended.leg_id, ended.why) == ("op", LegEnd.UNREACHABLE)


async def test_a_phone_that_does_not_reply_at_all_is_unreachable_when_the_ring_time_is_over(site: Site) -> None:
    desk = await site.desk("601")
    async with registered_softphone(site, desk):
        ring(desk, ring_s=1.0)
        assert (await desk.wait(LegEnded)).why is LegEnd.UNREACHABLE


async def test_two_phones_of_one_account_ring_together_and_the_first_to_answer_has_the_call(site: Site) -> None:
    desk = await site.desk("601")
    async with (
        registered_softphone(site, desk) as first,
        trunk.party(site.phone_ip, site.server) as second,
        rtp.endpoint(site.phone_ip) as ear,
    ):
        assert (await softphone.register(second, "601", "secret-601")).code == 200
        ring(desk)
        invites = await asyncio.gather(softphone.rung(first), softphone.rung(second))
        softphone.pick_up(second, invites[1], trunk.offer(ear.ip, ear.port))
        assert (await desk.wait(Answered)).leg_id == "op"
        cancel = await softphone.request(first, "CANCEL")
        first.reply(cancel, 200, "OK")
        first.reply(invites[0], 487, "Request Terminated", tag="phone")
        await softphone.request(first, "ACK")
        assert not [signal for signal in desk.signals if isinstance(signal, LegEnded)]


async def test_one_busy_phone_does_not_end_the_ringing_of_the_other(site: Site) -> None:
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as first, trunk.party(site.phone_ip, site.server) as second:
        await softphone.register(second, "601", "secret-601")
        ring(desk)
        invites = await asyncio.gather(softphone.rung(first), softphone.rung(second))
        first.reply(invites[0], 486, "Busy Here", tag="phone")
        await softphone.request(first, "ACK")
        await asyncio.sleep(0.2)
        assert not [signal for signal in desk.signals if isinstance(signal, LegEnded)]
        second.reply(invites[1], 480, "Temporarily Unavailable", tag="phone")
        assert (await desk.wait(LegEnded)).why is LegEnd.BUSY


async def test_the_caller_cancels_before_an_answer(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        incoming = await desk.wait(Incoming)
        await call.answer(180)
        call.cancel()
        refused = await call.answer(487)
        call.ack_refusal()
        assert refused.code == 487
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why) == (incoming.leg_id, LegEnd.CANCELLED)


async def test_the_caller_hangs_up_while_the_operator_rings(site: Site) -> None:
    """The common case of a call centre: both legs end, each once."""
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone, answered_caller(site, desk) as caller:
        ring(desk)
        invite = await softphone.rung(phone)
        caller.call.bye()
        await caller.call.answer(200)
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why) == (caller.leg_id, LegEnd.REMOTE_HANGUP)
        desk.order(HangUp(leg_id="op"))
        cancel = await softphone.request(phone, "CANCEL")
        phone.reply(cancel, 200, "OK")
        phone.reply(invite, 487, "Request Terminated", tag="phone")
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why) == ("op", LegEnd.LOCAL_HANGUP)


async def test_a_call_may_be_refused(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("99999", trunk.offer(site.trunk_ip, 4000))
        incoming = await desk.wait(Incoming)
        desk.order(Reject(leg_id=incoming.leg_id, sip_code=404))
        assert (await call.answer(404)).code == 404
        call.ack_refusal()
        ended = await desk.wait(LegEnded)
        assert (ended.why, ended.sip_code) == (LegEnd.REJECTED, 404)


async def test_a_freed_operator_is_rung_for_the_next_caller_at_once(site: Site) -> None:
    """From order to INVITE on the wire telephony needs a few milliseconds."""
    desk = await site.desk("601")
    async with registered_softphone(site, desk) as phone:
        taken_ms = []
        for number in range(20):
            begun = time.monotonic()
            ring(desk, leg_id=f"op{number}")
            invite = await softphone.rung(phone)
            taken_ms.append(1000 * (time.monotonic() - begun))
            phone.reply(invite, 486, "Busy Here", tag="phone")
            await desk.wait(LegEnded)
        assert sorted(taken_ms)[10] < 20, taken_ms


async def test_orders_for_legs_that_are_gone_change_nothing(site: Site) -> None:
    desk = await site.desk()
    desk.order(HangUp(leg_id="nobody"))
    desk.order(Play(leg_id="nobody", prompts=("music",)))
    async with answered_caller(site, desk) as caller:
        assert (await desk.wait(SoundHeard)).leg_id == caller.leg_id


@pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())
async def test_a_real_phone_declines(site: Site, tmp_path: Path) -> None:
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op", auto_answer=False) as phone:
        ring(desk)
        await desk.wait(Ringing)
        incoming = await phone.wait_event("CALL_INCOMING")
        assert "13800000001" in str(incoming["peeruri"])
        await phone.command("hangup")
        assert (await desk.wait(LegEnded)).why in (LegEnd.BUSY, LegEnd.DECLINED)


@pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())
async def test_a_real_phone_answers_by_hand_and_unregisters_when_it_goes(site: Site, tmp_path: Path) -> None:
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op", auto_answer=False) as phone:
        ring(desk)
        await phone.wait_event("CALL_INCOMING")
        await phone.command("accept")
        assert (await desk.wait(Answered)).leg_id == "op"
        await phone.command("hangup")
        assert (await desk.wait(LegEnded)).why is LegEnd.REMOTE_HANGUP
    assert await desk.wait(Registered) == Registered(account="601", reachable=False)
