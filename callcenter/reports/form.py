"""政风热线群众诉求办理情况表: the form of the handbook's annex 2, to be sealed, scanned and sent back. Pure."""

from collections.abc import Sequence
from datetime import date

from callcenter.documents.document import Align, Cell, Column, Day, Document, Line, Para, Table, count
from callcenter.store.matters import TicketWords

TITLE = "政风热线群众诉求办理情况表"
NOTE = "备注：此表加盖单位公章报送市政务办留存。"
ANONYMOUS = "匿名"
_COLUMNS = (
    Column(title="序号", width=5),
    Column(title="投诉人", width=9),
    Column(title="投诉人\n联系方式", width=15),
    Column(title="投诉内容", width=34, align=Align.LEFT),
    Column(title="办理结果", width=34, align=Align.LEFT),
    Column(title="完成时间", width=13),
    Column(title="责任人", width=10),
)
_BLANK = 8  # rows of an empty form: what fits on the page


def form(unit: str, on_air: str, rows: Sequence[tuple[TicketWords, date | None]], number: str) -> Document:
    """Fill it.

    Args:
        unit: 上线单位.
        on_air: 上线时间, as it is printed.
        rows: each ticket with the day its result was given, None when none was.
        number: 表号, by which the sealed scan is matched.

    """
    filled = tuple(_row(at, said, done) for at, (said, done) in enumerate(rows, 1))
    return Document(
        title=TITLE,
        landscape=True,
        blocks=(
            Line(left=f"上线单位：{unit}", right=f"上线时间：{on_air}"),
            Table(columns=_COLUMNS, rows=filled, blank=_BLANK),
            Para(text=f"{NOTE}" + (f"　　表号：{number}" if number else "")),
        ),
    )


def _row(at: int, said: TicketWords, done: date | None) -> tuple[Cell, ...]:
    """One complaint; «若投诉人无法留下有效的联系方式，用匿名代替»."""
    hidden = said.anonymous or not said.contact_phone
    name = ANONYMOUS if hidden else said.contact_name or "（未留姓名）"
    phone = "" if hidden else said.contact_phone
    content = "（限定范围）" if said.restricted else said.content
    reply, day = "" if said.restricted else said.reply, Day(value=done) if done else ""
    return (count(at), name, phone, content, reply, day, said.responsible)
