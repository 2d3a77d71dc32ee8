"""A city as data: its show, clocks, milestones, switches, figures. Records only; what they cannot be is refused here.

What is merely contradictory is not refused but found by contradictions.py: cities' own documents contradict themselves.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from queueing.city.categories import CategoryRule, every_category
from queueing.city.switches import ALL_OFF, Switches
from queueing.days.clocks import NO_CARDS, Cards
from queueing.days.limits import CLOCK_UNITS, Limit
from queueing.days.milestones import MilestoneRule, Weekday
from queueing.days.office import OFFICE_HOURS, Hours
from queueing.figures.choice import NATIONAL, FigureChoice
from queueing.show.opinions import TWO_VERDICTS, OpinionRules


class ProfileKind(StrEnum):
    """Whose rules they are."""

    CITY = "city"  # a desk that runs
    RULE = "rule"  # a published rule, kept to prove that it can be expressed


class Moment(StrEnum):
    """What can start or stop a clock."""

    CALL_END = "call_end"  # the caller has hung up
    COLLECTED = "collected"  # the hotline took a matter meant for the show
    ACCEPTED = "accepted"  # 受理
    DISPATCHED = "dispatched"  # 派单
    SIGNED = "signed"  # 签收
    ON_SITE = "on_site"  # somebody has looked at it there
    HANDED_ON = "handed_on"  # 反馈至栏目组
    RETURNED = "returned"  # 退单
    REPLIED = "replied"  # 答复
    RESOLVED = "resolved"  # 办结
    REOPENED = "reopened"  # 重新办理: what began with acceptance or hang-up begins anew with it
    PROMISED = "promised"  # said in public; its clock is the promise's own, no profile has one
    PAUSED = "paused"  # 待补充材料: its clock is the reminder of the wait, by `pause_most`; no profile has one
    WENT_ON = "went_on"  # the wait is over
    REFERRED = "referred"  # 线索移交: ends every other clock but promises; only what begins with it runs from then on


class ClockKind(StrEnum):
    """What it means when the clock is over."""

    DUTY = "duty"  # somebody is late
    RIGHT = "right"  # nobody may do it any more (退单)
    EXTENSION = "extension"  # never runs: how much more may be granted


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """One clock of a city. Empty selections match everything; of one `group` only the most specific match runs."""

    id: str
    title: str
    starts: Moment
    stops: Moment
    limit: Limit
    kind: ClockKind = ClockKind.DUTY
    group: str = ""
    soft: bool = False  # «一般»: a guide, not a duty
    types: tuple[str, ...] = ()  # 诉求类型
    categories: tuple[str, ...] = ()  # a category, or the name of a set of them
    priorities: tuple[str, ...] = ()
    complexities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    units: tuple[str, ...] = ()  # found within the unit's name: 市场监管 in 金坛区市场监管局
    note: str = ""

    def __post_init__(self) -> None:
        if self.limit.unit not in CLOCK_UNITS or self.limit.amount < 0:
            raise ValueError(f"expected a limit above zero in {', '.join(sorted(CLOCK_UNITS))}, found {self.limit}")


class ShowKind(StrEnum):
    """How the show is made."""

    RADIO_LIVE = "radio_live"
    TV_RECORDED = "tv_recorded"


class TvReading(StrEnum):
    """How the television edition relates to the live show."""

    SIMULCAST = "simulcast"  # at the same time
    LATER = "later"  # recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class AirDates:
    """A published schedule. `announced`: the date of the notice."""

    announced: date
    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A programme that citizens take part in."""

    name: str
    kind: ShowKind = ShowKind.RADIO_LIVE
    phone_in: bool = True
    weekday: Weekday | None = None
    start: time | None = None
    minutes: int = 60
    arrive: time | None = None  # guests are there
    outlets: tuple[str, ...] = ()
    repeats: tuple[Weekday, ...] = ()
    tv: time | None = None
    tv_readings: tuple[TvReading, ...] = ()  # more than one: the source says both
    daily_edition: tuple[Weekday, ...] = ()
    delay_s: float = 0.0
    schedule: AirDates | None = None

    def __post_init__(self) -> None:
        if self.tv_readings and (self.tv is None or self.start is None):
            raise ValueError("expected tv and start where tv_readings are given, found one of them missing")


class LoadReading(StrEnum):
    """What a figure of calls per day counts."""

    TOTAL = "total"
    EACH = "each"  # of each operator


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLoad:
    """A load figure as the source has it, and the ways it can be read."""

    said: str
    calls: int
    readings: tuple[LoadReading, ...]  # more than one: the source does not say
    normal_per_day: int = 0  # «100多个»
    surge: tuple[int, ...] = ()  # times normal, from and to


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """How calls are taken. Defaults: GB/T 33358-2016."""

    ivr: bool = False
    answer_within_s: float = 15.0
    answer_rate_min: float = 0.95
    window_h: int = 24
    shifts: int = 0  # 0: not said
    operators: int = 0
    merged_lines: int = 0
    from_110: bool = False
    leader_answering: bool = False
    peak_per_day: int = 0
    load: SaidLoad | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number of its own beside the hotline's."""

    id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderHours:
    """When leaders answer calls themselves."""

    weekday: Weekday
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySet:
    """Categories that a clock names together. `assumed`: the source counts them and does not name them."""

    id: str
    members: tuple[str, ...]
    said: int  # how many the source speaks of
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A published result of the city, 0 to 1."""

    kpi: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """Which replies a gate looks at. Empty selections match everything; a gate without a rule looks at all."""

    gate: str
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()

    def looks_at(self, kind: str, category: str, priority: str) -> bool:
        """Whether a reply to such a matter passes this gate."""
        chosen = ((self.types, kind), (self.categories, category), (self.priorities, priority))
        return all(not wanted or found in wanted for wanted, found in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """The city's scale, best first, and how many of its grades count as satisfied."""

    grades: tuple[str, ...] = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    satisfied: int = 3

    def __post_init__(self) -> None:
        if len(set(self.grades)) != len(self.grades) or not 0 < self.satisfied < len(self.grades):
            raise ValueError(f"expected different grades and satisfied from 1 to {len(self.grades) - 1}, found {self}")

    def satisfies(self, grade: str) -> bool:
        """Whether that grade counts as satisfied."""
        return grade in self.grades[: self.satisfied]


FIVE_GRADES = Satisfaction()
NOT_ACCEPTED = (  # 国办发〔2020〕53号
    "应通过诉讼、仲裁、行政复议解决",
    "纪检监察事项",
    "政府信息公开申请",
    "已进入信访渠道",
    "涉及国家秘密、商业秘密、个人隐私",
    "违反社会公序良俗",
    "非政务服务事项",
)
SIX_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬")  # DB12/T 1438-2025


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything in which one city differs from another."""

    id: str
    title: str
    source: str
    schema: int = 1
    version: int = 1  # raised with every change: open tickets keep the version they began with
    kind: ProfileKind = ProfileKind.CITY
    calendar: str = "CN"
    hours: Hours = OFFICE_HOURS
    calls: Calls = Calls()
    lines: tuple[Line, ...] = ()
    show: Show | None = None
    leader_hours: LeaderHours | None = None
    milestones: tuple[MilestoneRule, ...] = ()
    clocks: tuple[ClockRule, ...] = ()
    cards: Cards = NO_CARDS
    switches: Switches = ALL_OFF
    kpis: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    definitions: FigureChoice = NATIONAL  # how the hotline's figures are counted
    reports: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()  # empty: not said
    types: tuple[str, ...] = SIX_TYPES
    default_type: str = "求助"  # what a matter is when nobody has chosen
    categories: tuple[str, ...] = ()
    category_sets: tuple[CategorySet, ...] = ()
    category_rules: tuple[CategoryRule, ...] = ()  # how the drafter's findings become a category
    priorities: tuple[str, ...] = ("一般", "紧急")  # the first is what a ticket has until somebody chooses
    complexities: tuple[str, ...] = ("简单", "复杂")
    not_accepted: tuple[str, ...] = NOT_ACCEPTED  # 不予受理 reasons
    gate_rules: tuple[GateRule, ...] = ()
    satisfaction: Satisfaction = FIVE_GRADES
    opinions: OpinionRules = TWO_VERDICTS  # how people are asked around a recorded edition

    @property
    def policy(self) -> str:
        """What a clock stores of where its limit came from."""
        return f"{self.id}@{self.version}"

    @property
    def every_category(self) -> tuple[str, ...]:
        """Everything a matter may be put under; none: the city does not sort matters so."""
        return every_category(self.categories, self.category_sets)

    def members(self, name: str) -> tuple[str, ...]:
        """The categories a clock means by `name`: those of the set of that name, or just this one."""
        return next((one.members for one in self.category_sets if one.id == name), (name,))
