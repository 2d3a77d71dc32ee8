"""sipp as the trunk: strict about every message, many calls at once, sound from its own RTP stream."""

import asyncio
from pathlib import Path

import pytest

from callcenter.telephony.ports import Answer, Incoming, LegEnd, LegEnded, SoundHeard
from tests.wire.phones import sipp
from tests.wire.telephony.conftest import write_prompt
from tests.wire.telephony.desk_end import DeskEnd, Site

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(sipp.missing()), reason=sipp.missing())]

INVITE = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="citizen">
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:1380000[call_number]@[local_ip]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:trunk@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000

]]></send>
<recv response="100"/>
<recv response="180"/>
"""
IN_DIALOG = """
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:1380000[call_number]@[local_ip]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]>[peer_tag_param]
Call-ID: [call_id]
Max-Forwards: 70
Content-Length: 0
"""
TALK = f"""<recv response="200"/>
<send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0{IN_DIALOG}CSeq: 1 ACK

]]></send>
<nop><action><exec rtp_stream="[sound],-1,8,PCMA/8000"/></action></nop>
<pause milliseconds="2000"/>
<send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0{IN_DIALOG}CSeq: 2 BYE

]]></send>
<recv response="200"/>
</scenario>
"""
CANCEL_HEADERS = IN_DIALOG.replace("[branch]", "[branch-4]").replace("[peer_tag_param]", "")  # counted in steps
ACK_HEADERS = IN_DIALOG.replace("[branch]", "[branch-7]")
GIVE_UP = f"""<pause milliseconds="300"/>
<send retrans="500"><![CDATA[
CANCEL sip:[service]@[remote_ip]:[remote_port] SIP/2.0{CANCEL_HEADERS}CSeq: 1 CANCEL

]]></send>
<recv response="200"/>
<recv response="487"/>
<send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0{ACK_HEADERS}CSeq: 1 ACK

]]></send>
</scenario>
"""


async def answer_everyone(desk: DeskEnd) -> None:
    """Answer each call with music."""
    while True:
        incoming = await desk.wait(Incoming, 60.0)
        desk.order(Answer(leg_id=incoming.leg_id, call_id=incoming.leg_id, prompts=("music",)))


async def test_thirty_calls_are_answered_heard_and_ended_as_sipp_expects(site: Site, tmp_path: Path) -> None:
    write_prompt(tmp_path, "said", 1000, 2.0)
    desk = await site.desk()
    answering = asyncio.create_task(answer_everyone(desk), name="answering")
    run = sipp.Run(
        scenario=(INVITE + TALK).replace("[sound]", str(tmp_path / "said.8")),
        to=f"{site.ip}:5060",
        ip=site.trunk_ip,
        port=5080,
        calls=30,
        rate_per_s=15,
        rtp_port=26000,
    )
    async with sipp.running(run, tmp_path / "sipp") as trunk:
        code = await trunk.finished()
        assert code == 0, trunk.complaints()
    ends = [await desk.wait(LegEnded) for _ in range(30)]
    answering.cancel()
    assert {end.why for end in ends} == {LegEnd.REMOTE_HANGUP}
    assert min(end.packets_in for end in ends) >= 80
    assert sum(end.lost_in for end in ends) == 0
    assert len([signal for signal in desk.signals if isinstance(signal, SoundHeard)]) == 30


async def test_callers_who_give_up_are_confirmed_as_sipp_expects(site: Site, tmp_path: Path) -> None:
    desk = await site.desk()
    run = sipp.Run(
        scenario=INVITE + GIVE_UP, to=f"{site.ip}:5060", ip=site.trunk_ip, port=5081, calls=20, rate_per_s=20
    )
    async with sipp.running(run, tmp_path / "sipp") as trunk:
        code = await trunk.finished()
        assert code == 0, trunk.complaints()
    ends = [await desk.wait(LegEnded) for _ in range(20)]
    assert {end.why for end in ends} == {LegEnd.CANCELLED}
