"""Changzhou's schedule of 2020 as an office would send it: typed as CSV, or in a workbook with title and headings."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

TYPED = Path(__file__).parents[2] / "data" / "changzhou-2020-annex1.csv"
HEADING = ("上线日期", "上线单位", "主要领导上线时间")
TITLE = "2020年度政风热线上线单位时间安排表"


def rows() -> list[list[str]]:
    """The forty rows."""
    lines = [line for line in TYPED.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.reader(lines))


def as_csv(listed: Sequence[Sequence[str]] | None = None, heading: Sequence[str] = HEADING) -> bytes:
    """Typed into a file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heading, *(rows() if listed is None else listed)])
    return out.getvalue().encode()


def as_xlsx(listed: Sequence[Sequence[object]] | None = None) -> bytes:
    """As a printed table: title above, the heading again on the second page, a note under it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([TITLE])
    sheet.append(HEADING)
    for number, row in enumerate(rows() if listed is None else listed):
        if number == 20:
            sheet.append(HEADING)
        sheet.append(list(row))
    sheet.append(["注：省政风热线市长上线部分，按照省里安排"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
