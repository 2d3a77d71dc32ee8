"""政风热线群众诉求办理情况表: the form of the handbook's annex 2, to be sealed, scanned and sent back. Pure.

The unit that is complained of gets this paper: restricted matters are not on it, 保密 ones without who asked.
"""

from collections.abc import Sequence
from datetime import date

from callcenter.documents.document import Align, Cell, Column, Day, Document, Line, Para, Table, count
from callcenter.own_names import full_names_in
from callcenter.store.identity import Role
from callcenter.store.matters import TicketWords
from callcenter.web.visibility import Seen, name_for, number_for, sight_of, text_for

TITLE = "政风热线群众诉求办理情况表"
NOTE = "备注：此表加盖单位公章报送市政务办留存。"
ANONYMOUS = "匿名"
_COLUMNS = (
    Column(title="序号", width=5.6),
    Column(title="投诉人", width=9),
    Column(title="投诉人\n联系方式", width=15),
    Column(title="投诉内容", width=33.7, align=Align.LEFT),
    Column(title="办理结果", width=33.7, align=Align.LEFT),
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
    shown = ((said, done) for said, done in rows if not said.restricted)
    filled = tuple(_row(at, said, done) for at, (said, done) in enumerate(shown, 1))
    return Document(
        title=TITLE,
        landscape=True,
        blocks=(
            Line(left=f"上线单位：{unit}", right=f"上线时间：{on_air}"),
            Table(columns=_COLUMNS, rows=filled, blank=_BLANK),
            Para(text=f"{NOTE}" + (f"　　表号：{number}" if number else "")),
        ),
    )


def numbers_on(rows: Sequence[tuple[TicketWords, date | None]]) -> tuple[str, ...]:
    """The tickets whose caller's number is printed."""
    return tuple(said.ticket_id for said, _ in rows if not said.restricted and _phone(said))


def _row(at: int, said: TicketWords, done: date | None) -> tuple[Cell, ...]:
    """One complaint; «若投诉人无法留下有效的联系方式，用匿名代替»."""
    seen, phone = _seen(said), _phone(said)
    name = name_for(seen, said.contact_name) or "（未留姓名）" if phone else ANONYMOUS
    content, reply = text_for(seen, said.content), text_for(seen, said.reply)
    return (count(at), name, phone, content, reply, Day(value=done) if done else "", said.responsible)


def _phone(said: TicketWords) -> str:
    return number_for(_seen(said), said.contact_phone)


def _seen(said: TicketWords) -> Seen:
    """The unit that seals the form sees what a unit may see: of 保密 and anonymous ones neither name nor number."""
    secret = said.confidential or said.anonymous
    names = (said.contact_name, *full_names_in((said.content, said.title)))
    return sight_of((Role.UNIT,), own=False, confidential=secret, names=names)
