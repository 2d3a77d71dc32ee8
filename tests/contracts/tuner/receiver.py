"""A tuner process and what comes of it: RTP on a socket, and what it says of its stream."""

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np

from asr.g711 import alaw_decode
from asr.rtp import RtpPacket, parse
from callcenter.telephony.tuner.hopper import Samples

IP = "127.0.0.1"
WITHIN_S = 30.0


@dataclass(slots=True)
class Receiver(asyncio.DatagramProtocol):
    """Owns the process, its control socket and what was heard."""

    process: asyncio.subprocess.Process
    control: socket.socket
    packets: list[tuple[float, RtpPacket]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        found = parse(data)
        assert found is not None
        self.packets.append((time.monotonic(), found))

    async def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + WITHIN_S
        while not holds():
            assert time.monotonic() < end, (self.faults, len(self.packets), self.process.returncode)
            await asyncio.sleep(0.01)

    async def heard(self, packets: int) -> Samples:
        """Wait for so much sound; the newest of it."""
        await self.until(lambda: len(self.packets) >= packets)
        return self.sound()[-packets * 160 :]

    def sound(self) -> Samples:
        return np.frombuffer(alaw_decode(b"".join(one.payload for _, one in self.packets)), np.int16)

    async def read(self) -> None:
        """Take what the process says of its stream."""
        loop, rest = asyncio.get_running_loop(), b""
        while data := await loop.sock_recv(self.control, 4096):
            *lines, rest = (rest + data).split(b"\n")
            self.faults += [str(json.loads(line)["fault"]) for line in lines]

    def tell(self, address: str, *ports: int) -> None:
        said = {"stream": address, "to": [[IP, port] for port in ports]}
        self.control.sendall(json.dumps(said).encode() + b"\n")


@contextlib.asynccontextmanager
async def tuned(address: str) -> AsyncIterator[Receiver]:
    """Run a tuner on a stream."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    loop = asyncio.get_running_loop()
    with theirs, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sound:
        sound.bind((IP, 0))
        descriptors = [theirs.fileno(), sound.fileno()]
        module = "callcenter.telephony.tuner.process"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, "--fd", str(descriptors[0]), "--sound-fd", str(descriptors[1]),
            pass_fds=descriptors,
        )  # fmt: skip
    made = Receiver(process, ours)
    transport, _ = await loop.create_datagram_endpoint(lambda: made, local_addr=(IP, 0))
    made.tell(address, transport.get_extra_info("sockname")[1])
    reading = asyncio.create_task(made.read(), name="faults")
    try:
        yield made
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        ours.close()
        transport.close()
        await asyncio.wait_for(process.wait(), 10.0)
