"""Dates of a show that two rules put on different days, that are late when announced, and its legal delay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from queueing.city.clock_findings import duplicates
from queueing.city.findings import Code, Finding, Severity
from queueing.city.profiles import AirDates, Profile, Show, ShowKind, TvReading
from queueing.days.calendar import Calendar
from queueing.days.milestones import Milestone, MilestoneRule, Weekday, plan
from queueing.days.office import Office

# 广电总局 2004-03-16: radio alone, and everything that is on television at the same time
RADIO_DELAY_S, TV_DELAY_S = 6.0, 20.0


def weekly(weekday: Weekday, year: int, calendar: Calendar) -> AirDates:
    """The dates a weekly show has when nobody has listed them: those of the year that are worked."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    dates = [day for day in days if day.year == year and day.weekday() == weekday.number and calendar.works(day)]
    return AirDates(announced=date.min, dates=tuple(dates))


def show_findings(profile: Profile, office: Office, year: int | None = None) -> Iterator[Finding]:
    """Everything that is wrong with the show's dates and delay.

    Args:
        profile: the city.
        office: calendar, hours and time zone.
        year: for a weekly show without a published schedule, the year to look at; None: its dates are left out.
    """
    yield from duplicates("milestone", (rule.id for rule in profile.milestones))
    yield from _two_dates(profile.milestones)
    if profile.show is None:
        return
    yield from _delay(profile.show)
    dates = profile.show.schedule
    if dates is None and year and profile.show.weekday:
        dates = weekly(profile.show.weekday, year, office.calendar)
    if dates:
        yield from _dates(profile.milestones, dates, office)


def _two_dates(rules: Iterable[MilestoneRule]) -> Iterator[Finding]:
    by_subject: dict[str, list[MilestoneRule]] = defaultdict(list)
    for rule in rules:
        if rule.subject:
            by_subject[rule.subject].append(rule)
    for subject, asked in by_subject.items():
        if len(asked) > 1:
            ways = " and ".join(f"{rule.id} ({rule.before})" for rule in asked)
            text = f"{subject} is asked for twice, {ways}: the earlier is the due date, the later the latest date"
            yield Finding(severity=Severity.CONFLICT, code=Code.TWO_DATES, about=f"milestone.{subject}", text=text)


def _delay(show: Show) -> Iterator[Finding]:
    if show.kind is not ShowKind.RADIO_LIVE or not show.phone_in:
        return
    needed = TV_DELAY_S if TvReading.SIMULCAST in show.tv_readings else RADIO_DELAY_S
    at_once = TvReading.SIMULCAST in show.tv_readings and show.tv not in (None, show.start)
    if len(show.tv_readings) > 1 or at_once:
        text = (
            f"television is said to be {' and '.join(show.tv_readings)}, at {show.tv:%H:%M} for a show at "
            f"{show.start:%H:%M}: the delay must be {TV_DELAY_S:.0f} s if simulcast, {RADIO_DELAY_S:.0f} s if radio "
            f"alone; set is {show.delay_s:.0f} s"
        )
        yield Finding(severity=Severity.CONFLICT, code=Code.TV_READINGS, about="show.tv_readings", text=text)
    if show.delay_s < needed:
        text = f"show.delay_s: expected {needed:.0f} s or more (广电总局 2004), found {show.delay_s:.0f}"
        yield Finding(severity=Severity.FAULT, code=Code.DELAY_SHORT, about="show.delay_s", text=text)


def _dates(rules: tuple[MilestoneRule, ...], schedule: AirDates, office: Office) -> Iterator[Finding]:
    found = [(day, one) for day in schedule.dates for one in plan(day, rules, office, schedule.announced)]
    for rule in rules:
        mine = [(day, one) for day, one in found if one.rule_id == rule.id]
        yield from _of_rule(rule, mine, schedule)
    open_years = sorted({one.day.year for _, one in found if one.provisional})
    if open_years:
        text = f"milestones of {', '.join(map(str, open_years))} were counted without that year's holiday notice"
        yield Finding(severity=Severity.NOTE, code=Code.NO_CALENDAR, about="calendar", text=text)


def _of_rule(rule: MilestoneRule, mine: list[tuple[date, Milestone]], schedule: AirDates) -> Iterator[Finding]:
    about, shows = f"milestone.{rule.id}", len(mine)
    if apart := [(day, one) for day, one in mine if one.other_day]:
        listed = ", ".join(f"{day} ({one.day}, not {one.other_day})" for day, one in apart)
        text = (
            f"{rule.id}: {rule.before} and {rule.weekday} of that week differ for {len(apart)} of {shows} shows; "
            f"the earlier holds: {listed}"
        )
        yield _of_dates(Severity.CONFLICT, Code.WEEKDAY_RULE, about, text, apart)
    if late := [(day, one) for day, one in mine if one.late]:
        listed = ", ".join(f"{day} ({one.day})" for day, one in late)
        text = f"{rule.id}: already over when announced on {schedule.announced} for {len(late)} of {shows}: {listed}"
        yield _of_dates(Severity.CONFLICT, Code.BORN_LATE, about, text, late)
    if resting := [(day, one) for day, one in mine if one.rest_day]:
        listed = ", ".join(f"{day} ({one.day})" for day, one in resting)
        text = f"{rule.id}: falls on a day of rest for {len(resting)} of {shows} shows: {listed}"
        yield _of_dates(Severity.NOTE, Code.REST_DAY, about, text, resting)


def _of_dates(severity: Severity, code: Code, about: str, text: str, shows: list[tuple[date, Milestone]]) -> Finding:
    return Finding(severity=severity, code=code, about=about, text=text, dates=tuple(day for day, _ in shows))
