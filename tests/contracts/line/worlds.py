"""The two worlds a Line lives in: scripted phones on a virtual clock, and real phones at the real telephony process."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol, TypeVar

from callcenter.packaged import prompts_dir
from callcenter.telephony.client import TelephonyClient
from callcenter.telephony.digest import ha1
from callcenter.telephony.phone import Manner as PhoneManner
from callcenter.telephony.phone import Phone, PhoneAccount, PhoneLoop
from callcenter.telephony.ports import Account, Line, Registered, SetAccounts, Signal
from callcenter.telephony.simulated import Manner, SimulatedLine, SimulatedPhone
from callcenter.timers import VirtualTimers
from tests.wire.own_net import own

S = TypeVar("S", bound=Signal)
OPERATOR = "601"
DEPARTMENT = "13900000009"
TRUNK_PORT = 5070
MOST_S = 15.0
MANNERS = {
    Manner.ANSWERS: PhoneManner.ANSWER,
    Manner.IGNORES: PhoneManner.RING,
    Manner.DECLINES: PhoneManner.DECLINE,
    Manner.BUSY: PhoneManner.BUSY,
}


class World(Protocol):
    """What a contract needs: the line, its signals, and people who dial, answer and hang up."""

    line: Line
    signals: list[Signal]

    async def settle(self, holds: Callable[[], bool]) -> None:
        """Let time pass until something holds, or fail."""

    async def phone(self, manner: Manner) -> None:
        """Operator 601's phone comes up and will take a ring that way."""

    async def outside(self, manner: Manner) -> None:
        """A department's phone (13900000009) is there and will take a call that way."""

    async def dial(self, number: str) -> None:
        """A citizen (13800000001) calls."""

    async def citizen_is_answered(self) -> None:
        """The citizen's own phone has the 200."""

    async def citizen_hangs_up(self) -> None:
        """The citizen ends the call, or cancels it."""

    async def operator_hangs_up(self) -> None:
        """The operator ends the call."""

    async def outside_hangs_up(self) -> None:
        """The department ends the call."""


class Simulated:
    """SimulatedLine on a virtual clock."""

    def __init__(self) -> None:
        self.timers = VirtualTimers(1000.0)
        self.simulated = SimulatedLine(self.timers)
        self.line: Line = self.simulated
        self.signals: list[Signal] = []
        self._citizen = ""
        self.simulated.listen(self.signals.append, lambda _snapshot: None)
        self.line.order(SetAccounts(accounts=(Account(number=OPERATOR, ha1="x"),)))

    async def settle(self, holds: Callable[[], bool]) -> None:
        for _ in range(int(MOST_S * 100)):
            if holds():
                return
            self.timers.advance(0.01)
        raise AssertionError(f"never happened; signals: {self.signals}")

    async def phone(self, manner: Manner) -> None:
        self.simulated.add_phone(SimulatedPhone(account=OPERATOR, manner=manner, answer_s=0.2))

    async def outside(self, manner: Manner) -> None:
        self.simulated.add_outside(SimulatedPhone(account=DEPARTMENT, manner=manner, answer_s=0.2))

    async def outside_hangs_up(self) -> None:
        self.simulated.hang_up(self.simulated.ringing_at(DEPARTMENT))

    async def dial(self, number: str) -> None:
        self._citizen = self.simulated.dial(number, "13800000001")

    async def citizen_is_answered(self) -> None:
        pass  # an order to a simulated phone is carried out at once

    async def citizen_hangs_up(self) -> None:
        self.simulated.hang_up(self._citizen)

    async def operator_hangs_up(self) -> None:
        self.simulated.hang_up(self.simulated.ringing_at(OPERATOR))


class Real:
    """The telephony process, the service's client and simulated SIP phones on loopback."""

    def __init__(self, ip: str, trunk_ip: str, phone_ip: str, socket: Path) -> None:
        self.client = TelephonyClient(socket)
        self.line: Line = self.client
        self.signals: list[Signal] = []
        self._ip, self._phone_ip = ip, phone_ip
        self._loop = PhoneLoop()
        self._loop.start()
        self._citizen = self._new("13800000001", trunk_ip, PhoneManner.ANSWER, "")
        self._operator: Phone | None = None
        self._trunk_ip = trunk_ip
        self._department: Phone | None = None
        self.client.listen(self.signals.append, lambda _snapshot: None)

    def _new(self, number: str, ip: str, manner: PhoneManner, password: str, sip_port: int = 0) -> Phone:
        account = PhoneAccount(
            number=number,
            server_ip=self._ip,
            server_port=5060,
            password=password,
            registers=bool(password),
            ip=ip,
            sip_port=sip_port,
            manner=manner,
            answer_after_s=0.2,
        )
        return Phone(self._loop, account, lambda _event: None)

    async def begin(self) -> None:
        await self.settle(lambda: self.client.link.up)
        digest = ha1(OPERATOR, "callcenter", "secret")
        self.line.order(SetAccounts(accounts=(Account(number=OPERATOR, ha1=digest),)))
        await asyncio.to_thread(self._citizen.start)

    async def settle(self, holds: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(MOST_S):
                while not holds():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"never happened; signals: {self.signals}") from None

    async def phone(self, manner: Manner) -> None:
        self._operator = self._new(OPERATOR, self._phone_ip, MANNERS[manner], "secret")
        await asyncio.to_thread(self._operator.start)
        await self.settle(lambda: any(isinstance(s, Registered) and s.reachable for s in self.signals))

    async def outside(self, manner: Manner) -> None:
        self._department = self._new(DEPARTMENT, self._trunk_ip, MANNERS[manner], "", TRUNK_PORT)
        await asyncio.to_thread(self._department.start)

    async def outside_hangs_up(self) -> None:
        assert self._department is not None
        for call in list(self._department.calls.values()):
            call.hang_up()

    async def dial(self, number: str) -> None:
        await asyncio.to_thread(self._citizen.dial, number)

    async def citizen_is_answered(self) -> None:
        await self.settle(lambda: any(call.answered_s is not None for call in self._citizen.calls.values()))

    async def citizen_hangs_up(self) -> None:
        for call in list(self._citizen.calls.values()):
            call.hang_up()

    async def operator_hangs_up(self) -> None:
        assert self._operator is not None
        for call in list(self._operator.calls.values()):
            call.hang_up()

    async def end(self) -> None:
        for phone in filter(None, (self._citizen, self._operator, self._department)):
            await asyncio.to_thread(phone.stop)
        await asyncio.to_thread(self._loop.stop)


@contextlib.asynccontextmanager
async def simulated(_folder: Path) -> AsyncIterator[World]:
    yield Simulated()


@contextlib.asynccontextmanager
async def real(folder: Path) -> AsyncIterator[World]:
    ip, trunk_ip, phone_ip = (own(f"127.17.{n}.1") for n in (0, 2, 3))
    socket = folder / "telephony.sock"
    config = {
        "socket": str(socket),
        "listen": f"{ip}:5060",
        "realm": "callcenter",
        "user_agent": "test",
        "trunks": [{"name": "t", "match": [trunk_ip], "out": f"{trunk_ip}:{TRUNK_PORT}", "may_dial": ["1XXXXXXXXXX"]}],
        "media": {"ip": ip, "port_min": 31000, "port_max": 31999, "timeout_s": 30},
        "prompts_dir": str(prompts_dir()),
        "log": {"level": "warning"},
    }
    (folder / "telephony.json").write_text(json.dumps(config))
    process = subprocess.Popen(
        [sys.executable, "-m", "callcenter.telephony.exchange", "--config", str(folder / "telephony.json")],
        stdin=subprocess.DEVNULL,
    )
    world = Real(ip, trunk_ip, phone_ip, socket)
    linking = asyncio.create_task(world.client.link.run(), name="link")
    try:
        await world.begin()
        yield world
    finally:
        await world.end()
        linking.cancel()
        await asyncio.gather(linking, return_exceptions=True)
        process.terminate()
        await asyncio.to_thread(process.wait, 10)


def first(world: World, kind: type[S]) -> S:
    """The first signal of a kind."""
    return next(signal for signal in world.signals if isinstance(signal, kind))


def has(world: World, kind: type[Signal], count: int = 1) -> bool:
    """Whether that many signals of a kind have come."""
    return sum(isinstance(signal, kind) for signal in world.signals) >= count
