"""What the routes of intake, progress, attachments and outbox say and take."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.store.attachments import Purpose
from callcenter.store.outbox import Channel, MessageState
from callcenter.web.models import Asked, Cursor, Limit, Rfc3339, Said, Word, printable
from callcenter.web.number_values import Contact

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True), AfterValidator(printable)
]


def _addressable(key: str) -> str:
    """Refuse what no address can hold: it could be brought in, and never be looked up."""
    if key in (".", ".."):
        raise ValueError("expected a key that can stand in an address, found dots only")
    return key


Key = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$"), AfterValidator(_addressable)]
Short = Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)]


class NewMatter(Asked):
    """A matter without a call. `key` is the source's own id: the same again is the same ticket."""

    source: Word
    key: Key
    text: Text
    title: Short = ""
    kind: Literal["", "咨询", "求助", "投诉", "举报", "建议", "表扬"] = ""
    place: Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)] = ""
    area: Short = ""
    contact_name: Annotated[str, StringConstraints(max_length=50), AfterValidator(printable)] = ""
    contact_phone: Contact = ""
    confidential: bool = False
    at: Annotated[float, Field(ge=0, le=4_102_444_800, description="Unix seconds when the citizen wrote")] | None = None
    show: bool = Field(default=False, description="meant for the live show: also a message on its board, if one runs")


class MatterTaken(Said):
    """What it became. `created` false: it was known."""

    ticket_id: str
    code: str = Field(description="for the public progress look-up")
    created: bool
    entry_id: str = Field(default="", description="the message on the show's board; empty: no show runs, or it is full")


class MatterState(Said):
    """Where a source's own matter stands."""

    ticket_id: str
    number: str
    state: str
    plain: str = Field(description="the state in plain words")
    code: str


class ProgressStep(Said):
    """Something that happened, in plain words; `kind` is its code, for another language."""

    what: str
    kind: str
    at: Rfc3339


class Progress(Said):
    """Where a matter stands: state and dates in plain words, the answer without names and numbers, nothing personal."""

    plain: str
    state: str = Field(description="the code of `plain`, for another language")
    answer: str = Field(description="the answer that stands, or why it was refused; '' while there is none")
    steps: list[ProgressStep]


class FileAsked(Asked):
    """What an attachment is called and for."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    purpose: Purpose = Purpose.REPLY


class MaterialAsked(Asked):
    """What a citizen's file is called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AttachmentView(Said):
    """One file at a ticket."""

    attachment_id: str
    name: str
    media: str
    size_bytes: int
    sha256: str
    purpose: Purpose
    by: str
    at: Rfc3339
    url: str


class AttachmentList(Said):
    """A ticket's files, oldest first."""

    items: list[AttachmentView]
    most_bytes: int = Field(description="a file may have")
    most: int = Field(description="files a ticket may have")


class MessageView(Said):
    """One message of the outbox. What it says is not shown; a telephone number is masked."""

    message_id: int
    channel: Channel
    ticket_id: str
    number: str = Field(
        description="the ticket's; '' for what belongs to none, or to one that the asker may not know of"
    )
    seq: int
    event: str
    address: str
    state: MessageState
    failures: int
    problem: str = Field(description="why it died or waits; of a dropped one the reason somebody gave")
    held: int = Field(description="messages that wait behind a dead one")
    created_at: Rfc3339
    next_at: Rfc3339
    sent_at: Rfc3339 | None


class MessageList(Said):
    """Some messages, newest first; `next` goes into `after`."""

    items: list[MessageView]
    next: str | None


class ChannelView(Said):
    """How much a channel has sent, and what is left."""

    channel: Channel
    waiting: int
    dead: int
    dropped: int
    sent: int
    oldest_at: Rfc3339 | None = Field(description="since when the oldest that waits")
    problem: str = Field(description="the trouble of the last try; '' when it went well")


class ChannelList(Said):
    """Every channel."""

    items: list[ChannelView]


class ResendAsked(Asked):
    """Which channel's dead messages."""

    channel: Channel


class Resent(Said):
    """How many were brought back."""

    count: int


class MessagesAsked(Asked):
    """Which messages."""

    channel: Channel | None = None
    state: MessageState | None = None
    limit: Limit = 50
    after: Cursor = ""


class DropAsked(Asked):
    """Why a message need not go."""

    why: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]
