"""One matter as figures see it: when what happened to a ticket, and how it was judged. No words of citizens."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class Grade(StrEnum):
    """What the citizen said when asked; the last two are shown apart, never as an answer."""

    VERY_SATISFIED = "非常满意"
    SATISFIED = "满意"
    FAIRLY = "基本满意"
    DISSATISFIED = "不满意"
    VERY_DISSATISFIED = "非常不满意"
    NO_COMMENT = "不予评价"
    NOT_REACHED = "未接通"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """One handling, from its dispatch (or the answer given at once) to what the citizen said of it."""

    begun_at: float | None = None
    sign_due_at: float | None = None
    signed_at: float | None = None
    close_due_at: float | None = None
    answered_at: float | None = None  # when what was due then was done
    resolved_at: float | None = None  # the reply that stands; one that was held again does not
    revisited_at: float | None = None  # the citizen graded it, or was reached, or the plan was through
    grade: Grade | None = None
    solved: bool | None = None  # what the reply says of the matter itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A registered ticket as it was known at one moment. Times are Unix seconds; None: it has not happened.

    What belongs to a handling is said of the present one; those that a reopening ended are in `earlier`, in order.
    """

    ticket_id: str
    number: str = ""
    kind: str = ""
    topic: str = ""
    area: str = ""
    place: str = ""
    unit: str = ""
    source: str = ""
    registered_at: float
    dispatched_at: float | None = None  # for the first time
    begun_at: float | None = None
    sign_due_at: float | None = None
    signed_at: float | None = None
    contacted_at: float | None = None
    close_due_at: float | None = None
    answered_at: float | None = None
    resolved_at: float | None = None
    closed_at: float | None = None
    revisited_at: float | None = None
    grade: Grade | None = None
    solved: bool | None = None
    earlier: tuple[Handling, ...] = ()
    direct: bool = False  # answered at first contact, never dispatched
    refused: bool = False  # 不予受理
    repeat: bool = False  # merged into an earlier one
    returned_at: tuple[float, ...] = ()
    extended_at: tuple[float, ...] = ()
    urged_at: tuple[float, ...] = ()
    reopened_at: tuple[float, ...] = ()
    supervised_at: tuple[float, ...] = ()

    @property
    def handling_s(self) -> float | None:
        """From the begin of the present handling (or registration, when answered at once) to the reply."""
        begun = next((at for at in (self.begun_at, self.dispatched_at) if at is not None), self.registered_at)
        return None if self.resolved_at is None else max(0.0, self.resolved_at - begun)

    @property
    def done_at(self) -> float | None:
        """When the present handling gave what was due of it; None: it did not."""
        return self.resolved_at if self.answered_at is None else self.answered_at

    @property
    def supervised(self) -> bool:
        """Whether it is under supervision (督办)."""
        return bool(self.supervised_at)

    @property
    def urged(self) -> int:
        """How often a reminder was sent."""
        return len(self.urged_at)

    def handlings(self) -> "tuple[Matter, ...]":
        """Itself once for each handling, in order: the matter as that handling had it."""
        return (*(replace(self, **_told(one)) for one in self.earlier), self) if self.earlier else (self,)

    def last_said(self) -> "Matter":
        """The matter as the last handling had it that a citizen was asked about; itself when none was."""
        return next((one for one in reversed(self.handlings()) if one.revisited_at is not None), self)

    def first_said(self) -> "Matter":
        """The matter as its first handling had it."""
        return self.handlings()[0]


def _told(one: Handling) -> dict[str, Any]:
    return {name: getattr(one, name) for name in HANDLING}


HANDLING = tuple(one.name for one in fields(Handling))
