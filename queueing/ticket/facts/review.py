"""Facts of what follows a reply: gates, second hold, revisit, register, end.

`at`: Unix seconds; `by`: who did it, the name of a user, the number of an operator, or BY_RULE. Times of facts never
run backwards within a ticket. `text`, `why` and `note` may hold a citizen's words: personal data.
"""

from dataclasses import dataclass
from enum import StrEnum

from queueing.city.switches import RevisitWay


class Closing(StrEnum):
    """How a ticket ended."""

    DIRECT = "direct"  # 直接答复
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"  # 以“不满意”评价结案
    NOT_REACHED = "not_reached"  # the whole revisit plan, nobody there
    NO_COMMENT = "no_comment"  # reached, no answer to the question
    NO_REVISIT = "no_revisit"  # the city asks for none
    STRUCK_OFF = "struck_off"  # 销号


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened:
    """The reply went to its gates, in this order."""

    at: float
    ticket_id: str
    by: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePassed:
    """One gate approved."""

    at: float
    ticket_id: str
    by: str
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgain:
    """二次留单: handling or reply were not in order."""

    at: float
    ticket_id: str
    by: str
    gate: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitOpened:
    """回访 begins, in these ways one after the other."""

    at: float
    ticket_id: str
    by: str
    ways: tuple[RevisitWay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitFellDue:
    """The next try of the plan is to be made now."""

    at: float
    ticket_id: str
    by: str
    attempt: int  # from 1
    way: RevisitWay


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitTried:
    """One try. `grade` '' when not reached or without comment."""

    at: float
    ticket_id: str
    by: str
    way: RevisitWay
    reached: bool
    grade: str = ""
    satisfied: bool = False
    note: str = ""
    session_id: str = ""  # of a leader's session
    unanswered: bool = False  # by rule: a message nobody answered; the next try counts from that message
    beside: bool = False  # out of the plan's order, or before its time: the plan goes on as if it had not been


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened:
    """重新办理: because of dissatisfaction or a leader's instruction."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnRegister:
    """不满意事项: ended as 不满意 and kept on the register until struck off."""

    at: float
    ticket_id: str
    by: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckOff:
    """销号: the citizen is content now, or nothing more can be done."""

    at: float
    ticket_id: str
    by: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed:
    """结案."""

    at: float
    ticket_id: str
    by: str
    closing: Closing


ReviewFact = (
    ReviewOpened
    | GatePassed
    | HeldAgain
    | RevisitOpened
    | RevisitFellDue
    | RevisitTried
    | TicketReopened
    | PutOnRegister
    | StruckOff
    | TicketClosed
)
