"""A real Mosquitto of one test's own: loopback TCP and WebSocket, nothing kept."""

import asyncio
import contextlib
import shutil
import socket
from dataclasses import dataclass, field
from pathlib import Path

from tests.wire.own_net import own

HOST = own("127.13.0.1")


def free_port(host: str = HOST) -> int:
    """A TCP port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class Broker:
    """Owns one Mosquitto process; it may be stopped and started again on the same ports."""

    folder: Path
    tcp_port: int = field(default_factory=free_port)
    ws_port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start and wait until both listeners answer."""
        config = self.folder / "mosquitto.conf"
        config.write_text(self._config(), encoding="utf-8")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.process = await asyncio.create_subprocess_exec(
            program, "-c", str(config), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        await _answers(self.tcp_port)
        await _answers(self.ws_port)

    def _config(self) -> str:
        # socket_domain: without it Debian's 2.0.11 opens the WebSocket listener on every address.
        return (
            f"listener {self.tcp_port} {HOST}\nset_tcp_nodelay true\n"
            f"listener {self.ws_port} {HOST}\nprotocol websockets\nsocket_domain ipv4\n"
            "allow_anonymous true\npersistence false\n"
        )

    async def stop(self) -> None:
        """End the process this broker started."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await asyncio.wait_for(self.process.wait(), 10)
        self.process = None


async def _answers(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, port)
                writer.close()
                return
            await asyncio.sleep(0.05)
