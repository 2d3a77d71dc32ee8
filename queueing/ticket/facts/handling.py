"""Facts of a unit at work on a ticket: dispatched, signed, paused, extended, returned, replied.

`at`: Unix seconds; `by`: who did it, the name of a user, the number of an operator, or BY_RULE. Times of facts never
run backwards within a ticket. `text`, `why` and `note` may hold a citizen's words: personal data.
"""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """How the matter itself stands with the reply."""

    SOLVED = "solved"  # 已解决
    PARTLY = "partly"  # 部分解决
    EXPLAINED = "explained"  # 解释说明
    NOT_SOLVED = "not_solved"  # 未解决, with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDispatched:
    """派单 to one lead unit (主办), with assisting ones (协办). `appointed`: 指定, it may not be returned."""

    at: float
    ticket_id: str
    by: str
    unit: str
    assisting: tuple[str, ...] = ()
    person: str = ""
    appointed: bool = False
    unit_name: str = ""  # as the unit was called then: clocks may select by it
    overrode: str = ""  # why a hard case's answer was not used


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSigned:
    """签收."""

    at: float
    ticket_id: str
    by: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlersNamed:
    """分管负责人 and 经办人."""

    at: float
    ticket_id: str
    by: str
    responsible: str
    handler: str


class ContactWay(StrEnum):
    """How a unit met the citizen."""

    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerContacted:
    """联系群众: the unit spoke with the citizen. `at` is when it was written down, `when` when they spoke."""

    at: float
    ticket_id: str
    by: str
    unit: str
    note: str = ""
    way: ContactWay = ContactWay.PHONE
    when: str = ""  # RFC 3339; '' as `at`


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReached:
    """到达现场."""

    at: float
    ticket_id: str
    by: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseBegun:
    """待补充材料: something is waited for that the unit cannot hurry."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded:
    """The material is there."""

    at: float
    ticket_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseProlonged:
    """The office lets the wait go on for as long again."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked:
    """延期申请."""

    at: float
    ticket_id: str
    by: str
    limit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted:
    """同意延期."""

    at: float
    ticket_id: str
    by: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDenied:
    """不同意延期."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAsked:
    """退单申请: the unit says not ours."""

    at: float
    ticket_id: str
    by: str
    unit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUpheld:
    """同意退单: back to the hotline, to be dispatched anew."""

    at: float
    ticket_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDenied:
    """不同意退单: the unit keeps it."""

    at: float
    ticket_id: str
    by: str
    why: str
    back_to: str = "dispatched"  # the state it goes back to; older rows: to be signed again


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistReplied:
    """An assisting unit gave its part."""

    at: float
    ticket_id: str
    by: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReplied:
    """答复: what was done. `unit` '' and `direct`: the hotline answered itself; `hard_case_id`: from the register."""

    at: float
    ticket_id: str
    by: str
    text: str
    answer: Answer
    unit: str = ""
    signer: str = ""
    public_text: str = ""
    unsolved_why: str = ""
    direct: bool = False
    hard_case_id: str = ""


HandlingFact = (
    TicketDispatched
    | TicketSigned
    | HandlersNamed
    | CallerContacted
    | SiteReached
    | PauseBegun
    | PauseEnded
    | PauseProlonged
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionDenied
    | ReturnAsked
    | ReturnUpheld
    | ReturnDenied
    | AssistReplied
    | TicketReplied
)
