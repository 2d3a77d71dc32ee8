"""What a queue does with callers it cannot serve at once: as data, with the proof that no chain is a circle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

from queueing.days.office import Office


class Way(StrEnum):
    """Where a caller is led."""

    WAIT = "wait"  # stays in line
    REFUSE = "refuse"  # not answered at all: busy
    TELL = "tell"  # answered, told why, and the call ends
    CALLBACK = "callback"  # offered to be called back
    VOICEMAIL = "voicemail"  # asked for a message, which becomes a ticket
    QUEUE = "queue"  # another queue, with the place that the arrival gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One way; `queue` only with Way.QUEUE."""

    way: Way
    queue: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `voicemail`, or `queue:NAME`.

        Raises:
            ValueError: it is no way.
        """
        name, sep, queue = text.partition(":")
        if name not in Way.__members__.values() or bool(sep) != (name == Way.QUEUE) or bool(queue) != bool(sep):
            ways = ", ".join(one for one in Way if one is not Way.QUEUE)
            raise ValueError(f"expected one of {ways}, or queue:NAME, found {text!r}")
        return cls(way=Way(name), queue=queue)

    def __str__(self) -> str:
        return f"{self.way}:{self.queue}" if self.queue else str(self.way)


class CallbackWhen(StrEnum):
    """When waiting callers are offered to be called back."""

    NEVER = "never"
    SURGE = "surge"
    ALWAYS = "always"  # with each announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """After so long in this queue's line, the caller is led elsewhere."""

    after_s: float
    move: Move


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """One queue's rules for callers who cannot be served at once; a bare one lets everybody wait."""

    office: Office | None = None  # None: always open
    when_closed: Move = Move(way=Way.TELL)
    max_waiting: int = 0  # 0: no limit
    when_full: Move = Move(way=Way.REFUSE)
    no_operator: Move = Move(way=Way.WAIT)
    overflow: tuple[Step, ...] = ()  # in order of time
    max_wait_s: float = 0.0  # counted from the arrival, whatever queues came before; 0: no limit
    when_waited_out: Move = Move(way=Way.VOICEMAIL)
    announce_after_s: float = 0.0  # 0: no announcements
    announce_every_s: float = 0.0  # 0: once
    announce_position: bool = True
    announce_wait: bool = True
    callback: CallbackWhen = CallbackWhen.NEVER
    surge_waiting: int = 0  # so many waiting begin a surge; 0: never by itself
    surge_over: int = 0  # and so few end it
    surge_wait_s: float = 0.0  # a predicted wait that begins one; 0: not looked at

    def open_at(self, now: float) -> bool:
        """Whether the opening hours hold at `now`, Unix seconds."""
        if self.office is None:
            return True
        moment = datetime.fromtimestamp(now, UTC)
        windows = self.office.windows(self.office.local(moment).date())
        return any(one.opens <= moment < one.closes for one in windows)

    def moves(self) -> Iterator[tuple[str, Move]]:
        """Every way out of this queue, with the key that names it."""
        yield "when_closed", self.when_closed
        yield "when_full", self.when_full
        yield "no_operator", self.no_operator
        yield "when_waited_out", self.when_waited_out
        for step in self.overflow:
            yield "overflow", step.move


@dataclass(frozen=True, slots=True, kw_only=True)
class BadWay:
    """A way that leads nowhere or back: of which queue, under which key, and why."""

    queue: str
    key: str
    reason: str


def bad_way(policies: Mapping[str, QueuePolicy]) -> BadWay | None:
    """Find a way to a queue that is not there, or that leads back to where it began, directly or in a circle."""
    for name, policy in policies.items():
        for key, move in policy.moves():
            if move.way is not Way.QUEUE:
                continue
            if move.queue not in policies:
                return BadWay(queue=name, key=key, reason=f"expected a queue to overflow to, found {move.queue!r}")
            if round_trip := _path(policies, move.queue, name, (name,)):
                path = " -> ".join(round_trip)
                return BadWay(queue=name, key=key, reason=f"expected a chain that ends, found the circle {path}")
    return None


def _path(policies: Mapping[str, QueuePolicy], here: str, goal: str, before: tuple[str, ...]) -> tuple[str, ...] | None:
    """The way from `here` to `goal`, None when there is none."""
    walked = (*before, here)
    if here == goal:
        return walked
    if here in before or here not in policies:
        return None
    for _, move in policies[here].moves():
        if move.way is Way.QUEUE and (found := _path(policies, move.queue, goal, walked)):
            return found
    return None
