"""A document's tables as CSV: UTF-8 with a mark, so that Excel shows Chinese, or GB18030 where old systems ask."""

import csv
import io
from enum import StrEnum

from callcenter.documents.cleaning import clean_cell, is_dangerous
from callcenter.documents.document import Cell, Document, text_of


class Encoding(StrEnum):
    """How characters become bytes."""

    UTF8 = "utf-8-sig"
    GB18030 = "gb18030"


def as_csv(document: Document, encoding: Encoding = Encoding.UTF8) -> bytes:
    """All tables, one under the other; what a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(document.tables()):
        if number:
            writer.writerow([])
        if table.caption:
            writer.writerow([_safe(table.caption)])
        writer.writerow([column.title.replace("\n", "") for column in table.columns])
        writer.writerows([_safe(one) for one in row] for row in table.rows)
    return out.getvalue().encode(encoding.value)


def _safe(cell: Cell) -> str:
    text = clean_cell(text_of(cell))
    return f"'{text}" if isinstance(cell, str) and is_dangerous(text) else text
