"""The phones' sound in one light process: sends RTP on an absolute schedule and times what comes back.

Every end (a caller or an operator) has a socket and a port of its own. A packet is known again by its SSRC and its
sequence number, so nothing is written into the sound and recognition hears real speech. Times: just before `send`, and
the kernel's stamp of the arrival (SO_TIMESTAMPNS), so that neither a late sender nor a slow reader looks like delay.
"""

import contextlib
import gc
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np

from tests.bench.conversation import PACKET_BYTES, SILENCE, Conversation

PACKET_NS = 20_000_000
SLOTS = 10  # the ends are spread over the 20 ms
RING = 8192  # packets remembered of each end: 163 s; divides 65,536
SETTLE_S = 0.5  # after a window, for the last packets to arrive
SSRC_BASE = 0x5E000000
SO_TIMESTAMPNS = 35  # asm-generic/socket.h; not in Python's socket
ANCILLARY_BYTES = socket.CMSG_SPACE(16)
_HEAD = struct.Struct("!BBHII")
_MOVING = struct.Struct("!HI")  # sequence number and timestamp, at byte 2
_KNOWN = struct.Struct("!H4xI")  # sequence number and SSRC, at byte 2
_STAMP = struct.Struct("qq")
_QUIET = SILENCE * PACKET_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Send this end's sound there: silence until it is paired."""

    end: int
    ip: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """These two are bridged: they begin their conversation, and what one sends should arrive at the other."""

    caller: int
    operator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Send nothing more from this end."""

    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Count from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Stop counting and report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpPlan:
    """The ends: callers first, then operators."""

    ips: tuple[str, ...]
    callers: int
    conversations: tuple[Conversation, ...]  # caller n has the n-th, round and round


Order = Talk | Pair | Rest | Begin | End | None  # None: stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One direction in one window."""

    sent: int = 0
    received: int = 0
    delays_ms: tuple[float, ...] = ()

    @property
    def lost(self) -> int:
        return self.sent - self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a window showed."""

    to_operators: Counted
    to_callers: Counted
    twice: int  # packets that came again
    crossed: int  # packets that came to somebody else
    refused: int  # packets the kernel would not send
    late_ms: tuple[float, ...]  # how late each slot of the sender was


@dataclass(slots=True, kw_only=True)
class _End:
    """One phone's sound."""

    socket: socket.socket
    buffer: bytearray
    track: Sequence[bytes] = (_QUIET,)
    track_from: int = 0  # packet number at which the track began
    talking: bool = False
    peer: int = -1
    number: int = 0  # of the next packet
    counted_from: int = -1
    heard: bool = False  # read from: its socket is in the poll set
    sent_ns: "np.ndarray[tuple[int], np.dtype[np.int64]]" = field(default_factory=lambda: np.zeros(RING, np.int64))
    came_ns: "np.ndarray[tuple[int], np.dtype[np.int64]]" = field(default_factory=lambda: np.zeros(RING, np.int64))


class Pump:
    """Owns all sockets; runs until told to stop."""

    def __init__(self, orders: Connection, plan: PumpPlan) -> None:
        self._orders, self._plan = orders, plan
        self._ends = [_end(number, ip) for number, ip in enumerate(plan.ips)]
        self._by_fd = {end.socket.fileno(): number for number, end in enumerate(self._ends)}
        self._poll = select.epoll()
        self._into = [bytearray(2048)]
        self._twice = self._crossed = self._refused = 0
        self._late_ms: list[float] = []
        self._counting = False
        self._until: list[int] = []  # of the window that is settling
        self._report_ns = 0  # when it is reported; 0: none is

    def ports(self) -> list[int]:
        return [int(end.socket.getsockname()[1]) for end in self._ends]

    def run(self) -> None:
        """Send a slot, read what came, take orders once a round."""
        begun_ns = time.monotonic_ns()
        slot = 0
        while True:
            due_ns = begun_ns + slot * PACKET_NS // SLOTS
            wait_ns = due_ns - time.monotonic_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            if self._counting:
                self._late_ms.append((time.monotonic_ns() - due_ns) / 1e6)
            self._send(slot % SLOTS)
            self._read()
            slot += 1
            if slot % SLOTS == 0 and not self._take_orders():
                return

    def _take_orders(self) -> bool:
        while self._orders.poll(0):
            order = self._orders.recv()
            if order is None:
                return False
            self._obey(order)
        if self._report_ns and time.monotonic_ns() > self._report_ns:
            self._report_ns = 0
            self._orders.send(self._report())
        return True

    def _send(self, slot: int) -> None:
        for end in self._ends[slot::SLOTS]:
            if not end.talking:
                continue
            number = end.number
            end.number = number + 1
            place = number % RING
            _MOVING.pack_into(end.buffer, 2, number & 0xFFFF, number * PACKET_BYTES & 0xFFFFFFFF)
            end.buffer[12:] = end.track[(number - end.track_from) % len(end.track)]
            end.came_ns[place] = 0
            end.sent_ns[place] = time.time_ns()
            try:
                end.socket.send(end.buffer)
            except OSError:  # the other side has just closed its port
                end.sent_ns[place] = 0
                self._refused += 1

    def _read(self) -> None:
        for _ in range(8):  # bounded: sending must not wait for reading
            ready = self._poll.poll(0, 512)
            if not ready:
                return
            for fd, _event in ready:
                self._take(self._by_fd[fd])

    def _take(self, at: int) -> None:
        try:
            size, extra, _, _ = self._ends[at].socket.recvmsg_into(self._into, ANCILLARY_BYTES)
        except OSError:
            return
        if size < _HEAD.size:
            return
        sequence, ssrc = _KNOWN.unpack_from(self._into[0], 2)
        source = ssrc - SSRC_BASE
        if not 0 <= source < len(self._ends):
            return  # music
        end, place = self._ends[source], sequence % RING
        if end.peer != at:
            self._crossed += 1
        elif end.came_ns[place]:
            self._twice += 1
        else:
            seconds, ns = _STAMP.unpack(extra[0][2])
            end.came_ns[place] = seconds * 1_000_000_000 + ns

    # --- orders

    def _obey(self, order: Order) -> None:
        match order:
            case Talk():
                self._ends[order.end].socket.connect((order.ip, order.port))
                self._ends[order.end].talking = True
            case Pair():
                self._pair(order.caller, order.operator)
            case Rest():
                self._rest(self._ends[order.end])
            case Begin():
                self._begin()
            case End():
                self._counting = False
                self._until = [end.number for end in self._ends]
                self._report_ns = time.monotonic_ns() + int(SETTLE_S * 1e9)

    def _pair(self, caller: int, operator: int) -> None:
        talk = self._plan.conversations[caller % len(self._plan.conversations)]
        for one, other, track in ((caller, operator, talk.caller), (operator, caller, talk.operator)):
            end = self._ends[one]
            end.peer, end.track, end.track_from = other, track, end.number
            if not end.heard:
                self._poll.register(end.socket.fileno(), select.EPOLLIN)
                end.heard = True

    def _rest(self, end: _End) -> None:
        end.talking, end.track, end.peer = False, (_QUIET,), -1
        if end.heard:
            self._poll.unregister(end.socket.fileno())
            end.heard = False

    def _begin(self) -> None:
        self._twice = self._crossed = self._refused = 0
        self._late_ms.clear()
        self._counting = True
        for end in self._ends:
            end.counted_from = end.number if end.talking and end.peer >= 0 else -1

    def _report(self) -> Report:
        return Report(
            to_operators=self._counted(range(self._plan.callers)),
            to_callers=self._counted(range(self._plan.callers, len(self._ends))),
            twice=self._twice,
            crossed=self._crossed,
            refused=self._refused,
            late_ms=tuple(self._late_ms),
        )

    def _counted(self, numbers: range) -> Counted:
        sent = received = 0
        delays: list[float] = []
        for number in numbers:
            end = self._ends[number]
            if end.counted_from < 0:
                continue
            places = np.arange(end.counted_from, self._until[number]) % RING
            went, came = end.sent_ns[places], end.came_ns[places]
            there = (went > 0) & (came > 0)
            sent += int((went > 0).sum())
            received += int(there.sum())
            delays += ((came - went)[there] / 1e6).tolist()
        return Counted(sent=sent, received=received, delays_ms=tuple(delays))


def _end(number: int, ip: str) -> _End:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    one.bind((ip, 0))
    one.setblocking(False)
    buffer = bytearray(_HEAD.pack(0x80, 8, 0, 0, SSRC_BASE + number)) + bytearray(PACKET_BYTES)
    return _End(socket=one, buffer=buffer)


def serve(orders: Connection, plan: PumpPlan) -> None:
    """Run a pump: the main function of its process. Sends the ports first."""
    pump = Pump(orders, plan)
    orders.send(pump.ports())
    gc.disable()
    with contextlib.suppress(EOFError, KeyboardInterrupt):  # the bench ended
        pump.run()
