"""Junk, malformed SIP and scanners at 2,000 packets a second: calls in progress and new ones do not notice."""

import asyncio
import random
import secrets
import socket
import threading
import time
from pathlib import Path
from typing import Self

import pytest

from callcenter.telephony.ports import Answer, Answered, Bridge, Incoming, LegEnded, SoundHeard
from tests.wire.phones import rtp, softphone, trunk
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import answered_caller, registered_softphone, ring

pytestmark = [pytest.mark.wire, pytest.mark.quiet]
OWN_PROCESS = True  # the log of each test is counted

PER_S = 2000
SECONDS = 4.0


def good(server: str, method: str, number: int) -> bytes:
    """Write a request that is right in every way but for who sends it."""
    return (
        f"{method} sip:{number}@{server} SIP/2.0\r\nVia: SIP/2.0/UDP 127.12.0.66:5060;rport;branch=z9hG4bK{number}\r\n"
        f"From: <sip:{number}@{server}>;tag={number}\r\nTo: <sip:{number}@{server}>\r\nCall-ID: {number}@scan\r\n"
        f"CSeq: 1 {method}\r\nContact: <sip:{number}@127.12.0.66>\r\nUser-Agent: friendly-scanner\r\n"
        "Content-Length: 0\r\n\r\n"
    ).encode()


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """Damage a message in one to five places."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 30)]
            case 2:
                data[at:at] = chance.choice([b"\r\n", b":", b"<", b'"', b"%00", b"\xff\xfe", b";;", b"," * 50])
            case _:
                data += data[at : at + 50]
    return bytes(data) or b"x"


def junk(server: str, chance: random.Random) -> bytes:
    """Return one of what strangers send: noise, RTP, requests, damaged requests, too long ones."""
    number = chance.randrange(1000, 9999)
    method = chance.choice(["OPTIONS", "REGISTER", "INVITE", "SUBSCRIBE", "BYE", "ACK", "CANCEL", "NOSUCH"])
    raw = good(server, method, number)
    return chance.choice([secrets.token_bytes(200), b"\x80\x08" + bytes(170), raw, mutate(raw, chance), raw * 40])


class Flood:
    """Sends from a thread of its own at a fixed rate."""

    def __init__(self, source: str, server: tuple[str, int], make: object, per_s: int = PER_S) -> None:
        self.sent = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((source, 0))
        self._socket.setblocking(False)
        self._server = server
        self._packets = [make(index) for index in range(2000)]  # type: ignore[operator]
        self._per_s = per_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        begun = time.monotonic()
        while not self._stop.is_set():
            due = int((time.monotonic() - begun) * self._per_s)
            while self.sent < due:
                self._socket.sendto(self._packets[self.sent % len(self._packets)], self._server)
                self.sent += 1
            self._stop.wait(0.004)


async def test_a_stranger_at_2000_packets_a_second_disturbs_nobody(site: Site) -> None:
    chance = random.Random(1)  # noqa: S311 - the same junk each time
    desk = await site.desk("601")
    async with (
        registered_softphone(site, desk) as phone,
        rtp.endpoint(site.phone_ip) as ear,
        answered_caller(site, desk) as caller,
        trunk.party(site.trunk_ip, site.server) as second,
    ):
        ring(desk)
        invite = await softphone.rung(phone)
        softphone.pick_up(phone, invite, trunk.offer(ear.ip, ear.port, "8 101"))
        await desk.wait(Answered)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="op"))
        await asyncio.sleep(0.3)
        ear.packets.clear()
        sent_before = caller.ear.sequence
        answered_ms = []
        with Flood("127.12.0.66", site.server, lambda _index: junk(site.ip, chance)) as flood:
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                begun = time.monotonic()
                call = second.invite("12345", trunk.offer(site.trunk_ip, 4000))
                incoming = await desk.wait(Incoming)
                desk.order(Answer(leg_id=incoming.leg_id, call_id=call.call_id))
                await call.answer(200)
                answered_ms.append(1000 * (time.monotonic() - begun))
                call.ack()
                call.bye()
                await desk.wait(LegEnded)
                await asyncio.sleep(0.1)
        sent = caller.ear.sequence - sent_before
        await asyncio.sleep(0.1)
        assert flood.sent >= 0.9 * PER_S * SECONDS
        assert abs(len(ear.packets) - sent) <= 6  # those under way when counting began and ended
        numbers = [int.from_bytes(data[2:4], "big") for _, data, _ in ear.packets]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert len(answered_ms) >= 10
        assert sorted(answered_ms)[len(answered_ms) // 2] < 50, answered_ms
        assert not [signal for signal in desk.signals if isinstance(signal, Incoming)]
    lines = site.log().splitlines()
    assert len(lines) < 60, lines[-5:]
    assert not any("Traceback" in line for line in lines)


async def test_malformed_sip_from_a_trunk_ends_in_quiet_lines_and_new_calls_still_work(site: Site) -> None:
    """A trunk has a large budget, so its nonsense reaches the parser: nothing may break, print or pile up."""
    chance = random.Random(2)  # noqa: S311 - the same junk each time
    desk = await site.desk()

    def make(index: int) -> bytes:
        method = chance.choice(["OPTIONS", "INVITE", "BYE", "ACK", "CANCEL", "INFO", "UPDATE", "REFER"])
        return mutate(good(site.ip, method, 10_000 + index), chance)

    with Flood(site.trunk_ip, site.server, make, 1000):
        await asyncio.sleep(2.5)
    for signal in list(desk.signals):
        if isinstance(signal, Incoming):
            desk.signals.remove(signal)
    await asyncio.sleep(0.5)
    desk.signals.clear()
    async with answered_caller(site, desk) as caller:
        assert (await desk.wait(SoundHeard)).leg_id == caller.leg_id
    lines = site.log().splitlines()
    assert len(lines) < 60, lines[-5:]
    assert not any(line.startswith("Traceback") for line in lines)


async def test_an_oversized_datagram_is_refused_with_one_line(site: Site) -> None:
    desk = await site.desk()
    async with trunk.party(site.trunk_ip, site.server) as party:
        for _ in range(50):
            party.send(good(site.ip, "OPTIONS", 1)[:-4] + b"X-Fill: " + b"x" * 9000 + b"\r\n\r\n")
        party.send(softphone.register_request(party, "ping", 1).replace("REGISTER", "OPTIONS"))
        assert (await party.wait(lambda m: m.code >= 200)).code == 200
    assert sum("too_big" in line for line in site.log().splitlines()) == 1
    assert not desk.signals


async def test_strangers_packets_to_media_ports_reach_nobody(site: Site, tmp_path: Path) -> None:
    """Noise, damaged RTP and RTP of a stranger at every port of the range."""
    desk = await site.desk()
    async with answered_caller(site, desk) as caller:
        await desk.wait(SoundHeard)
        caller.ear.packets.clear()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for port in range(20000, 21000):
                for data in (b"", b"\x80", secrets.token_bytes(172), b"\x80\x65" + bytes(10), b"\xff" * 2000):
                    stranger.sendto(data, (site.ip, port))
        await asyncio.sleep(0.5)
        caller.ear.hush()
        await asyncio.sleep(0.1)
        caller.call.bye()
        ended = await desk.wait(LegEnded)
        assert ended.packets_in == caller.ear.sequence
        assert ended.lost_in == 0
