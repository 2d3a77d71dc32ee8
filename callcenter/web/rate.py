"""How often something may be asked: so many within a window, by key, with a bound on the keys remembered."""

from collections import deque
from dataclasses import dataclass, field

MOST_KEYS = 50_000  # a flood of new keys pushes the oldest out


@dataclass(slots=True, kw_only=True)
class RateLimit:
    """Owns the times of what was asked lately. `most` within `window_s`."""

    most: int
    window_s: float = 60.0
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def wait_s(self, key: str, now: float, most: int | None = None) -> float:
        """Count one more and return 0.0, or return how long to wait; what is refused is not counted."""
        allowed = self.most if most is None else most
        times = self._times.pop(key, None) or deque()
        while times and times[0] <= now - self.window_s:
            times.popleft()
        wait = times[0] + self.window_s - now if len(times) >= allowed else 0.0
        if not wait:
            times.append(now)
        self._times[key] = times
        while len(self._times) > MOST_KEYS:
            self._times.pop(next(iter(self._times)))
        return wait

    def spent_s(self, key: str, now: float) -> float:
        """How long until one more would be let in, 0.0: it would be now. Counts nothing."""
        times = [at for at in self._times.get(key, ()) if at > now - self.window_s]
        return times[0] + self.window_s - now if len(times) >= self.most else 0.0
