"""The columns of the lists around units: units, duty directory, grids, people, rosters; what each cell must be."""

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from callcenter.sheet import BETWEEN, Column, words
from queueing.callers.typed_number import typed_number
from queueing.days.office import Shift
from queueing.units.call_out import OnCall
from queueing.units.duty_directory import Duty
from queueing.units.persons import Grid, Person, PersonKind
from queueing.units.unit_tree import Unit, UnitKind

IDENT = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_PHONE = re.compile(r"[0-9]*[*#][0-9*#]{2,19}")
_DIALLED = re.compile(r"\+?[0-9]+")


def _ident(cell: str) -> str:
    if not re.fullmatch(IDENT, cell):
        raise ValueError("expected an id of letters, digits, point, dash (at most 32)")
    return cell


def _ident_or_nothing(cell: str) -> str:
    return _ident(cell) if cell else ""


def _idents(cell: str) -> tuple[str, ...]:
    return tuple(_ident(one) for one in words(cell))


def _name(cell: str) -> str:
    if not 1 <= len(cell) <= 60:
        raise ValueError("expected 1 to 60 characters")
    return cell


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def check(cell: str) -> StrEnum:
        if cell not in list(kind):
            raise ValueError(f"expected one of {', '.join(kind)}")
        return kind(cell)

    return check


def _yes(cell: str) -> bool:
    if cell not in {"", "是", "否", "yes", "no"}:
        raise ValueError("expected 是 or 否 (yes or no)")
    return cell not in {"否", "no"}


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("expected a date such as 2026-11-01") from None


def _day_or_nothing(cell: str) -> date | None:
    return _day(cell) if cell else None


def _phone(cell: str) -> str:
    """One number that can be dialled, in its one spelling; of an office also with * and #."""
    kept = typed_number(cell) or ""
    if kept and _DIALLED.fullmatch(kept):
        return kept
    if not _PHONE.fullmatch(cell):
        raise ValueError("expected a telephone number")
    return cell


def _phone_or_nothing(cell: str) -> str:
    return _phone(cell) if cell else ""


def _weekdays(cell: str) -> tuple[int, ...]:
    """Read `1-5` or `1;3;6`; empty: every day."""
    days: set[int] = set()
    for part in words(cell) or ("1-7",):
        first, _, last = part.partition("-")
        if not first.isdigit() or not (last or first).isdigit() or not 1 <= int(first) <= int(last or first) <= 7:
            raise ValueError("expected days such as 1-5 or 1;3;6 (1 is Monday)")
        days.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(days))


def _shifts(cell: str) -> tuple[Shift, ...]:
    return tuple(Shift.parse(part) for part in words(cell))


def _rank(cell: str) -> int:
    if cell not in {str(rank) for rank in range(1, 10)}:
        raise ValueError("expected 1 (main) to 9")
    return int(cell)


def _moment(cell: str) -> datetime | None:
    if not cell:
        return None
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("expected a time such as 2026-11-22 17:30") from None


UNITS = (
    Column(name="unit_id", check=_ident),
    Column(name="name", check=_name),
    Column(name="kind", check=_one_of(UnitKind)),
    Column(name="parent_id", check=_ident_or_nothing),
    Column(name="aliases", needed=False),
    Column(name="duties", needed=False),
    Column(name="areas", needed=False),
    Column(name="active", check=_yes, needed=False),
)
DUTIES = (
    Column(name="duty_id", check=_ident),
    Column(name="item", check=_name),
    Column(name="unit_id", check=_ident),
    Column(name="assisting", check=_idents, needed=False),
    Column(name="keywords", needed=False),
    Column(name="valid_from", check=_day),
    Column(name="valid_to", check=_day_or_nothing, needed=False),
    Column(name="source", check=_name),
)
GRIDS = (
    Column(name="grid_id", check=_ident),
    Column(name="name", check=_name),
    Column(name="area", check=_name),
    Column(name="places", needed=False),
)
PEOPLE = (
    Column(name="person_id", check=_ident),
    Column(name="name", check=_name),
    Column(name="kind", check=_one_of(PersonKind)),
    Column(name="unit_id", check=_ident),
    Column(name="phone", check=_phone_or_nothing, needed=False),
    Column(name="skills", needed=False),
    Column(name="grids", check=_idents, needed=False),
    Column(name="areas", needed=False),
    Column(name="weekdays", check=_weekdays, needed=False),
    Column(name="shifts", check=_shifts, needed=False),
    Column(name="present", check=_yes, needed=False),
)
ROSTER = (
    Column(name="unit_id", check=_ident),
    Column(name="name", check=_name),
    Column(name="number", check=_phone),
    Column(name="rank", check=_rank),
    Column(name="since", check=_moment, needed=False),
    Column(name="until", check=_moment, needed=False),
)


def unit(cells: dict[str, str]) -> Unit:
    """Make a unit of its cells."""
    return Unit(
        unit_id=cells["unit_id"],
        name=cells["name"],
        kind=UnitKind(cells["kind"]),
        parent_id=cells["parent_id"],
        aliases=words(cells["aliases"]),
        duties=words(cells["duties"]),
        areas=words(cells["areas"]),
        active=_yes(cells["active"]),
    )


def unit_cells(one: Unit) -> list[str]:
    """Write a unit's cells, in the order of UNITS."""
    lists = [BETWEEN.join(listed) for listed in (one.aliases, one.duties, one.areas)]
    return [one.unit_id, one.name, one.kind.value, one.parent_id, *lists, "是" if one.active else "否"]


def duty(cells: dict[str, str]) -> Duty:
    """Make a directory entry of its cells."""
    return Duty(
        duty_id=cells["duty_id"],
        item=cells["item"],
        unit_id=cells["unit_id"],
        assisting=words(cells["assisting"]),
        keywords=words(cells["keywords"]),
        valid_from=_day(cells["valid_from"]),
        valid_to=_day_or_nothing(cells["valid_to"]),
        source=cells["source"],
    )


def duty_cells(one: Duty) -> list[str]:
    """Write an entry's cells, in the order of DUTIES."""
    ends = one.valid_to.isoformat() if one.valid_to else ""
    lists = [BETWEEN.join(one.assisting), BETWEEN.join(one.keywords)]
    return [one.duty_id, one.item, one.unit_id, *lists, one.valid_from.isoformat(), ends, one.source]


def grid(cells: dict[str, str]) -> Grid:
    """Make a grid of its cells."""
    return Grid(grid_id=cells["grid_id"], name=cells["name"], area=cells["area"], places=words(cells["places"]))


def grid_cells(one: Grid) -> list[str]:
    """Write a grid's cells, in the order of GRIDS."""
    return [one.grid_id, one.name, one.area, BETWEEN.join(one.places)]


def person(cells: dict[str, str]) -> Person:
    """Make a person of their cells."""
    return Person(
        person_id=cells["person_id"],
        name=cells["name"],
        kind=PersonKind(cells["kind"]),
        unit_id=cells["unit_id"],
        phone=cells["phone"],
        skills=words(cells["skills"]),
        grids=words(cells["grids"]),
        areas=words(cells["areas"]),
        weekdays=_weekdays(cells["weekdays"]),
        shifts=_shifts(cells["shifts"]),
        present=_yes(cells["present"]),
    )


def person_cells(one: Person) -> list[str]:
    """Write a person's cells, in the order of PEOPLE."""
    lists = [BETWEEN.join(listed) for listed in (one.skills, one.grids, one.areas)]
    days, shifts = BETWEEN.join(map(str, one.weekdays)), BETWEEN.join(map(str, one.shifts))
    first = [one.person_id, one.name, one.kind.value, one.unit_id, one.phone]
    return [*first, *lists, days, shifts, "是" if one.present else "否"]


def turn_of(zone: ZoneInfo) -> Callable[[dict[str, str]], OnCall]:
    """Return what makes a turn of its cells; times without a zone are the site's."""

    def turn(cells: dict[str, str]) -> OnCall:
        since, until = (_seconds(_moment(cells[name]), zone) for name in ("since", "until"))
        if until is not None and until <= (since or 0.0):
            raise ValueError(f"column until: expected a time after since, found {cells['until']!r}")
        who = {"unit_id": cells["unit_id"], "name": cells["name"], "number": cells["number"]}
        return OnCall(**who, rank=_rank(cells["rank"]), since=since or 0.0, until=until)

    return turn


def turn_cells(one: OnCall, zone: ZoneInfo) -> list[str]:
    """Write a turn's cells, in the order of ROSTER."""
    times = [datetime.fromtimestamp(at, zone).isoformat(sep=" ") if at else "" for at in (one.since, one.until)]
    return [one.unit_id, one.name, one.number, str(one.rank), *times]


def _seconds(at: datetime | None, zone: ZoneInfo) -> float | None:
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
