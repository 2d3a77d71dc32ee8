"""When a message goes out: again after trouble, not at night, not too many to one number. Times are Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from queueing.days.office import Shift

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long to wait after the n-th failure in a row, and after how many to give up."""

    first_s: float = 1.0
    factor: float = 2.0
    most_s: float = 900.0
    tries: int = 12  # with the defaults about an hour and a half

    def __post_init__(self) -> None:
        if self.first_s <= 0 or self.factor < 1 or self.most_s < self.first_s or self.tries < 1:
            raise ValueError(f"expected waits above 0 that do not shrink and at least one try, found {self}")

    def wait_s(self, failures: int) -> float | None:
        """Return how long to wait after so many failures; None: give up, a person must look at it."""
        if failures >= self.tries:
            return None
        # The power is bounded before it is taken: 2.0 ** 5000 is no number.
        return self.most_s if failures > 64 else min(self.most_s, self.first_s * self.factor ** (failures - 1))


def next_open(at: datetime, open_hours: Shift) -> datetime:
    """Return `at` when it lies in the hours in which citizens may be disturbed, else when those begin next."""
    minute = at.hour * 60 + at.minute
    if open_hours.opens_min <= minute < open_hours.closes_min:
        return at
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    opens = midnight + timedelta(minutes=open_hours.opens_min)
    return opens if opens > at else opens + timedelta(days=1)


def when_allowed(now: float, sent: Sequence[float], most_a_day: int) -> float:
    """Return when one more may be sent to a number: now, or when the oldest of the last day's is a day old."""
    recent = sorted(at for at in sent if at > now - DAY_S)
    if most_a_day <= 0 or len(recent) < most_a_day:
        return now
    return recent[-most_a_day] + DAY_S
