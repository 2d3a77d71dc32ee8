"""The year's plan of the show: reading the notice's rows, judging them, and who still has to appear (两个100%)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from queueing.days.calendar import Calendar, workday_before
from queueing.days.milestones import Weekday

_DAY = re.compile(r"(?:(\d{4})年)?\s*(\d{1,2})月(\d{1,2})日|(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_UNITS = re.compile(r"[\s、，,;；/]+")
NO_WEEK = "无"  # a show that belongs to no week of the notice: put in by hand
LEAVE_WORKDAYS = 3  # «提前3个工作日以书面形式……履行请假手续»


class ShowKind(StrEnum):
    """What kind of edition it is."""

    WEEKLY = "weekly"
    MAYOR = "mayor"  # 市长上线: named leaders must be there
    PROVINCIAL = "provincial"  # the province fixes the date
    REVIEW = "review"  # 回顾式特别报道: no unit on air
    TV = "tv"  # 电视问政: recorded, promises and opinions, nobody calls

    @property
    def takes_calls(self) -> bool:
        """Whether citizens are on the telephone."""
        return self not in (ShowKind.TV, ShowKind.REVIEW)


class Attendance(StrEnum):
    """Who stood for the unit."""

    LEADER = "leader"  # 主要负责人
    DELEGATE = "delegate"  # with leave: counts for the unit, not for the leader
    ABSENT = "absent"


class PlanFault(StrEnum):
    """What can be wrong or strange about a row."""

    UNREADABLE = "unreadable"
    OUTSIDE_WEEK = "outside_week"
    REST_DAY = "rest_day"
    OTHER_WEEKDAY = "other_weekday"  # to know; the notice may mean it
    SAME_DAY = "same_day"
    NO_UNIT = "no_unit"
    NOBODY_REQUIRED = "nobody_required"
    JOINED = "joined"  # to know: a row with nothing but units belongs to the row above
    UNKNOWN_UNIT = "unknown_unit"  # to know: not in the city's list of units
    BORN_LATE = "born_late"  # to know: milestones that were over when the plan was announced
    PROVISIONAL = "provisional"  # to know: counted without that year's notice of holidays


STOPS_IMPORT = frozenset({PlanFault.UNREADABLE, PlanFault.OUTSIDE_WEEK, PlanFault.SAME_DAY, PlanFault.NO_UNIT})


class PlanError(ValueError):
    """A row that cannot be read: which, what was expected, what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row of the notice, as typed."""

    number: int  # in the file, from 1
    week: str  # «3月23日-3月27日», '': as the row above
    units: str  # one or several
    air: str  # «3月26日»
    kind: ShowKind = ShowKind.WEEKLY
    required: str = ""  # who must attend a mayor's show


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedShow:
    """One show of the year."""

    row: int
    day: date
    week: tuple[date, date] | None
    units: tuple[str, ...]
    kind: ShowKind = ShowKind.WEEKLY
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFinding:
    """What was found about a row. `expected` and `found` are words a screen may put into a sentence of its own."""

    row: int
    fault: PlanFault
    text: str
    expected: str = ""
    found: str = ""

    @property
    def stops(self) -> bool:
        """Whether nothing may be stored while it stands."""
        return self.fault in STOPS_IMPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a notice says, and what could not be read of it."""

    shows: tuple[PlannedShow, ...]
    findings: tuple[PlanFinding, ...]


def read_notice(rows: Iterable[PlanRow], year: int) -> Reading:
    """Turn the notice's rows into shows, and name every row that cannot be read.

    A row without a week belongs to the week above; one with nothing but units to the show above.
    """
    shows: list[PlannedShow] = []
    found: list[PlanFinding] = []
    week: tuple[date, date] | None = None
    for row in rows:
        if shows and not row.week.strip() and not row.air.strip() and row.units.strip():
            shows[-1] = replace(shows[-1], units=tuple(dict.fromkeys((*shows[-1].units, *_names(row.units)))))
            found.append(_joined(row, shows[-1]))
            continue
        try:
            own = row.week.strip()
            week = _week(row, year) if own not in ("", NO_WEEK) else week
            shows.append(_show(row, year, None if own == NO_WEEK else week))
        except PlanError as fault:
            expected, _, what = str(fault).partition("expected ")[2].partition(", found ")
            found.append(
                PlanFinding(row=row.number, fault=PlanFault.UNREADABLE, text=str(fault), expected=expected, found=what)
            )
    return Reading(shows=tuple(shows), findings=tuple(found))


def read_rows(rows: Iterable[PlanRow], year: int) -> list[PlannedShow]:
    """Turn the notice's rows into shows.

    Raises:
        PlanError: dates or units are missing or cannot be read; every such row is named, one a line.
    """
    reading = read_notice(rows, year)
    if faults := [one.text for one in reading.findings if one.stops]:
        raise PlanError("\n".join(faults))
    return list(reading.shows)


def _joined(row: PlanRow, show: PlannedShow) -> PlanFinding:
    names = "、".join(_names(row.units))
    text = f"row {row.number}: units without a date: {names} joined to the show of {show.day} in row {show.row}"
    return PlanFinding(row=row.number, fault=PlanFault.JOINED, text=text, expected=f"{show.day}", found=names)


def check_plan(shows: Sequence[PlannedShow], calendar: Calendar, weekday: Weekday | None) -> Iterator[PlanFinding]:
    """Everything wrong or strange about a plan; what stops an import is in STOPS_IMPORT."""
    by_day: dict[date, PlannedShow] = {}
    for show in shows:
        yield from _check(show, calendar, weekday)
        other = by_day.setdefault(show.day, show)
        if other is not show:
            text = f"expected one show a day, found {show.day} in row {other.row} too"
            yield PlanFinding(row=show.row, fault=PlanFault.SAME_DAY, text=text, found=f"{show.day} ({other.row})")


def _check(show: PlannedShow, calendar: Calendar, weekday: Weekday | None) -> Iterator[PlanFinding]:
    def found(fault: PlanFault, expected: str, what: str) -> PlanFinding:
        text = f"expected {expected}, found {what}"
        return PlanFinding(row=show.row, fault=fault, text=text, expected=expected, found=what)

    if show.week and not show.week[0] <= show.day <= show.week[1]:
        yield found(PlanFault.OUTSIDE_WEEK, f"a day from {show.week[0]} to {show.week[1]}", f"{show.day}")
    if not show.units and show.kind is not ShowKind.REVIEW:
        yield found(PlanFault.NO_UNIT, "a unit on air", "none")
    if show.kind is ShowKind.MAYOR and not show.required:
        yield found(PlanFault.NOBODY_REQUIRED, "who must attend a mayor's show", "nobody")
    if not calendar.works(show.day):
        yield found(PlanFault.REST_DAY, "a working day", f"{show.day}, a day of rest")
    elif weekday and show.day.weekday() != weekday.number:
        yield found(PlanFault.OTHER_WEEKDAY, f"{weekday}", f"{show.day}, a {list(Weekday)[show.day.weekday()]}")


def leave_in_time(air: date, asked: date, calendar: Calendar) -> bool:
    """Whether a leader's written leave came early enough before the show."""
    return asked <= workday_before(calendar, air, LEAVE_WORKDAYS).day


# --- the two hundred per cent ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A unit's appearance in a show that was held."""

    unit: str
    day: date
    attendance: Attendance


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One of the two 100 % counters."""

    required: int
    done: int
    planned: tuple[tuple[str, date], ...]  # still missing, but has a date this year
    missing: tuple[str, ...]  # still missing and without a date

    @property
    def rate(self) -> float:
        """Share done, 0..1; 1 when nothing is required."""
        return self.done / self.required if self.required else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Both: units that appeared, and units whose principal leader appeared in person."""

    units: Counter
    leaders: Counter


def coverage(
    required: Iterable[str],
    appearances: Iterable[Appearance],
    planned: Iterable[PlannedShow],
    today: date,
    leaders: Iterable[str] | None = None,
) -> Coverage:
    """Count the year so far. A delegate counts for the unit and not for the leader.

    Args:
        required: every unit that must appear this year.
        appearances: of this year's shows that were held.
        planned: this year's shows; those after today are still to come.
        today: in the site's zone.
        leaders: units whose principal leader must appear (金坛: also towns, streets and parks); None: the same units.
    """
    names = sorted(set(required))
    chiefs = names if leaders is None else sorted(set(leaders))
    came = [one for one in appearances if one.attendance is not Attendance.ABSENT]
    to_come: dict[str, date] = {}
    for show in sorted(planned, key=lambda one: one.day, reverse=True):
        if show.day >= today:
            to_come |= dict.fromkeys(show.units, show.day)
    led = {one.unit for one in came if one.attendance is Attendance.LEADER}
    return Coverage(units=_counter(names, {one.unit for one in came}, to_come), leaders=_counter(chiefs, led, to_come))


def _counter(names: Sequence[str], done: set[str], to_come: dict[str, date]) -> Counter:
    open_ones = [name for name in names if name not in done]
    return Counter(
        required=len(names),
        done=len(names) - len(open_ones),
        planned=tuple((name, to_come[name]) for name in open_ones if name in to_come),
        missing=tuple(name for name in open_ones if name not in to_come),
    )


# --- materials ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Something to be broadcast: a report, a recording, a text."""

    title: str
    verified_by: str = ""
    air: date | None = None


def may_air(material: Material) -> bool:
    """«未经调查采访以及未经核实的片面内容不能予以公开播出»."""
    return bool(material.verified_by)


def twice(shows: Iterable[PlannedShow]) -> dict[str, tuple[date, ...]]:
    """Units that appear more than once in the year, with their days."""
    days: dict[str, list[date]] = defaultdict(list)
    for show in shows:
        for unit in show.units:
            days[unit].append(show.day)
    return {unit: tuple(sorted(all_days)) for unit, all_days in days.items() if len(all_days) > 1}


# --- reading -----------------------------------------------------------------------------------------------------


def _show(row: PlanRow, year: int, week: tuple[date, date] | None) -> PlannedShow:
    days = _days(row.air, year)
    if len(days) != 1:
        raise PlanError(f"row {row.number}: air date: expected one day such as 3月26日, found {row.air!r}")
    if days[0].year != year:
        raise PlanError(f"row {row.number}: air date: expected a day of {year}, found {row.air!r}")
    return PlannedShow(
        row=row.number,
        day=days[0],
        week=week,
        units=_names(row.units),
        kind=row.kind,
        required=_names(row.required),
    )


def _week(row: PlanRow, year: int) -> tuple[date, date]:
    days = _days(row.week, year)
    if len(days) == 2 and days[1] < days[0] and (days[0].month, days[1].month) == (12, 1):
        days[1] = days[1].replace(year=days[1].year + 1)  # 12月28日-1月1日
    if len(days) != 2 or days[0] > days[1]:
        raise PlanError(f"row {row.number}: week: expected two days such as 3月23日-3月27日, found {row.week!r}")
    return days[0], days[1]


def _days(text: str, year: int) -> list[date]:
    found = []
    for match in _DAY.finditer(text):
        named = [int(one) for one in match.groups() if one]
        try:
            found.append(date(*named) if len(named) == 3 else date(year, *named))
        except ValueError:
            return []
    return found


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _UNITS.split(text) if name))
