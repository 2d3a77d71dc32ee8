"""Documents in every format: the same content, readable by the programs people have, whatever citizens say."""

import csv
import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from callcenter.documents.cleaning import CELL_MOST, clean, is_dangerous
from callcenter.documents.document import (
    Align,
    Chart,
    Column,
    Day,
    Document,
    Heading,
    Line,
    Number,
    Para,
    Table,
    count,
)
from callcenter.documents.formats import Format, write

NASTY = '=HYPERLINK("http://x","点我")'
COLUMNS = (Column(title="序号", width=1), Column(title="内容", width=5, align=Align.LEFT), Column(title="率", width=2))


def document(*cells: str, landscape: bool = False, blank: int = 0) -> Document:
    rows = tuple((str(at), cell, Number(text="98.0%", value=0.98, form="0.0%")) for at, cell in enumerate(cells, 1))
    return Document(
        title="每日专报",
        subtitle="2026年第12期",
        landscape=landscape,
        blocks=(
            Heading(text="一、总体情况"),
            Para(text="昨日受理 3 件。"),
            Line(left="上线单位：甲", right="上线时间：乙"),
            Chart(title="各区", labels=("东", "西"), series=(("本期", (3.0, None)),), unit="件"),
            Table(columns=COLUMNS, rows=rows, blank=blank),
        ),
    )


def pdf_pages(body: bytes) -> list[str]:
    """The text of each page, as Chrome's own reader finds it."""
    with PdfDocument(body) as opened:
        return [page.get_textpage().get_text_bounded() for page in opened]


def pdf_text(body: bytes) -> str:
    return "".join(pdf_pages(body))


@pytest.mark.parametrize("form", Format)
def test_the_same_content_gives_the_same_bytes(form: Format) -> None:
    assert write(document("一", NASTY), form) == write(document("一", NASTY), form)


@pytest.mark.parametrize("form", Format)
def test_an_empty_document_can_be_written(form: Format) -> None:
    empty = Document(title="空", blocks=(Table(columns=COLUMNS, rows=()),))
    assert write(empty, form)


def test_a_formula_in_a_complaint_stays_text_in_excel() -> None:
    sheet = load_workbook(io.BytesIO(write(document(NASTY, "+1", "@x", "-2+3", "\t=1"), Format.XLSX))).worksheets[0]
    said = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [cell for cell in said if cell.data_type == "f"]
    (found,) = [cell for cell in said if cell.value == NASTY]
    assert found.quotePrefix


def test_a_rate_in_excel_can_be_computed_with() -> None:
    sheet = load_workbook(io.BytesIO(write(document("一"), Format.XLSX))).worksheets[0]
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.number_format == "0.0%"] == [0.98]


def wide(*widths: float, rows: int = 1) -> Table:
    columns = tuple(Column(title=f"列{at}", width=width) for at, width in enumerate(widths, 1))
    return Table(columns=columns, rows=(("字" * 4,) * len(widths),) * rows)


def test_tables_of_another_shape_have_a_sheet_of_their_own_and_no_column_is_squeezed() -> None:
    """A narrow first table must not make `###` of a later one's figures; what leads to a table goes with it."""
    blocks = (
        Heading(text="一、总体情况"), Para(text="昨日受理 3 件。"), wide(1, 5, 1), Para(text="口径。", note=True),
        Heading(text="二、承办单位"), Para(text="按得分排列。"), wide(3, 3), wide(3, 3),
        Heading(text="二、承办单位"), wide(1, 1, 1, 1),
    )  # fmt: skip
    book = load_workbook(io.BytesIO(write(Document(title="每日专报", blocks=blocks), Format.XLSX)))
    assert book.sheetnames == ["每日专报", "承办单位", "承办单位（2）"]
    first, second, third = ([cell.value for row in one.iter_rows() for cell in row if cell.value] for one in book)
    assert "口径。" in first
    assert "二、承办单位" not in first
    assert second[:3] == ["每日专报", "二、承办单位", "按得分排列。"]
    assert "按得分排列。" not in third
    for sheet, columns in zip(book, (3, 2, 4), strict=True):
        widths = [sheet.column_dimensions[letter].width for letter in "ABCD"[:columns]]
        assert sum(widths) == pytest.approx(86.0, abs=1.0), "as wide as the page"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [one.freeze_panes for one in book] == ["A5", None, "A4"]
    assert book["每日专报"].print_title_rows == "$4:$4"


def test_a_date_is_a_date_in_excel_and_reads_the_same_everywhere() -> None:
    columns = (Column(title="完成时间"), Column(title="承诺", width=3), Column(title="序号", width=6))
    rows = ((Day(value=date(2026, 11, 29)), Day(value=date(2026, 11, 29), mark="（未确认）"), count(1)),)
    told = Document(title="表", blocks=(Table(columns=columns, rows=rows),))
    sheet = load_workbook(io.BytesIO(write(told, Format.XLSX))).worksheets[0]
    (day, marked, number) = [cell for row in sheet.iter_rows() for cell in row][-3:]
    assert (day.is_date, day.value.date(), number.value) == (True, date(2026, 11, 29), 1)
    assert sheet.column_dimensions["A"].width > len("2026-11-29"), "Excel shows ### where a date is too wide"
    assert marked.value == "2026-11-29（未确认）"
    assert "2026-11-29（未确认）" in pdf_text(write(told, Format.PDF))
    assert "2026-11-29,2026-11-29（未确认）,1" in write(told, Format.CSV).decode("utf-8-sig")


def test_a_paragraph_begins_two_characters_in() -> None:
    told = Document(title="表", blocks=(Para(text="共受理。"), Para(text="口径。", note=True)))
    body = pdf_text(write(told, Format.PDF))
    assert "　　共受理。" in body
    assert "　口径。" not in body


def test_a_formula_in_a_complaint_stays_text_in_csv() -> None:
    body = write(document(NASTY, "＝cmd|x", "-2+3", "-2", "13800000000"), Format.CSV)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row[1][:1] for row in rows[1:]] == ["'", "'", "'", "-", "1"]


def test_csv_for_old_systems_is_gb18030_and_loses_nothing() -> None:
    body = write(document("喆堃𠮷😀"), Format.CSV_GB18030)
    assert "喆堃𠮷😀" in body.decode("gb18030")


def test_markup_and_control_characters_are_plain_text_in_word() -> None:
    told = "A & B <b>粗</b>\x07\x00 \ud800😀"
    made = docx.Document(io.BytesIO(write(document(told), Format.DOCX)))
    assert made.tables[-1].cell(1, 1).text == "A & B <b>粗</b> 😀"


def test_word_finds_the_chinese_typeface_where_it_looks_for_it() -> None:
    made = docx.Document(io.BytesIO(write(document("一"), Format.DOCX)))
    fonts = [run.find(qn("w:rFonts")) for run in made.element.iter(qn("w:rPr"))]
    assert {one.get(qn("w:eastAsia")) for one in fonts if one is not None} == {"方正小标宋简体", "黑体", "仿宋"}


def test_the_font_is_in_the_pdf_and_its_text_can_be_found() -> None:
    body = write(document("喆堃玥的诉求，镕基路"), Format.PDF)
    assert b"/FontFile3" in body
    assert b"LianxinSong" in body
    assert "喆堃玥的诉求，镕基路" in pdf_text(body)
    assert len(body) < 200_000


def test_what_the_font_lacks_is_marked_and_counted() -> None:
    told = pdf_text(write(document("好😀😀"), Format.PDF))
    assert "好〓〓" in told
    assert "有 2 个字符" in told


def test_a_very_long_text_is_whole_in_pdf_and_told_to_be_cut_in_excel() -> None:
    long = "诉求内容很长，" * 5000
    told = re.sub(r"\s", "", pdf_text(write(document(long), Format.PDF)))
    assert told.count("诉") == 5000  # a page may end within a phrase
    sheet = load_workbook(io.BytesIO(write(document(long), Format.XLSX))).worksheets[0]
    cell = max((str(one.value) for row in sheet.iter_rows() for one in row), key=len)
    assert len(cell) == CELL_MOST
    assert cell.endswith("全文见工单）")


def test_a_form_has_empty_rows_to_write_on_and_lies_on_its_side() -> None:
    made = docx.Document(io.BytesIO(write(document(landscape=True, blank=6), Format.DOCX)))
    assert len(made.tables[-1].rows) == 7
    assert made.sections[0].page_width > made.sections[0].page_height
    with PdfDocument(write(document(landscape=True), Format.PDF)) as opened:
        width, height = opened[0].get_size()
    assert width > height


def test_many_rows_repeat_their_titles_on_every_page() -> None:
    body = write(document(*["一件诉求"] * 160), Format.PDF)
    pages = pdf_pages(body)
    assert len(pages) > 3
    assert all("序号" in page for page in pages[1:])
    row = docx.Document(io.BytesIO(write(document("一"), Format.DOCX))).tables[-1].rows[0]
    assert row._tr.trPr is not None
    assert row._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_preview_loads_nothing_and_runs_nothing() -> None:
    told = write(document("<script>alert(1)</script>", "\" onload='x"), Format.HTML).decode()
    assert "<script" not in told
    assert not re.search(r"(src|href)=", told)


def test_an_office_file_says_nothing_of_who_and_when() -> None:
    for form in (Format.DOCX, Format.XLSX):
        with zipfile.ZipFile(io.BytesIO(write(document("一"), form))) as archive:
            assert {one.date_time for one in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            told = archive.read("docProps/core.xml")
            assert b"openpyxl" not in told
            assert b"2000-01-01T00:00:00Z" in told


_ANY = st.text(max_size=60)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ANY, min_size=1, max_size=4))
def test_whatever_a_citizen_says_can_be_written_and_read_back(said: list[str]) -> None:
    for form in (Format.XLSX, Format.DOCX, Format.CSV, Format.HTML, Format.PDF):
        assert write(document(*said), form)
    made = docx.Document(io.BytesIO(write(document(*said), Format.DOCX)))
    assert [made.tables[-1].cell(at, 1).text for at in range(1, len(said) + 1)] == [clean(one) for one in said]


@given(_ANY)
def test_cleaning_twice_changes_nothing_more_and_dangers_are_seen_through_spaces(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert is_dangerous(f"  ={text}") or text.strip() == ""
