"""What the API says and takes, as in docs/http.md; JSON Schema and OpenAPI are generated from here."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from callcenter.store.cursor import MAX_LIMIT
from callcenter.store.identity import Role
from callcenter.web.days import in_range
from callcenter.web.number_values import Typed
from callcenter.web.word_models import PieceView, WordView
from queueing.events import CallState, Outcome, Party


def printable(text: str) -> str:
    """Refuse control characters."""
    if any(char < " " and char not in "\n\t" for char in text):
        raise ValueError("expected text without control characters")
    return text


Word = Annotated[str, StringConstraints(max_length=128), AfterValidator(printable)]
Cursor = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]*$")]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Rfc3339 = Annotated[
    str, Field(description="RFC 3339 time with the site's offset", examples=["2026-11-21T12:30:05.123+08:00"])
]
UnixSeconds = Annotated[float, Field(description="Unix seconds")]


class Said(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """Base of every body and query: nothing unknown is let pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _day_in_range(cls, value: object) -> object:
        return in_range(value)


# --- answers -----------------------------------------------------------------------------------------------------


class SiteView(Said):
    """Which desk this is."""

    id: str
    title: str
    timezone: str = Field(description="IANA name; screens show every time in it")
    demo_model: bool = Field(description="the synthetic demo speech model is on: screens must say so")
    second_pass: bool = Field(default=False, description="calls are heard again after they are over")
    without: list[str] = Field(default_factory=list, description="what the city's profile has switched off")
    pages_off: list[str] = Field(default_factory=list, description="addresses of pages the city does without")


class Me(Said):
    """Who is signed in."""

    name: str
    display_name: str
    roles: list[Role]
    operator_id: str | None
    site: SiteView
    server_time: UnixSeconds


class CheckedMark(Said):
    """What somebody who listened wrote down; '' when nothing was said at all."""

    text: str
    by: str
    at: Rfc3339


class UtteranceView(Said):
    """One final sentence; milliseconds from the start of the recording."""

    utterance_id: str
    role: str = Field(description="caller | operator | guest")
    start_ms: int
    end_ms: int
    text: str
    words: list[WordView] = []
    read: list[PieceView] = Field(default=[], description="as people write it; none: nothing but 嗯 was said")
    version: int = Field(default=1, description="of the call's transcript: 1 was heard live, later ones after the call")
    checked: CheckedMark | None = Field(default=None, description="in the transcript of one call only")


class RecordingPart(Said):
    """One file of a recording: a call has more than one when the ear had to start again."""

    url: str
    seconds: float
    started_at: UnixSeconds
    from_s: float  # of the call: where it begins; between two parts nothing was recorded


class RecordingView(Said):
    """Where the sound of a call is. `url` and `seconds`: the whole, in which the transcript's times seek."""

    url: str
    seconds: float
    parts: list[RecordingPart] = []


class LegView(Said):
    """One operator's part in a call: the ringing, and the talk if there was one."""

    operator_id: str
    offered_at: Rfc3339
    ended_at: Rfc3339 | None = None
    how: str | None = Field(default=None, description="how the ringing ended")
    answered_at: Rfc3339 | None = None
    talk_s: float = 0.0
    hold_s: float = 0.0


class CallView(Said):
    """One call."""

    call_id: str
    queue: str
    dialled: str
    trunk: str
    caller_number: str = Field(description="138****0000 for a role that may not see numbers")
    caller_display: str
    state: CallState
    outcome: Outcome | None
    ended_by: Party | None
    operator_ids: list[str]
    arrived_at: Rfc3339
    answered_at: Rfc3339 | None
    ended_at: Rfc3339 | None
    waited_s: float | None
    talk_s: float
    ticket_id: str | None
    recording: RecordingView | None
    transcript: list[UtteranceView]


class CallDetail(CallView):
    """One call with its operators' parts."""

    legs: list[LegView]
    leaders_on_duty: list[str] = Field(default_factory=list, description="领导值班: who was in the centre when it came")


class SpanView(Said):
    """Where a value was said: characters of the utterance's text, milliseconds of the recording."""

    utterance_id: str
    start: int
    end: int
    start_ms: int
    end_ms: int


class FieldView(Said):
    """One value of a ticket."""

    value: str
    confidence: float = Field(ge=0, le=1)
    rule: str
    spans: list[SpanView] = []
    locked: bool
    display: str = Field(default="", description="as people write it; '' as the value")
    reason: str = Field(default="", description="why, in Chinese; '' where the spans say it all")


class TicketView(Said):
    """One ticket."""

    ticket_id: str
    number: str | None
    call_id: str
    status: Literal["draft", "registered", "void"]
    version: int
    created_at: Rfc3339
    updated_at: Rfc3339
    queue: str
    dialled: str
    caller_number: str
    operator_id: str | None
    operator_name: str
    started_at: Rfc3339 | None
    answered_at: Rfc3339 | None
    ended_at: Rfc3339 | None
    fields: dict[str, FieldView]
    suggestions: dict[str, list[FieldView]] = Field(
        default={}, description="what else a field might be, best first, uncertain ones too: chips"
    )
    transcript: list[UtteranceView]
    recording: RecordingView | None
    model_notice: str


class CallList(Said):
    """Some calls, newest first; `next` goes into `after`."""

    items: list[CallView]
    next: str | None


class TicketList(Said):
    """Some tickets, newest first; `next` goes into `after`."""

    items: list[TicketView]
    next: str | None


class Definition(Said):
    """What one figure on a screen means."""

    key: str
    zh: str
    en: str
    formula_zh: str
    formula_en: str
    unit: str
    variant_zh: str = Field(default="", description="which of a figure's variants is in force, where there are some")
    variant_en: str = ""


class DefinitionList(Said):
    """The definition of every figure."""

    items: list[Definition]


class CheckView(Said):
    """One part of the service."""

    ok: bool
    detail: str


class Health(Said):
    """Liveness."""

    ok: bool
    version: str


class Readiness(Said):
    """Whether each part works."""

    ok: bool
    checks: dict[str, CheckView]


class Trouble(Said):
    """What went wrong."""

    code: str
    message: str
    expected: str = ""
    found: str = ""
    fields: dict[str, str] = Field(default={}, description="per field, for 422")
    rules: dict[str, str] = Field(default={}, description="per field, for 422: the rule it breaks, `max_length:200`")
    reason: str = Field(
        default="", description="for 403 and 409: a code for what was expected; '': none has been given"
    )


class TroubleAnswer(Said):
    """Every error."""

    error: Trouble


# --- bodies and queries ------------------------------------------------------------------------------------------


class SignIn(Asked):
    """A person's name and password, or a wall screen's token."""

    name: Word = ""
    password: Annotated[str, StringConstraints(max_length=128)] = ""
    token: Annotated[str, StringConstraints(max_length=128)] = ""


class TicketEdit(Asked):
    """An operator's values, by field name; `version` is the one they saw."""

    version: int
    fields: Annotated[dict[str, str | None], Field(min_length=1, max_length=20)]


class TicketVersion(Asked):
    """The version the operator saw."""

    version: int


class CallsAsked(Asked):
    """Filters of the list of calls; times are RFC 3339 or Unix seconds of arrival."""

    state: CallState | None = None
    queue: Word = ""
    operator: Word = ""
    since: Annotated[str, StringConstraints(max_length=40)] = ""
    until: Annotated[str, StringConstraints(max_length=40)] = ""
    limit: Limit = 50
    after: Cursor = ""


class PartAsked(Asked):
    """Which part of a recording, counted from 1; 0: the whole."""

    part: Annotated[int, Field(ge=0, le=1000)] = 0


class TicketsAsked(Asked):
    """Filters of the list of tickets."""

    call_id: Word = ""
    status: Literal["draft", "registered", "void"] | None = None
    operator: Word = ""
    caller: Annotated[str, Typed, StringConstraints(pattern=r"^(|\+?[0-9*#]{2,20})$")] = ""
    limit: Limit = 50
    after: Cursor = ""


class Nothing(Asked):
    """An empty body: {} or none."""
