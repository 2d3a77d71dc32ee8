"""The real telephony process, driven over its socket in place of the service."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from callcenter.packaged import prompts_dir
from callcenter.store.secrecy import sip_digest
from tests.wire.own_net import own

IP, TRUNK_IP, PHONE_IP = own("127.14.6.1"), own("127.14.6.2"), own("127.14.6.3")
SIP_PORT = 5060
REALM = "callcenter"


class Exchange:
    """Owns the process and the link to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def order(self, kind: str, **fields: object) -> None:
        self._writer.write(json.dumps({"op": "order", "type": kind, **fields}).encode() + b"\n")

    def set_accounts(self, passwords: dict[str, str]) -> None:
        accounts = [{"number": n, "ha1": sip_digest(n, REALM, password)} for n, password in passwords.items()]
        self.order("set_accounts", accounts=accounts)

    async def signal(self, kind: str, timeout_s: float = 10.0) -> dict[str, Any]:
        """The next signal of this kind; others before it are passed over."""
        async with asyncio.timeout(timeout_s):
            while True:
                line = json.loads(await self._reader.readline())
                if line.get("type") == kind:
                    return dict(line)


@asynccontextmanager
async def exchange(folder: Path) -> AsyncIterator[Exchange]:
    config = {
        "socket": str(folder / "t.sock"),
        "listen": f"{IP}:{SIP_PORT}",
        "realm": REALM,
        "user_agent": "callcenter",
        "trunks": [{"name": "local", "match": [TRUNK_IP]}],
        "media": {"ip": IP, "port_min": 27000, "port_max": 27200, "timeout_s": 60.0},
        "prompts_dir": str(prompts_dir()),
        "log": {"level": "warning"},
    }
    path = folder / "telephony.json"
    path.write_text(json.dumps(config))
    argv = (sys.executable, "-m", "callcenter.telephony.exchange", "--config", str(path))
    process = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.DEVNULL)
    try:
        reader, writer = await _connect(folder / "t.sock")
        writer.write(b'{"op":"hello","last_seq":0,"instance":""}\n')
        yield Exchange(reader, writer)
        writer.close()
        await writer.wait_closed()
    finally:
        process.terminate()
        await process.wait()


async def _connect(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(200):
        try:
            return await asyncio.open_unix_connection(str(path))
        except OSError:
            await asyncio.sleep(0.1)
    raise AssertionError(f"{path}: telephony does not listen")
