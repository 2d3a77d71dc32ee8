"""Queues closing and opening, overrun, and left without operators."""

from dataclasses import dataclass

from queueing.facts.terms import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueClosed:
    """Somebody closed a queue by hand; its hours do so without a fact."""

    at: float
    queue: str
    by: Party
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOpened:
    """The closing by hand was taken back."""

    at: float
    queue: str
    by: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeStarted:
    """More callers than the queue can serve soon: they are told, and offered to be called back."""

    at: float
    queue: str
    by: Party
    reason: str  # by_hand, waiting or predicted_wait
    value: float = 0.0  # callers waiting, or seconds predicted


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeEnded:
    """The surge is over."""

    at: float
    queue: str
    by: Party
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueUnstaffed:
    """Somebody calls and nobody is signed in for the queue."""

    at: float
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStaffed:
    """Somebody is signed in for the queue again."""

    at: float
    queue: str


QueueFact = QueueClosed | QueueOpened | SurgeStarted | SurgeEnded | QueueUnstaffed | QueueStaffed
