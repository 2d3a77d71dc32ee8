"""The year's plan as a document: the table of the notice (附件1), in the columns that import takes back."""

from collections.abc import Sequence
from datetime import date

from callcenter.documents.document import Align, Column, Document, Table
from callcenter.show.plan_file import COLUMNS, KINDS
from queueing.show.edition import Edition
from queueing.show.plan import NO_WEEK

_WIDTHS = {"week": 18, "units": 34, "air": 18, "kind": 12, "required": 18}
_KIND_NAMES = {kind: name for name, kind in KINDS.items() if not name.isascii()}


def plan_document(name: str, year: int, editions: Sequence[Edition]) -> Document:
    """Write the editions that stand, in the notice's own columns."""
    columns = tuple(
        Column(title=COLUMNS[one][0], width=width, align=Align.LEFT if one == "units" else Align.CENTER)
        for one, width in _WIDTHS.items()
    )
    standing = sorted((one for one in editions if one.planned), key=lambda one: one.day)
    rows = tuple(_row(one, year) for one in standing)
    return Document(title=f"{year}年度{name}上线单位时间安排表", blocks=(Table(columns=columns, rows=rows),))


def _row(one: Edition, year: int) -> tuple[str, ...]:
    week = "-".join(_day(day, year) for day in one.week) if one.week else NO_WEEK
    return week, "、".join(one.units), _day(one.day, year), _KIND_NAMES[one.kind], "、".join(one.required)


def _day(day: date, year: int) -> str:
    named = f"{day.month}月{day.day}日"
    return named if day.year == year else f"{day.year}年{named}"
