"""What the API says of tickets at work."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.media_models import MediaStep
from callcenter.web.models import Asked, Cursor, Limit, Rfc3339, Said, Word, printable
from queueing.show.facts import AirAnswer
from queueing.ticket.states import TicketState

Tab = Literal[
    "",
    "to_dispatch",
    "asked",
    "with_units",
    "late",
    "to_review",
    "revisit",
    "unsatisfied",
    "supervised",
    "for_show",
    "flagged",
    "to_answer",
    "ended",
]


class ClockView(Said):
    """One deadline: the hotline's and the law's stand side by side."""

    rule_id: str
    title: str
    limit: str = Field(description="such as 5 wd")
    kind: str = Field(description="duty | right")
    soft: bool = Field(description="a guide, not a duty")
    started_at: Rfc3339
    due_at: Rfc3339 | None = Field(description="null while it is paused")
    provisional: bool = Field(description="the calendar of that year is not published yet")
    paused: bool
    card: str = Field(description="'' | yellow | missed | red")
    stopped_at: Rfc3339 | None
    met: bool | None = Field(description="null while it runs, or when it no longer mattered")


class WorkItem(Said):
    """One ticket in a list."""

    ticket_id: str
    number: str
    version: int
    state: TicketState
    title: str
    place: str
    kind: str
    category: str
    topic: str
    area: str
    priority: str
    complexity: str
    source: str
    owner: str
    unit: str
    unit_name: str
    person: str
    caller_number: str
    confidential: bool
    unreachable: bool = Field(description="no number at all: the citizen reads the answer by their code only")
    anonymous: bool
    restricted: bool
    appointed: bool
    asking: str = Field(description="'' | return | extension | hard_case | pause | answer: waits for a decision")
    gate: str
    rung: str
    main: str = Field(description="the main ticket it was merged into")
    repeats: int
    dispatches: int
    returns: int
    urged: int
    held_again: int
    tries: int
    show_id: str = Field(description="the show it came through, '' for none")
    flags: str = Field(description="'' or differs, copied: what to look at in the reply, held against the air")
    grade: str
    closing: str
    accepted_at: Rfc3339
    dispatched_at: Rfc3339 | None
    replied_at: Rfc3339 | None
    closed_at: Rfc3339 | None
    changed_at: Rfc3339
    due_at: Rfc3339 | None
    due_rule: str
    next_at: Rfc3339 | None = Field(description="what burns first, a guide too; lists by deadline go by it")
    next_soft: bool = Field(description="it is a guide, not a duty")
    card: str
    revisit_at: Rfc3339 | None
    clocks: list[ClockView]


class WorkList(Said):
    """Some tickets; `next` goes into `after`."""

    items: list[WorkItem]
    next: str | None


class TabCounts(Said):
    """How many tickets stand under each tab of the ticket desk."""

    counts: dict[str, int]


class StepView(Said):
    """One thing that happened."""

    at: Rfc3339
    kind: str
    by: str
    about: dict[str, str | int | float | bool | list[str]]


class AirView(Said):
    """What was said on air about the matter (现场答复)."""

    answer: AirAnswer
    text: str
    at: Rfc3339 | None


class TicketPromise(Said):
    """A promise made in public; its deadline is the clock with this id as its rule."""

    promise_id: str
    text: str
    due: str = Field(description="YYYY-MM-DD")
    open: bool
    kept: bool


class FlagView(Said):
    """What a person should look at in the reply."""

    flag: str = Field(description="differs | copied")
    doubts: list[str] = Field(description="numbers, later, put_off, unsolved, other_matter, same_words")
    note: str


class WorkDetail(WorkItem):
    """One ticket with all that happened to it."""

    assisting: list[str]
    responsible: str
    handler: str
    reply: str
    public_text: str
    signer: str
    answer: str
    unsolved_why: str = Field(description="why the matter was not solved, as the reply says")
    ways: list[str]
    repeat_ids: list[str]
    numbers: dict[str, str] = Field(description="numbers of the tickets that main, repeat_ids and steps name")
    names: dict[str, str] = Field(description="of the people, sources and units that it and its steps name by an id")
    restricted_to: list[str]
    air: AirView | None
    promises: list[TicketPromise]
    reply_flags: list[FlagView]
    steps: list[StepView]
    leaders_on_duty: list[str] = Field(default_factory=list, description="领导值班: in the centre when it was taken")
    media: list[MediaStep] = Field(description="how far the media follow a matter of a show; [] for a unit")


def _states(text: str) -> str:
    """Refuse a state that no ticket is in: a list of nothing would say there is nothing."""
    for one in text.split(","):
        if one and one not in set(TicketState):
            raise ValueError(f"expected states of {', '.join(TicketState)}, found {one}")
    return text


_Words = Annotated[str, StringConstraints(max_length=400)]
_Time = Annotated[str, StringConstraints(max_length=40)]


class WorkAsked(Asked):
    """Filters of the list; times are RFC 3339 or Unix seconds."""

    state: Annotated[_Words, AfterValidator(_states)] = Field(
        default="", description="one or more, separated by commas"
    )
    tab: Tab = ""
    unit: Word = ""
    kind: Word = ""
    category: Word = ""
    topic: Word = ""
    area: Word = ""
    source: Word = ""
    owner: Word = ""
    card: Word = ""
    rung: Word = ""
    main: Word = ""
    due_before: _Time = ""
    since: _Time = ""
    until: _Time = ""
    text: _Words = Field(default="", description="words of title, place and content, or a number; all must be there")
    caller: Word = Field(default="", description="a caller's number; only who may see numbers")
    hot: Word = Field(default="", description="only tickets of this hot topic (`ident` of /hot), of the last `days`")
    days: Annotated[int, Field(ge=1, le=60)] = 60
    burst: Word = Field(default="", description="only tickets of this burst going on")
    order: Annotated[str, StringConstraints(pattern="^(newest|due)$")] = "newest"
    limit: Limit = 50
    after: Cursor = ""


class RegisterAsked(Asked):
    """Confirm a draft. What is left out is taken from its fields, else the city's default.

    `main`: 并单 at once, as a repeat of this ticket: an operator only of a burst going on, else nothing is registered.
    """

    version: int
    main: Word = ""
    kind: Word = ""
    category: Word | None = Field(default=None, description="null: as the draft says; '' none")
    priority: Word = ""
    complexity: Word = ""
    source: Word = ""
    anonymous: bool | None = None
    confidential: bool | None = None


class VoidAsked(Asked):
    """Why the call held no matter: a wrong number, silence, a joke."""

    version: int
    why: Annotated[
        str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True), AfterValidator(printable)
    ]


class MergeAsked(Asked):
    """The main ticket that this one goes with."""

    version: int
    main: Word


class PartAsked(Asked):
    """Why the two are not one matter."""

    version: int
    why: Annotated[
        str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True), AfterValidator(printable)
    ]
