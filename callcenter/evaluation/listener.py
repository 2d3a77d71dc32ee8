"""Hears clips in a process of its own, so that a model that aborts costs one clip and not the evaluation."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from asr import mandarin
from asr.gate import Edge, VoiceGate
from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, Final, Heard, PcmChunk, RecognizerError, Word
from asr.vosk_engine import VoskEngine, VoskSession
from callcenter.evaluation.conditions import Line

_BLOCK_S = 0.1  # as the ear feeds
_LONGEST_S = 300.0  # an answer that takes longer never comes


class ListenerError(Exception):
    """The recogniser could not be used at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What was heard of one clip through one line. Times are milliseconds of the clip, processing time included."""

    text: str
    words: tuple[Word, ...]
    first_partial_ms: float | None
    final_ms: float | None  # when the last final came
    cpu_s: float
    seconds: float  # of sound fed
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the recogniser's process needed."""

    model_mb: float  # resident after loading
    most_mb: float  # resident at most


class Listener:
    """Owns the recogniser's process; `hear` starts it anew when it has died."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._process: multiprocessing.process.BaseProcess | None = None
        self._link: Connection | None = None
        self.cost = Cost(model_mb=0.0, most_mb=0.0)

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _fault: object, _trace: TracebackType | None) -> None:
        self._stop()

    def hear(self, line: Line) -> Take:
        """Recognise one clip; a recogniser that dies or hangs gives a Take that says so."""
        link = self._link or self._start()
        try:
            link.send(line)
            if link.poll(_LONGEST_S):
                take, self.cost = link.recv()
                return _checked(take)
            problem = f"no answer in {_LONGEST_S:.0f} s"
        except (EOFError, ConnectionError):
            problem = self._end_of_process()
        self._stop()
        seconds = len(line.pcm) / SAMPLE_BYTES / line.rate_hz
        return Take(
            text="", words=(), first_partial_ms=None, final_ms=None, cpu_s=0.0, seconds=seconds, problem=problem
        )

    def _start(self) -> Connection:
        spawn = multiprocessing.get_context("spawn")  # Kaldi's threads and a fork do not go together
        ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=serve, args=(theirs, self._model), name="evaluated recogniser")
        self._process.start()
        theirs.close()
        self._link = ours
        try:
            told = ours.recv() if ours.poll(_LONGEST_S) else "no answer"
        except (EOFError, ConnectionError):
            told = self._end_of_process()
        if not isinstance(told, Cost):
            self._stop()
            raise ListenerError(f"model {self._model}: expected one that loads and recognises, found: {told}")
        self.cost = told
        return ours

    def _end_of_process(self) -> str:
        if self._process is None:
            return "no process"
        self._process.join(5.0)
        return f"the recogniser's process ended with code {self._process.exitcode}"

    def _stop(self) -> None:
        if self._link is not None:
            self._link.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._link = self._process = None


def _checked(take: object) -> Take:
    if not isinstance(take, Take):
        raise ListenerError(f"recogniser: expected what it heard, found {take!r}")
    return take


def serve(link: Connection, model: Path) -> None:
    """Load the model and answer each line with what was heard. Runs in the process of its own."""
    try:
        engine = VoskEngine(model)
        engine.open()
    except RecognizerError as fault:
        link.send(str(fault))
        return
    model_mb = _most_mb()
    link.send(Cost(model_mb=model_mb, most_mb=model_mb))
    while True:
        try:
            line: Line = link.recv()
        except EOFError:
            return
        link.send((listen(engine, line), Cost(model_mb=model_mb, most_mb=_most_mb())))


def _most_mb() -> float:
    """Resident memory at most; not ru_maxrss, which begins with that of the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1024


def listen(engine: VoskEngine, line: Line) -> Take:
    """Hear one clip as the ear would: in blocks of 100 ms, through the voice gate when it comes from a line."""
    began_s = time.thread_time()
    ears = _Ears(engine, line)
    block = int(_BLOCK_S * line.rate_hz) * SAMPLE_BYTES
    for start in range(0, len(line.pcm), block):
        ears.take(start // SAMPLE_BYTES, line.pcm[start : start + block])
    ears.end()
    finals = [one for one in ears.heard if isinstance(one, Final)]
    words = tuple(word for final in finals for word in final.words)
    return Take(
        text="".join(mandarin.join(word.text for word in final.words) for final in finals),
        words=words,
        first_partial_ms=ears.first_partial_ms,
        final_ms=ears.final_ms,
        cpu_s=time.thread_time() - began_s,
        seconds=len(line.pcm) / SAMPLE_BYTES / line.rate_hz,
    )


class _Ears:
    """Owns one clip's session, gate and clock."""

    def __init__(self, engine: VoskEngine, line: Line) -> None:
        self._session: VoskSession = engine.open((), line.rate_hz)
        self._gate = VoiceGate() if line.rate_hz == LINE_RATE_HZ else None  # it knows the line's rate only
        self._rate_hz = line.rate_hz
        self._fed_s = 0.0
        self.heard: list[Heard] = []
        self.first_partial_ms: float | None = None
        self.final_ms: float | None = None

    def take(self, start: int, pcm: bytes) -> None:
        """Feed the next block."""
        self._fed_s = (start + len(pcm) // SAMPLE_BYTES) / self._rate_hz
        if self._gate is None:
            self._push(PcmChunk(start_sample=start * LINE_RATE_HZ // self._rate_hz, pcm=pcm))
            return
        for item in self._gate.push(start, pcm):
            self._flush() if isinstance(item, Edge) else self._push(item)

    def end(self) -> None:
        """Ask for the last words."""
        if self._gate is None or self._gate.close():
            self._flush()

    def _push(self, chunk: PcmChunk) -> None:
        self._timed(lambda: self._session.push(chunk))

    def _flush(self) -> None:
        self._timed(self._session.flush)

    def _timed(self, work: Callable[[], Sequence[Heard]]) -> None:
        began_s = time.perf_counter()
        found = work()
        now_ms = (self._fed_s + time.perf_counter() - began_s) * 1000
        for one in found:
            self.heard.append(one)
            if isinstance(one, Final):
                self.final_ms = now_ms
            if self.first_partial_ms is None:
                self.first_partial_ms = now_ms
