"""Time for the adapters: the running loop's, or a virtual clock for simulation and tests."""

import asyncio
import heapq
from collections.abc import Callable
from typing import Protocol

from callcenter.clock import now_s


class Timer(Protocol):
    """Something that will happen, unless cancelled."""

    def cancel(self) -> None:
        """Make it not happen; no error if it already has."""


class Timers(Protocol):
    """What time it is, and a call when more of it has passed."""

    def now(self) -> float:
        """Unix seconds, never running backwards."""

    def after(self, delay_s: float, what: Callable[[], None]) -> Timer:
        """Call `what` in `delay_s` seconds."""


class LoopTimers:
    """Real time on the running asyncio loop."""

    def now(self) -> float:
        """Unix seconds of the service's clock."""
        return now_s()

    def after(self, delay_s: float, what: Callable[[], None]) -> Timer:
        """Call `what` on the loop."""
        return asyncio.get_running_loop().call_later(max(0.0, delay_s), what)


class _VirtualTimer:
    """One entry of the virtual clock's heap."""

    __slots__ = ("at", "order", "what")

    def __init__(self, at: float, order: int, what: Callable[[], None]) -> None:
        self.at, self.order = at, order
        self.what: Callable[[], None] | None = what

    def cancel(self) -> None:
        self.what = None

    def __lt__(self, other: "_VirtualTimer") -> bool:
        return (self.at, self.order) < (other.at, other.order)


class VirtualTimers:
    """Owns a clock that moves only when told to; what is due happens in order of time, then of asking."""

    def __init__(self, start_s: float = 0.0) -> None:
        self._now_s = start_s
        self._order = 0
        self._heap: list[_VirtualTimer] = []

    def now(self) -> float:
        """Virtual Unix seconds."""
        return self._now_s

    def after(self, delay_s: float, what: Callable[[], None]) -> Timer:
        """Call `what` when the clock has moved on by `delay_s`."""
        self._order += 1
        timer = _VirtualTimer(self._now_s + max(0.0, delay_s), self._order, what)
        heapq.heappush(self._heap, timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Move on, doing everything that becomes due on the way."""
        end_s = self._now_s + seconds
        while self._heap and self._heap[0].at <= end_s:
            timer = heapq.heappop(self._heap)
            if timer.what is not None:
                self._now_s = timer.at
                timer.what()
        self._now_s = end_s
