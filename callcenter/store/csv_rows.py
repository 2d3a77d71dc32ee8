"""Lists as offices save them, CSV or XLSX: read column by column with named faults."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from callcenter.table_file import rows_of

MAX_BYTES = 5_000_000
MAX_FAULTS = 50  # shown; a wrong file would fill the screen
T = TypeVar("T")


class CsvFileError(Exception):
    """The file cannot be taken; the message lists every fault, one a line. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFault:
    """One thing wrong: where, what was expected, what was found."""

    line: int
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"line {self.line}: column {self.column}: expected {self.expected}, found {self.found}"


class CellError(Exception):
    """A cell that cannot be read: what was expected of it."""


def content_of(path: Path) -> bytes:
    """Read a file.

    Raises:
        CsvFileError: unreadable or too large.

    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CsvFileError(f"{path}: expected at most {MAX_BYTES} bytes, found {path.stat().st_size}")
        return path.read_bytes()
    except OSError as fault:
        raise CsvFileError(f"{path}: expected a readable CSV file, found: {fault.strerror}") from None


def table_of(content: bytes, file: str, header: Sequence[str], read: Callable[[int, Mapping[str, str]], T]) -> list[T]:
    """Read every row by its columns.

    Args:
        content: the file's bytes.
        file: its name in faults.
        header: the columns, in this order.
        read: makes a thing of (line, column -> text); raises CellError(column, expected) where it cannot.

    Raises:
        CsvFileError: at least one fault; all are named.

    """
    rows = rows_of(content, file, CsvFileError)
    if not rows or tuple(cell.strip().lower() for cell in rows[0][1]) != tuple(header):
        found = ",".join(rows[0][1])[:80] if rows else "an empty file"
        raise CsvFileError(f"{file}: line 1: expected the header {','.join(header)}, found {found}")
    read_rows: list[T] = []
    faults: list[CsvFault] = []
    for line, cells in rows[1:]:
        try:
            read_rows.append(read(line, _by_column(header, cells)))
        except CellError as fault:
            column, expected, found = (str(part) for part in fault.args)
            faults.append(CsvFault(line=line, column=column, expected=expected, found=found))
    refuse(faults, file)
    return read_rows


def refuse(faults: Sequence[CsvFault], file: str) -> None:
    """Say every fault at once, if there is any.

    Raises:
        CsvFileError: there is one.

    """
    if not faults:
        return
    shown = [f"{file}: {fault}" for fault in sorted(faults, key=lambda one: one.line)[:MAX_FAULTS]]
    left = len(faults) - len(shown)
    raise CsvFileError("\n".join([*shown, *([f"{file}: and {left} more faults"] if left else [])]))


def _by_column(header: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    if len(cells) != len(header):
        raise CellError("(all)", f"{len(header)} columns", str(len(cells)))
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
