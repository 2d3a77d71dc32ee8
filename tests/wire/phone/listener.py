"""A phone with a queue of what it said, for tests that wait for the next event of a kind."""

import queue
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from callcenter.telephony.phone import Phone, PhoneAccount, PhoneEvent, PhoneLoop

RATE_HZ = 8000
E = TypeVar("E")


class Listener:
    """Owns one phone and its events."""

    def __init__(self, loop: PhoneLoop, account: PhoneAccount) -> None:
        self._events: queue.SimpleQueue[PhoneEvent] = queue.SimpleQueue()
        self.phone = Phone(loop, account, self._events.put)
        self.phone.start()

    def wait_for(self, kind: type[E], timeout_s: float = 10.0) -> E:
        """The next event of this kind; events of other kinds before it are passed over."""
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self._events.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(event, kind):
                return event
        raise AssertionError(f"no {kind.__name__} within {timeout_s} s")

    def seen(self) -> list[PhoneEvent]:
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return found


def until(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it never held"
        time.sleep(0.005)


def tone(hz: float, seconds: float) -> bytes:
    """PCM16LE at 8 kHz, -12 dBFS."""
    t = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return (8192 * np.sin(2 * np.pi * hz * t)).astype(np.int16).tobytes()


def strongest_hz(pcm: bytes) -> float:
    """The frequency that carries most power, 0 for silence."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    if len(samples) < RATE_HZ // 2:
        return 0.0
    power = np.abs(np.fft.rfft(samples - samples.mean()))
    return float(power.argmax() * RATE_HZ / len(samples)) if power.max() > 1e5 else 0.0
