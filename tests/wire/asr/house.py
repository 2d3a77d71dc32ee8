"""The real ear and recogniser processes in a folder of their own, a client of their link, and phones that talk."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from socket import AF_INET, SOCK_DGRAM, socket
from typing import Any, Self

import numpy as np
import soundfile

from asr import g711, rtp
from asr.rtp import RtpPacket
from tests.wire.own_net import own

RTP_IP = own("127.12.0.1")
PACKET_SAMPLES = 160
PACKET_S = 0.02
Event = dict[str, Any]
SCRIPT = {"engine": "scripted", "script": ["你好 我 要 投诉", "小区 停水 了", "第三 句 话", "再见"], "workers": 1}


def loudest_hertz(sound: "np.ndarray[Any, np.dtype[np.int16]]") -> float:
    """The pitch that is strongest in sound of 8 kHz."""
    spectrum = np.abs(np.fft.rfft(sound.astype(float) * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * 8000 / len(sound))


def tone(hertz: float, seconds: float, amplitude: int = 8000) -> bytes:
    """PCM16LE at 8 kHz."""
    samples = np.arange(int(8000 * seconds))
    return (np.sin(samples * (2 * np.pi * hertz / 8000)) * amplitude).astype(np.int16).tobytes()


def voice(seconds: float) -> bytes:
    """Sound the voice gate takes for speech: a buzz with formants that comes and goes, four times a second."""
    time_s = np.arange(int(8000 * seconds)) / 8000
    buzz = sum(np.sin(2 * np.pi * 120 * number * time_s) / number for number in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * time_s) + 0.6, 0, 1)
    return (np.asarray(buzz) * syllables * 5000).astype(np.int16).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(8000 * seconds))


class Client:
    """The service's end of the link, as simple as can be: keeps every message."""

    def __init__(self, path: Path, *, last_seq: int = 0, instance: str = "") -> None:
        self.events: list[Event] = []
        self.errors: list[Event] = []
        self.welcome: Event = {}
        self._hello = {"op": "hello", "last_seq": last_seq, "instance": instance}
        self._path = path
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        reader, self._writer = await asyncio.open_unix_connection(self._path, limit=1 << 20)
        self._reading = asyncio.create_task(self._read(reader), name="client reads")
        self.send(self._hello)
        await self._until(lambda: bool(self.welcome), 5)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        await self._reading

    @property
    def last_seq(self) -> int:
        return int(self.events[-1]["seq"]) if self.events else 0

    def send(self, message: object) -> None:
        self.send_line(json.dumps(message).encode())

    def send_line(self, line: bytes) -> None:
        self._writer.write(line + b"\n")

    def order(self, kind: str, **fields: object) -> None:
        self.send({"op": "order", "type": kind, **fields})

    def of(self, kind: str, **fields: object) -> list[Event]:
        """Give the events of a type whose fields are as given, in order."""
        return [
            event
            for event in self.events
            if event["type"] == kind and all(event.get(key) == value for key, value in fields.items())
        ]

    async def wait_for(self, kind: str, seconds: float = 10, **fields: object) -> Event:
        """Give the first such event, waiting for it if need be."""
        await self._until(lambda: bool(self.of(kind, **fields)), seconds)
        return self.of(kind, **fields)[0]

    async def wait_error(self) -> Event:
        await self._until(lambda: bool(self.errors), 5)
        return self.errors.pop(0)

    async def until(self, happened: Callable[[], bool], seconds: float) -> None:
        """Wait for what the events told so far amount to."""
        await self._until(happened, seconds)

    async def _until(self, happened: Callable[[], bool], seconds: float) -> None:
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(happened), seconds)
            except TimeoutError:
                kinds = [(event["type"], event.get("text", "")) for event in self.events]
                raise AssertionError(f"not told within {seconds} s; was told {kinds}") from None

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                message = json.loads(line)
                async with self._news:
                    self._keep(message)
                    self._news.notify_all()

    def _keep(self, message: Event) -> None:
        match message["op"]:
            case "welcome":
                self.welcome = message
            case "error":
                self.errors.append(message)
            case _:
                self.events.append(message)


@dataclass(slots=True, kw_only=True)
class Phone:
    """Sends A-law RTP to a leg's port, 20 ms a packet, in real time."""

    address: tuple[str, int]
    ssrc: int = 1
    sequence: int = 65530
    timestamp: int = 2**32 - 800
    socket: socket = field(default_factory=lambda: socket(AF_INET, SOCK_DGRAM))

    async def say(self, pcm: bytes, *, pace: float = 1.0) -> None:
        """Send sound; `pace` 1.0 is real time."""
        codes = g711.alaw_encode(pcm)
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        for number, offset in enumerate(range(0, len(codes), PACKET_SAMPLES)):
            self.send(codes[offset : offset + PACKET_SAMPLES])
            await asyncio.sleep(max(start_s + (number + 1) * PACKET_S * pace - loop.time(), 0))

    def send(self, payload: bytes, payload_type: int = 8) -> None:
        packet = RtpPacket(payload_type, self.sequence % 2**16, self.timestamp % 2**32, self.ssrc, payload)
        self.socket.sendto(rtp.build(packet), self.address)
        self.sequence += 1
        self.timestamp += len(payload)

    def close(self) -> None:
        self.socket.close()


class House:
    """Owns the processes; `close` ends them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ear_socket = folder / "ear.sock"
        self._rec_socket = folder / "rec.sock"
        self._phones: list[Phone] = []
        self._processes: list[asyncio.subprocess.Process] = []
        self._lifeline: tuple[int, int] = os.pipe()

    async def start_ear(self, module: str = "asr.ear", **config: object) -> asyncio.subprocess.Process:
        paths = {"socket": self.ear_socket, "recogniser_socket": self._rec_socket, "data_dir": self.folder}
        whole = {**paths, "recordings_dir": self.folder / "recordings", "rtp_ip": RTP_IP, **config}
        process = await self._start(module, whole)
        for _ in range(200):
            if self.ear_socket.exists():
                return process
            await asyncio.sleep(0.05)
        raise AssertionError("the ear did not open its socket")

    async def start_recognisers(self, module: str = "asr.recognisers", **config: object) -> asyncio.subprocess.Process:
        return await self._start(module, {"socket": self._rec_socket, **config})

    async def phone(self, client: Client, call_id: str, leg_id: str, role: str = "caller") -> Phone:
        """Have a leg listened to, and give the phone that talks on it."""
        client.order("listen", call_id=call_id, leg_id=leg_id, role=role, priority=0)
        told = await client.wait_for("listening", leg_id=leg_id)
        phone = Phone(address=(told["ip"], told["port"]), ssrc=len(self._phones) + 1)
        self._phones.append(phone)
        return phone

    def recording(self, closed: Event) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Give the recording named in `closed`, a row a sample, a column a channel."""
        sound, rate = soundfile.read(self.folder / closed["recording"], dtype="int16")
        assert rate == closed["rate_hz"]
        return np.asarray(sound)

    def workers(self) -> list[int]:
        """Give the pids of the recogniser processes that hear legs: grandchildren of `asr.recognisers`."""
        nurseries = [pid for process in self._processes for pid in children(process.pid)]
        return [pid for nursery in nurseries for pid in children(nursery)]

    def cut_lifeline(self) -> None:
        if self._lifeline[1] >= 0:
            os.close(self._lifeline[1])
            self._lifeline = (self._lifeline[0], -1)

    async def close(self) -> None:
        for phone in self._phones:
            phone.close()
        for process in self._processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                await asyncio.wait_for(process.wait(), 8)
            except TimeoutError:
                process.kill()
                raise
        self.cut_lifeline()
        os.close(self._lifeline[0])

    async def _start(self, module: str, config: dict[str, object]) -> asyncio.subprocess.Process:
        file = self.folder / f"{module}.json"
        file.write_text(json.dumps(config, default=str), "utf-8")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, "--config", str(file), "--lifeline-fd", str(self._lifeline[0])),
            pass_fds=(self._lifeline[0],),
        )
        self._processes.append(process)
        return process


def children(pid: int) -> list[int]:
    """Give the pids of a process's children."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@contextlib.asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    house = House(folder)
    try:
        yield house
    finally:
        await house.close()
