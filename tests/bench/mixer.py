"""Conferences of three at once: what the mixer adds in delay, loses, and costs."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from asr.rtp import RtpPacket, build
from callcenter.telephony.mixer.control import Seat, Setting, write
from tests.bench import machine
from tests.bench.figure import Figure, spread, verdict

BENCH = "mixer"
IP = "127.0.0.1"
ROUNDS = (1, 10, 30)
SECONDS = 12.0
FRAME_S = 0.02
WANTED_DELAY_MS = 60.0  # one frame of its own, one of jitter buffer, one of the tick
WANTED_CPU = 3.0  # % of a core for one conference
CODES = 200  # packets are known by the one sound level that fills them
TALKER, LISTENER, SILENT = "caller", "operator", "guest"


@dataclass(slots=True)
class Party(asyncio.DatagramProtocol):
    """One member: a socket that stands for its port of the media engine."""

    transport: asyncio.DatagramTransport | None = None
    port: int = 0
    mixer: tuple[str, int] = (IP, 0)
    sent_at: dict[int, float] = field(default_factory=dict)
    heard: list[tuple[float, int]] = field(default_factory=list)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        self.heard.append((time.perf_counter(), data[12]))

    def send(self, number: int, code: int) -> None:
        """Send 20 ms of one sound level."""
        assert self.transport is not None
        self.sent_at[number] = time.perf_counter()
        packet = RtpPacket(8, number & 0xFFFF, number * 160, self.port, bytes([code]) * 160)
        self.transport.sendto(build(packet), self.mixer)


@contextlib.contextmanager
def mixer() -> Iterator[tuple[socket.socket, int]]:
    """Run a mixer process; gives its control socket and pid."""
    ours, theirs = socket.socketpair()
    argv = [sys.executable, "-m", "callcenter.telephony.mixer.process", "--fd", str(theirs.fileno()), "--ip", IP]
    with theirs:
        process = subprocess.Popen(argv, pass_fds=[theirs.fileno()])
    try:
        yield ours, process.pid
    finally:
        ours.close()
        process.wait(5.0)


def ask(control: socket.socket, message: object) -> dict[str, object]:
    """Tell the mixer something and return its answer."""
    control.sendall(json.dumps(message).encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        answer += control.recv(65536)
    found: dict[str, object] = json.loads(answer)
    return found


async def conference(control: socket.socket, name: str) -> dict[str, Party]:
    """Seat three parties who all hear each other."""
    loop = asyncio.get_running_loop()
    parties: dict[str, Party] = {}
    for leg in (TALKER, LISTENER, SILENT):
        transport, parties[leg] = await loop.create_datagram_endpoint(Party, local_addr=(IP, 0))
        parties[leg].transport = transport
    seats = tuple(
        Seat(leg_id=leg, codec=8, port=one.port, hears=tuple((other, 1.0) for other in parties if other != leg))
        for leg, one in parties.items()
    )
    ports = ask(control, write(Setting(conference=name, seats=seats)))["ports"]
    assert isinstance(ports, dict)
    for leg, one in parties.items():
        one.mixer = (IP, ports[leg])
    return parties


async def talk(rooms: list[dict[str, Party]], seconds: float) -> None:
    """The callers say something else in every packet; operators and guests say what is as good as nothing."""
    begun = time.perf_counter()
    for number in range(int(seconds / FRAME_S)):
        await asyncio.sleep(max(0.0, begun + number * FRAME_S - time.perf_counter()))
        for room in rooms:
            room[TALKER].send(number, number % CODES)
            room[LISTENER].send(number, 0xD5)


def delays_ms(talker: Party, listener: Party) -> list[float]:
    """Return for each packet that was heard how long it was under way."""
    heard: dict[int, float] = {}
    number = -1
    for when, code in listener.heard:
        ahead = (code - number) % CODES
        if code < CODES and 0 < ahead < CODES // 2:
            number += ahead
            heard[number] = when
    return [1000 * (when - talker.sent_at[one]) for one, when in heard.items() if one in talker.sent_at]


async def _round(conferences: int, seconds: float) -> tuple[list[float], float, dict[str, object], str]:
    with mixer() as (control, pid):
        rooms = [await conference(control, f"c{number}") for number in range(conferences)]
        load = await machine.quiet()
        before = machine.read({"mixer": [pid]})
        await talk(rooms, seconds)
        after = machine.read({"mixer": [pid]})
        stats = ask(control, {"ask": "stats"})
        found = [ms for room in rooms for ms in delays_ms(room[TALKER], room[LISTENER])]
        for party in (one for room in rooms for one in room.values()):
            assert party.transport is not None
            party.transport.close()
    cost = machine.costs(before, after)["mixer"].percent
    return found, cost, stats, machine.room(before, after, load)


async def run(rounds: tuple[int, ...] = ROUNDS, seconds: float = SECONDS) -> list[Figure]:
    """Measure some numbers of conferences."""
    figures = []
    for conferences in rounds:
        found, cost, stats, room = await _round(conferences, seconds)
        sent = conferences * int(seconds / FRAME_S)
        print(f"  {conferences} conferences: {spread(found)} ms, {cost:.1f} %, {stats}; {room}", flush=True)
        figures += _figures(conferences, found, cost, sent - len(found))
    return figures


def _figures(conferences: int, found: list[float], cost: float, unheard: int) -> list[Figure]:
    delay = sorted(found)[int(0.95 * len(found))]
    each = cost / conferences
    return [
        Figure(
            bench=BENCH,
            what=f"{conferences} x 3: delay p50 / p95 / p99 / max, ms",
            measured=spread(found),
            wanted=f"p95 < {WANTED_DELAY_MS:.0f}",
            verdict=verdict(met=delay < WANTED_DELAY_MS),
        ),
        Figure(
            bench=BENCH,
            what=f"{conferences} x 3: % of a core, each",
            measured=f"{cost:.1f}, {each:.2f}",
            wanted=f"each < {WANTED_CPU:.0f}",
            verdict=verdict(met=each < WANTED_CPU),
        ),
        Figure(bench=BENCH, what=f"{conferences} x 3: packets of a talker not heard", measured=str(unheard)),
    ]
