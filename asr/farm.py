"""The ear's end of the recognisers: which leg is heard by which process, replay when one dies, lag and overload."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asr import frames, relief
from asr.feed import Blame, Lost
from asr.frames import Frame, FrameError, Kind
from asr.hearing import Hearing, OnHeard
from asr.recognizer import LINE_RATE_HZ
from asr.vitals import vitals
from asr.worker import CRASH_FILE
from asr.worker_link import WorkerLink

__all__ = ["EngineState", "Farm", "FarmLimits", "Hearing", "Load"]

_log = logging.getLogger(__name__)
_LAST_WORDS_S = 4.0  # a recogniser that dies now, its replacement and the replay need about two
_RESTART_S = 1.5  # between two recognisers
_LATE_TICK_S = 3.0  # we were kept from running ourselves: answers may lie unread
_LOST_FOR_S = 10.0  # a recogniser that lost a leg gets no new one for so long, if there is another


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
    lag_ms: int  # of the worst leg
    lag_sum_ms: int
    lags_ms: tuple[int, ...]  # of each leg, worst first
    legs_waiting: int  # put off for more important ones
    memory_mb: int  # of all recognisers, shared pages counted in each


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmLimits:
    """When a recogniser process is replaced by a fresh one: libraries do not give memory back."""

    memory_mb: int = 1500  # above it no new legs; at twice that its legs are moved at once
    legs: int = 5000  # heard by one process


class Farm:
    """Owns the recogniser socket, the connected recognisers and every leg's feed."""

    def __init__(self, path: Path, on_state: Callable[[EngineState], None], limits: FarmLimits | None = None) -> None:
        self.state = EngineState()
        self._path = path
        self._on_state = on_state
        self._limits = limits or FarmLimits()
        self._server: asyncio.Server | None = None
        self._workers: list[WorkerLink] = []
        self._complaints: dict[asyncio.StreamWriter, str] = {}
        self._legs: dict[int, Hearing] = {}
        self._next_number = 1
        self._ticked_s = 0.0
        self._memory_mb = 0.0
        self._last_gone_s = -math.inf  # monotonic: when a recogniser was last there

    async def start(self) -> None:
        """Listen for recognisers, on a socket for this user only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for left in self._path.parent.glob(CRASH_FILE.format(pid="*")):
            left.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        self._path.chmod(0o600)

    async def close(self) -> None:
        """Stop listening and let the recognisers go."""
        if self._server is not None:
            self._server.close()
        for worker in self._workers:
            worker.let_go()
        self._path.unlink(missing_ok=True)

    def open(self, priority: int, on_heard: OnHeard, *, live: bool = True, phrases: Sequence[str] = ()) -> Hearing:
        """Begin to hear a leg; without a recogniser its sound waits, up to a bound."""
        hearing = Hearing(self._next_number, priority, on_heard, phrases)
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
            hearing.worker.drop(hearing)

    def load(self) -> Load:
        """Give the lag, worst and in sum."""
        live = [hearing for hearing in self._legs.values() if hearing.live]
        lags = [hearing.lag_ms for hearing in live]
        return Load(
            legs=len(lags),
            lag_ms=max(lags, default=0),
            lag_sum_ms=sum(lags),
            lags_ms=tuple(sorted(lags, reverse=True)),
            legs_waiting=sum(hearing.waits for hearing in live),
            memory_mb=round(self._memory_mb),
        )

    def tick(self, now_s: float) -> None:
        """Each second: kill what hangs, renew what is worn out, and take from the least important what is too much."""
        on_time = now_s - self._ticked_s < _LATE_TICK_S
        self._ticked_s = now_s
        for worker in list(self._workers):
            hanging = worker.hanging(now_s)
            if on_time and hanging:
                _log.error("recogniser hangs", extra={"pid": worker.pid, "legs": sorted(hanging)})
                worker.kill(hanging if len(hanging) == 1 else None)
        self._renew()
        for leg in relief.legs_to_move(self._workers, now_s):
            self._move(leg)
        for leg in self._legs.values():
            if leg.worker is None:
                self._assign(leg)
        relief.relieve(self._legs.values(), self.load().lag_ms)

    def _renew(self) -> None:
        """Replace recognisers that grew too big or too old; each ends when its successor is there and it is free."""
        self._memory_mb = 0.0
        for worker in list(self._workers):
            now = vitals(worker.pid)
            memory_mb = now.memory_mb if now else 0.0
            self._memory_mb += memory_mb
            worn = memory_mb > self._limits.memory_mb or worker.heard_legs > self._limits.legs
            if worn and not worker.retiring:
                _log.info("recogniser retires", extra={"pid": worker.pid, "memory_mb": round(memory_mb)})
                worker.retire()
            if worker.retiring and any(not other.retiring for other in self._workers):
                self._empty(worker, now_full=memory_mb > 2 * self._limits.memory_mb)

    def _empty(self, worker: WorkerLink, *, now_full: bool) -> None:
        """Move what can be moved for nothing, or all when memory runs out; let the process go when it is free."""
        for leg in list(worker.legs.values()):
            if now_full or leg.feed.empty:
                self._move(leg)
        if not worker.legs:
            worker.let_go()

    def _move(self, leg: Hearing) -> None:
        """Have another recogniser hear a leg; what is not final yet is replayed to it."""
        relief.take_from(leg)
        self._assign(leg)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        worker: WorkerLink | None = None
        unpacker = frames.Unpacker()
        try:
            while data := await reader.read(65536):
                for frame in unpacker.feed(data):
                    if worker is None:
                        worker = self._hello(frame, writer)
                    else:
                        self._heard(worker, frame)
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
        worker.generation = int(str(fields.get("generation", 0)))
        for earlier in self._workers:
            if earlier.generation < worker.generation and not earlier.retiring:
                earlier.retire()  # another model: this one ends with the legs it hears
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
            worker.read_crash(self._path.parent)
            for hearing in list(worker.legs.values()):
                hearing.worker = None
                hearing.feed.recogniser_died(worker.blame(hearing))
                self._assign(hearing)
        self._tell(self.state)

    def _assign(self, hearing: Hearing) -> None:
        worker = relief.least_busy(self._workers, time.monotonic())
        hearing.feed.why_full = "no recogniser" if worker is None else "overload"
        if worker is not None:
            worker.take(hearing)
        hearing.pump()

    def _heard(self, worker: WorkerLink, frame: Frame) -> None:
        """Take what a recogniser says of a leg; raises FrameError on nonsense."""
        hearing = worker.legs.get(frame.leg)
        if hearing is None:
            return  # of a leg that is closed, or heard by another meanwhile
        if frame.kind is Kind.DONE:
            if not hearing.feed.worked_off(frames.unpack_done(frame.body)):
                raise FrameError("DONE: expected a count of frames that were sent, found another")
            hearing.answered_at = hearing.done_at = time.monotonic()
            hearing.pump()
            return
        fields = frames.unpack_json(frame.body)
        if frame.kind is Kind.LOST:
            self._lost(worker, hearing, blamed=fields.get("answered") is True)
        elif frame.kind is Kind.FAILED:
            worker.guilty = {hearing.number}
        else:
            _said(hearing, frame.kind, fields)

    def _lost(self, worker: WorkerLink, hearing: Hearing, *, blamed: bool) -> None:
        """Have another recogniser hear a leg that this one lost; without another, at the next tick."""
        worker.avoid_until = time.monotonic() + _LOST_FOR_S
        worker.drop(hearing)
        hearing.feed.recogniser_died(Blame.UNKNOWN if blamed else Blame.NONE)
        other = relief.least_busy(self._workers, time.monotonic())
        if other is not None and other is not worker:
            self._assign(hearing)

    def _tell(self, state: EngineState) -> None:
        """Say how recognition stands if that is news."""
        workers = len(self._workers)
        problem = "" if workers else next(iter(self._complaints.values()), "no recogniser is connected")
        state = replace(state, up=workers > 0, workers=workers, problem=problem)
        if state != self.state:
            self.state = state
            self._on_state(state)


def _said(hearing: Hearing, kind: Kind, fields: dict[str, object]) -> None:
    """Take what was heard of a leg, or who hears it."""
    match kind:
        case Kind.OPENED:
            hearing.thread, hearing.tid = int(str(fields["thread"])), int(str(fields["tid"]))
        case Kind.UNHEARD:
            start, end = (int(str(fields[key])) * LINE_RATE_HZ // 1000 for key in ("start_ms", "end_ms"))
            hearing.feed.lost.append(Lost(start_sample=start, end_sample=end, why=str(fields["why"])))
        case Kind.FINAL:
            hearing.feed.final_at(int(str(fields["end_ms"])) * LINE_RATE_HZ // 1000)
            hearing.on_heard(kind, fields)
        case Kind.PARTIAL | Kind.REFUSED:
            hearing.on_heard(kind, fields)
        case _:
            raise FrameError(f"frame of a leg: expected what was heard, found {kind.name}")
