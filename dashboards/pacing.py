"""When a retained topic is sent again: soon after a change but not too often, and now and then when nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dashboards.topics import Topic

Body = dict[str, object]  # a payload's fields without v, ts and seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often one topic goes out, seconds."""

    gap_s: float  # least time between two payloads
    beat_s: float  # longest time between two payloads
    counting_s: float  # the same while a figure counts up


@dataclass(slots=True)
class Slot:
    """One retained topic: how to make its body, what was sent last and when."""

    topic: Topic
    ident: str
    pace: Pace
    make: Callable[[float], Body | None]  # None: there is nothing (any more), the topic is cleared
    counts: Callable[[], bool]  # whether a figure counts up by itself
    changed: bool = True
    sent_at: float = float("-inf")
    body: Body | None = None
    seq: int = field(default=-1)

    def due_at(self) -> float:
        """When to look at this topic again."""
        beat = self.pace.counting_s if self.counts() else self.pace.beat_s
        return self.sent_at + (min(self.pace.gap_s, beat) if self.changed else beat)

    def take(self, now: float) -> bool:
        """Make the body when due; whether it is to be sent."""
        if now < self.due_at():
            return False
        body, overdue = self.make(now), now >= self.sent_at + self._beat_s()
        self.changed = False
        if body == self.body and not overdue:
            return False
        if body is None and self.body is None:
            self.sent_at = now
            return False
        self.body, self.sent_at = body, now
        self.seq += 1
        return True

    def _beat_s(self) -> float:
        return self.pace.counting_s if self.counts() else self.pace.beat_s
