"""Tables as offices save them, CSV or XLSX, split into numbered rows of cells; what they mean is for others."""

import csv
import io

Row = tuple[int, list[str]]
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class TableFileError(Exception):
    """No table that can be read: file, place, what was expected, what was found."""


def rows_of(content: bytes, file: str, error: type[Exception] = TableFileError) -> list[Row]:
    """Split a file into (row number, cells); empty rows are left out. CSV is UTF-8, with or without mark, or GB18030.

    Raises:
        error: no table, or in another encoding.

    """
    if content.startswith(_OLE):
        raise error(f"{file}: expected CSV or XLSX, found an old workbook (.xls); save it as .xlsx")
    if content.startswith(_ZIP):
        from callcenter.documents.xlsx_rows import XlsxError, xlsx_rows  # noqa: PLC0415 - 0.3 s of import

        try:
            return xlsx_rows(content)
        except XlsxError as fault:
            raise error(f"{file}: {fault}") from None
    return _csv_rows(_decode(content, file, error), file, error)


def _csv_rows(text: str, file: str, error: type[Exception]) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as fault:
        raise error(f"{file}: line {reader.line_num}: expected CSV, found: {fault}") from None


def _decode(content: bytes, file: str, error: type[Exception]) -> str:
    place = 0
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as fault:
            place = fault.start
    line = content[:place].count(b"\n") + 1
    raise error(f"{file}: line {line}: expected UTF-8 or GB18030, found byte {content[place]:#04x}")
