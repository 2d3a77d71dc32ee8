"""What the API says and takes about callers: missed calls, their past, numbers treated apart."""

from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.web.models import Asked, Rfc3339, Said, Word
from callcenter.web.number_values import Searched
from queueing.callers.number_lists import MOST_STEPS, ListKind, Treatment
from queueing.events import Outcome, TryResult


class MissedView(Said):
    """One number's missed calls."""

    entry_id: str
    number: str = Field(description="138****0000 until you have taken the entry")
    queue: str
    queue_title: str
    count: int
    first_at: Rfc3339
    last_at: Rfc3339
    longest_wait_s: float
    short: bool = Field(description="every call was given up at once")
    broken: bool = Field(description="at least one was cut off by a fault of ours")
    red: bool
    taken_by: str
    tries: int
    last_result: TryResult | None
    next_at: Rfc3339 | None


class MissedCountsView(Said):
    """The list in numbers."""

    listed: int
    short: int
    red: int
    taken: int
    withheld: int
    oldest_at: Rfc3339 | None


class MissedList(Said):
    """Open entries, oldest first, those given up at once behind the others."""

    items: list[MissedView]
    counts: MissedCountsView


class MissedResult(Asked):
    """What came of a call back; `next_at` (Unix seconds) for `no_answer`."""

    result: TryResult
    next_at: float | None = None


class CallBackPlaced(Said):
    """The call that is being placed."""

    call_id: str


class PastCallView(Said):
    """One earlier call."""

    call_id: str
    at: Rfc3339
    queue: str
    queue_title: str
    outcome: Outcome | None
    operator_ids: list[str]
    operator_names: list[str]
    talk_s: float
    ticket_id: str | None


class PastTicketView(Said):
    """One ticket of this caller."""

    ticket_id: str
    number: str | None
    title: str
    status: str
    open: bool
    created_at: Rfc3339
    operator_name: str


class HistoryView(Said):
    """What is known of a caller; all empty for a withheld number."""

    known: bool
    days: int
    calls_in_days: int
    calls: list[PastCallView]
    tickets: list[PastTicketView]


class ListedView(Said):
    """One entry of a list."""

    entry_id: str
    kind: ListKind
    number: str
    prefix: bool
    treatment: Treatment
    target: str
    steps: int
    why: str
    added_by: str
    added_at: Rfc3339
    until: Rfc3339 | None
    holds: bool = Field(description="has not expired")


class ListedList(Said):
    """Entries, newest first."""

    items: list[ListedView]


class ListAsked(Asked):
    """Which list."""

    kind: ListKind | None = None


class NewListed(Asked):
    """An entry to be put on a list."""

    kind: ListKind
    number: Searched
    prefix: bool = False
    treatment: Treatment = Treatment.REFUSE
    target: Word = ""
    steps: int = Field(default=0, ge=0, le=MOST_STEPS)
    why: Annotated[str, StringConstraints(max_length=200)]
    until: float | None = Field(default=None, description="Unix seconds")


class CsvAsked(Asked):
    """A CSV file as text."""

    csv: Annotated[str, StringConstraints(min_length=1, max_length=2_000_000)]


class CsvTaken(Said):
    """How many rows were taken."""

    rows: int
