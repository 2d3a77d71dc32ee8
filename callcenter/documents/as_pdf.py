"""A document as PDF with its font inside; the only place that knows fpdf2."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableCellFillMode, TextMode, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from callcenter.documents.breaking import broken
from callcenter.documents.cleaning import clean
from callcenter.documents.document import Align, Block, Cell, Chart, Document, Heading, Line, Para, Table, text_of

FONT = Path(__file__).with_name("fonts") / "lianxin-song.otf"
MISSING = "〓"  # stands for what the font does not have, as printers have always done
_NAME = "song"
_PAGES = "{总}"  # how many pages, put in when they are known
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)  # a document says its own date; the file's would differ each time
_MARGIN_MM = 18.0
_INDENT = "　　"  # a paragraph begins two characters in
_BODY_PT, _CELL_PT, _NOTE_PT, _HEAD_PT, _TITLE_PT = 12.0, 10.0, 9.0, 13.0, 20.0
_MM_PER_PT = 25.4 / 72.0
_LINE = 1.45
_FOLLOWS_MM = 40.0  # a heading, a table's titles and a first row
_WRAP = WrapMode.CHAR  # Chinese has no spaces to break at
_PADDING_MM = 1.0
_BAR_MM = 16.0  # a bar is no wider, however few there are
_SLACK_MM = 2.5  # a cell's own margins on both sides, and a hair
_PLAIN = FontFace(fill_color=(255, 255, 255))
_COLOURS = ((37, 99, 235), (245, 158, 11), (5, 150, 105), (220, 38, 38))
_ALIGN = {Align.LEFT: "L", Align.CENTER: "C", Align.RIGHT: "R"}

logging.getLogger("fontTools").setLevel(logging.WARNING)


def as_pdf(document: Document) -> bytes:
    """Write it; characters the font lacks become 〓 and are counted on the last page."""
    paper = _Paper(document)
    for block in document.blocks:
        paper.block(block)
    paper.tell_missing()
    return bytes(paper.output())


@cache
def _known() -> frozenset[int]:
    """Every character the font has."""
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


class _Paper(FPDF):
    """Owns the pages of one document."""

    def __init__(self, document: Document) -> None:
        super().__init__(orientation="landscape" if document.landscape else "portrait", format="A4")
        self.missing = 0
        self.set_margins(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM)
        self.add_font(_NAME, fname=FONT)
        self.set_creation_date(_FIXED)
        self.set_title(clean(document.title))
        self.set_lang("zh-CN")
        self.alias_nb_pages(_PAGES)
        self.add_page()
        self._bold(document.title, _TITLE_PT, Align.CENTER)
        if document.subtitle:
            self._text(document.subtitle, _BODY_PT, Align.CENTER)
        self.ln(2)

    def footer(self) -> None:
        """Page numbers."""
        self.set_y(-12)
        self.set_font(_NAME, size=_NOTE_PT)
        self.cell(0, 6, f"第 {self.page_no()} 页 共 {_PAGES} 页", align="C")

    def block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self._keep_together()
                self.ln(2)
                self._bold(block.text, _HEAD_PT, Align.LEFT)
            case Para():
                led = not block.note and block.align is Align.LEFT
                self._text(_INDENT * led + block.text, _NOTE_PT if block.note else _BODY_PT, block.align)
            case Line():
                self._line(block)
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)

    def tell_missing(self) -> None:
        """Say how many characters could not be printed."""
        if self.missing:
            self._text(f"注：有 {self.missing} 个字符本文件的字体没有，以〓代替，原文见系统。", _NOTE_PT, Align.LEFT)

    def _clean(self, text: str) -> str:
        text = clean(text)
        if all(ord(char) in _known() or char == "\n" for char in text):
            return text
        self.missing += sum(1 for char in text if ord(char) not in _known() and char != "\n")
        return "".join(char if ord(char) in _known() or char == "\n" else MISSING for char in text)

    def _bold(self, text: str, size_pt: float, align: Align) -> None:
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size_pt * 0.006):
            self._text(text, size_pt, align)

    def _text(self, text: str, size_pt: float, align: Align) -> None:
        self.set_font(_NAME, size=size_pt)
        high, place, told = size_pt * _MM_PER_PT * _LINE, _ALIGN[align], self._clean(text)
        told = broken(told, self.epw - _SLACK_MM, self.get_string_width)
        self.multi_cell(0, high, told, align=place, wrapmode=_WRAP, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _keep_together(self) -> None:
        """Begin a page rather than leave a heading alone at the foot of one."""
        if self.will_page_break(_FOLLOWS_MM):
            self.add_page()

    def _line(self, line: Line) -> None:
        self.set_font(_NAME, size=_BODY_PT)
        self.cell(self.epw * 0.57, 8, self._clean(line.left))
        self.cell(0, 8, self._clean(line.right), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._keep_together()
            self._bold(table.caption, _HEAD_PT, Align.LEFT)
        self.set_font(_NAME, size=_CELL_PT)
        whole = sum(one.width for one in table.columns)
        widths = tuple(self.epw * one.width / whole for one in table.columns)
        with self.table(
            col_widths=widths,
            width=self.epw,
            text_align=tuple(_ALIGN[one.align] for one in table.columns),
            line_height=_CELL_PT * _MM_PER_PT * 1.35,
            padding=_PADDING_MM,
            headings_style=FontFace(emphasis="", fill_color=(238, 238, 238)),
            cell_fill_mode=TableCellFillMode.NONE,
            v_align="M",
            wrapmode=_WRAP,
        ) as made:
            head = made.row()
            for one in table.columns:
                head.cell(self._clean(one.title), align="C")
            for cells in table.all_rows():
                for part in self._parts(self._broken(cells, widths), widths):
                    made.row(part, style=_PLAIN, min_height=None if any(part) else 11.0)
        self.ln(3)

    def _broken(self, cells: Sequence[Cell], widths: tuple[float, ...]) -> list[str]:
        """The cells' texts with their line breaks; `_PADDING_MM` stands on both sides of a cell."""
        pairs = zip(cells, widths, strict=True)
        return [
            broken(self._clean(text_of(cell)), width - 2 * _PADDING_MM - _SLACK_MM, self.get_string_width)
            for cell, width in pairs
        ]

    def _parts(self, cells: list[str], widths: tuple[float, ...]) -> list[list[str]]:
        """Cut a row that would not fit on a page into rows that do."""
        most = int((self.eph - 40.0) / (_CELL_PT * _MM_PER_PT * 1.35))
        columns = [self._wrapped(text, width - 2.5) for text, width in zip(cells, widths, strict=True)]
        pages = max(-(-len(lines) // most) for lines in columns)
        if pages <= 1:
            return [cells]
        return [["\n".join(lines[at * most : (at + 1) * most]) for lines in columns] for at in range(pages)]

    def _wrapped(self, text: str, width: float) -> list[str]:
        if self.get_string_width(text) <= width and "\n" not in text:
            return [text]
        found = self.multi_cell(width, text=text, wrapmode=_WRAP, dry_run=True, output=MethodReturnValue.LINES)
        return found if isinstance(found, list) else [text]

    def _chart(self, chart: Chart) -> None:
        """Bars, drawn with rectangles."""
        high, top = 45.0, max((v for _, values in chart.series for v in values if v is not None), default=0.0) or 1.0
        if self.will_page_break(high + 25):
            self.add_page()
        self._bold(chart.title, _HEAD_PT, Align.LEFT)
        self._legend(chart)
        base, left = self.get_y() + high, self.l_margin
        step = self.epw / max(1, len(chart.labels))
        self.set_font(_NAME, size=8)
        for at, label in enumerate(chart.labels):
            self._bars(chart, at, (left + step * at, base, step), high / top)
            self.set_xy(left + step * at, base + 1)
            self.multi_cell(step, 3.6, self._clean(label)[: max(1, int(step / 2.9)) * 2], align="C")
        self.line(left, base, left + self.epw, base)
        self.set_xy(left, base + 11)

    def _bars(self, chart: Chart, at: int, place: tuple[float, float, float], scale: float) -> None:
        x, base, step = place
        wide = min(step * 0.7 / max(1, len(chart.series)), _BAR_MM)
        for number, (_, values) in enumerate(chart.series):
            value = values[at]
            if value is None:
                continue
            self.set_fill_color(*_COLOURS[number % len(_COLOURS)])
            begin = x + (step - wide * len(chart.series)) / 2 + wide * number
            self.rect(begin, base - value * scale, wide, value * scale, style="F")
            self.set_xy(begin - 4, base - value * scale - 3.6)
            self.cell(wide + 8, 3.4, f"{value:g}{chart.unit}", align="C")

    def _legend(self, chart: Chart) -> None:
        self.set_font(_NAME, size=_NOTE_PT)
        for number, (name, _) in enumerate(chart.series):
            self.set_fill_color(*_COLOURS[number % len(_COLOURS)])
            self.rect(self.get_x(), self.get_y() + 1, 3, 3, style="F")
            self.set_x(self.get_x() + 4)
            self.cell(self.get_string_width(name) + 6, 5, self._clean(name))
        self.ln(9)
