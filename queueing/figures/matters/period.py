"""The stretch of time a figure is of."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`[since, until)` in Unix seconds; what is known is what happened before `until`."""

    since: float
    until: float

    def __post_init__(self) -> None:
        if not self.since < self.until:
            raise ValueError(f"period: expected an end after {self.since}, found {self.until}")

    def holds(self, at: float | None) -> bool:
        """Whether a moment lies in it."""
        return at is not None and self.since <= at < self.until

    def holds_any(self, moments: Iterable[float | None]) -> bool:
        """Whether one of these moments lies in it."""
        return any(self.holds(at) for at in moments)
