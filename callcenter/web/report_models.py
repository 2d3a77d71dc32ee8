"""What the routes of reports, figures' definitions, hot topics and bursts take and answer."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callcenter.web.models import Asked, Said

Typed = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]  # more is a slip of the hand
_DAY = r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
PERIOD_PATTERN = rf"^(20[0-9]{{2}}(-(0[1-9]|1[0-2])|-Q[1-4])?|{_DAY}(\.\.{_DAY})?)$"
Short = Annotated[str, StringConstraints(max_length=64)]
PeriodName = Annotated[
    str,
    StringConstraints(max_length=64),
    Field(
        description="2026-11-20, 2026-11, 2026-Q4, 2026 or 2026-11-01..2026-11-20, in 2000 to 2100",
        json_schema_extra={"pattern": PERIOD_PATTERN},
    ),
]
Ident = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Idents = Annotated[tuple[Ident, ...], Field(max_length=200)]


class ReportAsked(Asked):
    """Which report, of when."""

    name: Short
    period: PeriodName
    unit: Short = ""


class ReportOrder(ReportAsked):
    """A report to be produced. `extra`: figures typed in by hand, name -> [this year, the year before]."""

    formats: Annotated[tuple[Short, ...], Field(min_length=1, max_length=6)] = ("docx", "pdf", "xlsx")
    include: Idents = ()
    exclude: Idents = ()
    extra: Annotated[dict[Short, tuple[Typed, Typed]], Field(max_length=20, default_factory=dict)]
    show_date: Short = ""


class Withdrawn(Asked):
    """Why a scan that was taken in is not the right one."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ReportsAsked(Asked):
    """Which produced reports to list."""

    name: Short = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class KindView(Said):
    """One kind of report. `by_hand`: figures somebody types in, the names of `extra`."""

    name: str
    zh: str
    en: str
    spans: list[str]
    numbered: bool
    personal: bool
    by_hand: list[str]
    cases: bool = Field(description="quotes cases, which an editor may leave out, take in and order")


class KindList(Said):
    """All kinds, and the formats there are."""

    items: list[KindView]
    formats: list[str]


class FileView(Said):
    """One file of a report."""

    url: str
    bytes: int
    sha256: str


class ReportView(Said):
    """A produced report. `changed`: what differs from the issue before it, '' when nothing."""

    report_id: str
    name: str
    period: str
    number: int | None
    correction: int = Field(description="of this number; 0 the first issue, which is never changed")
    left_out: int = Field(description="tickets an editor left out")
    title: str
    made_by: str
    made_at: str
    changed: str
    files: dict[str, FileView]
    sealed: FileView | None


class ReportList(Said):
    """Produced reports, newest first."""

    items: list[ReportView]


class KpiView(Said):
    """The definition of one figure of tickets."""

    id: str
    zh: str
    en: str
    measure: str
    cohort: str
    of: list[str]
    without: list[str]
    having: list[str]
    definition_zh: str
    definition_en: str


class KpiList(Said):
    """All definitions in force here; rates of fewer than `small` matters are shown as counts."""

    items: list[KpiView]
    small: int


class FiguresOf(Asked):
    """The figures of which period, and of which unit ('' all)."""

    period: PeriodName
    unit: Short = ""


class MeasuredView(Said):
    """A figure: a share 0..1, a count or hours; null when there is nothing to divide by."""

    value: float | None
    numerator: int
    denominator: int


class StepView(Said):
    """A change: percentage points of a rate, else a share of the earlier value (null: from nothing)."""

    direction: Literal["up", "down", "level", "unknown"]
    points: float | None
    share: float | None
    better: bool | None


class ComparedView(Said):
    """A figure beside the period before and the same period a year earlier."""

    id: str
    now: MeasuredView
    before: MeasuredView
    year_before: MeasuredView
    step: StepView
    year_step: StepView


class PlacedView(Said):
    """A unit in the ranking. `place` null: too few matters. `figures`: in the order of the weights."""

    unit: str
    matters: int
    place: int | None
    score: float | None
    figures: list[MeasuredView]


class RankingView(Said):
    """Units, best first, and what their score is made of; fewer than `least` matters are not ranked."""

    weights: dict[str, float]
    least: int
    items: list[PlacedView]


class TicketFigures(Said):
    """Every defined figure of a period; definitions are at /kpis."""

    period: str
    items: list[ComparedView]
    ranking: RankingView


class HotAsked(Asked):
    """How many days back."""

    days: Annotated[int, Field(ge=1, le=60)] = 7


class TopicView(Said):
    """What several people called about."""

    ident: str
    place: str
    topic: str
    persons: int
    messages: int
    before: int
    first_at: str
    last_at: str
    tickets: list[str]
    examples: list[str]


class TopicList(Said):
    """Hot topics, most people first."""

    items: list[TopicView]


class MainView(Said):
    """The ticket the others about the same matter go with."""

    ticket_id: str
    number: str
    repeats: int


class BurstView(Said):
    """A burst going on, with the answer operators give, if one was set. `main` null: none is registered yet."""

    burst_id: str
    place: str
    matter: str
    persons: int
    since: str
    answer: str
    tickets: int
    main: MainView | None


class BurstList(Said):
    """Bursts going on, oldest first."""

    items: list[BurstView]


class AnswerSet(Asked):
    """What operators shall answer about a matter at a place; '' takes it back."""

    place: Short = ""
    matter: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    said: Annotated[str, StringConstraints(max_length=1000)]
