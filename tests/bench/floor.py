"""A whole desk with callers and operators at its phones: what every bench on the wire starts from."""

import asyncio
import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from tests.bench import machine
from tests.bench.conversation import SENTENCES, conversation
from tests.bench.phones import Address, CallerCall, OperatorPhone, Trunk
from tests.bench.pump import Begin, End, Order, Pair, PumpPlan, Report, Rest, Talk, serve
from tests.wire.house.house import House, Plan, house
from tests.wire.phones import softphone

PARTS = ("telephony", "ear", "recognisers", "service", "broker")
REPORT_WITHIN_S = 20.0
CONVERSATIONS = tuple(conversation(first) for first in range(len(SENTENCES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many phones there are."""

    callers: int
    operators: int
    workers: int = 1
    block: int = 200  # the desk is 127.BLOCK.0.1


class PumpLink:
    """The pump's process as the bench sees it."""

    def __init__(self, orders: Connection, ports: list[int], pid: int) -> None:
        self._orders, self.ports, self.pid = orders, ports, pid

    def order(self, order: Order) -> None:
        self._orders.send(order)

    async def window(self, seconds: float) -> Report:
        """Count for so long and return what was seen."""
        self.order(Begin())
        await asyncio.sleep(seconds)
        return await self.end()

    async def end(self) -> Report:
        """End a window that was begun."""
        self.order(End())
        if not await asyncio.to_thread(self._orders.poll, REPORT_WITHIN_S):
            raise TimeoutError(f"the pump did not report within {REPORT_WITHIN_S} s")
        return cast("Report", self._orders.recv())


@dataclass(slots=True, kw_only=True)
class Floor:
    """A running desk with its phones. Callbacks may be set by a bench; the sound follows the calls by itself."""

    desk: House
    size: Size
    pump: PumpLink
    trunk: Trunk
    phones: list[OperatorPhone]
    on_rung: Callable[[OperatorPhone, int, float], None] = lambda _phone, _caller, _now: None
    on_talking: Callable[[OperatorPhone, int], None] = lambda _phone, _caller: None
    on_over: Callable[[CallerCall], None] = lambda _call: None  # hung up by the desk
    live: dict[int, CallerCall] = field(default_factory=dict)  # caller's end -> its call
    talking: dict[int, OperatorPhone] = field(default_factory=dict)  # caller's end -> who answered

    def wire(self) -> None:
        """Tie phones and sound together."""
        self.trunk.on_answered = self._answered
        self.trunk.on_over = self._caller_over
        for phone in self.phones:
            phone.on_rung = self._rung
            phone.on_talking = self._operator_talks
            phone.on_over = lambda phone, _now: self.pump.order(Rest(end=phone.end))

    def dial(self, end: int) -> CallerCall:
        """Let caller `end` call 12345."""
        made = self.trunk.dial(end, self.pump.ports[end])
        self.live[end] = made
        return made

    def hang_up(self, end: int) -> None:
        """Let caller `end` hang up."""
        made = self.live.pop(end)
        self.talking.pop(end, None)
        self.pump.order(Rest(end=end))
        self.trunk.hang_up(made)

    def operator_hangs_up(self, phone: OperatorPhone) -> None:
        """Let an operator hang up."""
        self.pump.order(Rest(end=phone.end))
        phone.hang_up()

    async def all_talk(self, calls: int, rate_per_s: float, seconds: float = 20.0) -> None:
        """Let the first `calls` callers call, one after the other, and wait until all are in conversation.

        Raises:
            TimeoutError: not all were.

        """
        for end in range(calls):
            self.dial(end)
            await asyncio.sleep(1 / rate_per_s)
        await self.until(lambda: len(self.talking) >= calls, seconds, f"{calls} conversations")

    async def all_hang_up(self, pause_s: float = 0.02) -> None:
        """Let every caller hang up."""
        for end in list(self.live):
            self.hang_up(end)
            await asyncio.sleep(pause_s)

    @staticmethod
    async def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds.

        Raises:
            TimeoutError: it did not.

        """
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"expected {what} within {seconds} s") from None

    def read(self) -> machine.Reading:
        """Read what the desk's parts and the bench's own two processes have needed so far."""
        trees = {part: machine.family(self.desk.pid(part)) for part in PARTS}
        return machine.read(trees | {"phones' sound": [self.pump.pid], "phones' SIP": [os.getpid()]})

    # --- what the phones say

    def _answered(self, made: CallerCall, sound: Address) -> None:
        self.pump.order(Talk(end=made.end, ip=sound[0], port=sound[1]))

    def _rung(self, phone: OperatorPhone, caller: int, now: float) -> None:
        self.on_rung(phone, caller, now)

    def _operator_talks(self, phone: OperatorPhone, caller: int, sound: Address) -> None:
        self.pump.order(Talk(end=phone.end, ip=sound[0], port=sound[1]))
        self.pump.order(Pair(caller=caller, operator=phone.end))
        self.talking[caller] = phone
        self.on_talking(phone, caller)

    def _caller_over(self, made: CallerCall) -> None:
        self.live.pop(made.end, None)
        self.talking.pop(made.end, None)
        self.pump.order(Rest(end=made.end))
        self.on_over(made)


@contextlib.asynccontextmanager
async def floor(size: Size) -> AsyncIterator[Floor]:
    """Start a desk, its phones and their sound; stop them afterwards."""
    plan = Plan(
        operators=size.operators,
        wrap_up_s=0.0,
        ring_s=20.0,
        workers=size.workers,
        block=size.block,
        env={"CALLCENTER__MEDIA__PORT_MIN": "10000", "CALLCENTER__MEDIA__PORT_MAX": "29999"},
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with house(Path(folder), plan) as desk, contextlib.AsyncExitStack() as stack:
            trunk = await _trunk(desk, stack)
            phones = [await _phone(desk, number, stack) for number in range(1, size.operators + 1)]
            pump = _pump(desk, size, phones, stack)
            for number, phone in enumerate(phones):
                phone.end = size.callers + number
                phone.rtp_port = pump.ports[phone.end]
            made = Floor(desk=desk, size=size, pump=pump, trunk=trunk, phones=phones)
            made.wire()
            await desk.until("/api/v1/operators", lambda found: all(one["status"] == "ready" for one in found["items"]))
            yield made


async def _trunk(desk: House, stack: contextlib.AsyncExitStack) -> Trunk:
    loop = asyncio.get_running_loop()
    _, trunk = await loop.create_datagram_endpoint(
        lambda: Trunk(desk.trunk_ip, (desk.ip, 5060)), local_addr=(desk.trunk_ip, 0)
    )
    stack.callback(trunk.close)
    return trunk


async def _phone(desk: House, number: int, stack: contextlib.AsyncExitStack) -> OperatorPhone:
    """Open a phone at an address of its own and register it."""
    ip = f"{desk.phone_ip.rpartition('.')[0]}.{number}"
    loop = asyncio.get_running_loop()
    _, phone = await loop.create_datagram_endpoint(lambda: OperatorPhone(ip, (desk.ip, 5060)), local_addr=(ip, 0))
    stack.callback(phone.close)
    answer = await softphone.register(phone, desk.number(number), desk.password(number), expires_s=3600)
    if answer.code != 200:
        raise RuntimeError(f"phone {desk.number(number)}: expected 200 to REGISTER, found {answer.first}")
    return phone


def _pump(desk: House, size: Size, phones: list[OperatorPhone], stack: contextlib.AsyncExitStack) -> PumpLink:
    ips = (*(desk.trunk_ip for _ in range(size.callers)), *(phone.ip for phone in phones))
    plan = PumpPlan(ips=ips, callers=size.callers, conversations=CONVERSATIONS)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, plan), name="pump", daemon=True)
    process.start()
    theirs.close()

    def stop() -> None:
        with contextlib.suppress(OSError):
            ours.send(None)
        process.join(5)
        if process.is_alive():
            process.kill()

    stack.callback(stop)
    if process.pid is None or not ours.poll(REPORT_WITHIN_S):
        raise RuntimeError("the pump did not start")
    return PumpLink(ours, cast("list[int]", ours.recv()), process.pid)
