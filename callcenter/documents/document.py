"""What a document says, without how it is written down. Pure values; every format is made from these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    """How a cell's text stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width`: share of the table, any unit. `title` may hold a line break."""

    title: str
    width: float = 1.0
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A cell that a spreadsheet can add up: `text` is what is read, `value` what is computed with."""

    text: str
    value: float
    form: str = "0"  # Excel number format


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A cell that a spreadsheet can sort by: a date, read as 2026-03-26. `mark`: what a person must read beside it."""

    value: date
    mark: str = ""

    @property
    def text(self) -> str:
        """What is read."""
        return f"{self.value.isoformat()}{self.mark}"


Cell = str | Number | Day


def count(value: int) -> Number:
    """A whole number as a cell: how many, or the number of a row."""
    return Number(text=str(value), value=float(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading within the document."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Para:
    """Running text; `note`: small print."""

    text: str
    note: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Two texts on one line, as above a form."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under column titles, repeated on each page. `blank`: at least so many rows, the rest empty, to write on."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    blank: int = 0

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"table row {number}: expected {len(self.columns)} cells, found {len(row)}")

    def all_rows(self) -> Iterator[tuple[Cell, ...]]:
        """Its rows and the empty ones."""
        yield from self.rows
        for _ in range(self.blank - len(self.rows)):
            yield ("",) * len(self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars over labels, one colour a series; None leaves a gap."""

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str = ""


Block = Heading | Para | Line | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document. `subtitle`: the line under the title, such as 第 12 期 and the date."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = field(default=())
    landscape: bool = False

    def tables(self) -> Sequence[Table]:
        """Its tables, in order."""
        return [one for one in self.blocks if isinstance(one, Table)]


def text_of(cell: Cell) -> str:
    """What is read in a cell."""
    return cell if isinstance(cell, str) else cell.text
