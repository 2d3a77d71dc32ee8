"""INVITEs as the world sends them: late, odd, unusable, repeated; and what comes inside a dialog besides sound."""

import asyncio
import time

import pytest

from callcenter.telephony.ports import Answer, Digit, HangUp, Incoming, LegEnd, LegEnded, SoundHeard
from tests.wire.phones import rtp, softphone, tone, trunk
from tests.wire.telephony.conftest import MUSIC_HZ
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import CALLER_HZ, answered_caller, registered_softphone, ring

pytestmark = pytest.mark.wire


async def test_an_invite_without_sdp_gets_our_offer_and_its_ack_brings_the_answer(site: Site) -> None:
    """Late offer (RFC 3264 5): music begins when the ACK says where to."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party, rtp.endpoint(site.trunk_ip) as ear:
        call = party.invite("12345", "")
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
        accepted = await call.answer(200)
        assert "RTP/AVP 8 0 101" in accepted.body
        call.ack(trunk.offer(ear.ip, ear.port, "8 101"))
        ear.talk(trunk.audio_of(accepted), CALLER_HZ)
        await desk.wait(SoundHeard)
        since = time.monotonic()
        await asyncio.sleep(1.2)
        assert tone.seconds_of_tone(ear.heard(since), MUSIC_HZ) >= 0.8


async def test_a_late_offer_without_an_answer_in_the_ack_ends(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", "")
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        await call.answer(200)
        call.ack()
        ended = await desk.wait(LegEnded)
        assert ended.why is LegEnd.REJECTED
        assert (await call.request("BYE")).method == "BYE"


@pytest.mark.parametrize(
    "body",
    [
        trunk.offer("127.0.0.1", 4000).replace("RTP/AVP", "RTP/SAVP"),
        trunk.offer("127.0.0.1", 4000).replace("RTP/AVP", "UDP/TLS/RTP/SAVPF"),
        "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n",
        "garbage that is no SDP at all",
        trunk.offer("127.0.0.1", 0),
    ],
)
async def test_sound_we_cannot_carry_is_refused_with_488(site: Site, body: str) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", body)
        refused = await call.answer(488, 200)
        call.ack_refusal()
        assert refused.code == 488
        await asyncio.sleep(0.1)
        assert not [signal for signal in desk.signals if isinstance(signal, Incoming)]


async def test_an_extension_we_do_not_know_is_refused_with_420(site: Site) -> None:
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000), "Require: 100rel, timer")
        refused = await call.answer(420)
        call.ack_refusal()
        assert refused["unsupported"] == "100rel"


async def test_a_repeated_invite_is_one_call_and_gets_the_same_answer(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        incoming = await desk.wait(Incoming)
        for _ in range(3):
            party.send(call.invite)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        first = await call.answer(200)
        party.send(call.invite)
        again = await call.answer(200)
        assert again.text == first.text
        await asyncio.sleep(0.2)
        assert not [signal for signal in desk.signals if isinstance(signal, Incoming)]


async def test_a_200_that_is_never_acknowledged_is_repeated(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        await call.answer(200)
        await call.answer(200, seconds=1.0)
        call.ack()
        await asyncio.sleep(0.3)
        party.received.clear()
        await asyncio.sleep(1.5)
        assert not party.received


async def test_a_mulaw_caller_and_the_operator_speak_the_same_codec(site: Site) -> None:
    """Nothing transcodes: the operator's phone is offered only what the caller chose."""
    desk = await site.desk("601")
    async with (
        trunk.party(site.trunk_ip, site.server) as party,
        rtp.endpoint(site.trunk_ip) as ear,
        registered_softphone(site, desk) as phone,
    ):
        call = party.invite("12345", trunk.offer(ear.ip, ear.port, "0 8 96").replace(":101", ":96"))
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
        accepted = await call.answer(200)
        call.ack()
        assert f"m=audio {trunk.audio_of(accepted)[1]} RTP/AVP 0 96" in accepted.body
        await asyncio.sleep(0.3)
        assert {data[1] & 0x7F for _, data, _ in ear.packets} == {0}
        ring(desk)
        invite = await softphone.rung(phone)
        assert "RTP/AVP 0 96\r\n" in invite.body


async def test_headers_in_every_spelling_are_understood(site: Site) -> None:
    """Compact, folded and lower-case names; a GB18030 display name; tel: in From."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        body = trunk.offer(site.trunk_ip, 4000)
        via = f"v: SIP/2.0/UDP {party.ip}:{party.port};branch={trunk.new_branch()}"
        lines = [
            f"INVITE sip:12345@{site.ip} SIP/2.0".encode(),
            via.encode(),
            'f: "李四"\r\n <tel:+86-138-0000-0009>;tag=77'.encode("gb18030"),
            f"t:\t<sip:12345@{site.ip}>".encode(),
            b"i: odd-1",
            b"CSEQ: 5\r\n INVITE",
            f"m: <sip:x@{party.ip}:{party.port}>".encode(),
            b"k: timer",
            b"c: application/sdp",
            f"l: {len(body)}".encode(),
        ]
        party.send(b"\r\n".join(lines) + b"\r\n\r\n" + body.encode())
        incoming = await desk.wait(Incoming)
        assert incoming.caller.display == "李四"
        assert incoming.caller.number == "+8613800000009"
        ringing = await party.wait(lambda m: m.code == 180)
        assert "tag=77" in ringing["from"]


async def test_the_network_says_who_calls_even_when_the_phone_hides(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        headers = ('P-Asserted-Identity: "赵六" <sip:051988887777@net>, <tel:+8651988887777>', "Privacy: id")
        sender = '"Anonymous" <sip:anonymous@anonymous.invalid>'
        party.invite("12345", trunk.offer(site.trunk_ip, 4000), *headers, sender=sender)
        caller = (await desk.wait(Incoming)).caller
        assert (caller.number, caller.anonymous, caller.source) == ("+8651988887777", True, "pai")


async def test_record_route_is_echoed_and_followed(site: Site) -> None:
    """Behind a proxy that insists on its route, our 200 names it and our BYE goes through it."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        route = f"<sip:{party.ip}:{party.port};lr>"
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000), f"Record-Route: {route}")
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        accepted = await call.answer(200)
        call.ack()
        assert accepted["record-route"] == route
        desk.order(HangUp(leg_id=incoming.leg_id))
        assert (await call.request("BYE"))["route"] == route


async def test_options_are_answered_so_that_trunks_see_us_alive(site: Site) -> None:
    async with trunk.party(site.trunk_ip, site.server) as party:
        request = softphone.register_request(party, "ping", 1).replace("REGISTER", "OPTIONS")
        party.send(request)
        answer = await party.wait(lambda m: m.code >= 200)
        assert answer.code == 200
        assert "INVITE" in answer["allow"]


async def test_update_and_session_timer_are_answered(site: Site) -> None:
    """RFC 4028: trunks drop calls whose refresh nobody answers."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        timer = ("Session-Expires: 1800;refresher=uac", "Supported: timer")
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000), *timer)
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        accepted = await call.answer(200)
        call.ack()
        assert accepted["session-expires"] == "1800;refresher=uac"
        assert accepted["require"] == "timer"
        call.send_inside("UPDATE", "", *timer)
        assert (await call.answer(200))["session-expires"] == "1800;refresher=uac"
        call.send_inside("UPDATE", trunk.offer(site.trunk_ip, 4000), *timer)
        assert "m=audio" in (await call.answer(200)).body
        call.send_inside("INVITE", trunk.offer(site.trunk_ip, 4000), *timer)
        refreshed = await call.answer(200)
        call.ack()
        assert refreshed["session-expires"] == "1800;refresher=uac"
        call.send_inside("INVITE", "")
        assert "m=audio" in (await call.answer(200)).body
        call.ack()


async def test_an_offer_we_cannot_take_leaves_the_call_as_it_was(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        caller.call.send_inside("INVITE", trunk.offer(site.trunk_ip, 4000).replace("RTP/AVP", "RTP/SAVP"))
        assert (await caller.call.answer(488)).code == 488
        caller.call.send_inside("INVITE", trunk.offer(caller.ear.ip, caller.ear.port))
        assert (await caller.call.answer(200)).code == 200
        caller.call.ack()
        since = time.monotonic()
        await asyncio.sleep(1.0)
        assert tone.seconds_of_tone(caller.ear.heard(since), MUSIC_HZ) >= 0.6


async def test_a_request_for_a_dialog_that_is_not_ours_gets_481(site: Site) -> None:
    async with trunk.party(site.trunk_ip, site.server) as party:
        request = softphone.register_request(party, "x", 1).replace("REGISTER", "BYE")
        party.send(request.replace(f"To: <sip:x@{site.ip}>", f"To: <sip:x@{site.ip}>;tag=gone"))
        assert (await party.wait(lambda m: m.code >= 200)).code == 481


async def test_each_key_press_is_reported_once(site: Site) -> None:
    """RFC 4733 without marker bits, the same key twice, and lost packets; then SIP INFO in both spellings."""
    desk = await site.desk()
    async with answered_caller(site, desk, talking=False) as caller:
        for event in (1, 1, 10, 11, 0):
            await caller.ear.press(caller.media, event)
            caller.ear.sequence += 20
        caller.call.send_inside("INFO", "Signal=7\r\nDuration=160\r\n", kind="application/dtmf-relay")
        await caller.call.answer(200)
        caller.call.send_inside("INFO", "9", kind="application/dtmf")
        await caller.call.answer(200)
        digits = [(await desk.wait(Digit)).digit for _ in range(7)]
        assert digits == ["1", "1", "*", "#", "0", "7", "9"]
        await asyncio.sleep(0.3)
        assert not [signal for signal in desk.signals if isinstance(signal, Digit)]


async def test_a_method_we_do_not_know_inside_a_call_is_refused_and_harms_nothing(site: Site) -> None:
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        caller.call.send_inside("MESSAGE", "hello", kind="text/plain")
        assert (await caller.call.answer(405)).code == 405
        caller.call.bye()
        assert (await caller.call.answer(200)).code == 200
