"""The rows of a workbook's first sheet as text. A file from outside: bounded in size, and no formula is a value."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS, MOST_COLUMNS = 20_000, 60
MOST_UNPACKED_BYTES = 50_000_000  # a small archive may unpack to gigabytes
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OSError, NotImplementedError, SyntaxError,
)  # fmt: skip


class XlsxError(Exception):
    """The workbook cannot be read; the message says where, what was expected and found."""


def xlsx_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return (row number, cells) of the first sheet; empty rows are left out, dates are written 2026-03-26.

    Raises:
        XlsxError: broken, too large, or a cell is a formula.

    """
    try:
        _bounded(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            return _even(list(_rows(content)))
    except _BROKEN as fault:
        raise XlsxError(f"expected a workbook, found: {type(fault).__name__}") from None


def _even(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Cut the empty columns behind the last one that is used anywhere."""
    width = max((place for _, cells in rows for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return [(number, [*cells, *[""] * width][:width]) for number, cells in rows]


def _bounded(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = sum(entry.file_size for entry in archive.infolist())
    if whole > MOST_UNPACKED_BYTES:
        raise XlsxError(f"expected at most {MOST_UNPACKED_BYTES} bytes unpacked, found {whole}")


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
            texts = [_text(number, cell.data_type, cell.value) for cell in cells]
            if number > MOST_ROWS:
                raise XlsxError(f"expected at most {MOST_ROWS} rows, found more")
            if any(text.strip() for text in texts):
                yield number, texts
    finally:
        book.close()


def _text(row: int, kind: str, value: object) -> str:
    if kind == "f":
        raise XlsxError(f"line {row}: expected text or a date, found a formula {str(value)[:40]}")
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
