"""sippy's event loop as the rest of telephony sees it: timers, calls from other threads, run and stop.

sippy's loop owns the main thread. It sleeps in C and is woken by a signal when another thread calls in, so the tick
below is only how late a timer may be, not how late a packet is handled.
"""

from collections.abc import Callable
from typing import Protocol

from sippy.Core.EventDispatcher import ED2
from sippy.Time.Timeout import Timeout

# sippy's own 100 Hz costs 0.9 % of a core when idle, 20 Hz 0.3 % (measured: docs/decisions/0002-telephony.md).
# SIP's shortest timer is 500 ms; 50 ms late is nothing.
TICK_HZ = 20.0


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


def after(seconds: float, action: Callable[[], None]) -> Timer:
    """Call `action` once on the loop's thread; only from that thread."""
    return _Once(seconds, action)


def call_soon(action: Callable[..., None], *arguments: object) -> None:
    """Call `action` on the loop's thread; from any thread."""
    ED2.callFromThread(action, *arguments)


def run() -> None:
    """Run until `stop`."""
    ED2.loop(freq=TICK_HZ)


def stop() -> None:
    """Make `run` return."""
    ED2.breakLoop()


def on_signal(number: int, action: Callable[[], None]) -> None:
    """Call `action` on the loop's thread when the process gets this Unix signal."""
    ED2.regSignal(number, action)
