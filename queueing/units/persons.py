"""Dispatch to a person in seconds: grids and the people who walk them, and who of them fits a matter best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queueing.days.office import Shift

TOP = 3
_SKILL = 30.0  # each skill that is asked for
_NEAR = (
    40.0,
    25.0,
    12.0,
    5.0,
)  # by steps from the place: its own grid, its community or town, its district, further up
_ON_DUTY, _OFF_DUTY = 20.0, -25.0
_LOAD = 2.0  # each open matter; ten of them outweigh being on duty


class PersonKind(StrEnum):
    """Who is dispatched to by name."""

    GRID_WORKER = "网格员"
    MEDIATOR = "调解员"
    JUSTICE_OFFICE = "司法所"
    EXPERT = "专家"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The smallest area with people of its own; `places` and `area` are names of the gazetteer."""

    grid_id: str
    name: str
    area: str  # the community, town or district it lies in
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be sent. `weekdays` 1 (Monday) to 7; empty `shifts`: always on duty."""

    person_id: str
    name: str
    kind: PersonKind
    unit_id: str
    phone: str = ""
    skills: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    shifts: tuple[Shift, ...] = ()
    present: bool = True  # False: ill, on leave

    def on_duty(self, at: datetime) -> bool:
        """Whether they work at that local time."""
        minute = at.hour * 60 + at.minute
        inside = not self.shifts or any(one.opens_min <= minute < one.closes_min for one in self.shifts)
        return self.present and at.isoweekday() in self.weekdays and inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is looked for. `whereabouts`: the place, then what it lies in, nearest first; `at` in local time."""

    at: datetime
    skills: frozenset[str] = frozenset()
    whereabouts: tuple[str, ...] = ()
    kind: PersonKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Somebody who fits, how well, and why (in Chinese, for the dispatcher)."""

    person: Person
    score: float
    reasons: tuple[str, ...]
    on_duty: bool


def nearest_grid(grids: Iterable[Grid], whereabouts: Sequence[str]) -> tuple[Grid, int] | None:
    """Return the grid fewest steps from a place, and the steps: 0 names the place itself, 1 what that lies in."""
    best: tuple[Grid, int] | None = None
    for grid in grids:
        step = _steps(grid, whereabouts)
        if step is not None and (best is None or step < best[1]):
            best = (grid, step)
    return best


def _steps(grid: Grid, whereabouts: Sequence[str]) -> int | None:
    """Count how far up from the place one must go to meet the grid."""
    for step, name in enumerate(whereabouts):
        if name in grid.places or name in (grid.name, grid.area):
            return step
    return None


def best_people(
    people: Iterable[Person], grids: Iterable[Grid], need: Need, load: Mapping[str, int], top: int = TOP
) -> tuple[Match, ...]:
    """Return who fits best, best first. `load`: open matters by person. Nobody without a single reason is named."""
    steps = {grid.grid_id: _steps(grid, need.whereabouts) for grid in grids}
    names = {grid.grid_id: grid.name for grid in grids}
    matches = [_match(person, need, load.get(person.person_id, 0), steps, names) for person in people]
    fit = [match for match in matches if match is not None]
    return tuple(sorted(fit, key=lambda one: (-one.score, one.person.person_id))[:top])


def _match(
    person: Person, need: Need, open_matters: int, steps: Mapping[str, int | None], names: Mapping[str, str]
) -> Match | None:
    if not person.present or (need.kind is not None and person.kind is not need.kind):
        return None
    near, where = _nearness(person, need, steps, names)
    skills = [skill for skill in person.skills if skill in need.skills]
    if not near and not skills:
        return None
    on_duty = person.on_duty(need.at)
    score = near + _SKILL * len(skills) + (_ON_DUTY if on_duty else _OFF_DUTY) - _LOAD * open_matters
    said = (
        where,
        f"擅长：{'、'.join(skills)}" if skills else "",
        "在岗" if on_duty else "不在岗",
        f"在办{open_matters}件",
    )
    return Match(person=person, score=score, reasons=tuple(one for one in said if one), on_duty=on_duty)


def _nearness(
    person: Person, need: Need, steps: Mapping[str, int | None], names: Mapping[str, str]
) -> tuple[float, str]:
    """Return what being near is worth, and the words for it."""
    found = [(step, names[one]) for one in person.grids if (step := steps.get(one)) is not None]
    found += [(max(1, need.whereabouts.index(area)), area) for area in person.areas if area in need.whereabouts]
    if not found:
        return 0.0, ""
    step, name = min(found)
    return _NEAR[min(step, len(_NEAR) - 1)], f"负责{name}" if step == 0 else f"就近：{name}"
