"""What was known of a matter at which time: an issued figure stays as it was issued, whatever happens later."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from queueing.figures.matters.matter import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The matter after each change, with the moment of the change; the moments run forward. Empty: never registered."""

    ticket_id: str
    steps: tuple[tuple[float, Matter], ...] = ()

    def at(self, until: float) -> Matter | None:
        """The matter as it was known just before `until`; None when it was not registered by then."""
        place = known_at([at for at, _ in self.steps], until)
        return None if place is None else self.steps[place][1]


def known_at(moments: Sequence[float], until: float) -> int | None:
    """Which of these rising moments was the last one before `until`."""
    place = bisect_left(moments, until)
    return place - 1 if place else None
