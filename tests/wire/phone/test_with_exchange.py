"""The phones with the real telephony process between them: digest, music, bridge, tones both ways, hang-up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.telephony.phone import Answered, Ended, EndedBy, EndReason, PhoneAccount, PhoneLoop, Registration
from tests.wire.phone.exchange import IP, PHONE_IP, SIP_PORT, TRUNK_IP, Exchange, exchange
from tests.wire.phone.listener import Listener, strongest_hz, tone

pytestmark = pytest.mark.wire
PASSWORD = "secret-8001"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Exchange]:
    async with exchange(tmp_path) as running:
        running.set_accounts({"8001": PASSWORD})
        yield running


def operator_account(password: str = PASSWORD) -> PhoneAccount:
    return PhoneAccount(
        number="8001", password=password, server_ip=IP, server_port=SIP_PORT, ip=PHONE_IP, registers=True
    )


def citizen_account() -> PhoneAccount:
    return PhoneAccount(number="13900001234", server_ip=IP, server_port=SIP_PORT, ip=TRUNK_IP)


async def test_a_call_from_register_to_hang_up(desk: Exchange, loop: PhoneLoop) -> None:
    operator = Listener(loop, operator_account())
    assert (await asyncio.to_thread(operator.wait_for, Registration)).ok
    assert (await desk.signal("registered"))["account"] == "8001"
    citizen = Listener(loop, citizen_account())
    call = citizen.phone.dial("12345")
    incoming = await desk.signal("incoming")
    assert (incoming["caller"]["number"], incoming["dialled"]) == ("13900001234", "12345")
    leg = incoming["leg_id"]
    desk.order("answer", leg_id=leg, call_id="c1", prompts=["music"])
    await asyncio.to_thread(citizen.wait_for, Answered)
    desk.order("ring", leg_id="op1", call_id="c1", account="8001", show_number="13900001234", show_name="", ring_s=20.0)
    await desk.signal("answered")
    other = (await asyncio.to_thread(operator.wait_for, Answered)).call
    assert other.other == "13900001234"
    desk.order("bridge", leg_a=leg, leg_b="op1")
    await asyncio.sleep(0.3)
    places = (call.sound.ear.samples(), other.sound.ear.samples())
    call.say(tone(440, 1.5))
    other.say(tone(1000, 1.5))
    await asyncio.sleep(1.8)
    assert abs(strongest_hz(call.heard_pcm(places[0])) - 1000) < 5
    assert abs(strongest_hz(other.heard_pcm(places[1])) - 440) < 5
    assert call.figures().heard.lost == other.figures().heard.lost == 0
    call.hang_up()
    assert (await desk.signal("leg_ended"))["why"] == "remote_hangup"
    desk.order("hang_up", leg_id="op1")
    end = await asyncio.to_thread(operator.wait_for, Ended)
    assert (end.reason, end.by) == (EndReason.HUNG_UP, EndedBy.PEER)
    citizen.phone.stop()
    operator.phone.stop()
    assert not (await desk.signal("registered"))["reachable"]


async def test_a_wrong_password_is_refused(desk: Exchange, loop: PhoneLoop) -> None:
    operator = Listener(loop, operator_account("wrong"))
    assert (await asyncio.to_thread(operator.wait_for, Registration)).code in (401, 403)
    operator.phone.stop()


async def test_a_caller_who_gives_up_while_it_rings_is_cancelled(desk: Exchange, loop: PhoneLoop) -> None:
    """CANCEL reaches the desk, and the operator's phone stops ringing."""
    citizen = Listener(loop, citizen_account())
    call = citizen.phone.dial("12345")
    await desk.signal("incoming")
    call.hang_up()
    assert (await desk.signal("leg_ended"))["why"] == "cancelled"
    assert (await asyncio.to_thread(citizen.wait_for, Ended)).reason == EndReason.CANCELLED
    citizen.phone.stop()


async def test_an_unknown_number_is_refused(desk: Exchange, loop: PhoneLoop) -> None:
    citizen = Listener(loop, citizen_account())
    citizen.phone.dial("99999")
    incoming = await desk.signal("incoming")
    desk.order("reject", leg_id=incoming["leg_id"], sip_code=404)
    end = await asyncio.to_thread(citizen.wait_for, Ended)
    assert (end.reason, end.code) == (EndReason.REFUSED, 404)
    citizen.phone.stop()
