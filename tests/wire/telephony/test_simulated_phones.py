"""The drill's own phones (pyVoIP) against telephony: citizen and operator talk, either side ends it."""

import asyncio
import queue
import time

import numpy as np
import pytest

from callcenter.telephony.phone import Answered as PhoneAnswered
from callcenter.telephony.phone import Manner, Phone, PhoneAccount, PhoneCall, PhoneEvent, PhoneLoop
from callcenter.telephony.ports import Answer, Answered, Bridge, Incoming, LegEnd, LegEnded, Registered
from tests.wire.phones import tone
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import CALLER_HZ, OPERATOR_HZ, ring

pytestmark = pytest.mark.wire


def tone_pcm(hz: int, seconds: float = 6.0) -> bytes:
    times_s = np.arange(int(seconds * tone.RATE_HZ)) / tone.RATE_HZ
    return (tone.LEVEL * np.sin(2 * np.pi * hz * times_s)).astype("<i2").tobytes()


def heard(call: PhoneCall, hz: int) -> float:
    return tone.seconds_of_tone(np.frombuffer(call.heard_pcm(), "<i2").astype(np.float64), hz)


async def answered_call(events: "queue.Queue[PhoneEvent]") -> PhoneCall:
    """Return the call a phone is in once it is answered."""
    end = time.monotonic() + 5.0
    while time.monotonic() < end:
        event = await asyncio.to_thread(events.get, timeout=5.0)
        if isinstance(event, PhoneAnswered):
            return event.call
    raise TimeoutError("no answer")


async def test_a_simulated_citizen_and_a_simulated_operator_talk(site: Site) -> None:
    desk = await site.desk("601")
    loop = PhoneLoop()
    said_by_citizen: queue.Queue[PhoneEvent] = queue.Queue()
    said_by_operator: queue.Queue[PhoneEvent] = queue.Queue()
    server = {"server_ip": site.ip, "server_port": 5060}
    operator = PhoneAccount(
        number="601", password="secret-601", registers=True, ip=site.phone_ip, manner=Manner.ANSWER, **server
    )
    loop.start()
    phones = [
        Phone(loop, operator, said_by_operator.put),
        Phone(loop, PhoneAccount(number="13800000001", ip=site.trunk_ip, **server), said_by_citizen.put),
    ]
    try:
        for phone in phones:
            await asyncio.to_thread(phone.start)
        await desk.wait(Registered, 10.0)
        await asyncio.to_thread(phones[1].dial, "12345")
        incoming = await desk.wait(Incoming)
        assert incoming.caller.number == "13800000001"
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
        citizen_call = await answered_call(said_by_citizen)
        ring(desk)
        await desk.wait(Answered)
        desk.order(Bridge(leg_a=incoming.leg_id, leg_b="op"))
        operator_call = await answered_call(said_by_operator)
        citizen_call.say(tone_pcm(CALLER_HZ))
        operator_call.say(tone_pcm(OPERATOR_HZ))
        await asyncio.sleep(2.5)
        assert heard(citizen_call, OPERATOR_HZ) >= 1.6
        assert heard(operator_call, CALLER_HZ) >= 1.6
        citizen_call.hang_up()
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why) == (incoming.leg_id, LegEnd.REMOTE_HANGUP)
    finally:
        for phone in phones:
            await asyncio.to_thread(phone.stop)
        await asyncio.to_thread(loop.stop)
