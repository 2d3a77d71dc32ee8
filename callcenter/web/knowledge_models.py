"""What the routes of the knowledge base say and take."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.knowledge_base.entry import LONGEST, MOST_ASKS, EntryStatus, Standing
from callcenter.web.models import Asked, Rfc3339, Said, Word

Question = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST["question"], strip_whitespace=True)]
Answer = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST["answer"], strip_whitespace=True)]
Source = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST["source"], strip_whitespace=True)]


class EntryView(Said):
    """One entry."""

    entry_id: str
    question: str
    asks: list[str]
    answer: str
    line: str = Field(description="queue it belongs to; '' for all")
    unit: str
    source: str = Field(description="the document the answer stands in")
    valid_from: date
    valid_to: date | None
    status: EntryStatus
    holds: bool = Field(description="may be read out today")
    standing: Standing
    ticket_id: str
    version: int


class LineView(Said):
    """A queue that entries may belong to."""

    line: str
    title: str


class EntryList(Said):
    """Entries by id, some at a time; `counts`: of all that the words and the line leave, by how they stand."""

    items: list[EntryView]
    next: str | None
    counts: dict[Standing, int]
    lines: list[LineView]


class FoundView(Said):
    """An entry that fits."""

    entry: EntryView
    score: float = Field(description="0..1")
    shared: list[str] = Field(description="words of the question that were said")


class FoundList(Said):
    """The entries that fit best."""

    items: list[FoundView]


class EntryVersionView(Said):
    """One version of an entry."""

    version: int
    actor: str
    at: Rfc3339
    question: str
    answer: str
    status: EntryStatus


class EntryHistory(Said):
    """Every version of an entry, oldest first."""

    items: list[EntryVersionView]


class KnowledgeAsked(Asked):
    """What to look for."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    line: Word = ""
    limit: Annotated[int, Field(ge=1, le=20)] = 3


class EntriesAsked(Asked):
    """Which entries to list."""

    status: EntryStatus | None = None
    standing: Standing | None = None
    line: Word | None = Field(default=None, description="of one queue; '' those of none")
    q: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = Field(
        default="", description="words that occur in it, all of them"
    )
    after: Word = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class EntryEdit(Asked):
    """An entry as it shall be; `version` is the one that was read, 1 for a new one."""

    version: Annotated[int, Field(ge=1)] = 1
    question: Question
    asks: Annotated[list[Question], Field(max_length=MOST_ASKS)] = Field(default_factory=list)
    answer: Answer
    line: Word = ""
    unit: Annotated[Word, StringConstraints(max_length=LONGEST["unit"])] = ""
    source: Source
    valid_from: date
    valid_to: date | None = None
    status: EntryStatus = EntryStatus.PUBLISHED
    ticket_id: Word = ""
