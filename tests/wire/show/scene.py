"""A studio on the wire: real telephony and ear, the desk's own adapters in this process, phones that say tones.

The service is here and not in a process of its own, so that a test can give orders as the producer's screen does;
`service_dies` drops it without a word and starts another one over the ledger, as after a kill.
"""

import asyncio
import contextlib
import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcenter.desk import DeskPorts, DeskService
from callcenter.ears import EarClient
from callcenter.packaged import prompts_dir
from callcenter.queue_settings import Queue, policies
from callcenter.show.air import Air
from callcenter.show.ports import ShowSignal
from callcenter.show.stored_sound import STORED_CALLS
from callcenter.show_settings import Show, ShowPhone, show_rules
from callcenter.telephony.client import TelephonyClient
from callcenter.telephony.digest import ha1
from callcenter.telephony.phone import Answered, Ended, Phone, PhoneAccount, PhoneCall, PhoneEvent, PhoneLoop
from callcenter.telephony.phone.media import OFFERED, Sound
from callcenter.telephony.phone.sound import PCMU
from callcenter.telephony.ports import Account, SetAccounts
from callcenter.timers import LoopTimers
from queueing.days.calendar import Calendar
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallJoinedShow, Fact, StudioLineUp
from tests.wire.own_net import own

REALM, PASSWORD = "callcenter", "secret-of-the-show"
STUDIO, PRODUCER, OPERATOR, PROGRAMME = ("9101", "9102"), "9001", "8001", "9109"
PROGRAMME_HZ = 2100
WITHIN_S = 20.0
WINDOW = 160  # samples of 20 ms
QUEUES = (
    Queue(name="hotline", title="12345 热线", numbers=("12345",)),
    Queue(name="show", title="政风热线", numbers=("12388",), show=True, greeting=""),
)
Samples = NDArray[np.int16]


@dataclass(slots=True)
class Party:
    """A phone that says one tone for ever, and what it heard in its newest call."""

    hz: int
    says: bytes = b""  # PCM16LE instead of the tone
    phone: Phone = field(init=False)
    call: PhoneCall | None = None
    ended: int = 0

    def take(self, event: PhoneEvent) -> None:
        """Speak as soon as a call is answered; called on the phones' thread."""
        if isinstance(event, Answered):
            self.call = event.call
            event.call.say(self.says or _tone(self.hz))
        elif isinstance(event, Ended):
            self.ended += 1

    @property
    def talking(self) -> bool:
        return self.call is not None and self.call.end is None

    def samples(self) -> int:
        """How much was heard so far."""
        return self.call.sound.ear.samples() if self.call else 0

    def heard(self, since: int = 0) -> Samples:
        """Return what was heard in the newest call."""
        return np.frombuffer(self.call.heard_pcm(since) if self.call else b"", np.int16)


class UlawPhone(Phone):
    """A phone that knows mu-law alone."""

    def invite_text(self, number: str, call_id: str, tag: str, sound: Sound, extra: tuple[str, ...] = ()) -> str:
        return self.signalling.gen_call(number, call_id, tag, {sound.inPort: {PCMU: OFFERED[PCMU]}}, extra)


@functools.cache
def _tone(hz: int, seconds: int = 300) -> bytes:
    times_s = np.arange(8000) / 8000
    return (8000 * np.sin(2 * np.pi * hz * times_s)).astype(np.int16).tobytes() * seconds


def tones(samples: Samples, hertz: Sequence[int]) -> list[int]:
    """Name the tone in each 20 ms: one of `hertz`, 0 for silence, -1 for anything else or several at once."""
    found = []
    times_s = np.arange(WINDOW) / 8000
    waves = {hz: np.exp(-2j * np.pi * hz * times_s) for hz in hertz}
    for start in range(0, len(samples) - WINDOW + 1, WINDOW):
        window = samples[start : start + WINDOW].astype(np.float64)
        power = float(np.mean(window**2))
        if power < 100.0**2:
            found.append(0)
            continue
        strong = [hz for hz, wave in waves.items() if 2 * abs(np.mean(window * wave)) ** 2 > 0.7 * power]
        found.append(strong[0] if len(strong) == 1 else -1)
    return found


@dataclass(slots=True)
class Scene:
    """Everything of one show."""

    folder: Path
    ip: str
    loop: PhoneLoop
    show: Show
    facts: list[Fact] = field(default_factory=list)
    told: list[ShowSignal] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    finals: list[dict[str, Any]] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    line: TelephonyClient = field(init=False)
    ears: EarClient = field(init=False)
    desk: Desk = field(init=False)
    service: DeskService = field(init=False)
    air: Air = field(init=False)

    # --- the service -----------------------------------------------------------------------------------------

    async def start_service(self) -> None:
        """Start the adapters over the ledger so far, and wait until telephony and ear have them."""
        everyday = policies(QUEUES, Calendar(published=frozenset()), UTC)
        rules = DeskRules(wrap_up_s=1.0, auto_ready=True, show=show_rules(self.show, QUEUES), policies=everyday)
        self.line, self.ears = TelephonyClient(self.folder / "t.sock"), EarClient(self.folder / "e.sock")
        self.desk = Desk(rules)
        self.desk.restore(self.facts)
        timers = LoopTimers()
        ports = DeskPorts(line=self.line, ears=self.ears, timers=timers, publish=self._publish)
        self.service = DeskService(self.desk, ports, QUEUES, ring_s=10.0)
        self.service.show.set_rules(self.show)
        self.air = Air(self.service.show, self.desk.state, timers)
        self.air.restore()
        self.air.listen(self.told.append)
        self.ears.report_to(self)
        numbers = (*STUDIO, PRODUCER, OPERATOR, PROGRAMME)
        accounts = tuple(Account(number=one, ha1=ha1(one, REALM, PASSWORD)) for one in numbers)
        self.line.order(SetAccounts(accounts=accounts))
        self.service.set_operators([OperatorProfile(operator_id=OPERATOR)])
        links = (self.line.link, self.ears.link)
        self._tasks = [asyncio.create_task(link.run(), name=f"link {n}") for n, link in enumerate(links)]
        await self.until(lambda: all(link.up for link in links))

    async def leave_service(self) -> None:
        """Cut both links without a word."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def service_dies(self, away_s: float) -> None:
        """The service is gone for a while; then another one takes up the ledger."""
        await self.leave_service()
        await asyncio.sleep(away_s)
        await self.start_service()

    def _publish(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.facts.append(fact)
            self.air.take_fact(fact)

    async def until(self, holds: Callable[[], Any], within_s: float = WITHIN_S) -> None:
        """Wait until it holds."""
        end = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < end, ("it never held", self.facts[-12:], self.told[-6:])
            await asyncio.sleep(0.01)

    async def opened(self) -> None:
        """Open the show, and wait for both lines."""
        self.air.open("S1")
        lines = len(self.show.studio) + (self.show.programme_live == PROGRAMME)
        await self.until(lambda: sum(self.air.lines_up().values()) == lines)
        await self.until(lambda: all(self.studio(n).talking for n in range(1, len(self.show.studio) + 1)))

    async def caller(self, hz: int, number: str, kind: type[Phone] = Phone) -> tuple[Party, str]:
        """A citizen calls the show; answers phone and call."""
        party = self.add(number, hz, kind=kind)
        before = len(self.of(CallJoinedShow))
        party.phone.dial("12388")
        await self.until(lambda: len(self.of(CallJoinedShow)) > before and party.talking)
        await self.until(lambda: party.samples() > 800)
        return party, str(self.of(CallJoinedShow)[-1].call_id)

    def of(self, kind: type) -> list[Any]:
        """The facts of a kind."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def said(self, kind: type) -> list[Any]:
        """The signals of a kind."""
        return [one for one in self.told if isinstance(one, kind)]

    def lines_up(self) -> int:
        """How often a studio line came up."""
        return len(self.of(StudioLineUp))

    # --- phones ----------------------------------------------------------------------------------------------

    def add(self, number: str, hz: int, *, registers: bool = False, kind: type[Phone] = Phone) -> Party:
        """A phone of its own address."""
        place = len(self.parties) + 1
        account = PhoneAccount(
            number=number,
            password=PASSWORD if registers else "",
            server_ip=self.ip,
            server_port=5060,
            ip=self.ip.removesuffix(".1") + f".{10 + place if registers else 130 + place}",
            registers=registers,
        )
        party = Party(hz)
        party.phone = kind(self.loop, account, party.take)
        self.parties.append(party)
        party.phone.start()
        return party

    def studio(self, position: int) -> Party:
        """The studio's phone of a line."""
        return next(one for one in self.parties if one.phone.account.number == STUDIO[position - 1])

    # --- the ear (EarListener) -------------------------------------------------------------------------------

    def on_listening(self, leg_id: str, ip: str, port: int) -> None:
        self.service.on_listening(leg_id, ip, port)

    def on_closed(self, body: dict[str, Any]) -> None:
        self.closed.append(body)

    def on_recovered(self, body: dict[str, Any]) -> None:
        self.closed.append(body)

    def on_final(self, body: dict[str, Any]) -> None:
        self.finals.append(body)

    def on_partial(self, body: dict[str, Any]) -> None: ...

    def on_gap(self, body: dict[str, Any]) -> None: ...

    def on_engine(self, body: dict[str, Any]) -> None: ...

    def on_load(self, body: dict[str, Any]) -> None: ...

    async def recording(self, call_id: str) -> Samples:
        """Wait for the finished recording of a call or line; a row a sample, left and right."""
        await self.until(lambda: any(body["call_id"] == call_id for body in self.closed))
        body = next(body for body in self.closed if body["call_id"] == call_id)
        assert not body["problem"], body
        sound, _ = soundfile.read(self.folder / body["recording"], dtype="int16")
        return np.asarray(sound)


def _telephony(folder: Path, ip: str) -> dict[str, object]:
    return {
        "socket": str(folder / "t.sock"),
        "listen": f"{ip}:5060",
        "realm": REALM,
        "user_agent": "callcenter",
        "trunks": [{"name": "local", "match": [ip.removesuffix(".1") + ".128/25"]}],
        "media": {"ip": ip, "port_min": 21000, "port_max": 21999, "timeout_s": 60.0},
        "prompts_dir": str(prompts_dir()),
        "stored_dir": str(folder / STORED_CALLS),
        "log": {"level": "warning"},
    }


def _ear(folder: Path, ip: str) -> dict[str, object]:
    return {
        "socket": str(folder / "e.sock"),
        "recogniser_socket": str(folder / "r.sock"),
        "data_dir": str(folder),
        "recordings_dir": str(folder / "recordings"),
        "rtp_ip": ip,
    }


async def _start(scene: Scene, name: str, module: str, config: dict[str, object]) -> None:
    path = scene.folder / f"{name}.json"
    path.write_text(json.dumps(config))
    with (scene.folder / f"{name}.log").open("ab") as log:
        scene.processes[name] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, "--config", str(path), stdin=asyncio.subprocess.DEVNULL, stderr=log
        )
    await scene.until(Path(str(config["socket"])).exists)


async def start_ear(scene: Scene) -> None:
    """Start the ear, or another one after a kill."""
    (scene.folder / "e.sock").unlink(missing_ok=True)
    await _start(scene, "ear", "asr.ear", _ear(scene.folder, scene.ip))


async def _close(scene: Scene) -> None:
    await scene.leave_service()
    for party in scene.parties:
        party.phone.stop(patience_s=0.1)
    for process in scene.processes.values():
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def scene(**show: Any) -> AsyncIterator[Scene]:
    """Start telephony, ear, service, a studio of two lines and a producer's phone."""
    phones = tuple(ShowPhone(number=one, password=PASSWORD) for one in (*STUDIO, PRODUCER, PROGRAMME))
    settings = Show(studio=STUDIO, phone=phones, ring_s=10.0, **show)
    ip = own(f"127.16.{os.getpid() % 200 + 1}.1")
    with tempfile.TemporaryDirectory(prefix="show-") as folder, PhoneLoop() as loop:
        here = Scene(folder=Path(folder), ip=ip, loop=loop, show=settings)
        try:
            (here.folder / "recordings").mkdir()
            await _start(here, "telephony", "callcenter.telephony.exchange", _telephony(here.folder, ip))
            await start_ear(here)
            await here.start_service()
            for number, hz in zip((*STUDIO, PRODUCER), (400, 500, 700), strict=True):
                here.add(number, hz, registers=True)
            if settings.programme_live == PROGRAMME:
                here.add(PROGRAMME, PROGRAMME_HZ, registers=True)
            await here.opened()
            yield here
        finally:
            await _close(here)
