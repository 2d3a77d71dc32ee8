"""What the API says of the shared inbox."""

from typing import Literal

from pydantic import Field

from callcenter.web.models import Rfc3339, Said, TicketView


class InboxItem(Said):
    """One matter that waits for somebody to confirm it. Numbers in its texts are masked."""

    ticket_id: str
    version: int
    source: str = Field(description="the source's code")
    source_title: str
    came_at: Rfc3339
    kind: str
    title: str
    place: str
    confidential: bool
    holder: str = Field(description="what others are told of who works on it; '' for nobody")
    mine: bool
    taken_at: Rfc3339 | None


class InboxCounts(Said):
    """How many wait; `taken`: of those listed somebody works on."""

    waiting: int
    taken: int
    oldest_at: Rfc3339 | None


class InboxList(InboxCounts):
    """The oldest first; not more than 200 are listed."""

    items: list[InboxItem]


class InboxNews(InboxList):
    """The whole inbox again, on /ws/inbox."""

    type: Literal["inbox"] = "inbox"
    server_time: float


class InboxMatter(Said):
    """A matter for whoever took it, whole: its draft, and what was sent, as it was sent."""

    item: InboxItem
    ticket: TicketView
    sent: dict[str, str] = Field(description="by name, as in POST /intake; what was left empty is left out")
