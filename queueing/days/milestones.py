"""What must be done before a show goes on air: dates counted backwards, two rules for one meeting, what begins late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from queueing.days.calendar import Counted
from queueing.days.deadlines import day_before
from queueing.days.limits import Limit
from queueing.days.office import Office


class Weekday(StrEnum):
    """A day of the week, as profiles write it."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Monday 0 to Sunday 6."""
        return list(Weekday).index(self)


class Binds(StrEnum):
    """Whom a milestone binds, and to what."""

    DUTY = "duty"  # every unit on air must have done it
    NEW_UNITS = "new_units"  # only units that were never on air before
    LEAVE = "leave"  # the last day on which a leader may ask for leave: nothing to be done
    RESCHEDULE = "reschedule"  # the last day on which another air date may be asked for


class Proof(StrEnum):
    """What shows that it was done."""

    BY_HAND = "by_hand"  # somebody ticks it off
    CONTACTS = "contacts"  # every unit on air has filed its list of contacts


RIGHTS = frozenset({Binds.LEAVE, Binds.RESCHEDULE})


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRule:
    """One thing due before each show.

    `subject`: rules of one subject ask for the same thing; the earliest is its due date, the last the latest date.
    `weekday`: the source also says "that week's Monday"; the earlier of the two holds.
    """

    id: str
    title: str
    before: Limit  # below zero, in days, working days or months
    subject: str = ""
    weekday: Weekday | None = None
    at: time | None = None  # close of business when the source names no time
    binds: Binds = Binds.DUTY
    proof: Proof = Proof.BY_HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One thing due before one show."""

    rule_id: str
    day: date
    at: datetime
    provisional: bool
    late: bool  # already over when the schedule was announced: shown so, and no alarm
    rest_day: bool  # falls on a day that is not worked
    other_day: date | None  # where the weekday rule would have put it, when it differs


def plan(air_date: date, rules: Iterable[MilestoneRule], office: Office, announced: date) -> tuple[Milestone, ...]:
    """The milestones of one show, the earliest first.

    Args:
        air_date: the day of the show.
        rules: what the city asks for.
        office: calendar, hours and time zone.
        announced: when the schedule became known; milestones before it are born late.
    """
    found = [_milestone(air_date, rule, office, announced) for rule in rules]
    return tuple(sorted(found, key=lambda one: (one.at, one.rule_id)))


def weekday_date(air_date: date, weekday: Weekday) -> date:
    """That weekday of the show's week, Monday first."""
    return air_date + timedelta(days=weekday.number - air_date.weekday())


def _milestone(air_date: date, rule: MilestoneRule, office: Office, announced: date) -> Milestone:
    counted = day_before(air_date, rule.before, office.calendar)
    chosen, other = _earlier(counted, weekday_date(air_date, rule.weekday) if rule.weekday else None)
    local = datetime.combine(chosen, rule.at, office.zone) if rule.at else office.close(chosen)
    return Milestone(
        rule_id=rule.id,
        day=chosen,
        at=local,
        provisional=counted.provisional,
        late=chosen < announced,
        rest_day=not office.calendar.works(chosen),
        other_day=other,
    )


def _earlier(counted: Counted, named: date | None) -> tuple[date, date | None]:
    if named is None or named == counted.day:
        return counted.day, None
    return min(counted.day, named), max(counted.day, named)
