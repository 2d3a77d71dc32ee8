"""A document as Word; the only place that knows python-docx. Chinese fonts by name, set where Word looks for them."""

import io
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from callcenter.documents.archive import settled
from callcenter.documents.cleaning import clean
from callcenter.documents.document import Align, Block, Chart, Document, Heading, Line, Para, Table, text_of

LATIN = "Times New Roman"
_A4 = (Mm(210), Mm(297))
_MARGIN = Mm(20)
_ALIGN = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A typeface as official documents use it (GB/T 9704-2012: 小标宋 titles, 黑体 headings, 仿宋 text)."""

    chinese: str
    size_pt: float


TITLE, HEADING, BODY, CELL, NOTE = (
    Type(chinese="方正小标宋简体", size_pt=22),
    Type(chinese="黑体", size_pt=14),
    Type(chinese="仿宋", size_pt=14),
    Type(chinese="仿宋", size_pt=10.5),
    Type(chinese="仿宋", size_pt=10),
)
_HEAD_CELL = Type(chinese="黑体", size_pt=10.5)  # 五号
_GAP = Type(chinese="仿宋", size_pt=4)  # below a table; Word wants a paragraph there, which must not begin a page


def as_docx(document: Document) -> bytes:
    """Write it."""
    word = docx.Document()
    wide = _page(word, landscape=document.landscape)
    _paragraph(word, document.title, TITLE, Align.CENTER)
    if document.subtitle:
        _paragraph(word, document.subtitle, BODY, Align.CENTER)
    for block in document.blocks:
        _block(word, block, wide)
    _page_numbers(word)
    word.core_properties.author, word.core_properties.title = "", clean(document.title)
    out = io.BytesIO()
    word.save(out)
    return settled(out.getvalue())


def _page(word: WordDocument, *, landscape: bool) -> int:
    """Set the page; answers the width between the margins in twentieths of a point."""
    section = word.sections[0]
    section.page_width, section.page_height = (_A4[1], _A4[0]) if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    _type(word.styles["Normal"].element.get_or_add_rPr(), BODY)
    return int((section.page_width - 2 * _MARGIN) / Pt(1) * 20)


def _block(word: WordDocument, block: Block, wide: int) -> None:
    match block:
        case Heading():
            _paragraph(word, block.text, HEADING, Align.LEFT).paragraph_format.keep_with_next = True
        case Para():
            made = _paragraph(word, block.text, NOTE if block.note else BODY, block.align)
            if not block.note and block.align is Align.LEFT:
                made.paragraph_format.first_line_indent = Pt(2 * BODY.size_pt)
        case Line():
            _line(word, block, wide)
        case Table():
            if block.caption:
                _paragraph(word, block.caption, HEADING, Align.LEFT).paragraph_format.keep_with_next = True
            _table(word, block, wide)
        case Chart():
            _chart(word, block, wide)


def _paragraph(word: WordDocument, text: str, kind: Type, align: Align) -> Paragraph:
    made = word.add_paragraph()
    made.alignment = _ALIGN[align]
    made.paragraph_format.space_after = Pt(4)
    _run(made, text, kind)
    return made


def _run(paragraph: Paragraph, text: str, kind: Type) -> Run:
    run = paragraph.add_run(clean(text))
    _type(run._element.get_or_add_rPr(), kind)  # noqa: SLF001 - python-docx has no public way to set eastAsia
    return run


def _line(word: WordDocument, line: Line, wide: int) -> None:
    made = word.add_paragraph()
    made.paragraph_format.tab_stops.add_tab_stop(Pt(wide / 20 * 0.57))
    _run(made, f"{line.left}", BODY)
    made.add_run().add_tab()
    _run(made, line.right, BODY)


def _chart(word: WordDocument, chart: Chart, wide: int) -> None:
    """The numbers behind a chart, as a table: Word files are edited, a drawing could not be."""
    _paragraph(word, chart.title, HEADING, Align.LEFT)
    names = [name for name, _ in chart.series]
    rows = [
        [label, *("" if v[at] is None else f"{v[at]:g}{chart.unit}" for _, v in chart.series)]
        for at, label in enumerate(chart.labels)
    ]
    _rows(word, ["", *names], rows, [wide // (len(names) + 1)] * (len(names) + 1), [Align.CENTER] * (len(names) + 1))


def _table(word: WordDocument, table: Table, wide: int) -> None:
    whole = sum(column.width for column in table.columns)
    widths = [int(wide * column.width / whole) for column in table.columns]
    rows = [[text_of(cell) for cell in row] for row in table.all_rows()]
    _rows(word, [one.title for one in table.columns], rows, widths, [one.align for one in table.columns])


def _rows(word: WordDocument, titles: list[str], rows: list[list[str]], widths: list[int], aligns: list[Align]) -> None:
    """Write rows straight into the table's XML: through the library a thousand of them take a minute."""
    made = word.add_table(rows=0, cols=len(titles))
    made.style = "Table Grid"
    made.autofit = False
    body = made._tbl  # noqa: SLF001 - see above
    for column, width in zip(body.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    body.append(_row(titles, widths, [Align.CENTER] * len(titles), _HEAD_CELL, head=True))
    for row in rows:
        body.append(_row(row, widths, aligns, CELL))
    _paragraph(word, "", _GAP, Align.LEFT)


def _row(
    cells: list[str], widths: list[int], aligns: list[Align], kind: Type, *, head: bool = False
) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    how = OxmlElement("w:trPr")
    how.append(OxmlElement("w:cantSplit"))
    if head:
        how.append(OxmlElement("w:tblHeader"))
    elif not any(cells):
        how.append(_with("w:trHeight", val="600", hRule="atLeast"))
    row.append(how)
    for text, width, align in zip(cells, widths, aligns, strict=True):
        row.append(_cell(text, width, align, kind))
    return row


def _cell(text: str, width: int, align: Align, kind: Type) -> BaseOxmlElement:
    cell = OxmlElement("w:tc")
    how = OxmlElement("w:tcPr")
    how.append(_with("w:tcW", w=str(width), type="dxa"))
    if kind is _HEAD_CELL:
        how.append(_with("w:shd", val="clear", color="auto", fill="EEEEEE"))
    how.append(_with("w:vAlign", val="center"))
    cell.append(how)
    for line in clean(text).split("\n"):
        cell.append(_cell_line(line, align, kind))
    return cell


def _cell_line(text: str, align: Align, kind: Type) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    how = OxmlElement("w:pPr")
    how.append(_with("w:spacing", before="20", after="20"))
    how.append(_with("w:jc", val=align.value))
    paragraph.append(how)
    run, style, said = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
    _type(style, kind)
    said.text = text
    said.set(qn("xml:space"), "preserve")
    run.append(style)
    run.append(said)
    paragraph.append(run)
    return paragraph


def _type(style: BaseOxmlElement, kind: Type) -> None:
    """Set a typeface: Word takes Chinese from eastAsia, which the library's own `font.name` leaves alone."""
    for name in ("w:rFonts", "w:sz", "w:szCs"):
        for old in style.findall(qn(name)):
            style.remove(old)
    style.insert(0, _with("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=kind.chinese, cs=LATIN))
    half_points = str(int(kind.size_pt * 2))
    style.append(_with("w:sz", val=half_points))
    style.append(_with("w:szCs", val=half_points))


def _page_numbers(word: WordDocument) -> None:
    """第 1 页 共 5 页, as in every other format."""
    foot = word.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _run(foot, text, NOTE)
        for part in _field(code) if code else ():
            _run(foot, "", NOTE)._element.append(part)  # noqa: SLF001 - fields have no public way


def _field(code: str) -> tuple[BaseOxmlElement, ...]:
    """A field's parts, each of which stands in a run of its own."""
    told, shown = OxmlElement("w:instrText"), OxmlElement("w:t")
    told.text, shown.text = code, "1"  # what stands there until the program has counted
    begin, between, end = (_with("w:fldChar", fldCharType=one) for one in ("begin", "separate", "end"))
    return (begin, told, between, shown, end)


def _with(tag: str, **values: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made
