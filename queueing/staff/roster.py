"""The roster (排班): who works which shift on which day; what is wrong with a plan before anybody relies on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import pairwise

from queueing.staff.shifts import Shift, ShiftAt, of_day

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRules:
    """What a plan must keep to, and when somebody is late."""

    most_hours: float = 12.0  # in one go
    most_week_hours: float = 60.0  # in any seven days
    least_rest_hours: float = 8.0  # between two shifts that do not touch
    late_s: float = 300.0
    missing_s: float = 1800.0
    early_s: float = 1800.0  # signed in so long before a shift counts as being there, not as extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person, one day, one shift. `line` is where the plan says so (0: not from a file)."""

    day: date
    shift: str
    operator_id: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFault:
    """One thing wrong with a plan."""

    line: int
    column: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An assignment with its hours."""

    operator_id: str
    at: ShiftAt
    line: int = 0


def faults(
    plan: Sequence[Assignment],
    shifts: Mapping[str, Shift],
    operators: frozenset[str],
    rules: RosterRules,
    zone: tzinfo,
) -> list[RosterFault]:
    """Everything wrong with a plan, by line; an empty list means it may be taken.

    What was planned before stands in it with line 0, and faults among such alone are not told again.
    """
    found = [*_unknown(plan, shifts, operators), *_twice(plan)]
    if found:
        return sorted(found, key=lambda one: one.line)
    people: dict[str, list[Planned]] = {}
    for one in planned(plan, shifts, zone):
        people.setdefault(one.operator_id, []).append(one)
    for works in people.values():
        works.sort(key=lambda one: one.at.began)
        found += [*_overlaps(works), *_too_long(works, rules), *_too_much(works, rules)]
    return sorted((one for one in found if one.line), key=lambda one: one.line)


def planned(plan: Iterable[Assignment], shifts: Mapping[str, Shift], zone: tzinfo) -> list[Planned]:
    """The plan with its hours; a shift the configuration no longer knows is left out."""
    return [
        Planned(operator_id=one.operator_id, at=of_day(shifts[one.shift], one.day, zone), line=one.line)
        for one in plan
        if one.shift in shifts
    ]


def _unknown(
    plan: Iterable[Assignment], shifts: Mapping[str, Shift], operators: frozenset[str]
) -> Iterable[RosterFault]:
    for one in plan:
        if one.shift not in shifts:
            expected = f"one of {', '.join(shifts)}"
            yield RosterFault(line=one.line, column="shift", expected=expected, found=one.shift[:40])
        if one.operator_id not in operators:
            expected = "the number of a known operator"
            yield RosterFault(line=one.line, column="operator", expected=expected, found=one.operator_id[:40])


def _twice(plan: Iterable[Assignment]) -> Iterable[RosterFault]:
    seen: dict[tuple[date, str, str], int] = {}
    for one in plan:
        key = (one.day, one.shift, one.operator_id)
        if key in seen:
            found = f"{one.operator_id} on line {seen[key]} too"
            yield RosterFault(line=one.line, column="operator", expected="each person once in a shift", found=found)
        seen.setdefault(key, one.line)


def _overlaps(works: Sequence[Planned]) -> Iterable[RosterFault]:
    for first, second in pairwise(works):
        if second.at.began < first.at.until:
            expected = f"shifts of {second.operator_id} that do not overlap"
            found = f"{_says(second)} while {_says(first)} runs"
            yield RosterFault(line=_line_of((first, second)), column="shift", expected=expected, found=found)


def _too_long(works: Sequence[Planned], rules: RosterRules) -> Iterable[RosterFault]:
    """Refuse more hours in one go than allowed, shifts that touch taken together; and too short a rest between."""
    began, until, before = None, 0.0, works[:1]
    for one in works:
        line = _line_of((*before, one))
        touches = began is not None and one.at.began <= until
        if began is not None and not touches and one.at.began - until < rules.least_rest_hours * HOUR_S:
            rest_h = (one.at.began - until) / HOUR_S
            expected = f"{rules.least_rest_hours:g} h of rest before it for {one.operator_id}"
            yield RosterFault(line=line, column="shift", expected=expected, found=f"{rest_h:g} h")
        began = began if touches and began is not None else one.at.began
        until, before = max(until, one.at.until), [one]
        if until - began > rules.most_hours * HOUR_S:
            expected = f"at most {rules.most_hours:g} h in one go for {one.operator_id}"
            yield RosterFault(line=line, column="shift", expected=expected, found=f"{(until - began) / HOUR_S:g} h")


def _too_much(works: Sequence[Planned], rules: RosterRules) -> Iterable[RosterFault]:
    """Refuse more hours in any seven days than allowed."""
    first = 0
    for last, one in enumerate(works):
        while (one.at.day - works[first].at.day).days >= 7:
            first += 1
        week = works[first : last + 1]
        hours = sum(work.at.until - work.at.began for work in week) / HOUR_S
        if hours > rules.most_week_hours:
            expected = f"at most {rules.most_week_hours:g} h in seven days for {one.operator_id}"
            yield RosterFault(line=_line_of(week), column="shift", expected=expected, found=f"{hours:g} h")


def _line_of(works: Iterable[Planned]) -> int:
    """The last line of a file among them; 0 when all were planned before."""
    return max(one.line for one in works)


def _says(one: Planned) -> str:
    return f"{one.at.day} {one.at.shift.name}"
