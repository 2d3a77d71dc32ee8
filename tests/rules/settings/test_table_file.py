"""Tables as offices save them: CSV and XLSX give the same rows; any bytes are read or refused by name."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from callcenter.table_file import TableFileError, rows_of

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)


def workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in rows:
        book.worksheets[0].append(line)
    book.save(out)
    return out.getvalue()


BOOK = workbook([["上线日期", "上线单位"], ["3月26日", "公安局"]])


@settings(max_examples=25)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_workbook_and_a_csv_file_of_the_same_words_give_the_same_rows(table: list[list[str]]) -> None:
    plain = "\n".join(",".join(line) for line in table).encode()
    assert rows_of(workbook([list(line) for line in table]), "x") == rows_of(plain, "x")


@settings(max_examples=150)
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=24))
def test_a_damaged_workbook_is_read_or_refused_by_name(at: int, other: bytes) -> None:
    try:
        rows_of(BOOK[:at] + other + BOOK[at + len(other) :], "plan.xlsx")
    except TableFileError as fault:
        assert str(fault).startswith("plan.xlsx: ")  # noqa: PT017 - reading it is as good


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(content: bytes) -> None:
    try:
        rows_of(content, "plan.csv")
    except TableFileError as fault:
        assert str(fault).startswith("plan.csv: ")  # noqa: PT017


def test_dates_numbers_and_empty_columns_are_as_they_are_read() -> None:
    rows = rows_of(workbook([[date(2026, 3, 26), 3.0, 2.5, None], [None], [datetime(2026, 1, 1, 9, 30), "x"]]), "x")  # noqa: DTZ001
    assert rows == [(1, ["2026-03-26", "3", "2.5"]), (3, ["2026-01-01T09:30:00", "x", ""])]


def test_an_archive_that_unpacks_to_much_more_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(TableFileError, match="expected at most 50000000 bytes unpacked, found 60000000"):
        rows_of(out.getvalue(), "x")
