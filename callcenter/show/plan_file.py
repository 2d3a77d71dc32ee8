"""The year's schedule as offices send it (附件1): CSV or XLSX, titles and page headings in between and all."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callcenter.sheet import unguarded
from callcenter.table_file import TableFileError, rows_of
from queueing.show.plan import PlanRow, ShowKind

MOST_ROWS = 600
MOST_CHARS = 300  # a cell
HEADING_WITHIN = 12  # rows: a title and a note may stand above the heading
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "week": ("上线日期", "week"),
    "units": ("上线单位", "units"),
    "air": ("主要领导上线时间", "air"),
    "kind": ("节目类型", "kind"),
    "required": ("应出席单位", "required"),
}
NEEDED = ("week", "units", "air")
KINDS: Mapping[str, ShowKind] = {
    "常规": ShowKind.WEEKLY,
    "市长上线": ShowKind.MAYOR,
    "省定": ShowKind.PROVINCIAL,
    "回顾": ShowKind.REVIEW,
    "电视问政": ShowKind.TV,
    **{kind.value: kind for kind in ShowKind},
}
_NOTE = re.compile(r"\s*(注|备注|说明)\s*[:：]?")
_YEAR = re.compile(r"(20\d\d)\s*年度?")


class PlanFileError(Exception):
    """The file is no schedule; every fault is named, one a line. Nothing was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """The rows as typed, and the year its title names."""

    rows: tuple[PlanRow, ...]
    year: int | None


def read_plan_file(content: bytes, file: str, usual: ShowKind = ShowKind.WEEKLY) -> PlanFile:
    """Find the heading and read what stands under it.

    Args:
        content: the file's bytes.
        file: its name in faults.
        usual: what kind a show is that does not say.

    Raises:
        PlanFileError: no table, no heading, or a cell that can be no part of a schedule.

    """
    try:
        rows = rows_of(content, file)
    except TableFileError as fault:
        raise PlanFileError(str(fault)) from None
    at, order = _heading(rows, file)
    faults: list[str] = []
    read = [_row(line, cells, order, usual, faults) for line, cells in rows[at + 1 :] if not _beside(cells, order)]
    if len(read) > MOST_ROWS:
        faults.append(f"expected at most {MOST_ROWS} rows, found {len(read)}")
    if not read:
        faults.append("expected at least one show under the heading, found none")
    if faults:
        raise PlanFileError("\n".join(f"{file}: {one}" for one in faults[:50]))
    named = _YEAR.search(" ".join(cell for _, cells in rows[:at] for cell in cells))
    return PlanFile(rows=tuple(read), year=int(named[1]) if named else None)


def _heading(rows: Sequence[tuple[int, list[str]]], file: str) -> tuple[int, Mapping[str, int]]:
    for at, (_, cells) in enumerate(rows[:HEADING_WITHIN]):
        order = _order(cells)
        if all(name in order for name in NEEDED):
            return at, order
    expected = "、".join(COLUMNS[name][0] for name in NEEDED)
    found = "、".join(cell.strip() for cell in rows[0][1] if cell.strip())[:80] if rows else "an empty file"
    raise PlanFileError(
        f"{file}: expected a heading with {expected} within the first {HEADING_WITHIN} rows, found {found}"
    )


def _order(cells: Iterable[str]) -> Mapping[str, int]:
    plain = [re.sub(r"\s+", "", cell).lower() for cell in cells]
    return {
        name: place for name, names in COLUMNS.items() for place, cell in enumerate(plain) if cell and cell in names
    }


def _beside(cells: Sequence[str], order: Mapping[str, int]) -> bool:
    """Whether a row is a heading repeated on the next page, or a note under the table."""
    filled = [cell for cell in cells if cell.strip()]
    return _order(cells) == order or (len(filled) == 1 and bool(_NOTE.match(filled[0])))


def _row(line: int, cells: Sequence[str], order: Mapping[str, int], usual: ShowKind, faults: list[str]) -> PlanRow:
    found = {name: unguarded(cells[place].strip()) if place < len(cells) else "" for name, place in order.items()}
    for name, cell in found.items():
        if len(cell) > MOST_CHARS or any(char < " " and char not in "\n\r\t" for char in cell):
            what = f"plain text of at most {MOST_CHARS} characters"
            faults.append(f"line {line}: column {COLUMNS[name][0]}: expected {what}, found {cell[:40]!r}")
    kind = found.pop("kind", "")
    if kind and kind not in KINDS:
        known = "、".join(name for name in KINDS if not name.isascii())
        faults.append(f"line {line}: column {COLUMNS['kind'][0]}: expected one of {known}, found {kind[:40]!r}")
    return PlanRow(number=line, kind=KINDS.get(kind, usual) if kind else usual, **found)
