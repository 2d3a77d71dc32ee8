"""The ear's end of the recognisers: which leg is heard by which process, replay when one dies, lag and overload."""

import asyncio
import contextlib
import logging
import math
import os
import signal
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from asr import frames
from asr.feed import Feed, Flush
from asr.frames import Frame, FrameError, Kind
from asr.recognizer import LINE_RATE_HZ, PcmChunk
from asr.vitals import vitals

_log = logging.getLogger(__name__)
_LAST_WORDS_S = 4.0  # a recogniser that dies now, its replacement and the replay need about two
_RESTART_S = 1.5  # between two recognisers
_ANSWER_S = 5.0  # a recogniser that owes an answer and says nothing for longer hangs,
_SPENT_S = 3.0  # unless it wants to run and did not get this much processor time: then the machine is busy
_LONGEST_S = 30.0  # no answer for so long is a hang whatever the reason; the same for one leg among others
_LATE_TICK_S = 3.0  # we were kept from running ourselves: answers may lie unread
_PARTIALS_OFF_MS, _PARTIALS_ON_MS = 1000, 300
_WAIT_MS, _GO_ON_MS = 2000, 500

OnHeard = Callable[[Kind, dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """What the service is told of recognition."""

    up: bool = False
    engine: str = ""
    model: str = ""
    demo: bool = False
    workers: int = 0
    problem: str = "no recogniser is connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How far recognition is behind."""

    legs: int
    lag_ms: int
    lag_sum_ms: int


class Hearing:
    """One leg's place in the farm. Give it sound; it calls `on_heard(kind, fields)`."""

    def __init__(self, number: int, priority: int, on_heard: OnHeard) -> None:
        self.number = number
        self.priority = priority
        self.feed = Feed()
        self.on_heard = on_heard
        self.worker: WorkerLink | None = None
        self.partials = True
        self.live = True  # False: from a recording, as fast as there is room
        self.waits = False  # more important legs are behind: nothing of this one is sent
        self.answered_at = 0.0  # monotonic
        self.heard_to = 0  # call sample
        self.idle = asyncio.Event()

    def push(self, chunk: PcmChunk) -> None:
        """Take speech to be recognised."""
        self.heard_to = chunk.start_sample + len(chunk.pcm) // 2
        self.feed.push(chunk)
        self.pump()

    def end_speech(self) -> None:
        """Ask for the last words."""
        self.feed.end_speech()
        self.pump()

    def pump(self) -> None:
        """Send what the recogniser has room for."""
        if self.worker is not None:
            if not self.feed.under_way:
                self.answered_at = time.monotonic()
            while not self.waits and (item := self.feed.next_to_send()) is not None:
                self.worker.send(_frame(self.number, item))
        self.idle.clear()
        if self.feed.idle:
            self.idle.set()

    @property
    def lag_ms(self) -> int:
        """Give how much sound waits, in whole tenths of a second."""
        waiting_from = self.feed.waiting_from
        return 0 if waiting_from is None else (self.heard_to - waiting_from) * 10 // LINE_RATE_HZ * 100


def _frame(number: int, item: PcmChunk | Flush) -> bytes:
    if isinstance(item, Flush):
        return frames.pack(Kind.FLUSH, number)
    return frames.pack_audio(number, item)


class WorkerLink:
    """One connected recogniser process and the legs it hears."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.legs: dict[int, Hearing] = {}
        self.answered_at = 0.0  # monotonic: when anything of any leg was answered
        self._cpu_s_then: float | None = None  # its processor time when it was first found silent
        self._writer = writer
        link: socket.socket = writer.get_extra_info("socket")
        credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        self.pid: int = struct.unpack("3i", credentials)[0]

    def hangs(self, now_s: float) -> bool:
        """Tell whether this process hangs rather than being slow, or kept from running by a busy machine."""
        owed_s = [now_s - leg.answered_at for leg in self.legs.values() if leg.feed.under_way]
        silent_s = min(max(owed_s, default=0.0), now_s - self.answered_at)
        if silent_s <= _ANSWER_S:
            self._cpu_s_then = None
            return max(owed_s, default=0.0) > _LONGEST_S
        now = vitals(self.pid)
        if now is None:
            return False  # it has ended: the connection says so presently
        if self._cpu_s_then is None:
            self._cpu_s_then = now.cpu_s
        starved = now.wants_to_run and now.cpu_s - self._cpu_s_then < _SPENT_S
        return not starved or silent_s > _LONGEST_S

    def send(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    def let_go(self) -> None:
        """End the connection: the process ends by itself."""
        self._writer.close()

    def kill(self) -> None:
        """End a process that hangs or talks nonsense; its replacement comes by itself."""
        if self.pid != os.getpid():  # a recogniser may live in the ear's own process, in a test
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._writer.transport.abort()


class Farm:
    """Owns the recogniser socket, the connected recognisers and every leg's feed."""

    def __init__(self, path: Path, on_state: Callable[[EngineState], None]) -> None:
        self.state = EngineState()
        self._path = path
        self._on_state = on_state
        self._server: asyncio.Server | None = None
        self._workers: list[WorkerLink] = []
        self._complaints: dict[asyncio.StreamWriter, str] = {}
        self._legs: dict[int, Hearing] = {}
        self._next_number = 1
        self._ticked_s = 0.0
        self._last_gone_s = -math.inf  # monotonic: when a recogniser was last there

    async def start(self) -> None:
        """Listen for recognisers, on a socket for this user only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        self._path.chmod(0o600)

    async def close(self) -> None:
        """Stop listening and let the recognisers go."""
        if self._server is not None:
            self._server.close()
        for worker in self._workers:
            worker.let_go()
        self._path.unlink(missing_ok=True)

    def open(self, priority: int, on_heard: OnHeard, *, live: bool = True) -> Hearing:
        """Begin to hear a leg; without a recogniser its sound waits, up to a bound."""
        hearing = Hearing(self._next_number, priority, on_heard)
        hearing.live = live
        self._next_number += 1
        self._legs[hearing.number] = hearing
        self._assign(hearing)
        return hearing

    @property
    def patience_s(self) -> float:
        """Give how long the last words of an ended leg are worth waiting for."""
        if self._workers:
            return _LAST_WORDS_S
        since_s = time.monotonic() - self._last_gone_s
        return 0.0 if self._complaints else max(_RESTART_S - since_s, 0.0)

    def close_leg(self, hearing: Hearing) -> None:
        """Forget a leg."""
        self._legs.pop(hearing.number, None)
        if hearing.worker is not None:
            hearing.worker.legs.pop(hearing.number, None)
            hearing.worker.send(frames.pack(Kind.CLOSE, hearing.number))
            hearing.worker = None

    def load(self) -> Load:
        """Give the lag, worst and in sum."""
        lags = [hearing.lag_ms for hearing in self._legs.values() if hearing.live]
        return Load(legs=len(lags), lag_ms=max(lags, default=0), lag_sum_ms=sum(lags))

    def tick(self, now_s: float) -> None:
        """Each second: kill what hangs, and take from the least important legs what is too much."""
        on_time = now_s - self._ticked_s < _LATE_TICK_S
        self._ticked_s = now_s
        for worker in list(self._workers):
            if on_time and worker.hangs(now_s):
                _log.error("recogniser hangs", extra={"pid": worker.pid, "legs": len(worker.legs)})
                worker.kill()
        self._relieve(self.load().lag_ms)

    def _relieve(self, lag_ms: int) -> None:
        """Overload ladder: partials off, oldest legs first; then operators' legs wait for callers' legs.

        Beyond that each feed gives up its oldest sound, which is recognised from the recording after the call.
        """
        live = sorted((leg for leg in self._legs.values() if leg.live), key=lambda leg: leg.number)
        step = max(len(live) // 4, 1)
        if lag_ms >= _PARTIALS_OFF_MS:
            for leg in [leg for leg in live if leg.partials][:step]:
                _set_partials(leg, wanted=False)
        elif lag_ms <= _PARTIALS_ON_MS:
            for leg in [leg for leg in reversed(live) if not leg.partials][:step]:
                _set_partials(leg, wanted=True)
        worst_ms: dict[int, int] = {}
        for leg in live:
            worst_ms[leg.priority] = max(worst_ms.get(leg.priority, 0), leg.lag_ms)
        for leg in live:
            ahead_ms = max((lag for priority, lag in worst_ms.items() if priority < leg.priority), default=0)
            limit_ms = _GO_ON_MS if leg.waits else _WAIT_MS
            leg.waits = ahead_ms >= limit_ms
            leg.pump()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        worker: WorkerLink | None = None
        unpacker = frames.Unpacker()
        try:
            while data := await reader.read(65536):
                for frame in unpacker.feed(data):
                    if worker is None:
                        worker = self._hello(frame, writer)
                    else:
                        _heard(worker, frame)
        except ConnectionError:
            pass
        except (FrameError, LookupError, TypeError, ValueError) as error:
            _log.error("recogniser talks nonsense", extra={"pii": {"problem": repr(error)}})
            if worker is not None:
                worker.kill()
        finally:
            self._gone(worker, writer)

    def _hello(self, frame: Frame, writer: asyncio.StreamWriter) -> WorkerLink | None:
        if frame.kind is not Kind.HELLO:
            raise FrameError(f"first frame: expected HELLO, found {frame.kind.name}")
        fields = frames.unpack_json(frame.body)
        if "problem" in fields:
            self._complaints[writer] = str(fields["problem"])
            self._tell(self.state)
            return None
        worker = WorkerLink(writer)
        self._workers.append(worker)
        _log.info("recogniser connected", extra={"pid": worker.pid, "workers": len(self._workers)})
        engine, model = str(fields.get("engine")), str(fields.get("model"))
        self._tell(EngineState(engine=engine, model=model, demo=fields.get("demo") is True))
        for hearing in self._legs.values():
            if hearing.worker is None:
                self._assign(hearing)
        return worker

    def _gone(self, worker: WorkerLink | None, writer: asyncio.StreamWriter) -> None:
        writer.close()
        self._complaints.pop(writer, None)
        if worker is not None:
            self._workers.remove(worker)
            self._last_gone_s = time.monotonic()
            _log.warning("recogniser gone", extra={"pid": worker.pid, "legs": len(worker.legs)})
            for hearing in worker.legs.values():
                hearing.worker = None
                hearing.feed.recogniser_died()
                self._assign(hearing)
        self._tell(self.state)

    def _assign(self, hearing: Hearing) -> None:
        worker = min(self._workers, key=lambda candidate: len(candidate.legs), default=None)
        hearing.feed.why_full = "no recogniser" if worker is None else "overload"
        if worker is None:
            hearing.pump()
            return
        hearing.worker = worker
        worker.legs[hearing.number] = hearing
        worker.send(frames.pack(Kind.OPEN, hearing.number))
        if not hearing.partials:
            _set_partials(hearing, wanted=False)
        hearing.pump()

    def _tell(self, state: EngineState) -> None:
        """Say how recognition stands if that is news."""
        workers = len(self._workers)
        problem = "" if workers else next(iter(self._complaints.values()), "no recogniser is connected")
        state = replace(state, up=workers > 0, workers=workers, problem=problem)
        if state != self.state:
            self.state = state
            self._on_state(state)


def _set_partials(leg: Hearing, *, wanted: bool) -> None:
    leg.partials = wanted
    if leg.worker is not None:
        leg.worker.send(frames.pack(Kind.PARTIALS, leg.number, b"\1" if wanted else b"\0"))


def _heard(worker: WorkerLink, frame: Frame) -> None:
    """Take what a recogniser says of a leg; raises FrameError on nonsense."""
    hearing = worker.legs.get(frame.leg)
    if hearing is None:
        return  # of a leg that is closed
    if frame.kind is Kind.DONE:
        if not hearing.feed.worked_off(frames.unpack_done(frame.body)):
            raise FrameError("DONE: expected a count of frames that were sent, found another")
        hearing.answered_at = worker.answered_at = time.monotonic()
        hearing.pump()
    elif frame.kind in {Kind.PARTIAL, Kind.FINAL}:
        fields = frames.unpack_json(frame.body)
        if frame.kind is Kind.FINAL:
            hearing.feed.final_at(int(fields["end_ms"]) * LINE_RATE_HZ // 1000)
        hearing.on_heard(frame.kind, fields)
