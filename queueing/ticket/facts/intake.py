"""Facts of taking a ticket in: accepted, judged, refused, handed on.

`at`: Unix seconds; `by`: who did it, the name of a user, the number of an operator, or BY_RULE. Times of facts never
run backwards within a ticket. `text`, `why` and `note` may hold a citizen's words: personal data.
"""

from dataclasses import dataclass

BY_RULE = "rule"  # the service did it by a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAccepted:
    """受理: the draft was confirmed and has its number; the first taker owns it."""

    at: float
    ticket_id: str
    by: str
    number: str
    kind: str  # 咨询 求助 投诉 举报 建议 表扬
    call_id: str = ""
    source: str = ""  # 电话, 微信, show …
    category: str = ""
    topic: str = ""
    area: str = ""
    priority: str = ""
    complexity: str = ""
    anonymous: bool = False
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReclassified:
    """Somebody judged kind, category, topic, area, priority or complexity anew."""

    at: float
    ticket_id: str
    by: str
    kind: str
    category: str
    topic: str
    area: str
    priority: str
    complexity: str
    why: str = ""  # where no person judged: what followed from merging or parting


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialitySet:
    """The citizen asked for confidentiality, or no longer."""

    at: float
    ticket_id: str
    by: str
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerHanded:
    """首问负责: the first taker handed it over."""

    at: float
    ticket_id: str
    by: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketVoided:
    """无效: the call held no matter."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRefused:
    """不予受理, with the reason and what the citizen was told."""

    at: float
    ticket_id: str
    by: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """A remark."""

    at: float
    ticket_id: str
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsCorrected:
    """What was written down wrongly was put right. The words themselves stay with the ticket's fields."""

    at: float
    ticket_id: str
    by: str
    names: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """反馈至栏目组: what the hotline took for the show was given to the show."""

    at: float
    ticket_id: str
    by: str


IntakeFact = (
    TicketAccepted
    | TicketReclassified
    | ConfidentialitySet
    | OwnerHanded
    | TicketVoided
    | TicketRefused
    | NoteAdded
    | FieldsCorrected
    | HandedOn
)
