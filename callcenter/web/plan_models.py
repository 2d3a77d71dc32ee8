"""What the API says about the show's plan: years, editions, imports, daily lists."""

from datetime import date

from pydantic import Field

from callcenter.web.models import Rfc3339, Said
from callcenter.web.opinion_models import AskedHow, TallyView
from callcenter.web.plan_asked import RequiredUnit
from queueing.show.edition import EditionState, SeatKind
from queueing.show.hundred import Short
from queueing.show.opinions import Channel
from queueing.show.plan import Attendance, PlanFault, ShowKind
from queueing.show.preparation import Standing
from queueing.show.promise_book import PromiseState
from queueing.show.reminding import Stage
from queueing.show.replan import ChangeKind


class GuestView(Said):
    """Somebody who comes along."""

    name: str
    post: str
    topic: str


class LeaveView(Said):
    """A leader's leave."""

    reason: str
    delegate: str
    delegate_post: str
    asked_on: date
    late: bool = Field(description="asked for after the last day")


class SeatView(Said):
    """A unit in an edition."""

    unit: str
    kind: SeatKind
    leader: str
    post: str
    is_new: bool
    guests: list[GuestView]
    attendance: Attendance | None
    arrived_at: Rfc3339 | None
    leave: LeaveView | None
    contacts: bool = Field(description="its list of contacts is filed")
    listed: bool = Field(description="it is in the city's list of units, so that its own people see this")


class StepView(Said):
    """A milestone of an edition, as it stands today."""

    rule_id: str
    title: str
    due: Rfc3339
    standing: Standing
    provisional: bool = Field(description="that year's notice of holidays is not out: the day may yet move")
    rest_day: bool
    other_day: date | None = Field(description="where that week's Monday would have put it, when it differs")
    by_contacts: bool = Field(description="done when every unit has filed its contacts")
    missing: list[str]
    done_on: date | None
    done_by: str
    note: str


class EditionRow(Said):
    """An edition at a glance."""

    edition_id: str
    version: int
    day: date
    week: list[date] = Field(description="first and last day of its week in the notice; empty for none")
    kind: ShowKind
    takes_calls: bool
    title: str
    state: EditionState
    starts: Rfc3339 | None
    ends: Rfc3339 | None
    arrive: str
    seats: list[SeatView]
    topics: list[str]
    rest_day: bool
    other_weekday: bool
    lacks: dict[str, list[str]]
    steps: list[StepView]


class CounterView(Said):
    """One of the two 100 %."""

    required: int
    done: int
    rate: float
    planned: list[tuple[str, date]] = Field(description="still missing, has a date")
    missing: list[str] = Field(description="still missing, without a date")


class ReminderView(Said):
    """One thing to see to now."""

    edition_id: str
    air_day: date
    title: str
    units: list[str]
    rule_id: str
    due: date
    standing: Standing


class ToldView(Said):
    """One thing a unit was told of before it was due, or after. `to`: the official who was written to."""

    edition_id: str
    unit: str
    title: str
    due: date
    stage: Stage
    promise: bool
    told_at: Rfc3339
    to: str
    state: str = Field(description="of the message: waiting, sent, dead, dropped; no_number: nobody's mobile is listed")


class ShortView(Said):
    """Who falls short of one of the two 100 %, and why; `day`: when a delegate came in the leader's place."""

    unit: str
    leader: bool = Field(description="of 一把手上线; else of 单位上线")
    short: Short
    day: date | None


class PlanView(Said):
    """A year's plan. `editor`: whether who asks may change it."""

    year: int
    today: date
    show: str
    weekday: str
    editor: bool
    reader: bool = Field(description="sees the whole plan, not only the editions of a unit")
    editions: list[EditionRow]
    units: CounterView | None
    leaders: CounterView | None
    short: list[ShortView] = Field(description="who falls short of 两个100% and has no date to come")
    assumed: bool = Field(description="nobody has said which units must appear: those of the plan are taken")
    reminders: list[ReminderView]
    told: list[ToldView] = Field(description="what units were reminded of, the newest first, at most 300")
    calendar_missing: bool = Field(description="that year's notice of holidays is not known yet")


class RemindersView(Said):
    """What is near, due today or missed."""

    items: list[ReminderView]
    missed: int


class FindingView(Said):
    """What was found about a row of the file."""

    row: int
    fault: PlanFault
    stops: bool
    expected: str
    found: str


class ChangeView(Said):
    """What becomes of one show."""

    kind: ChangeKind
    day: date
    units: list[str]
    was_day: date | None
    was_units: list[str]
    refused: str


class ImportView(Said):
    """A comparison, or what was stored."""

    year: int
    announced: date
    findings: list[FindingView]
    changes: list[ChangeView]
    stopped: bool
    stored: bool
    token: str


class RequiredView(Said):
    """Which units must appear."""

    year: int
    items: list[RequiredUnit]


class ContactView(Said):
    """A contact with their numbers."""

    unit: str
    name: str
    post: str
    office_phone: str
    mobile: str
    email: str
    qq: str


class ContactList(Said):
    """The contacts of an edition; `before`: of a unit that has filed none, those of its last edition."""

    items: list[ContactView]
    before: list[ContactView]


class DeedView(Said):
    """One line of an edition's history."""

    at: Rfc3339
    by: str
    what: str
    detail: dict[str, str]


class ItemView(Said):
    """One segment of the rundown, with its time when the edition's hour is fixed."""

    item_id: str
    title: str
    seconds: int
    unit: str
    material_id: str
    note: str
    at: Rfc3339 | None


class MaterialView(Said):
    """One file."""

    material_id: str
    edition_id: str
    version: int
    title: str
    name: str
    media: str
    size_bytes: int
    by: str
    at: Rfc3339
    verified: bool
    verified_by: str
    verified_how: str
    air: date | None
    url: str


class EditionPromiseView(Said):
    """A promise made in a recorded edition."""

    promise_id: str
    edition_id: str
    unit: str
    who: str
    words: str
    due: date | None
    proposed: date | None = Field(description="the day its words name, while nobody has confirmed one")
    state: PromiseState
    kept_on: date | None
    result: str


class OpinionView(Said):
    """An opinion somebody gave."""

    opinion_id: str
    unit: str
    topic: str
    verdict: str
    text: str
    channel: Channel
    source: str
    people: int
    at: Rfc3339


class EditionView(EditionRow):
    """An edition with all that belongs to it."""

    note: str
    announced: date
    editor: bool
    mine: list[str] = Field(description="units for which who asks may act")
    rundown: list[ItemView]
    materials: list[MaterialView]
    promises: list[EditionPromiseView]
    opinions: list[OpinionView] = Field(description="the newest 300, newest first; counted are all")
    tally: TallyView
    asked_how: AskedHow
    history: list[DeedView]


class DailyView(Said):
    """The list of one daily edition."""

    day: date
    outline: str
    filed_on: date | None
    filed_by: str
    late: bool = Field(description="handed in on the day itself or later, or not at all and it is over")
    version: int
    materials: list[MaterialView]


class DailyList(Said):
    """The daily editions of some days."""

    items: list[DailyView]
