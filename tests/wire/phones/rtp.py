"""RTP as a test wants it: an endpoint that says a tone at 50 packets a second and keeps what it hears."""

import asyncio
import contextlib
import struct
import time
from collections.abc import AsyncIterator
from typing import cast

import numpy as np
from numpy.typing import NDArray

from tests.wire.phones.tone import LEVEL, RATE_HZ, alaw_to_linear, linear_to_alaw

PACKET_S = 0.02
PACKET_BYTES = 160
HEADER = struct.Struct("!BBHII")


class Rtp(asyncio.DatagramProtocol):
    """Owns one UDP socket for audio."""

    def __init__(self, ip: str) -> None:
        self.ip = ip
        self.port = 0
        self.packets: list[tuple[float, bytes, tuple[str, int]]] = []  # when, bytes, from where
        self.sequence = 0
        self.ssrc = 0
        self._transport: asyncio.DatagramTransport | None = None
        self._talking: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        endpoint = cast("asyncio.DatagramTransport", transport)
        self._transport = endpoint
        self.ip, self.port = transport.get_extra_info("sockname")
        self.ssrc = self.port * 7919

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.packets.append((time.monotonic(), data, addr))

    def send(self, to: tuple[str, int], payload: bytes, kind: int = 8, stamp: int | None = None) -> None:
        """Send one packet."""
        assert self._transport is not None
        when = self.sequence * PACKET_BYTES if stamp is None else stamp
        header = HEADER.pack(0x80, kind, self.sequence & 0xFFFF, when & 0xFFFFFFFF, self.ssrc & 0xFFFFFFFF)
        self._transport.sendto(header + payload, to)
        self.sequence += 1

    def talk(self, to: tuple[str, int], hz: float) -> None:
        """Begin to say a tone, for ever."""
        self._talking = asyncio.create_task(self._talk(to, hz), name=f"rtp-{self.port}")

    async def _talk(self, to: tuple[str, int], hz: float) -> None:
        times_s = np.arange(RATE_HZ) / RATE_HZ  # whole hertz only: a second repeats seamlessly
        sound = linear_to_alaw((LEVEL * np.sin(2 * np.pi * hz * times_s)).astype(np.int16))
        begun = time.monotonic()
        for number in range(1_000_000):
            await asyncio.sleep(max(0.0, begun + number * PACKET_S - time.monotonic()))
            start = number * PACKET_BYTES % len(sound)
            self.send(to, sound[start : start + PACKET_BYTES])

    async def press(self, to: tuple[str, int], event: int, kind: int = 101) -> None:
        """Press a key as RFC 4733: four packets of the event, three of its end, no marker, one time stamp."""
        stamp = self.sequence * PACKET_BYTES
        for number in range(7):
            ended = 0x80 if number >= 4 else 0
            duration = PACKET_BYTES * (min(number, 4) + 1)
            self.send(to, struct.pack("!BBH", event, ended | 10, duration), kind, stamp)
            await asyncio.sleep(PACKET_S)

    def heard(self, since: float = 0.0) -> NDArray[np.float64]:
        """Return the A-law sound received since a monotonic time, in order of arrival."""
        audio = [data[12:] for when, data, _ in self.packets if when >= since and data[1] & 0x7F == 8]
        return alaw_to_linear(b"".join(audio))

    def hush(self) -> None:
        """Stop talking."""
        if self._talking is not None:
            self._talking.cancel()
            self._talking = None

    def close(self) -> None:
        """Stop and close."""
        self.hush()
        if self._transport is not None:
            self._transport.close()


@contextlib.asynccontextmanager
async def endpoint(ip: str) -> AsyncIterator[Rtp]:
    """Open an endpoint on a free port and close it afterwards."""
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_datagram_endpoint(lambda: Rtp(ip), local_addr=(ip, 0))
    try:
        yield protocol
    finally:
        protocol.close()
