"""How far an edition is prepared: where each milestone stands today, what is missing, and what to be reminded of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from queueing.days.calendar import Calendar, workdays_between
from queueing.days.milestones import RIGHTS, Binds, Milestone, MilestoneRule, Proof, plan
from queueing.days.office import Office
from queueing.show.edition import Edition, Leave
from queueing.show.plan import PlanFault, PlanFinding, PlannedShow, leave_in_time

NEAR_WORKDAYS = 3


class Standing(StrEnum):
    """Where a milestone stands."""

    DONE = "done"
    DONE_LATE = "done_late"
    OPEN = "open"
    NEAR = "near"  # due within NEAR_WORKDAYS
    TODAY = "today"
    MISSED = "missed"
    BORN_LATE = "born_late"  # was over when the plan was announced: shown, no alarm
    RIGHT = "right"  # a last day for asking; it is still to come
    RIGHT_OVER = "right_over"


URGENT = frozenset({Standing.MISSED, Standing.TODAY, Standing.NEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Who ticked a milestone off, and for which day."""

    rule_id: str
    done_on: date
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone of one edition, as it stands today."""

    rule_id: str
    title: str
    due: datetime
    standing: Standing
    provisional: bool
    rest_day: bool
    other_day: date | None  # where that week's Monday would have put it
    proof: Proof
    mark: Mark | None = None
    missing: tuple[str, ...] = ()  # units that still owe it


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What an edition has: the day each unit filed its contacts, ticks, and leaves in force."""

    contacts: tuple[tuple[str, date], ...] = ()
    marks: tuple[Mark, ...] = ()
    leaves: tuple[Leave, ...] = ()

    def leave_of(self, unit: str) -> Leave | None:
        """The leave in force of a unit's leader."""
        return next((one for one in self.leaves if one.unit == unit), None)


def steps(edition: Edition, rules: Sequence[MilestoneRule], office: Office, filed: Filed, today: date) -> list[Step]:
    """The milestones of an edition in the order of their days; those that bind none of its units are left out."""
    known = {rule.id: rule for rule in rules if _binds(rule, edition)}
    dated = plan(edition.day, known.values(), office, edition.announced)
    return [_step(edition, known[one.rule_id], one, filed, today, office.calendar) for one in dated]


def _binds(rule: MilestoneRule, edition: Edition) -> bool:
    if rule.binds is Binds.NEW_UNITS:
        return any(seat.is_new for seat in edition.seats)
    return bool(edition.seats) or rule.proof is not Proof.CONTACTS


def _step(edition: Edition, rule: MilestoneRule, due: Milestone, filed: Filed, today: date, calendar: Calendar) -> Step:
    mark = next((one for one in filed.marks if one.rule_id == rule.id), None)
    missing: tuple[str, ...] = ()
    if rule.proof is Proof.CONTACTS and mark is None:
        missing, done_on = _contacts(edition, rule, filed)
        mark = Mark(rule_id=rule.id, done_on=done_on, by="") if done_on else None
    return Step(
        rule_id=rule.id,
        title=rule.title,
        due=due.at,
        standing=_standing(rule, due, mark, today, calendar),
        provisional=due.provisional,
        rest_day=due.rest_day,
        other_day=due.other_day,
        proof=rule.proof,
        mark=mark,
        missing=missing,
    )


def _contacts(edition: Edition, rule: MilestoneRule, filed: Filed) -> tuple[tuple[str, ...], date | None]:
    """Which units still owe their contacts, and the day the last one came when none does."""
    owing = [seat.unit for seat in edition.seats if seat.is_new or rule.binds is not Binds.NEW_UNITS]
    days = dict(filed.contacts)
    missing = tuple(unit for unit in owing if unit not in days)
    return missing, max((days[unit] for unit in owing), default=None) if not missing else None


def _standing(rule: MilestoneRule, due: Milestone, mark: Mark | None, today: date, calendar: Calendar) -> Standing:
    if rule.binds in RIGHTS:
        return Standing.RIGHT_OVER if due.day < today else Standing.RIGHT
    if mark:
        return Standing.DONE_LATE if mark.done_on > due.day else Standing.DONE
    if due.day < today:
        return Standing.BORN_LATE if due.late else Standing.MISSED
    if due.day == today:
        return Standing.TODAY
    return Standing.NEAR if workdays_between(calendar, today, due.day) <= NEAR_WORKDAYS else Standing.OPEN


class Lack(StrEnum):
    """What an edition still lacks, at a glance."""

    CONTACTS = "contacts"
    LEADER = "leader"
    TOPICS = "topics"
    ATTENDANCE = "attendance"  # it is over and nobody noted who came


def lacks(edition: Edition, filed: Filed, today: date) -> Iterator[tuple[Lack, tuple[str, ...]]]:
    """What is missing and of whom; nothing of an edition that was called off."""
    if not edition.planned:
        return
    if edition.day < today:
        unknown = tuple(seat.unit for seat in edition.seats if seat.attendance is None)
        yield from [(Lack.ATTENDANCE, unknown)] if unknown else []
        return
    have = dict(filed.contacts)
    if owing := tuple(seat.unit for seat in edition.seats if seat.unit not in have):
        yield Lack.CONTACTS, owing
    if nameless := tuple(seat.unit for seat in edition.seats if not seat.leader):
        yield Lack.LEADER, nameless
    if not edition.topics:
        yield Lack.TOPICS, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing somebody should see to now."""

    edition_id: str
    air_day: date
    title: str
    units: tuple[str, ...]
    rule_id: str
    due: date
    standing: Standing


def reminders(edition: Edition, found: Iterable[Step], today: date) -> Iterator[Reminder]:
    """What of an edition is near, due today or missed; of one that is over only who came."""
    if not edition.planned:
        return
    for step in found:
        if edition.day >= today and step.standing in URGENT:
            yield Reminder(
                edition_id=edition.edition_id,
                air_day=edition.day,
                title=step.title,
                units=step.missing or edition.units,
                rule_id=step.rule_id,
                due=step.due.date(),
                standing=step.standing,
            )


def asked_late(rules: Iterable[MilestoneRule], binds: Binds, air: date, asked: date, office: Office) -> bool:
    """Whether leave, or another air date, was asked for after the last day the city's profile sets."""
    rule = next((one for one in rules if one.binds is binds), None)
    if rule is None:
        return binds is Binds.LEAVE and not leave_in_time(air, asked, office.calendar)
    (last,) = plan(air, [rule], office, date.min)
    return asked > last.day


def first_findings(
    shows: Sequence[PlannedShow], rules: Sequence[MilestoneRule], office: Office, announced: date
) -> Iterator[PlanFinding]:
    """To know before an import: milestones that are over when the plan is announced, days that may yet move."""
    duties = [rule for rule in rules if rule.binds is Binds.DUTY]
    provisional: set[int] = set()
    for show in shows:
        dated = plan(show.day, duties, office, announced)
        provisional |= {one.day.year for one in dated if one.provisional}
        if late := [one for one in dated if one.late]:
            titles = {rule.id: rule.title for rule in rules}
            told = "、".join(f"{titles[one.rule_id]} {one.day}" for one in late)
            text = f"row {show.row}: already over when announced on {announced}: {told}"
            yield PlanFinding(row=show.row, fault=PlanFault.BORN_LATE, text=text, expected=f"{announced}", found=told)
    for year in sorted(provisional):
        text = f"{year}: counted without that year's notice of holidays; days may yet move"
        yield PlanFinding(row=0, fault=PlanFault.PROVISIONAL, text=text, expected=f"CN-{year}.toml", found=f"{year}")
