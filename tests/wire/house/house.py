"""A whole desk for tests: `callcenter serve` with every real part, on loopback addresses of its own."""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.stores import open_stores
from tests.wire.own_net import WORKER, WORKERS

READY_WITHIN_S = 120.0  # a bound, no promise: on a machine that is full the imports alone take a minute
STOP_WITHIN_S = 30.0
_numbers = itertools.count(os.getpid() % 100 * WORKERS + WORKER, WORKERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of desk."""

    operators: int = 2
    auto_ready: bool = True
    wrap_up_s: float = 1.0
    ring_s: float = 5.0
    workers: int = 1
    block: int = 0  # the desk is 127.BLOCK.0.1; 0: one of its own for each desk of this process
    extra: str = ""  # more TOML; 127.BLOCK stands for the beginning of the desk's own addresses
    env: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class House:
    """A running desk. `number(n)` is an operator, `password(n)` theirs."""

    folder: Path
    ip: str
    trunk_ip: str
    phone_ip: str
    web: str
    token: str
    http: aiohttp.ClientSession
    process: asyncio.subprocess.Process

    @property
    def sip(self) -> str:
        return f"{self.ip}:5060"

    @staticmethod
    def number(n: int) -> str:
        return f"80{n:02}"

    @staticmethod
    def password(n: int) -> str:
        return f"secret-80{n:02}"

    async def get(self, path: str) -> Any:
        """GET as a supervisor."""
        async with self.http.get(f"{self.web}{path}") as answer:
            answer.raise_for_status()
            return await answer.json()

    async def ready(self) -> dict[str, Any]:
        async with self.http.get(f"{self.web}/readyz") as answer:
            return dict(await answer.json())

    async def until(self, path: str, holds: Callable[[Any], bool], seconds: float = 20.0) -> Any:
        """Ask until the answer is as wanted; what was last answered is in the failure."""
        last: Any = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    with contextlib.suppress(aiohttp.ClientError):
                        last = await self.get(path)
                        if holds(last):
                            return last
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(
                f"{path}: not as expected within {seconds} s, last: {json.dumps(last)[:2000]}"
            ) from None

    async def calls(self) -> list[dict[str, Any]]:
        return list((await self.get("/api/v1/calls?limit=200"))["items"])

    def pid(self, part: str) -> int:
        """Process id of telephony, ear, recognisers, broker or service."""
        return int((self.folder / "data" / "run" / f"{part}.pid").read_text())

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Kill a part without warning; answers the process id it had."""
        pid = self.pid(part)
        os.kill(pid, number)
        return pid

    async def start_again(self, within_s: float = READY_WITHIN_S) -> None:
        """Start `callcenter serve` anew over the same folder, as an init system does after a crash."""
        before = self.pid("service")
        with (self.folder / "serve.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *_argv(self.folder / "site.toml"), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        async with asyncio.timeout(within_s):  # the service before may answer yet: it ends when it sees itself alone
            while self._service() in (before, 0):
                await asyncio.sleep(0.05)
        await _until_ready(self, within_s)

    def _service(self) -> int:
        """The service's process id; 0 between two of them."""
        with contextlib.suppress(OSError, ValueError):
            return self.pid("service")
        return 0

    def log(self) -> list[dict[str, Any]]:
        """Every log line so far."""
        lines = (self.folder / "serve.log").read_text("utf-8", "replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


def _config(folder: Path, ip: str, trunk_ip: str, web_port: int, rtp_min: int, plan: Plan) -> Path:
    file = folder / "site.toml"
    file.write_text(
        f"""
[site]
id = "test"
[sip]
listen = "{ip}:5060"
[[sip.trunk]]
name = "trunk"
match = ["{trunk_ip}"]
[media]
ip = "{ip}"
port_min = {rtp_min}
port_max = {rtp_min + 999}
[desk]
auto_ready = {str(plan.auto_ready).lower()}
ring_s = {plan.ring_s}
wrap_up_s = {plan.wrap_up_s}
[web]
listen = "127.0.0.1:{web_port}"
[store]
url = "sqlite:///{folder}/data/callcenter.db"
[asr]
workers = {plan.workers}
{plan.extra.replace("127.BLOCK.", ip.removesuffix("0.1"))}
""",
        "utf-8",
    )
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _people(folder: Path, operators: int) -> str:
    """Import the operators; answers a supervisor's token."""
    now = datetime.now(UTC)
    lines = [
        OperatorLine(number=House.number(n), name=f"话务{n}", password=House.password(n))
        for n in range(1, operators + 1)
    ]
    async with open_stores(f"sqlite:///{folder}/data/callcenter.db", folder / "data") as stores:
        await stores.operators.take(lines, "callcenter", ["hotline", "show"], now)
        return (await stores.sessions.new_token(Role.SUPERVISOR, "tests", now))[1]


@contextlib.asynccontextmanager
async def house(folder: Path, plan: Plan | None = None) -> AsyncIterator[House]:
    """Start a desk and stop it afterwards; nothing of it is left running."""
    plan = plan or Plan()
    block = plan.block or 30 + next(_numbers) % 200
    ip, trunk_ip, phone_ip = (f"127.{block}.{n}.1" for n in (0, 2, 3))
    web_port, rtp_min = _free_port(), 10000 + 1000 * (block % 20)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    token = await _people(folder, plan.operators)
    config = _config(folder, ip, trunk_ip, web_port, rtp_min, plan)
    with (folder / "serve.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *_argv(config), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | plan.env
        )
    http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"})
    desk = House(
        folder=folder,
        ip=ip,
        trunk_ip=trunk_ip,
        phone_ip=phone_ip,
        web=f"http://127.0.0.1:{web_port}",
        token=token,
        http=http,
        process=process,
    )
    try:
        await _until_ready(desk)
        yield desk
    finally:
        await http.close()
        await _stop(desk.process)


def _argv(config: Path) -> Sequence[str]:
    return (sys.executable, "-m", "callcenter", "serve", "--config", str(config))


async def _until_ready(desk: House, within_s: float = READY_WITHIN_S) -> None:
    try:
        async with asyncio.timeout(within_s):
            while True:
                assert desk.process.returncode is None, (desk.folder / "serve.log").read_text("utf-8")[-3000:]
                with contextlib.suppress(aiohttp.ClientError):
                    if (await desk.ready())["ok"]:
                        return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError((desk.folder / "serve.log").read_text("utf-8")[-3000:]) from None


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise AssertionError("the desk did not stop in time") from None
