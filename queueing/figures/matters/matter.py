"""One matter as figures see it: when what happened to a ticket, and how it was judged. No words of citizens."""

from dataclasses import dataclass
from enum import StrEnum


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
class Matter:
    """A registered ticket. Times are Unix seconds; None: it has not happened (or there is no such clock)."""

    ticket_id: str
    number: str = ""
    kind: str = ""
    topic: str = ""
    area: str = ""
    place: str = ""
    unit: str = ""
    source: str = ""
    registered_at: float
    dispatched_at: float | None = None
    sign_due_at: float | None = None
    signed_at: float | None = None
    contacted_at: float | None = None
    close_due_at: float | None = None
    resolved_at: float | None = None
    closed_at: float | None = None
    revisited_at: float | None = None  # the first time the citizen was reached, or the plan was through
    first_grade: Grade | None = None  # on the first handling
    grade: Grade | None = None  # the last
    direct: bool = False  # answered at first contact, never dispatched
    solved: bool | None = None  # what the reply says of the matter itself
    refused: bool = False  # 不予受理
    returns: int = 0
    extended: bool = False
    urged: int = 0
    reopened: int = 0
    supervised: bool = False
    repeat: bool = False  # merged into an earlier one

    @property
    def handling_s(self) -> float | None:
        """From dispatch (or registration, when answered at once) to the reply."""
        begun = self.dispatched_at if self.dispatched_at is not None else self.registered_at
        return None if self.resolved_at is None else max(0.0, self.resolved_at - begun)
