"""What the API says and takes after a show: what still blocks its closing, promises, matters collected for it."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.media_models import MediaView
from callcenter.web.models import Asked, Rfc3339, Said, Word, printable
from queueing.show.closing import Missing
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind
from queueing.show.state import Phase

Text = Annotated[str, StringConstraints(max_length=5000), AfterValidator(printable)]
Line = Annotated[str, StringConstraints(max_length=400, strip_whitespace=True), AfterValidator(printable)]


class ShowMark(Said):
    """One show in the list."""

    show_id: str
    title: str
    phase: Phase
    opened_at: Rfc3339
    settled: int
    total: int


class ShowMarks(Said):
    """Shows, those that are not closed first, then the newest."""

    items: list[ShowMark]


class UnitMark(Said):
    """A unit on the show. `unit_id` '' when the city's list has none of that name."""

    unit_id: str
    name: str


class TicketMark(Said):
    """An entry's ticket, or the draft that would become it."""

    ticket_id: str
    number: str = Field(description="'' while it is a draft")
    state: str = Field(description="draft, void, or the state of a registered ticket")
    unit_name: str
    flags: str
    title: str
    content: str
    place: str
    area: str
    kind: str
    name: str


class ProposalView(Said):
    """A promise found in what was said on air; nobody has decided about it."""

    promise_id: str
    words: str = Field(description="that give the time")
    sentence: str
    due: date | None = Field(description="on the working-day calendar; null: no day was named")
    said_day: date | None = Field(description="as the words name it; another day when that is a day of rest")
    provisional: bool = Field(description="the holidays that decide are not published yet")
    call_id: str
    utterance_id: str
    start_ms: int = Field(description="in the call's recording")
    end_ms: int
    said_at: Rfc3339


class PromiseView(Said):
    """A promise that a person confirmed, and how it stands."""

    promise_id: str
    show_id: str
    entry_id: str
    ticket_id: str
    number: str
    unit: str
    unit_name: str
    words: str
    due: date
    due_at: Rfc3339 | None = Field(description="of the ticket's clock")
    card: str = Field(description="'' | yellow | missed | red")
    standing: str = Field(description="open | kept | kept_late | withdrawn | overdue")
    flags: str = Field(description="'' or differs, copied: what to look at in the ticket's reply")
    said_at: Rfc3339
    call_id: str
    start_ms: int
    end_ms: int
    by: str


class PromiseList(Said):
    """Promises, the one that is due first at the top."""

    items: list[PromiseView]


class EntryView(Said):
    """One entry of the show and what is still owed for it."""

    entry_id: str
    kind: EntryKind
    call_id: str
    address: str
    area: str
    topic: str
    text: str = Field(description="a message as it was written, numbers hidden")
    said: str = Field(description="what the caller said, its beginning, numbers hidden")
    source: str
    joined_at: Rfc3339
    aired_at: Rfc3339 | None
    air_s: float
    end: EntryEnd | None
    answer: AirAnswer | None
    answer_words: str
    answer_due: date | None
    minutes: str = Field(description="what the programme heard, one line an utterance")
    studio: str = Field(description="what the studio's side said on air: where answer and promise stand")
    ticket: TicketMark | None
    reason: str
    missing: list[Missing]
    settled: bool
    proposals: list[ProposalView]
    promises: list[PromiseView]
    media: MediaView


class ClosingView(Said):
    """A show and what still blocks its closing."""

    show_id: str
    title: str
    phase: Phase
    units: list[UnitMark]
    opened_at: Rfc3339
    signed_off_at: Rfc3339 | None
    settled: int
    total: int
    may_close: bool
    reasons: list[str] = Field(description="why an entry may need no ticket")
    today: date
    entries: list[EntryView]


class LeftView(Said):
    """An entry that could not be transferred."""

    entry_id: str
    why: str = Field(description="nothing_said: no words and no topic; else what was expected and found")


class TransferView(Said):
    """What 全部转单 did."""

    made: int
    left: list[LeftView]
    closing: ClosingView


class AnswerAsked(Asked):
    """What was said on air; the ticket is made and dispatched at once unless `ticket` is false."""

    answer: AirAnswer
    words: Line = ""
    due: date | None = None
    promise_id: Word = ""
    unit: Word = Field(default="", description="id, name or alias; '': the one unit on the show")
    ticket: bool = True


class TicketAsked(Asked):
    """To which unit an aired matter goes; '' the one on the show, for an un-aired one none."""

    unit: Word = ""


class ExcuseAsked(Asked):
    """Why these entries need no ticket."""

    reason: Word
    entries: Annotated[list[Word], Field(min_length=1, max_length=500)]


class MendAsked(Asked):
    """Words for an entry's draft; what is left out stays."""

    title: Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)] | None = None
    content: Text | None = None
    place: Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)] | None = None
    area: Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)] | None = None
    contact_name: Annotated[str, StringConstraints(max_length=50), AfterValidator(printable)] | None = None


class ConfirmAsked(Asked):
    """A promise with its day, confirmed by a person. `promise_id` '': typed, not found in the words."""

    entry_id: Word
    promise_id: Word = ""
    words: Line
    due: date
    unit: Word = ""


class SettleAsked(Asked):
    """What came of a promise."""

    kept: bool
    note: Line = ""


class PromisesAsked(Asked):
    """Filters of the promises."""

    show_id: Word = ""
    open: bool = True
    due_until: date | None = None


class CollectedView(Said):
    """A matter that the hotline took for the show."""

    ticket_id: str
    number: str
    title: str
    kind: str
    area: str
    state: str
    unit_name: str
    accepted_at: Rfc3339
    hand_by: Rfc3339 | None
    handed_at: Rfc3339 | None


class CollectedList(Said):
    """What waits to be handed on, and what was in the last fortnight."""

    items: list[CollectedView]
    waiting: int
