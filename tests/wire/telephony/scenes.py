"""Pieces of calls that many tests need."""

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from callcenter.telephony.ports import Answer, Answered, Bridge, Incoming, Registered, Ring
from tests.wire.phones import baresip, rtp, softphone, tone, trunk
from tests.wire.telephony.desk_end import DeskEnd, Site

CALLER_HZ = 1000
OPERATOR_HZ = 440
_control_ports = itertools.count(4501, 10)


@dataclass
class Caller:
    """A citizen whose call was answered."""

    call: trunk.Call
    ear: rtp.Rtp
    leg_id: str
    media: tuple[str, int]  # where telephony listens


@contextlib.asynccontextmanager
async def answered_caller(
    site: Site, desk: DeskEnd, *prompts: str, call_id: str = "c1", talking: bool = True
) -> AsyncIterator[Caller]:
    """Call, be answered with prompts, say a tone of 1000 Hz."""
    async with trunk.party(site.trunk_ip, site.server) as party, rtp.endpoint(site.trunk_ip) as ear:
        call = party.invite("12345", trunk.offer(ear.ip, ear.port))
        incoming = await desk.wait(Incoming)
        desk.order(Answer(leg_id=incoming.leg_id, call_id=call_id, prompts=prompts or ("music",)))
        accepted = await call.answer(200)
        call.ack()
        caller = Caller(call=call, ear=ear, leg_id=incoming.leg_id, media=trunk.audio_of(accepted))
        if talking:
            ear.talk(caller.media, CALLER_HZ)
        yield caller


@contextlib.asynccontextmanager
async def registered_softphone(site: Site, desk: DeskEnd, number: str = "601") -> AsyncIterator[trunk.Party]:
    """Open a hand-driven softphone that is registered."""
    async with trunk.party(site.phone_ip, site.server) as phone:
        granted = await softphone.register(phone, number, f"secret-{number}")
        if granted.code != 200:  # the order that makes the account came by another socket, and later
            granted = await softphone.register(phone, number, f"secret-{number}", cseq=3)
        assert granted.code == 200, granted
        await desk.wait(Registered)
        yield phone


@contextlib.asynccontextmanager
async def operator(
    site: Site, desk: DeskEnd, folder: Path, number: str = "601", **other: object
) -> AsyncIterator[baresip.Baresip]:
    """Start a baresip that says 440 Hz and is registered."""
    folder.mkdir(exist_ok=True)
    control_port = next(_control_ports)
    settings: dict[str, object] = {
        "number": number,
        "password": f"secret-{number}",
        "registrar": f"{site.ip}:5060",
        "ip": site.phone_ip,
        "microphone": tone.write_tone(folder / "microphone.wav", OPERATOR_HZ),
        "sip_port": 6000 + control_port % 1000,
        "control_port": control_port,
        "rtp_ports": f"{24000 + control_port % 1000 * 10}-{24000 + control_port % 1000 * 10 + 99}",
        **other,
    }
    phone = baresip.Phone(**settings)  # type: ignore[arg-type]
    async with baresip.running(phone, folder) as running:
        await desk.wait(Registered, 10.0, where=lambda signal: signal.account == number)
        yield running


def ring(desk: DeskEnd, leg_id: str = "op", account: str = "601", call_id: str = "c1", ring_s: float = 20.0) -> None:
    """Order an account to be rung."""
    desk.order(
        Ring(
            leg_id=leg_id,
            call_id=call_id,
            account=account,
            show_number="13800000001",
            show_name="市民热线",
            ring_s=ring_s,
        )
    )


async def bridged(desk: DeskEnd, caller: Caller, leg_id: str = "op", account: str = "601") -> None:
    """Ring an account that answers by itself and bridge it with the caller."""
    ring(desk, leg_id, account)
    await desk.wait(Answered, 10.0, where=lambda signal: signal.leg_id == leg_id)
    desk.order(Bridge(leg_a=caller.leg_id, leg_b=leg_id))
