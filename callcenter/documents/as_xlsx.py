"""A document as an Excel workbook; the only place that knows openpyxl. Each sheet is printable on A4."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from callcenter.documents.archive import settled
from callcenter.documents.cleaning import clean_cell, is_dangerous
from callcenter.documents.document import (
    Align,
    Block,
    Cell,
    Chart,
    Day,
    Document,
    Heading,
    Line,
    Number,
    Para,
    Table,
    text_of,
)
from callcenter.documents.sheets import Sheet, sheets_of

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TITLE, _HEAD, _BODY, _SMALL = (
    Font(name="方正小标宋简体", size=18),
    Font(name="黑体", size=11),
    Font(name="仿宋", size=11),
    Font(name="仿宋", size=9),
)
_HIGHEST_PT = 409.0  # what Excel allows a row
_PAGE_CHARS = {False: 86.0, True: 128.0}  # a page's width in characters of the body, upright and landscape


def as_xlsx(document: Document) -> bytes:
    """Write it."""
    book = Workbook()
    book.properties.creator = ""
    for number, part in enumerate(sheets_of(document)):
        sheet = book.create_sheet() if number else book.worksheets[0]
        sheet.title = _tab(part.name, [one.title for one in book.worksheets[:number]])
        _Writer(sheet=sheet, part=part, landscape=document.landscape).write(document)
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Owns the sheet and the row to be written next."""

    sheet: Worksheet
    part: Sheet
    landscape: bool
    row: int = 1

    @property
    def width(self) -> int:
        """How many columns."""
        return max((len(one.columns) for one in self.part.tables()), default=8)

    def write(self, document: Document) -> None:
        self._page()
        self._across(document.title, _TITLE, Align.CENTER, height=32)
        if document.subtitle:
            self._across(document.subtitle, _BODY, Align.CENTER)
        for block in self.part.blocks:
            self._block(block)

    def _page(self) -> None:
        setup = self.sheet.page_setup
        setup.orientation = "landscape" if self.landscape else "portrait"
        setup.paperSize, setup.fitToHeight = 9, 0  # A4; as many pages as it takes
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.print_options.horizontalCentered = True
        if self.sheet.oddFooter is not None:
            self.sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
        self._widths()

    def _widths(self) -> None:
        tables = self.part.tables()
        columns = tables[0].columns if tables else ()
        whole = sum(column.width for column in columns) or 1.0
        for place, column in enumerate(columns, 1):
            width = max(6.0, _needed(tables, place), _PAGE_CHARS[self.landscape] * column.width / whole)
            self.sheet.column_dimensions[get_column_letter(place)].width = round(width, 1)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._across(block.text, _HEAD, Align.LEFT)
            case Para():
                self._across(block.text, _SMALL if block.note else _BODY, block.align, wrap=True)
            case Line():
                self._line(block)
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)

    def _across(self, text: str, font: Font, align: Align, *, height: float = 0.0, wrap: bool = False) -> None:
        self._merged(1, self.width, text, font, align, wrap=wrap)
        lines = _lines(text, _PAGE_CHARS[self.landscape]) if wrap else 1
        self.sheet.row_dimensions[self.row].height = height or 16.0 * lines
        self.row += 1

    def _line(self, line: Line) -> None:
        middle = max(1, round(self.width * 0.57))
        self._merged(1, middle, line.left, _BODY, Align.LEFT)
        self._merged(middle + 1, self.width, line.right, _BODY, Align.LEFT)
        self.sheet.row_dimensions[self.row].height = 20.0
        self.row += 1

    def _merged(self, first: int, last: int, text: str, font: Font, align: Align, *, wrap: bool = False) -> None:
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        self._put(first, text, font, align, wrap=wrap)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._across(table.caption, _HEAD, Align.LEFT)
        for place, column in enumerate(table.columns, 1):
            self._put(place, column.title, _HEAD, Align.CENTER, wrap=True).border = _BOX
        if len(self.part.tables()) == 1:  # its titles stand above every page, and stay while one scrolls
            self.sheet.print_title_rows = f"{self.row}:{self.row}"
            self.sheet.freeze_panes = f"A{self.row + 1}"
        self._height([column.title for column in table.columns])
        self.row += 1
        for row in table.all_rows():
            for place, (column, cell) in enumerate(zip(table.columns, row, strict=True), 1):
                self._put(place, cell, _BODY, column.align, wrap=True).border = _BOX
            self._height(row)
            self.row += 1
        self.row += 1

    def _height(self, row: Sequence[Cell]) -> None:
        """Make the row as high as its longest cell: no program but Excel itself does so when it opens a file."""
        if not any(row):
            self.sheet.row_dimensions[self.row].height = 28.0
            return
        lines = max(_lines(text_of(cell), self._wide(place)) for place, cell in enumerate(row, 1))
        self.sheet.row_dimensions[self.row].height = min(_HIGHEST_PT, 6.0 + 15.0 * lines)

    def _wide(self, place: int) -> float:
        return float(self.sheet.column_dimensions[get_column_letter(place)].width)

    def _chart(self, chart: Chart) -> None:
        """The numbers behind a chart: a spreadsheet draws its own."""
        self._across(chart.title, _HEAD, Align.LEFT)
        for place, name in enumerate(("", *(name for name, _ in chart.series)), 1):
            self._put(place, name, _SMALL, Align.CENTER)
        self.row += 1
        for at, label in enumerate(chart.labels):
            self._put(1, label, _SMALL, Align.LEFT)
            for place, (_, values) in enumerate(chart.series, 2):
                value = values[at]
                self._put(
                    place, "" if value is None else Number(text="", value=value, form="0.##"), _SMALL, Align.RIGHT
                )
            self.row += 1
        self.row += 1

    def _put(self, place: int, cell: Cell, font: Font, align: Align, *, wrap: bool = False) -> SheetCell:
        found = self.sheet.cell(self.row, place)
        if isinstance(found, MergedCell):
            raise TypeError(f"sheet: expected a cell of its own at row {self.row}, found a merged one")
        found.font = font
        found.alignment = Alignment(horizontal=align.value, vertical="center", wrap_text=wrap or None)
        match cell:
            case Number():
                found.value, found.number_format = cell.value, cell.form
            case Day(mark=""):
                found.value, found.number_format = cell.value, "yyyy-mm-dd"
            case _:  # a date with words beside it is text: Excel breaks no line within a date
                _text(found, clean_cell(text_of(cell)))
        return found


def _tab(name: str, taken: Sequence[str]) -> str:
    """A tab's name as Excel allows it, unlike the others."""
    told = "".join(char for char in name if char not in "[]:*?/\\'")[:31] or "报表"
    again = (f"{told[:27]}（{number}）" for number in count(2))
    return next(one for one in (told, *islice(again, len(taken) + 1)) if one.lower() not in map(str.lower, taken))


def _needed(tables: Sequence[Table], place: int) -> float:
    """The width below which Excel shows ### in a column: that of its longest figure or date."""
    cells = (row[place - 1] for table in tables for row in table.rows)
    return max((len(one.text) + 1.5 for one in cells if not isinstance(one, str)), default=0.0)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes: a Chinese character is two wide."""
    return sum(
        1 + int(sum(2 if ord(char) > 0xFF else 1 for char in part) // max(1.0, wide - 1)) for part in text.split("\n")
    )


def _text(found: SheetCell, text: str) -> None:
    """Put text in as text, whatever it looks like."""
    if not text:
        return
    found.value = text
    found.data_type = "s"
    found.number_format = "@"
    if is_dangerous(text):
        found.quotePrefix = True
