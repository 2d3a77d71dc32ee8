"""Lists as CSV or XLSX files, as offices in China save them: every fault is named, no cell becomes a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from callcenter.table_file import rows_of

T = TypeVar("T")
MAX_BYTES = 20_000_000
MAX_FAULTS = 50  # shown; a wrong file would fill the screen
BETWEEN = ";"  # between the words of one cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP: a cell that begins so is run by a spreadsheet


class SheetError(Exception):
    """The file cannot be used; the message lists every fault, one a line. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `check` raises ValueError with what was expected."""

    name: str
    check: Callable[[str], object] = str
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Generic[T]):
    """A record and the line it was read from."""

    line: int
    record: T


def read_sheet(path: Path, columns: Sequence[Column], make: Callable[[dict[str, str]], T]) -> tuple[Row[T], ...]:
    """Read a CSV or XLSX file whose header has these columns in any order.

    Raises:
        SheetError: unreadable, or at least one fault in it.

    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SheetError(f"{path}: expected at most {MAX_BYTES} bytes, found {path.stat().st_size}")
        content = path.read_bytes()
    except OSError as fault:
        raise SheetError(f"{path}: expected a readable CSV file, found: {fault.strerror}") from None
    return parse_sheet(content, str(path), columns, make)


def parse_sheet(
    content: bytes, file: str, columns: Sequence[Column], make: Callable[[dict[str, str]], T]
) -> tuple[Row[T], ...]:
    """Read the content of such a file; `file` is its name in faults.

    Raises:
        SheetError: at least one fault.

    """
    rows = rows_of(content, file, SheetError)
    order = _header(rows[0][1] if rows else [], file, columns)
    faults: list[str] = []
    made = [_row(line, cells, order, columns, make, faults) for line, cells in rows[1:]]
    if faults:
        shown = [f"{file}: {text}" for text in faults[:MAX_FAULTS]]
        left = len(faults) - len(shown)
        raise SheetError("\n".join([*shown, *([f"{file}: and {left} more faults"] if left else [])]))
    return tuple(row for row in made if row is not None)


def write_sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write CSV with a mark, so that spreadsheets know it is UTF-8; what would be a formula gets an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def words(cell: str) -> tuple[str, ...]:
    """Read the words of one cell; `;`, `；`, `、` and line ends stand between them."""
    for other in ("；", "、", "\n"):
        cell = cell.replace(other, BETWEEN)
    return tuple(dict.fromkeys(word.strip() for word in cell.split(BETWEEN) if word.strip()))


def _header(cells: Sequence[str], file: str, columns: Sequence[Column]) -> dict[str, int]:
    """Return where each column stands; columns that may be missing may be missing, unknown ones may not be there."""
    found = [cell.strip().lower() for cell in cells]
    known = [column.name for column in columns]
    missing = [column.name for column in columns if column.needed and column.name not in found]
    strange = [name for name in found if name not in known]
    twice = sorted({name for name in found if found.count(name) > 1})
    if missing or strange or twice:
        shown = ",".join(found)[:120] or "an empty file"
        raise SheetError(f"{file}: line 1: expected the header {','.join(known)}, found {shown}")
    return {name: place for place, name in enumerate(found)}


def _row(
    line: int,
    cells: Sequence[str],
    order: dict[str, int],
    columns: Sequence[Column],
    make: Callable[[dict[str, str]], T],
    faults: list[str],
) -> Row[T] | None:
    if len(cells) != len(order):
        faults.append(f"line {line}: expected {len(order)} columns, found {len(cells)}")
        return None
    values = {name: unguarded(cells[place].strip()) for name, place in order.items()}
    wrong = [text for column in columns if (text := _wrong(column, values.get(column.name, "")))]
    faults.extend(f"line {line}: column {text}" for text in wrong)
    if wrong:
        return None
    try:
        return Row(line=line, record=make({column.name: values.get(column.name, "") for column in columns}))
    except ValueError as fault:
        faults.append(f"line {line}: {fault}")
        return None


def _wrong(column: Column, cell: str) -> str:
    if any(char < " " and char != "\n" for char in cell):
        return f"{column.name}: expected text without control characters, found {cell[:40]!r}"
    try:
        column.check(cell)
    except ValueError as fault:
        return f"{column.name}: {fault}, found {cell[:40]!r}"
    return ""
