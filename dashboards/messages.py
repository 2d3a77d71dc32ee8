"""What goes to the broker and what the board is told beside facts: messages, the ear's word, notices, presence."""

from dataclasses import dataclass
from datetime import tzinfo

from dashboards.timestamps import rfc3339
from dashboards.topics import Payload, Severity, State, Topic


@dataclass(frozen=True, slots=True)
class Message:
    """One payload for one topic; None clears a retained topic."""

    topic: Topic
    ident: str
    payload: Payload | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsrNow:
    """What the ear last said of recognition."""

    engine: str
    model: str
    demo: bool
    up: bool
    legs: int
    lag_ms: float | None
    dropped_ms: float
    lag_sum_ms: float = 0.0
    legs_late: int = 0
    legs_waiting: int = 0
    spooled_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An alert raised by the service itself, not by a figure: a full disk, for example. No personal data."""

    ident: str
    severity: Severity
    code: str
    text_zh: str
    text_en: str = ""


class Presence:
    """Makes the `state` payload: that the publisher lives, or (as the last will) that it does not."""

    def __init__(self, zone: tzinfo, version: str, instance: str, *, demo_model: bool = False) -> None:
        self._zone, self._version, self._instance = zone, version, instance
        self._seq = -1
        self.demo_model = demo_model

    def state(self, now: float, *, online: bool) -> State:
        """The payload, its number one higher than the last."""
        self._seq += 1
        return State(
            ts=rfc3339(now, self._zone),
            seq=self._seq,
            online=online,
            version=self._version,
            instance=self._instance,
            demo_model=self.demo_model,
        )
