"""Calls out by a trunk: login, early sound, every way not to be answered, and cancels that cross an answer."""

import asyncio
import time
from pathlib import Path

import pytest

from callcenter.telephony.digest import answer, ha1, read_credentials
from callcenter.telephony.ports import (
    Answered,
    Bridge,
    Dial,
    HangUp,
    LegEnd,
    LegEnded,
    LegState,
    Ringing,
    SoundHeard,
    TransferAsked,
)
from tests.wire.phones import rtp, sipp, softphone, tone, trunk
from tests.wire.telephony.conftest import GUARDED_PORT, TRUNK_PORT
from tests.wire.telephony.desk_end import DeskEnd, Site
from tests.wire.telephony.scenes import CALLER_HZ, answered_caller

pytestmark = pytest.mark.wire

NUMBER = "13900000009"
DEPARTMENT_HZ = 1300


def dial(desk: DeskEnd, *, number: str = NUMBER, by: str = "city", ring_s: float = 10.0) -> None:
    """Order an outside call for call c1."""
    desk.order(Dial(leg_id="out", call_id="c1", number=number, trunk=by, ring_s=ring_s))


async def test_the_network_is_told_whom_we_call_and_who_we_are(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk)
        invite = await softphone.rung(network)
        assert invite.first == f"INVITE sip:{NUMBER}@{site.trunk_ip}:{TRUNK_PORT} SIP/2.0"
        assert f"sip:12345@{site.ip}" in invite["from"]
        assert invite["p-asserted-identity"] == f"<sip:12345@{site.ip}>"
        assert (await desk.wait(Ringing)) == Ringing(leg_id="out", early_sound=False)
        network.reply(invite, 486, "Busy Here", tag="phone")
        await softphone.request(network, "ACK")
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why, ended.sip_code) == ("out", LegEnd.BUSY, 486)


async def test_a_department_and_a_citizen_hear_each_other_in_the_calls_codec(site: Site) -> None:
    desk = await site.desk()
    async with (
        answered_caller(site, desk) as caller,
        trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network,
        rtp.endpoint(site.trunk_ip) as ear,
    ):
        await desk.wait(SoundHeard)
        dial(desk)
        invite = await softphone.rung(network)
        assert " RTP/AVP 8 101" in invite.body  # the citizen's codec and no other
        softphone.pick_up(network, invite, trunk.offer(ear.ip, ear.port, "8 101"))
        assert (await desk.wait(Answered)).leg_id == "out"
        ear.talk(trunk.audio_of(invite), DEPARTMENT_HZ)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="out"))
        await asyncio.sleep(0.3)
        since = time.monotonic()
        await asyncio.sleep(1.2)
        assert tone.seconds_of_tone(caller.ear.heard(since), DEPARTMENT_HZ) >= 0.8
        assert tone.seconds_of_tone(ear.heard(since), CALLER_HZ) >= 0.8
        desk.order(HangUp(leg_id="out"))
        await softphone.request(network, "BYE")


@pytest.mark.parametrize("sdp_again", [True, False], ids=["200 with SDP", "200 without"])
async def test_what_the_network_plays_before_the_answer_can_be_heard(site: Site, sdp_again: bool) -> None:
    """183 with SDP: an announcement reaches whoever waits, in a bridge that the answer then completes."""
    desk = await site.desk()
    async with (
        answered_caller(site, desk) as caller,
        trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network,
        rtp.endpoint(site.trunk_ip) as ear,
    ):
        await desk.wait(SoundHeard)
        dial(desk)
        invite = await network.wait(lambda m: m.code == 0 and m.method == "INVITE")
        sdp = trunk.offer(ear.ip, ear.port, "8 101")
        network.reply(invite, 180, "Ringing", tag="phone")
        assert not (await desk.wait(Ringing)).early_sound
        contact = f"Contact: <sip:network@{network.ip}:{network.port}>"
        network.reply(invite, 183, "Session Progress", contact, body=sdp, tag="phone")
        assert (await desk.wait(Ringing)).early_sound
        ear.talk(trunk.audio_of(invite), DEPARTMENT_HZ)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="out"))
        await asyncio.sleep(0.3)
        since = time.monotonic()
        await asyncio.sleep(1.0)
        assert tone.seconds_of_tone(caller.ear.heard(since), DEPARTMENT_HZ) >= 0.6
        network.reply(invite, 200, "OK", contact, body=sdp if sdp_again else "", tag="phone")
        await desk.wait(Answered)
        since = time.monotonic()
        await asyncio.sleep(1.0)
        assert tone.seconds_of_tone(caller.ear.heard(since), DEPARTMENT_HZ) >= 0.6
        assert tone.seconds_of_tone(ear.heard(since), CALLER_HZ) >= 0.6
        late = await site.desk()
        assert {view.state for view in late.snapshot.legs} == {LegState.BRIDGED}


@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [
        (600, "Busy Everywhere", LegEnd.BUSY),
        (603, "Decline", LegEnd.DECLINED),
        (480, "Temporarily Unavailable", LegEnd.NO_ANSWER),
        (404, "Not Found", LegEnd.UNREACHABLE),
        (503, "Service Unavailable", LegEnd.UNREACHABLE),
        (488, "Not Acceptable Here", LegEnd.UNREACHABLE),
    ],
)
async def test_each_refusal_of_the_network_is_named(site: Site, code: int, reason: str, why: LegEnd) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk)
        invite = await softphone.rung(network)
        network.reply(invite, code, reason, tag="phone")
        await softphone.request(network, "ACK")
        ended = await desk.wait(LegEnded)
        assert (ended.why, ended.sip_code) == (why, code)


async def test_nobody_answers_and_the_call_is_cancelled(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk, ring_s=1.0)
        invite = await softphone.rung(network)
        cancel = await softphone.request(network, "CANCEL")
        network.reply(cancel, 200, "OK")
        network.reply(invite, 487, "Request Terminated", tag="phone")
        await softphone.request(network, "ACK")
        assert (await desk.wait(LegEnded)).why is LegEnd.NO_ANSWER


async def test_a_network_that_says_nothing_is_unreachable_when_the_time_is_over(site: Site) -> None:
    desk = await site.desk()
    dial(desk, ring_s=1.0)
    assert (await desk.wait(LegEnded)).why is LegEnd.UNREACHABLE


async def test_an_answer_that_crosses_our_cancel_is_hung_up(site: Site) -> None:
    """CANCEL and 200 cross on the wire: ACK, then BYE, and one end only."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk)
        invite = await softphone.rung(network)
        await desk.wait(Ringing)
        desk.order(HangUp(leg_id="out"))
        cancel = await softphone.request(network, "CANCEL")
        softphone.pick_up(network, invite, trunk.offer(network.ip, 4000))
        network.reply(cancel, 200, "OK")
        await softphone.request(network, "ACK")
        await softphone.request(network, "BYE")
        assert (await desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        await asyncio.sleep(0.2)
        assert not [signal for signal in desk.signals if isinstance(signal, Answered | LegEnded)]


async def test_a_department_cannot_send_its_peer_elsewhere(site: Site) -> None:
    desk = await site.desk()
    async with (
        answered_caller(site, desk) as caller,
        trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network,
    ):
        dial(desk)
        invite = await softphone.rung(network)
        softphone.pick_up(network, invite, trunk.offer(network.ip, 4000, "8 101"))
        await desk.wait(Answered)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="out"))
        await asyncio.sleep(0.2)
        dialog = trunk.Call(
            party=network,
            target=invite["contact"].strip("<>"),
            call_id=invite["call-id"],
            from_header=invite["to"] + ";tag=phone",
            to_header=invite["from"],
            cseq=100,
        )
        dialog.send_inside("REFER", "", "Refer-To: <sip:99@elsewhere>")
        assert (await dialog.answer(400)).code == 400
        assert not [signal for signal in desk.signals if isinstance(signal, TransferAsked | LegEnded)]


async def test_a_trunk_that_names_itself_by_dns_is_hung_up_where_it_answered(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk)
        invite = await softphone.rung(network)
        sdp = trunk.offer(network.ip, 4000)
        network.reply(invite, 200, "OK", "Contact: <sip:sbc.example.net>", body=sdp, tag="phone")
        await desk.wait(Answered)
        await softphone.request(network, "ACK")
        desk.order(HangUp(leg_id="out"))
        await softphone.request(network, "BYE")


GUARDED = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="guarded network">
<recv request="INVITE"/>
<send><![CDATA[
SIP/2.0 401 Who Are You
[last_Via:]
[last_From:]
[last_To:];tag=[pid]first
[last_Call-ID:]
[last_CSeq:]
WWW-Authenticate: Digest realm="city network", nonce="47ebe028cda119c35d4877b383027d28da013815", algorithm=MD5QOP
Content-Length: 0

]]></send>
<recv request="ACK"/>
<recv request="INVITE">
<action>
<ereg regexp=".*" search_in="hdr" header="Call-ID:" assign_to="junk"/>
<verifyauth assign_to="right" username="desk" password="PASSWORD"/>
</action>
</recv>
<nop hide="true" test="right" next="welcome"/>
<send><![CDATA[
SIP/2.0 401 Still Not
[last_Via:]
[last_From:]
[last_To:];tag=[pid]second
[last_Call-ID:]
[last_CSeq:]
WWW-Authenticate: Digest realm="city network", nonce="57ebe028cda119c35d4877b383027d28da013815", algorithm=MD5QOP
Content-Length: 0

]]></send>
<recv request="ACK" next="end"/>
<label id="welcome"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]second
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:network@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000

]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<label id="end"/>
<Reference variables="junk"/>
</scenario>
"""


def guarded(site: Site, password: str, qop: str = "") -> sipp.Run:
    """Sipp as a network that challenges each INVITE and verifies the answer."""
    scenario = GUARDED.replace("PASSWORD", password).replace("MD5QOP", f"MD5{qop}")
    return sipp.Run(scenario=scenario, to=f"{site.ip}:5060", ip=site.trunk_ip, port=GUARDED_PORT)


@pytest.mark.skipif(bool(sipp.missing()), reason=sipp.missing())
@pytest.mark.parametrize("qop", ["", ', qop="auth"'])
async def test_a_trunks_challenge_is_answered_as_sipp_verifies(site: Site, tmp_path: Path, qop: str) -> None:
    desk = await site.desk()
    async with sipp.running(guarded(site, "open sesame", qop), tmp_path / "sipp") as network:
        await asyncio.sleep(0.5)
        dial(desk, by="guarded")
        assert (await desk.wait(Answered)).leg_id == "out"
        desk.order(HangUp(leg_id="out"))
        assert await network.finished() == 0, network.complaints()


@pytest.mark.parametrize("qop", ["", ', qop="auth"'])
async def test_a_proxys_challenge_is_answered_too(site: Site, qop: str) -> None:
    """407; sipp verifies only 401, so the proof is checked here."""
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, GUARDED_PORT) as network:
        dial(desk, by="guarded")
        invite = await network.wait(lambda m: m.code == 0 and m.method == "INVITE")
        challenge = f'Proxy-Authenticate: Digest realm="city", nonce="abc"{qop}'
        network.reply(invite, 407, "Proxy Authentication Required", challenge, tag="first")
        await softphone.request(network, "ACK")
        again = await softphone.rung(network)
        proof = read_credentials(again["proxy-authorization"])
        assert proof is not None
        assert (proof.username, proof.realm, bool(proof.qop)) == ("desk", "city", bool(qop))
        assert proof.response == answer(proof, "INVITE", ha1("desk", "city", "open sesame"))
        assert int(again["cseq"].split()[0]) == int(invite["cseq"].split()[0]) + 1
        softphone.pick_up(network, again, trunk.offer(network.ip, 4000))
        assert (await desk.wait(Answered)).leg_id == "out"
        desk.order(HangUp(leg_id="out"))
        await softphone.request(network, "BYE")


@pytest.mark.skipif(bool(sipp.missing()), reason=sipp.missing())
async def test_a_login_the_trunk_refuses_is_said_to_be_ours(site: Site, tmp_path: Path) -> None:
    """One challenge is answered, the second ends the leg: no loop of INVITEs."""
    desk = await site.desk()
    async with sipp.running(guarded(site, "another word"), tmp_path / "sipp") as network:
        await asyncio.sleep(0.5)
        dial(desk, by="guarded")
        ended = await desk.wait(LegEnded)
        assert (ended.why, ended.sip_code) == (LegEnd.UNREACHABLE, 401)
        assert ended.reason == "trunk guarded refused our login"
        assert await network.finished() == 0, network.complaints()


async def test_a_refused_number_never_leaves_the_house(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server, TRUNK_PORT) as network:
        dial(desk, number="0044123456789")
        ended = await desk.wait(LegEnded)
        assert (ended.why, ended.reason) == (LegEnd.REJECTED, "trunk city may not dial that number")
        await asyncio.sleep(0.2)
        assert not network.received
