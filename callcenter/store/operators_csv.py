"""The list of operators as a CSV file: every fault is named by file, line, column, what was expected and found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.table_file import rows_of

HEADER = ("number", "name", "password", "skills")
MAX_BYTES = 5_000_000
MAX_FAULTS = 50  # shown; a wrong file would fill the screen
_NUMBER = re.compile(r"[0-9]{2,15}")
_SKILL = re.compile(r"[\w.-]{1,32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class OperatorsFileError(Exception):
    """The file cannot be imported; the message lists every fault, one a line. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLine:
    """One operator as the file says; `skills` apart."""

    number: str
    name: str
    password: str = field(repr=False)
    skills: tuple[str, ...] = ()


def read_operators(path: Path) -> tuple[OperatorLine, ...]:
    """Read a file in UTF-8 (with or without mark) or GB18030, as spreadsheets in China save it.

    Raises:
        OperatorsFileError: unreadable, or at least one fault in it.

    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OperatorsFileError(f"{path}: expected at most {MAX_BYTES} bytes, found {path.stat().st_size}")
        content = path.read_bytes()
    except OSError as fault:
        raise OperatorsFileError(f"{path}: expected a readable CSV file, found: {fault.strerror}") from None
    return parse_operators(content, str(path))


def parse_operators(content: bytes, file: str) -> tuple[OperatorLine, ...]:
    """Read the content of such a file; `file` is its name in faults.

    Raises:
        OperatorsFileError: at least one fault.

    """
    rows = rows_of(content, file, OperatorsFileError)
    if not rows or tuple(cell.strip().lower() for cell in rows[0][1]) != HEADER:
        found = ",".join(rows[0][1])[:80] if rows else "an empty file"
        raise OperatorsFileError(f"{file}: line 1: expected the header {','.join(HEADER)}, found {found}")
    faults = [*_faults(rows[1:]), *_twice(rows[1:])]
    if faults:
        shown = [f"{file}: line {line}: {text}" for line, text in sorted(faults)[:MAX_FAULTS]]
        left = len(faults) - len(shown)
        raise OperatorsFileError("\n".join([*shown, *([f"{file}: and {left} more faults"] if left else [])]))
    return tuple(_line(cells) for _, cells in rows[1:])


def _faults(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str]]:
    for line, cells in rows:
        if len(cells) != len(HEADER):
            yield line, f"expected {len(HEADER)} columns, found {len(cells)}"
            continue
        for column, cell in zip(HEADER, cells, strict=True):
            expected = _expected(column, cell)
            if expected:
                found = "something else (not shown)" if column == "password" else repr(cell[:40])
                yield line, f"column {column}: expected {expected}, found {found}"


def _expected(column: str, cell: str) -> str:
    """Return what was expected of a cell, '' when it is that."""
    text = cell.strip()
    if column == "number":
        return "" if _NUMBER.fullmatch(text) else "2 to 15 digits"
    if column == "skills":
        return "" if all(_SKILL.fullmatch(skill) for skill in _skills(text)) else "words parted by ; or spaces"
    longest = 64 if column == "name" else 128
    fits = 0 < len(text) <= longest and not _CONTROL.search(text)
    return "" if fits else f"1 to {longest} characters without control characters"


def _twice(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str]]:
    seen: dict[str, int] = {}
    for line, cells in rows:
        number = cells[0].strip()
        if number in seen:
            yield line, f"column number: expected each number once, found {number[:40]!r} on line {seen[number]} too"
        seen.setdefault(number, line)


def _line(cells: list[str]) -> OperatorLine:
    number, name, password, skills = (cell.strip() for cell in cells)
    return OperatorLine(number=number, name=name, password=password, skills=_skills(skills))


def _skills(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[;；、|\s]+", text.strip(";；、| ")))) if text.strip(";；、| ") else ()
