"""sippy's event loop as the rest of telephony sees it: timers, calls from other threads, run and stop.

sippy's loop owns the main thread. It normally sleeps in a metronome that a signal interrupts; a signal that comes
just before the sleep begins is noticed only at the next tick (measured: one order in twenty waited a whole tick).
Here it sleeps in `select` on a pipe instead: nothing is missed, and an idle loop wakes only for its next timer.
"""

import contextlib
import os
import select
import signal
from collections import deque
from collections.abc import Callable
from typing import Protocol

from sippy.Core.EventDispatcher import ED2
from sippy.Time.MonoTime import MonoTime
from sippy.Time.Timeout import Timeout

LONGEST_SLEEP_S = 1.0
PIPE_BYTES = 65536
ROUNDING_S = 0.0005  # woken a little too early, the loop would spin until the timer is due


class Timer(Protocol):
    """A timer that may still be stopped."""

    def cancel(self) -> None:
        """Stop it; stopping it twice is no error."""


class _Once:
    """One pending call; sippy's own timer must not be cancelled after it ran."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action
        self._timer = Timeout(self._run, seconds, 1)

    def _run(self) -> None:
        action, self._action = self._action, None
        if action is not None:
            action()

    def cancel(self) -> None:
        if self._action is not None:
            self._action = None
            self._timer.cancel()


class _Sleeper:
    """Takes the place of sippy's metronome: sleeps until the next timer, a call from another thread, or a signal."""

    def __init__(self) -> None:
        self._calls: deque[tuple[Callable[..., None], tuple[object, ...]]] = deque()
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def call_from_thread(self, handler: Callable[..., None], *arguments: object) -> None:
        """Have the loop's thread call `handler`; the name is sippy's."""
        self._calls.append((handler, arguments))
        with contextlib.suppress(BlockingIOError):  # the pipe is full: the loop is awake
            os.write(self._write, b"\0")

    def procrastinate(self) -> None:
        """Sleep, then do what other threads asked for; the name is sippy's."""
        ready, _, _ = select.select([self._read], [], [], 0.0 if self._calls else _until_next_timer_s())
        if ready:
            os.read(self._read, PIPE_BYTES)
        for _ in range(len(self._calls)):  # what is asked meanwhile waits, so that timers are not starved
            handler, arguments = self._calls.popleft()
            handler(*arguments)


def _until_next_timer_s() -> float:
    timers = ED2.tlisteners
    if not timers:
        return LONGEST_SLEEP_S
    # sippy's MonoTime is CLOCK_MONOTONIC_RAW, which drifts away from time.monotonic.
    left_s = float(timers[0].etime.monot - MonoTime().monot)
    return min(LONGEST_SLEEP_S, max(0.0, left_s + ROUNDING_S))


def after(seconds: float, action: Callable[[], None]) -> Timer:
    """Call `action` once on the loop's thread; only from that thread."""
    return _Once(seconds, action)


def call_soon(action: Callable[..., None], *arguments: object) -> None:
    """Call `action` on the loop's thread; from any thread."""
    ED2.callFromThread(action, *arguments)


def prepare() -> None:
    """Make the loop usable; once, on the main thread, before anything else here."""
    ED2.elp = _Sleeper()


def run() -> None:
    """Run until `stop`."""
    ED2.loop()


def stop() -> None:
    """Make `run` return."""
    ED2.breakLoop()


def on_signal(number: int, action: Callable[[], None]) -> None:
    """Call `action` on the loop's thread when the process gets this Unix signal."""
    ED2.regSignal(number, action)
