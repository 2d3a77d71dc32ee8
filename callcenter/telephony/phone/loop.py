"""One thread that drives every simulated phone of a process: sockets, timers, and the beat of the sound."""

import heapq
import itertools
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Self, TypeVar

BEAT_S = 0.02  # one RTP packet of 160 samples at 8 kHz
MAX_CATCH_UP_BEATS = 50  # after a stall of the machine of up to 1 s no sound is skipped

log = logging.getLogger(__name__)
T = TypeVar("T")


class PhoneLoopError(RuntimeError):
    """The loop is not running, or did not answer in time."""


class Alarm:
    """A function to be called once at a time of the monotonic clock, unless cancelled."""

    __slots__ = ("_do", "at_s")

    def __init__(self, at_s: float, do: Callable[[], None]) -> None:
        self.at_s = at_s
        self._do: Callable[[], None] | None = do

    def cancel(self) -> None:
        self._do = None

    def fire(self) -> None:
        do, self._do = self._do, None
        if do is not None:
            do()


class PhoneLoop:
    """Owns the thread, the selector, the alarms and the beat; phones own their sockets and lend them here.

    `post`, `run`, `start` and `stop` may be called from any thread, everything else only on the loop's own.
    """

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        for end in (self._wake_in, self._wake_out):
            end.setblocking(False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, self._woken)
        self._posted: deque[Callable[[], None]] = deque()
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._order = itertools.count()
        self._beats: dict[Callable[[int], None], None] = {}
        self._next_beat_s = 0.0
        self._stopping = False
        self._thread: threading.Thread | None = None
        self.skipped_beats = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="phones", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close what the loop opened; phones should have been stopped before."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        self._wake()
        thread.join()
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()

    def post(self, do: Callable[[], None]) -> None:
        """Have `do` called on the loop's thread soon; returns at once."""
        self._posted.append(do)
        self._wake()

    def run(self, do: Callable[[], T], timeout_s: float = 10.0) -> T:
        """Call `do` on the loop's thread and return what it returns; its exception is raised here.

        Raises:
            PhoneLoopError: the loop is not running or did not get to it within `timeout_s`.
        """
        if self._thread is None:
            raise PhoneLoopError("expected a running phone loop, found one that is stopped")
        if threading.current_thread() is self._thread:
            return do()
        done: Future[T] = Future()
        self.post(lambda: _fulfil(done, do))
        try:
            return done.result(timeout_s)
        except TimeoutError:
            raise PhoneLoopError(f"expected the phone loop to answer in {timeout_s} s, found it busy") from None

    def later(self, delay_s: float, do: Callable[[], None]) -> Alarm:
        alarm = Alarm(time.monotonic() + delay_s, do)
        heapq.heappush(self._alarms, (alarm.at_s, next(self._order), alarm))
        return alarm

    def watch(self, sock: socket.socket, readable: Callable[[], None]) -> None:
        self._selector.register(sock, selectors.EVENT_READ, readable)

    def unwatch(self, sock: socket.socket) -> None:
        self._selector.unregister(sock)

    def add_beat(self, beat: Callable[[int], None]) -> None:
        """Call `beat(n)` every 20 ms, n being 1, or more when that many beats were skipped after a long stall."""
        if not self._beats:
            self._next_beat_s = time.monotonic() + BEAT_S
        self._beats[beat] = None

    def remove_beat(self, beat: Callable[[int], None]) -> None:
        self._beats.pop(beat, None)

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"\0")
        except BlockingIOError:
            pass  # already full of wake-ups
        except OSError:
            log.debug("the phone loop is closed")

    def _woken(self) -> None:
        self._wake_in.recv(4096)

    def _work(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(self._patience_s()):
                self._guard(key.data)
            while self._posted:
                self._guard(self._posted.popleft())
            self._fire_alarms()
            self._keep_beat()

    def _patience_s(self) -> float | None:
        due = [self._alarms[0][0]] if self._alarms else []
        if self._beats:
            due.append(self._next_beat_s)
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _fire_alarms(self) -> None:
        now = time.monotonic()
        while self._alarms and self._alarms[0][0] <= now:
            self._guard(heapq.heappop(self._alarms)[2].fire)

    def _keep_beat(self) -> None:
        """Beat on an absolute schedule: a late wake-up makes one packet late, never all that follow."""
        if not self._beats:
            return
        behind = int((time.monotonic() - self._next_beat_s) / BEAT_S)
        if behind > MAX_CATCH_UP_BEATS:
            self.skipped_beats += behind
            self._next_beat_s += behind * BEAT_S
            self._beat_all(behind)
        while self._beats and time.monotonic() >= self._next_beat_s:
            self._next_beat_s += BEAT_S
            self._beat_all(1)

    def _beat_all(self, beats: int) -> None:
        for beat in tuple(self._beats):
            self._guard(lambda beat=beat: beat(beats))  # type: ignore[misc]

    def _guard(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception:  # edge of the thread: one broken phone must not silence the others
            log.exception("a phone failed in its loop", extra={"task": getattr(do, "__qualname__", "?")})


def _fulfil(done: "Future[T]", do: Callable[[], T]) -> None:
    try:
        done.set_result(do())
    except Exception as fault:  # noqa: BLE001 - handed to the thread that asked
        done.set_exception(fault)
