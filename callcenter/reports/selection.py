"""What an editor chose for one report: cases left out with a reason, taken in by hand, and their order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    LEAVE_OUT = "leave_out"
    TAKE_IN = "take_in"  # one that was left out, or one no rule names
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing an editor did; kept for ever."""

    act: Act
    ticket_id: str = ""
    reason: str = ""  # of leaving out
    order: tuple[str, ...] = ()
    by: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How it stands after all edits."""

    include: tuple[str, ...] = ()
    left_out: tuple[Edit, ...] = ()  # the edit that says why
    order: tuple[str, ...] = ()

    @property
    def exclude(self) -> tuple[str, ...]:
        """The tickets left out."""
        return tuple(one.ticket_id for one in self.left_out)


def selection_of(edits: Iterable[Edit]) -> Selection:
    """Fold the edits of one report in the order they were made; of each ticket the last one counts."""
    include: dict[str, None] = {}
    left_out: dict[str, Edit] = {}
    order: tuple[str, ...] = ()
    for one in edits:
        match one.act:
            case Act.LEAVE_OUT:
                include.pop(one.ticket_id, None)
                left_out[one.ticket_id] = one
            case Act.TAKE_IN:
                left_out.pop(one.ticket_id, None)
                include[one.ticket_id] = None
            case Act.ORDER:
                order = one.order
    return Selection(include=tuple(include), left_out=tuple(left_out.values()), order=order)
