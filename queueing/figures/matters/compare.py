"""同比 and 环比: a figure beside the one of an earlier period."""

from dataclasses import dataclass
from enum import StrEnum

from queueing.figures.matters.kpi import Figure, Measure

_LEVEL = 1e-9


class Direction(StrEnum):
    """Which way a figure went; for the better or worse is another question (`Kpi.more_is_better`)."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    UNKNOWN = "unknown"  # one side has nothing to divide by


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The step from `before` to `after`: percentage points of a rate, else a share of the earlier value."""

    before: Figure
    after: Figure
    direction: Direction
    points: float | None = None
    share: float | None = None  # None: from nothing

    @property
    def better(self) -> bool | None:
        """Whether that is good; None when level or unknown."""
        if self.direction not in (Direction.UP, Direction.DOWN):
            return None
        return (self.direction is Direction.UP) == self.after.kpi.more_is_better


def change(before: Figure, after: Figure) -> Change:
    """Compare two figures of one definition.

    Raises:
        ValueError: they are of different definitions.

    """
    if before.kpi != after.kpi:
        raise ValueError(f"change: expected two figures of {after.kpi.id}, found {before.kpi.id}")
    if before.value is None or after.value is None:
        return Change(before=before, after=after, direction=Direction.UNKNOWN)
    step = after.value - before.value
    direction = Direction.LEVEL if abs(step) < _LEVEL else Direction.UP if step > 0 else Direction.DOWN
    if after.kpi.measure is Measure.RATE:
        return Change(before=before, after=after, direction=direction, points=step * 100.0)
    share = step / before.value if before.value else (0.0 if direction is Direction.LEVEL else None)
    return Change(before=before, after=after, direction=direction, share=share)
