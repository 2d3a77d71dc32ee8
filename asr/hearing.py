"""One leg's place in the farm: its feed, the recogniser that hears it, how far behind it is."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from asr import frames
from asr.feed import Feed, Flush
from asr.frames import Kind
from asr.recognizer import LINE_RATE_HZ, PcmChunk

if TYPE_CHECKING:
    from asr.worker_link import WorkerLink

OnHeard = Callable[[Kind, dict[str, Any]], None]


class Hearing:
    """One leg's place in the farm. Give it sound; it calls `on_heard(kind, fields)`."""

    def __init__(self, number: int, priority: int, on_heard: OnHeard, phrases: Sequence[str] = ()) -> None:
        self.number = number
        self.priority = priority
        self.phrases = tuple(phrases)
        self.feed = Feed()
        self.on_heard = on_heard
        self.worker: WorkerLink | None = None
        self.thread = 0  # of the worker: as crash reports name it; 0 while unknown
        self.tid = 0  # the same, as the kernel names it
        self.partials = True
        self.live = True  # False: from a recording, as fast as there is room
        self.waits = False  # more important legs are behind: nothing of this one is sent
        self.answered_at = 0.0  # monotonic: its last answer, or when it was first owed one
        self.done_at = 0.0  # monotonic: its last answer
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
            ready = []
            while not self.waits and (item := self.feed.next_to_send()) is not None:
                ready.append(_frame(self.number, item))
            if ready:
                self.worker.send(b"".join(ready))
        self.idle.clear()
        if self.feed.idle:
            self.idle.set()

    def set_partials(self, *, wanted: bool) -> None:
        """Ask for words that may change, or do without them."""
        self.partials = wanted
        if self.worker is not None:
            self.worker.send(frames.pack(Kind.PARTIALS, self.number, b"\1" if wanted else b"\0"))

    @property
    def lag_ms(self) -> int:
        """Give how much sound waits, in whole tenths of a second."""
        waiting_from = self.feed.waiting_from
        return 0 if waiting_from is None else (self.heard_to - waiting_from) * 10 // LINE_RATE_HZ * 100


def _frame(number: int, item: PcmChunk | Flush) -> bytes:
    if isinstance(item, Flush):
        return frames.pack(Kind.FLUSH, number)
    return frames.pack_audio(number, item)
