"""Citizens and operators for the whole desk: sipp calls and speaks, baresip answers and speaks."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np

from tests.wire.house.house import House
from tests.wire.phones import baresip, sipp
from tests.wire.phones.tone import RATE_HZ, alaw_to_linear, linear_to_alaw, write_wav

SPEECH = Path(__file__).parents[2] / "data" / "speech"

_CALL = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a citizen calls, speaks and hangs up">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{caller}@[local_ip]:[local_port]>
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
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[last_From:]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
  <nop><action><exec rtp_stream="{sound},{times},8"/></action></nop>
  <pause milliseconds="{talk_ms}"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[last_From:]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200"/>
</scenario>
"""


def speech(name: str) -> bytes:
    """A-law of a spoken fixture."""
    return (SPEECH / f"{name}.al").read_bytes()


def tone_alaw(hz: float, seconds: float = 2.0) -> bytes:
    """A-law of a tone."""
    times_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return linear_to_alaw((8000 * np.sin(2 * np.pi * hz * times_s)).astype(np.int16))


@contextlib.asynccontextmanager
async def citizen(
    desk: House,
    sound: bytes,
    *,
    talk_s: float,
    port: int = 6200,
    caller: str = "13912340001",
    calls: int = 1,
    lead_s: float = 1.5,
) -> AsyncIterator[sipp.Sipp]:
    """A citizen who calls 12345 from the trunk, is silent for `lead_s` and then says `sound`, again and again."""
    folder = desk.folder / f"citizen-{port}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "said.al"
    file.write_bytes(b"\xd5" * int(lead_s * RATE_HZ) + sound + b"\xd5" * RATE_HZ)
    scenario = _CALL.format(caller=caller, sound=file, times=-1, talk_ms=int(talk_s * 1000))
    run = sipp.Run(
        scenario=scenario,
        to=desk.sip,
        ip=desk.trunk_ip,
        port=port,
        calls=calls,
        rtp_port=port + 20_000,
        timeout_s=int(talk_s) + 30,
    )
    async with sipp.running(run, folder) as running:
        yield running


@contextlib.asynccontextmanager
async def operator(
    desk: House, n: int, sound: bytes | None = None, *, auto_answer: bool = True
) -> AsyncIterator[baresip.Baresip]:
    """Operator `n` at a baresip phone, saying `sound` (A-law) once: a 440 Hz tone for a minute unless given."""
    folder = desk.folder / f"operator-{n}"
    folder.mkdir(parents=True, exist_ok=True)
    said = sound + b"\xd5" * 60 * RATE_HZ if sound else tone_alaw(440.0, 60.0)  # baresip hangs up when its file ends
    write_wav(folder / "said.wav", alaw_to_linear(said).astype(np.int16))
    phone = baresip.Phone(
        number=desk.number(n),
        password=desk.password(n),
        registrar=desk.sip,
        ip=desk.phone_ip,
        microphone=folder / "said.wav",
        sip_port=6010 + 10 * n,
        control_port=4501 + 10 * n,
        rtp_ports=f"{26000 + 100 * n}-{26098 + 100 * n}",
        auto_answer=auto_answer,
    )
    async with baresip.running(phone, folder) as running:
        yield running


def missing() -> str:
    """Why these phones cannot be had here, '' when they can."""
    return sipp.missing() or baresip.missing()
