"""A plan as a file or a screen gives it: read, set against what is planned around it, taken all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from callcenter.duty_settings import Roster
from callcenter.store.csv_rows import CellError, CsvFault, refuse, table_of
from callcenter.store.roster import Rosters
from queueing.staff.roster import Assignment, faults

HEADER = ("day", "shift", "operator")
AROUND = timedelta(days=7)  # hours in any seven days reach so far back and ahead
FIRST_YEAR, LAST_YEAR = 2000, 2100  # a day outside is a slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken."""

    days: int
    assignments: int


def read_plan(content: bytes, file: str) -> list[Assignment]:
    """Read a CSV file with the header day,shift,operator (CsvFileError names every fault)."""
    return table_of(content, file, HEADER, _assignment)


async def take_plan(
    plan: Sequence[Assignment],
    days: Iterable[date],
    store: Rosters,
    settings: Roster,
    zone: ZoneInfo,
    operators: frozenset[str],
    file: str = "roster",
) -> Taken:
    """Replace these days by the plan, unless anything is wrong with it.

    Raises:
        CsvFileError: every fault by line and column; nothing was changed.

    """
    replaced = sorted(set(days))
    if not replaced:
        return Taken(days=0, assignments=0)
    before = await store.between(replaced[0] - AROUND, replaced[-1] + AROUND)
    kept = [one for one in before if one.day not in replaced and one.operator_id in operators]
    known = set(settings.shifts())
    whole = [*(one for one in kept if one.shift in known), *plan]
    found = faults(whole, settings.shifts(), operators, settings.rules(), zone)
    refuse([CsvFault(line=f.line, column=f.column, expected=f.expected, found=f.found) for f in found], file)
    await store.replace(replaced, plan)
    return Taken(days=len(replaced), assignments=len(plan))


def _assignment(line: int, row: Mapping[str, str]) -> Assignment:
    try:
        day = date.fromisoformat(row["day"])
    except ValueError:
        raise CellError("day", "a date such as 2026-11-23", repr(row["day"][:20])) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError("day", f"a year from {FIRST_YEAR} to {LAST_YEAR}", str(day.year))
    return Assignment(day=day, shift=row["shift"], operator_id=row["operator"], line=line)
