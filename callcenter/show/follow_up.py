"""The list for 回音壁 as a document: confirmed promises that are not kept, the next day first. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from callcenter.documents.document import Align, Cell, Column, Day, Document, Para, Table, count
from callcenter.show.promise_list import Programme
from callcenter.show.promise_states import STATES
from queueing.show.promise_book import FOLLOWED, BookedPromise

_COLUMNS = (
    Column(title="序号", width=6),
    Column(title="节目", width=16),
    Column(title="上线单位", width=16),
    Column(title="承诺人", width=10),
    Column(title="承诺内容", width=34, align=Align.LEFT),
    Column(title="承诺日期", width=12),
    Column(title="工单", width=14),
    Column(title="目前情况", width=12),
)


def followed(found: Sequence[BookedPromise]) -> list[BookedPromise]:
    """Those the column looks after: a person confirmed them, and they are not kept."""
    return sorted((one for one in found if one.state in FOLLOWED), key=lambda one: (one.due or date.max, one.said_at))


def column_document(found: Sequence[BookedPromise], programmes: Mapping[str, Programme], today: date) -> Document:
    """The list. Outlets print from it: no number and no citizen is in it."""
    rows = tuple(_row(at, one, programmes.get(one.edition_id)) for at, one in enumerate(followed(found), 1))
    note = "只列出经人确认、尚未兑现的承诺，按承诺日期排列；节目中找到而未经确认的不在其中。"
    return Document(
        title="“回音壁”跟踪清单",
        subtitle=f"截至 {today:%Y年%-m月%-d日}　共 {len(rows)} 项",
        landscape=True,
        blocks=(Table(columns=_COLUMNS, rows=rows, blank=len(rows) or 1), Para(text=note, note=True)),
    )


def _row(at: int, one: BookedPromise, programme: Programme | None) -> tuple[Cell, ...]:
    named = f"{programme.day:%-m月%-d日} {programme.title}" if programme else ""
    due = Day(value=one.due) if one.due else ""
    return count(at), named, one.unit, one.who, one.words, due, one.number, STATES[one.state]
