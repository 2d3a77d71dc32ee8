"""How often somebody may guess a password: counted by name and address together, by address, and by name."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

WINDOW_S = 300.0
MOST_KEYS = 10_000  # names and addresses remembered; a flood of new ones pushes the oldest out


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Failures within WINDOW_S after which no more are taken.

    By name alone it is high: a stranger must not be able to lock an operator out cheaply. By address it is high: a
    whole centre may sit behind one proxy.
    """

    pair: int = 5
    address: int = 30
    name: int = 50


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Owns the times of failed tries. `hashing`: how many passwords are checked at once; each takes 19 MiB."""

    limits: Limits = field(default_factory=Limits)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    _failures: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def wait_s(self, name: str, address: str, now: float) -> float:
        """Return how long to wait before the next try; 0.0: go on."""
        return max(self._wait(key, limit, now) for key, limit in self._keys(name, address))

    def failed(self, name: str, address: str, now: float) -> None:
        """Count one failure."""
        for key, limit in self._keys(name, address):
            times = self._failures.pop(key, None) or deque(maxlen=limit)
            times.append(now)
            self._failures[key] = times
        while len(self._failures) > MOST_KEYS:
            self._failures.pop(next(iter(self._failures)))

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of this name from this address."""
        self._failures.pop((name, address), None)

    def _keys(self, name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
        return (
            ((name, address), self.limits.pair),
            (("", address), self.limits.address),
            ((name, ""), self.limits.name),
        )

    def _wait(self, key: tuple[str, str], limit: int, now: float) -> float:
        times = self._failures.get(key)
        if times is None or len(times) < limit:
            return 0.0
        return max(0.0, times[0] + WINDOW_S - now)
