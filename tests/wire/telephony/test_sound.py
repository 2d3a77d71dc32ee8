"""Sound on the wire: where packets may come from, where they may not, and what happens when they stop."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    Copy,
    Held,
    Incoming,
    LegEnd,
    LegEnded,
    Play,
    PromptEnded,
    SoundHeard,
)
from tests.wire.phones import rtp, softphone, tone, trunk
from tests.wire.telephony.conftest import GREETING_HZ, GREETING_S, MUSIC_HZ, make_site
from tests.wire.telephony.desk_end import Site, running
from tests.wire.telephony.scenes import CALLER_HZ, OPERATOR_HZ, answered_caller, registered_softphone, ring

pytestmark = pytest.mark.wire


async def test_packets_from_another_address_than_the_sdp_says_are_taken_and_answered(site: Site) -> None:
    """Symmetric RTP: a phone behind a NAT announces an address it cannot be reached at."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party, rtp.endpoint("127.0.0.1") as real:
        call = party.invite("12345", trunk.offer("127.11.250.9", 4444))
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
        media = trunk.audio_of(await call.answer(200))
        call.ack()
        real.talk(media, CALLER_HZ)
        await desk.wait(SoundHeard)
        since = time.monotonic()
        await asyncio.sleep(1.2)
        assert tone.seconds_of_tone(real.heard(since), MUSIC_HZ) >= 0.8


async def test_a_stranger_cannot_take_over_or_add_to_a_stream_in_use(site: Site) -> None:
    desk = await site.desk()
    async with (
        answered_caller(site, desk) as caller,
        rtp.endpoint("127.11.251.9") as stranger,
        rtp.endpoint(site.trunk_ip) as copy,
    ):
        await desk.wait(SoundHeard)
        desk.order(Copy(leg_id=caller.leg_id, ip=copy.ip, port=copy.port))
        await asyncio.sleep(0.3)
        stranger.talk(caller.media, 2000)
        since = time.monotonic()
        await asyncio.sleep(2.0)
        assert not stranger.packets
        assert tone.seconds_of_tone(caller.ear.heard(since), MUSIC_HZ) >= 1.4
        assert tone.seconds_of_tone(copy.heard(since), CALLER_HZ) >= 1.4
        sources = {int.from_bytes(data[8:12], "big") for _, data, _ in copy.packets}
        assert sources == {caller.ear.ssrc & 0xFFFFFFFF}


async def test_a_copy_is_the_packet_itself_and_can_be_moved_and_stopped(site: Site) -> None:
    desk = await site.desk()
    async with (
        answered_caller(site, desk, talking=False) as caller,
        rtp.endpoint(site.trunk_ip) as first,
        rtp.endpoint(site.trunk_ip) as second,
    ):
        desk.order(Copy(leg_id=caller.leg_id, ip=first.ip, port=first.port))
        await asyncio.sleep(0.2)
        caller.ear.send(caller.media, b"\x11" * 160, 8, 123456)
        await asyncio.sleep(0.2)
        desk.order(Copy(leg_id=caller.leg_id, ip=second.ip, port=second.port))
        await asyncio.sleep(0.2)
        caller.ear.send(caller.media, b"\x22" * 160, 8, 123616)
        await asyncio.sleep(0.2)
        desk.order(Copy(leg_id=caller.leg_id, ip=second.ip, port=0))
        await asyncio.sleep(0.2)
        caller.ear.send(caller.media, b"\x33" * 160, 8, 123776)
        await asyncio.sleep(0.2)
        (only,) = [data for _, data, _ in first.packets]
        header = rtp.HEADER.pack(0x80, 8, 0, 123456, caller.ear.ssrc & 0xFFFFFFFF)
        assert only == header + b"\x11" * 160
        assert [data[12:13] for _, data, _ in second.packets] == [b"\x22"]


async def test_prompts_follow_each_other_and_each_end_is_told(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk, "greeting", "nosuch", "music") as caller:
        begun = time.monotonic()
        assert (await desk.wait(PromptEnded)).prompt == "greeting"
        assert GREETING_S - 0.3 <= time.monotonic() - begun <= GREETING_S + 0.5
        assert (await desk.wait(PromptEnded)).prompt == "nosuch"
        desk.order(Play(leg_id=caller.leg_id, prompts=("greeting",), loop=False))
        since = time.monotonic()
        assert (await desk.wait(PromptEnded)).prompt == "greeting"
        await asyncio.sleep(0.7)
        heard = caller.ear.heard(since)
        assert tone.seconds_of_tone(heard, GREETING_HZ) >= 0.6
        assert tone.seconds_of_tone(heard[-4000:], GREETING_HZ) == 0
        assert time.monotonic() - caller.ear.packets[-1][0] < 0.1  # silence is sent, not nothing


async def test_prompts_cannot_name_files_outside_their_folder(site: Site) -> None:
    (site.folder / "secret.8").write_bytes(b"\x11" * 8000)
    desk = await site.desk()
    async with answered_caller(site, desk, "../secret"):
        assert (await desk.wait(PromptEnded)).prompt == "../secret"


async def test_rtp_ports_lie_in_the_configured_range(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        assert 20000 <= caller.media[1] <= 20999
        assert caller.media[0] == site.ip


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[Site]:
    """Run telephony that takes two seconds without packets for a lost leg."""
    async with running(make_site(tmp_path, timeout_s=2)) as started:
        yield started


async def test_a_leg_whose_sound_stops_is_lost(impatient: Site) -> None:
    desk = await impatient.desk()
    async with answered_caller(impatient, desk) as caller:
        await asyncio.sleep(3.0)
        assert not [signal for signal in desk.signals if isinstance(signal, LegEnded)]
        caller.ear.hush()
        since = time.monotonic()
        ended = await desk.wait(LegEnded)
        assert ended.why is LegEnd.MEDIA_LOST
        assert 1.7 <= time.monotonic() - since <= 3.0
        assert (await caller.call.request("BYE")).method == "BYE"


async def test_a_leg_that_never_sends_is_lost_too(impatient: Site) -> None:
    desk = await impatient.desk()
    async with answered_caller(impatient, desk, talking=False):
        assert (await desk.wait(LegEnded)).why is LegEnd.MEDIA_LOST


async def test_a_phone_on_hold_may_be_silent(impatient: Site) -> None:
    desk = await impatient.desk()
    async with answered_caller(impatient, desk) as caller:
        await desk.wait(SoundHeard)
        caller.call.send_inside("INVITE", trunk.offer(caller.ear.ip, caller.ear.port, direction="sendonly"))
        await caller.call.answer(200)
        caller.call.ack()
        caller.ear.hush()
        await desk.wait(Held)
        await asyncio.sleep(3.5)
        assert not [signal for signal in desk.signals if isinstance(signal, LegEnded)]


async def test_lost_packets_are_counted(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk, talking=False) as caller:
        for number in range(60):
            caller.ear.send(caller.media, b"\xd5" * 160)
            if number % 20 == 10:
                caller.ear.sequence += 1
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.2)
        caller.call.bye()
        ended = await desk.wait(LegEnded)
        assert (ended.packets_in, ended.lost_in) == (60, 3)
        assert ended.packets_out == pytest.approx(len(caller.ear.packets), abs=10)


async def test_all_sound_passes_in_both_directions_unchanged(site: Site) -> None:
    """Bridged by hand, packet for packet: 0 lost, none twice, in order, payload the same."""
    desk = await site.desk("601")
    async with (
        registered_softphone(site, desk) as phone,
        rtp.endpoint(site.phone_ip) as ear,
        answered_caller(site, desk, talking=False) as caller,
    ):
        ring(desk)
        invite = await softphone.rung(phone)
        softphone.pick_up(phone, invite, trunk.offer(ear.ip, ear.port, "8 101"))
        await desk.wait(Answered)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="op"))
        await asyncio.sleep(0.2)
        for end in (ear, caller.ear):
            end.packets.clear()
        sides = ((caller.ear, caller.media, ear), (ear, trunk.audio_of(invite), caller.ear))
        for number in range(250):
            for sender, media, _ in sides:
                sender.send(media, bytes([number]) * 160)
            await asyncio.sleep(0.004)
        await asyncio.sleep(0.2)
        for sender, _, receiver in sides:
            assert [data[12] for _, data, _ in receiver.packets] == list(range(250))
            assert {data[8:12] for _, data, _ in receiver.packets} == {(sender.ssrc & 0xFFFFFFFF).to_bytes(4, "big")}


async def test_no_sound_crosses_from_one_call_to_another(site: Site) -> None:
    desk = await site.desk("601")
    async with (
        registered_softphone(site, desk) as phone,
        rtp.endpoint(site.phone_ip) as ear,
        answered_caller(site, desk, call_id="c1") as first,
        answered_caller(site, desk, call_id="c2", talking=False) as second,
    ):
        ring(desk)
        invite = await softphone.rung(phone)
        softphone.pick_up(phone, invite, trunk.offer(ear.ip, ear.port, "8 101"))
        await desk.wait(Answered)
        ear.talk(trunk.audio_of(invite), OPERATOR_HZ)
        for caller in (first, second, first):
            desk.order(Bridge(leg_a=caller.leg_id, leg_b="op"))
            await asyncio.sleep(0.5)
        second.ear.talk(second.media, 1700)
        await asyncio.sleep(0.2)
        since = time.monotonic()
        await asyncio.sleep(1.5)
        assert tone.seconds_of_tone(first.ear.heard(since), OPERATOR_HZ) >= 1.0
        assert tone.seconds_of_tone(ear.heard(since), CALLER_HZ) >= 1.0
        assert tone.seconds_of_tone(second.ear.heard(since), OPERATOR_HZ) == 0
