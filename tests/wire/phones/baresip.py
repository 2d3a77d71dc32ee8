"""A headless baresip 1.0 softphone for tests: no sound card, its microphone a WAV file, its ear recorded."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.wire.phones.tone import read_wav

MODULES = Path("/usr/lib/baresip/modules")
STARTED_S = 10.0


def missing() -> str:
    """Return why baresip cannot be used here, '' when it can."""
    return "" if shutil.which("baresip") and MODULES.is_dir() else "baresip-core is not installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """How a phone is set up. It takes UDP and TCP `sip_port`, TCP `sip_port` + 1 and TCP `control_port` on `ip`."""

    number: str
    password: str
    registrar: str  # IP:PORT
    ip: str
    microphone: Path  # 16-bit mono WAV at 8 kHz
    sip_port: int = 6010
    control_port: int = 4501
    rtp_ports: str = "24000-24099"
    auto_answer: bool = True
    codecs: str = "PCMA/8000/1"
    register_s: int = 60  # 0: does not register


def _config(phone: Phone, folder: Path) -> str:
    lines = [
        "poll_method epoll",
        f"sip_listen {phone.ip}:{phone.sip_port}",
        "audio_player aubridge,ear",  # baresip 1.0 has no file player; sndfile records what is heard
        f"audio_source aufile,{phone.microphone}",
        "audio_alert aubridge,alert",
        "ausrc_srate 8000",
        "auplay_srate 8000",
        "ausrc_channels 1",
        "auplay_channels 1",
        "ausrc_format s16",
        "auplay_format s16",
        "auenc_format s16",
        "audec_format s16",
        "audio_buffer 20-160",
        f"rtp_ports {phone.rtp_ports}",
        "rtcp_mux no",
        "jitter_buffer_delay 2-10",
        f"net_interface {phone.ip}",
        "call_max_calls 4",
        f"module_path {MODULES}",
        *(f"module {name}.so" for name in ("g711", "aufile", "ausine", "aubridge", "sndfile", "uuid")),
        f"snd_path {folder / 'ear'}",
        "module_tmp account.so",
        *(f"module_app {name}.so" for name in ("contact", "debug_cmd", "menu", "ctrl_tcp")),
        f"ctrl_tcp_listen {phone.ip}:{phone.control_port}",
    ]
    return "\n".join(lines) + "\n"


def _account(phone: Phone) -> str:
    mode = "auto" if phone.auto_answer else "manual"
    return (
        f"<sip:{phone.number}@{phone.registrar}>;auth_user={phone.number};auth_pass={phone.password};"
        f"answermode={mode};audio_codecs={phone.codecs};regint={phone.register_s};ptime=20\n"
    )


class Baresip:
    """A running phone; its events are kept in the order they came."""

    def __init__(self, phone: Phone, folder: Path) -> None:
        self.phone = phone
        self.folder = folder
        self.events: list[dict[str, object]] = []
        self._changed = asyncio.Condition()
        self._writer: asyncio.StreamWriter | None = None

    async def command(self, name: str, parameters: str = "") -> None:
        """Give a command: dial URI, accept, hangup, hold, resume, transfer URI, sndcode DIGIT."""
        assert self._writer is not None
        text = json.dumps({"command": name, "params": parameters, "token": "t"}).encode()
        self._writer.write(str(len(text)).encode() + b":" + text + b",")
        await self._writer.drain()

    async def wait_event(self, kind: str, seconds: float = 10.0, skip: int = 0) -> dict[str, object]:
        """Return the first event of a type after `skip` of them, for example CALL_ESTABLISHED."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self._of(kind)) > skip)
        return self._of(kind)[skip]

    def _of(self, kind: str) -> list[dict[str, object]]:
        return [event for event in self.events if event.get("type") == kind]

    def heard(self) -> NDArray[np.float64]:
        """Return all that the phone's ear recorded so far, calls in order."""
        return self._recorded("dec")

    def said(self) -> NDArray[np.float64]:
        """Return what the phone sent so far."""
        return self._recorded("enc")

    def _recorded(self, which: str) -> NDArray[np.float64]:
        files = sorted((self.folder / "ear").glob(f"dump-*-{which}.wav"))
        return np.concatenate([np.zeros(0), *(read_wav(file) for file in files)])

    async def read_control(self) -> None:
        """Connect and read events until the phone ends."""
        reader, self._writer = await self._connect()
        while True:
            try:
                size = int((await reader.readuntil(b":"))[:-1])
                event = json.loads(await reader.readexactly(size))
                await reader.readexactly(1)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            async with self._changed:
                self.events.append(event)
                self._changed.notify_all()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with asyncio.timeout(STARTED_S):
            while True:
                try:
                    return await asyncio.open_connection(self.phone.ip, self.phone.control_port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)

    async def ready(self) -> None:
        """Wait until the phone takes commands."""
        async with asyncio.timeout(STARTED_S):
            while self._writer is None:
                await asyncio.sleep(0.02)

    def close(self) -> None:
        """Let go of the control connection."""
        if self._writer is not None:
            self._writer.close()


@contextlib.asynccontextmanager
async def running(phone: Phone, folder: Path) -> AsyncIterator[Baresip]:
    """Start a phone and stop it afterwards."""
    (folder / "ear").mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(_config(phone, folder), encoding="utf-8")
    (folder / "accounts").write_text(_account(phone), encoding="utf-8")
    (folder / "contacts").write_text("", encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "baresip", "-f", str(folder), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
    running_phone = Baresip(phone, folder)
    reading = asyncio.create_task(running_phone.read_control(), name=f"baresip-{phone.number}")
    try:
        await running_phone.ready()
        yield running_phone
    finally:
        await _stop(process)
        running_phone.close()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 5.0)
    except TimeoutError:
        process.kill()
        await process.wait()
