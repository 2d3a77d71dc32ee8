"""The city's units as a tree: who is above and below whom, what a name means, and what is wrong with a list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is, from the top down."""

    CITY = "city"
    DISTRICT = "district"
    DEPARTMENT = "department"
    STATION = "station"  # 所, 站, 街道, 社区: who goes there
    COMPANY = "company"  # water, power, gas, buses


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One 承办单位. `aliases` are what people call it, `duties` the words that speak for it, `areas` where it acts."""

    unit_id: str
    name: str
    kind: UnitKind
    parent_id: str = ""  # '' only at the top
    aliases: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()  # '' everywhere its parent acts
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A unit and where it was read: the line of a file, 0 for one that is known already."""

    line: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong in a list: which line, which column, what was expected and found."""

    line: int
    column: str
    text: str


def tree_faults(placed: Sequence[Placed]) -> list[Fault]:
    """Return what keeps these units from being one tree; known ones (line 0) are taken as read."""
    return sorted([*_twice(placed), *_unknown_parents(placed), *_cycles(placed)])


def _twice(placed: Iterable[Placed]) -> Iterator[Fault]:
    """An id stands once in a file; a name belongs to one unit."""
    ids: dict[str, int] = {}
    names: dict[str, Placed] = {}
    for one in placed:
        if one.line and ids.setdefault(one.unit.unit_id, one.line) != one.line:
            told = f"expected each id once, found {one.unit.unit_id!r} in line {ids[one.unit.unit_id]} too"
            yield Fault(line=one.line, column="unit_id", text=told)
        first = names.setdefault(one.unit.name, one)
        if first.unit.unit_id != one.unit.unit_id:
            told = f"expected each name once, found {one.unit.name!r} for {first.unit.unit_id!r} too"
            yield Fault(line=max(one.line, first.line), column="name", text=told)


def _unknown_parents(placed: Sequence[Placed]) -> Iterator[Fault]:
    known = {one.unit.unit_id for one in placed}
    for one in placed:
        parent, is_top = one.unit.parent_id, one.unit.kind is UnitKind.CITY
        if parent and parent not in known:
            yield Fault(line=one.line, column="parent_id", text=f"expected the id of a unit, found {parent!r}")
        elif not parent and not is_top:
            yield Fault(line=one.line, column="parent_id", text="expected a parent for all but a city, found none")


def _cycles(placed: Sequence[Placed]) -> Iterator[Fault]:
    parents = {one.unit.unit_id: one.unit.parent_id for one in placed}
    for one in placed:
        path = list(_upwards(parents, one.unit.unit_id))
        if path[-1] == one.unit.unit_id and len(path) > 1:
            told = f"expected a tree, found the circle {' > '.join(path)}"
            yield Fault(line=one.line, column="parent_id", text=told)


def _upwards(parents: Mapping[str, str], unit_id: str) -> Iterator[str]:
    """Yield the unit and those above it, until the top or the first one met again (which is yielded again)."""
    met: set[str] = set()
    while unit_id and unit_id not in met:
        yield unit_id
        met.add(unit_id)
        unit_id = parents.get(unit_id, "")
    if unit_id:
        yield unit_id


class UnitTree:
    """Owns a tree of units that has no faults; answers who is above and below, and what a name means."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Take the units.

        Raises:
            ValueError: They are no tree; the message names the first fault.

        """
        self.units: Mapping[str, Unit] = {unit.unit_id: unit for unit in units}
        faults = tree_faults([Placed(line=0, unit=unit) for unit in self.units.values()])
        if faults:
            raise ValueError(f"units: {faults[0].text}")
        self._parents = {unit.unit_id: unit.parent_id for unit in self.units.values()}
        self._children: dict[str, list[str]] = {}
        for unit in self.units.values():
            self._children.setdefault(unit.parent_id, []).append(unit.unit_id)
        self._names = _names(self.units.values())

    def line(self, unit_id: str) -> tuple[str, ...]:
        """The unit and those above it, nearest first; empty for an unknown one."""
        return tuple(_upwards(self._parents, unit_id)) if unit_id in self.units else ()

    def below(self, unit_id: str) -> frozenset[str]:
        """The unit and everything under it: what its people may see; empty for an unknown one."""
        found: set[str] = set()
        waiting = [unit_id] if unit_id in self.units else []
        while waiting:
            one = waiting.pop()
            found.add(one)
            waiting.extend(self._children.get(one, ()))
        return frozenset(found)

    def named(self, name: str) -> Unit | None:
        """The unit of that name or, where only one has it, of that other name."""
        found = self._names.get(name, ())
        return self.units[found[0]] if len(found) == 1 else None

    def children(self, unit_id: str) -> tuple[Unit, ...]:
        """The units directly under one; '' gives the tops."""
        return tuple(self.units[one] for one in self._children.get(unit_id, ()))


def _names(units: Iterable[Unit]) -> Mapping[str, tuple[str, ...]]:
    """Every name and other name; a full name beats another unit's other name."""
    listed = list(units)
    found: dict[str, list[str]] = {}
    for unit in listed:
        for alias in unit.aliases:
            found.setdefault(alias, []).append(unit.unit_id)
    return {
        **{name: tuple(dict.fromkeys(ids)) for name, ids in found.items()},
        **{u.name: (u.unit_id,) for u in listed},
    }
