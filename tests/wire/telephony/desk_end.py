"""The service's end of telephony.sock as tests want it: gives orders, waits for signals."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from callcenter.telephony.codec import decode_signal, decode_snapshot, encode_order
from callcenter.telephony.digest import ha1
from callcenter.telephony.ports import Account, HangUp, Order, SetAccounts, Signal, Snapshot

REALM = "callcenter"
S = TypeVar("S", bound=Signal)


class DeskEnd:
    """One connection to the telephony process."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self.snapshot = Snapshot()
        self.instance = ""
        self.last_seq = 0
        self.first_seq = 0
        self.errors: list[dict[str, object]] = []
        self.closed = asyncio.Event()
        self._changed = asyncio.Event()
        self._welcomed = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    async def connect(self, path: Path, *, instance: str = "", last_seq: int = 0) -> None:
        """Say hello and wait for the welcome."""
        reader, self._writer = await asyncio.open_unix_connection(path, limit=1 << 20)
        self._reading = asyncio.create_task(self._read(reader), name="desk-end")
        self.send({"op": "hello", "last_seq": last_seq, "instance": instance})
        await asyncio.wait_for(self._welcomed.wait(), 15.0)

    def send(self, message: object) -> None:
        """Send one line, right or wrong."""
        assert self._writer is not None
        self._writer.write(json.dumps(message).encode() + b"\n")

    def order(self, order: Order) -> None:
        """Give an order."""
        self.send({"op": "order", **encode_order(order)})

    def acknowledge(self) -> None:
        """Confirm everything received so far."""
        self.send({"op": "ack", "seq": self.last_seq})

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            self._take(json.loads(line))
        self.closed.set()

    def _take(self, message: dict[str, object]) -> None:
        if message["op"] == "welcome":
            self.instance = str(message["instance"])
            self.first_seq = int(str(message["first_seq"]))
            self.snapshot = decode_snapshot(message["snapshot"])
            self._welcomed.set()
        elif message["op"] == "event":
            assert message["seq"] > self.last_seq  # type: ignore[operator]
            self.last_seq = int(str(message["seq"]))
            self.signals.append(decode_signal(message))
        else:
            self.errors.append(message)
        self._changed.set()

    async def wait(
        self, kind: type[S], seconds: float = 15.0, *, where: Callable[[S], bool] = lambda _signal: True
    ) -> S:
        """Take the first signal of a kind out of those not taken yet, waiting for it."""
        async with asyncio.timeout(seconds):
            while True:
                for index, signal in enumerate(self.signals):
                    if isinstance(signal, kind) and where(signal):
                        del self.signals[index]
                        return signal
                self._changed.clear()
                await self._changed.wait()

    async def wait_error(self, seconds: float = 15.0) -> dict[str, object]:
        """Return the first error answer."""
        async with asyncio.timeout(seconds):
            while not self.errors:
                self._changed.clear()
                await self._changed.wait()
        return self.errors.pop(0)

    async def close(self) -> None:
        """Go away as a service does that is killed."""
        if self._writer is not None:
            self._writer.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)


def accounts(*numbers: str) -> SetAccounts:
    """Return accounts whose password is `secret-NUMBER`."""
    return SetAccounts(
        accounts=tuple(Account(number=number, ha1=ha1(number, REALM, f"secret-{number}")) for number in numbers)
    )


@dataclass
class Site:
    """A running telephony process."""

    folder: Path
    ip: str
    trunk_ip: str
    phone_ip: str
    config: dict[str, object]
    process: subprocess.Popen[bytes] | None = None
    desks: list[DeskEnd] = field(default_factory=list)

    @property
    def socket(self) -> Path:
        return self.folder / "telephony.sock"

    @property
    def server(self) -> tuple[str, int]:
        return self.ip, 5060

    def log(self) -> str:
        """Return what the process logged."""
        return (self.folder / "telephony.log").read_text()

    async def desk(self, *numbers: str, instance: str = "", last_seq: int = 0) -> DeskEnd:
        """Connect a service; with numbers it sets these accounts."""
        desk = DeskEnd()
        self.desks.append(desk)
        await desk.connect(self.socket, instance=instance, last_seq=last_seq)
        if numbers:
            desk.order(accounts(*numbers))
        return desk

    def start(self, lifeline_fd: int | None = None) -> None:
        """Start the process and wait for its socket."""
        file = self.folder / "telephony.json"
        file.write_text(json.dumps(self.config))
        extra = ["--lifeline-fd", str(lifeline_fd)] if lifeline_fd is not None else []
        with (self.folder / "telephony.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "callcenter.telephony.exchange", "--config", str(file), *extra],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lifeline_fd] if lifeline_fd is not None else [],
            )
        end = time.monotonic() + 20.0
        while not self.socket.exists():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a crash does."""
        assert self.process is not None
        self.process.kill()

    def terminate(self) -> None:
        """Tell it to stop."""
        assert self.process is not None
        self.process.terminate()

    async def ended(self, seconds: float = 15.0) -> int:
        """Return its exit code, waiting for its end."""
        assert self.process is not None
        async with asyncio.timeout(seconds):
            while (code := self.process.poll()) is None:
                await asyncio.sleep(0.02)
        return code

    async def leave(self) -> None:
        """Close every connection of a test."""
        while self.desks:
            await self.desks.pop().close()

    async def clear(self) -> None:
        """Hang up every leg and forget every account, so that the next test finds nothing."""
        await self.leave()
        desk = await self.desk()
        for leg in desk.snapshot.legs:
            desk.order(HangUp(leg_id=leg.leg_id))
        desk.order(SetAccounts(accounts=()))
        await self._done(desk)
        desk.acknowledge()  # or the next test's service, which starts anew, would be told of this one's calls
        await self._done(desk)
        await self.leave()

    @staticmethod
    async def _done(desk: DeskEnd) -> None:
        """Wait until everything sent before has been handled: a wrong line is answered after it."""
        desk.send({"op": "are we done"})
        await desk.wait_error()

    def stop(self) -> None:
        """Stop the process."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(8.0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.asynccontextmanager
async def running(site: Site) -> AsyncIterator[Site]:
    """Run a telephony process for one test."""
    site.start()
    try:
        yield site
    finally:
        await site.leave()
        site.stop()
