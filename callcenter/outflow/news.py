"""What is told of a ticket: the event, and the ticket as it was then; what templates and mappings read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Event(StrEnum):
    """What can be told to citizens and to the province."""

    ACCEPTED = "accepted"  # 受理
    REFUSED = "refused"  # 不予受理
    DISPATCHED = "dispatched"  # 派单
    SIGNED = "signed"  # 签收
    CONTACTED = "contacted"  # 联系群众
    EXTENDED = "extended"  # 延期
    RETURNED = "returned"  # 退单
    REPLIED = "replied"  # 答复
    REVISIT_DUE = "revisit_due"  # 短信回访
    REVISITED = "revisited"  # 回访
    REOPENED = "reopened"  # 重新办理
    CLOSED = "closed"  # 办结


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event of one ticket. Texts of citizens and their numbers are personal data: they go where the site says."""

    event: Event
    event_id: str  # the same for the same event, however often it is told
    ticket_id: str
    at: float  # Unix seconds
    number: str = ""
    kind: str = ""
    source: str = ""
    category: str = ""
    topic: str = ""
    area: str = ""
    unit: str = ""
    assisting: tuple[str, ...] = ()
    state: str = ""
    title: str = field(default="", repr=False)
    content: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    reply: str = field(default="", repr=False)
    grade: str = ""
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)
    code: str = field(default="", repr=False)  # for the progress look-up

    def as_body(self) -> dict[str, Any]:
        """The record as the outbox keeps it."""
        return {**asdict(self), "event": self.event.value, "assisting": list(self.assisting)}


def news_from(body: Mapping[str, Any]) -> News:
    """Read it back."""
    return News(**{**body, "event": Event(body["event"]), "assisting": tuple(body["assisting"])})


SAMPLE = News(
    event=Event.ACCEPTED,
    event_id="0",
    ticket_id="T0",
    at=0.0,
    number="20261122-00001",
    kind="投诉",
    source="电话",
    topic="路灯",
    area="江北区",
    unit="市城市管理局",
    state="registered",
    title="和平路路灯不亮",
    reply="已修复",
    grade="满意",
    code="K7QX2P9M4TRB",
)
