"""听众反映事项台账: every entry of a show with what became of it, and how many there are of each unit. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Align, Cell, Column, Document, Heading, Number, Para, Table, count
from callcenter.masking import mask_numbers_in
from callcenter.reports.case_blocks import state_of
from callcenter.reports.form import ANONYMOUS
from callcenter.show.aftermath.log_documents import KINDS
from callcenter.show.aftermath.material import Material, who
from callcenter.show.aftermath.matter_documents import ANSWERS, NO_UNIT, due_of, stands
from callcenter.show.aftermath.show_paper import show_paper
from callcenter.show.media_words import followed_by_media
from callcenter.show.promise_states import STATES
from queueing.show.aftermath.record import Item
from queueing.show.facts import AirAnswer, EntryKind
from queueing.show.promise_book import FOLLOWED, BookedPromise, PromiseState, in_order

TITLE = "听众反映事项台账"
GONE = "工单已不在"  # it had one; retention has taken it since
_SOURCES = {
    "phone": "电话",
    "hotline": "电话（热线转来）",
    "web": "网络",
    "wechat": "微信",
    "sms": "短信",
    "letter": "来信",
    "app": "客户端",
    "studio": "现场",
    "recording": "录音",
}
_OF_KIND = {**KINDS, EntryKind.CALL: "电话", EntryKind.PERSON: "现场"}  # where nobody noted a source we know
_NO_DATE = frozenset({PromiseState.TO_CONFIRM, PromiseState.WITHDRAWN})
_COLUMNS = (
    Column(title="序号", width=5),
    Column(title="来源", width=8),
    Column(title="诉求人", width=9),
    Column(title="区域", width=8),
    Column(title="诉求", width=20, align=Align.LEFT),
    Column(title="涉及单位", width=13),
    Column(title="是否播出", width=14),
    Column(title="工单号或\n不立单理由", width=15),
    Column(title="办理期限", width=13),
    Column(title="目前情况", width=10),
    Column(title="媒体跟进", width=12),
)
_COUNTED = (
    Column(title="涉及单位", width=30, align=Align.LEFT),
    Column(title="件数", width=10),
    Column(title="播出", width=10),
    Column(title="当场答复", width=10),
    Column(title="承诺期限", width=10),
    Column(title="已立工单", width=10),
    Column(title="说明不立单", width=10),
    Column(title="尚欠", width=10),
)
_NOTE = (
    "本期进入直播台的来电、留言、录音和现场人员逐件列入，播出与否均在内，按进入的先后排列；"
    "“尚欠”为既无工单又无理由的件数；涉及单位以工单、经人确认的承诺或唯一上线单位的现场答复为准，"
    "没有人说明的为“未定”。承诺或媒体跟进情况有变化后，本表自动重做。"
)


def register_document(m: Material) -> Document:
    """Every entry once, in the order they joined; below, a line for each unit. It holds nobody's number."""
    rows = tuple(_row(m, at, item) for at, item in enumerate(m.show.items, 1))
    blocks = (
        Table(columns=_COLUMNS, rows=rows, blank=len(rows) or 1),
        Para(text=_NOTE, note=True),
        Heading(text="按涉及单位"),
        Table(columns=_COUNTED, rows=_counts(m), blank=1),
    )
    return show_paper(m, TITLE, blocks, landscape=True, more=f"共 {len(rows)} 件")


def _row(m: Material, at: int, item: Item) -> tuple[Cell, ...]:
    promise = _promise(m, item)
    return (
        count(at),
        _source(item),
        _who(m, item),
        item.area,
        _topic(m, item),
        m.unit_of(item) or NO_UNIT,
        f"播出，{ANSWERS[item.answer] if item.answer else '未记答复'}" if item.aired else "未播出",
        _ticket(m, item),
        _due(m, item, promise),
        _state(m, item, promise),
        followed_by_media(m.media_of(item), why=True),
    )


def _source(item: Item) -> str:
    known = _SOURCES.get(item.source)
    if known or not item.source:
        return known or _OF_KIND[item.kind]
    return f"{_OF_KIND[item.kind]}（{item.source}）"


def _who(m: Material, item: Item) -> str:
    ticket = m.tickets.get(item.ticket_id)
    hidden = ticket and (ticket.anonymous or ticket.confidential or ticket.restricted)
    return ANONYMOUS if hidden else who(item) if item.address else _nameless(item)


def _nameless(item: Item) -> str:
    return who(item) if item.kind is EntryKind.CALL else ANONYMOUS


def _topic(m: Material, item: Item) -> str:
    ticket = m.tickets.get(item.ticket_id)
    if ticket and ticket.restricted:
        return "（限定范围）"
    return mask_numbers_in(item.topic or (ticket.title if ticket else "")) or "（未记录）"


def _ticket(m: Material, item: Item) -> str:
    """The number people know; else why there is none, or that nobody has said why."""
    ticket = m.tickets.get(item.ticket_id)
    if ticket and ticket.restricted:
        return "（限定范围）"
    if item.ticket_id:
        return (ticket.number or "已立单，待编号") if ticket else GONE
    return f"不立单：{mask_numbers_in(item.reason)}" if item.reason else "未立单，未说明"


def _promise(m: Material, item: Item) -> BookedPromise | None:
    """The most pressing one of those a person has confirmed."""
    mine = (one for one in m.promises if one.entry_id == item.entry_id and one.state not in _NO_DATE)
    return next(iter(in_order(mine)), None)


def _due(m: Material, item: Item, promise: BookedPromise | None) -> str:
    """The ticket's day, and below it the day that was promised on air."""
    matter, promised = m.matters.get(item.ticket_id), due_of(item, promise)
    days = [f"{m.time(matter.close_due_at):%Y-%m-%d}"] if matter and matter.close_due_at is not None else []
    return "\n".join([*days, *([f"承诺 {promised}".replace("（", "\n（")] if promised else [])])


def _state(m: Material, item: Item, promise: BookedPromise | None) -> str:
    """A promise that is not kept is what the show looks after; else where the ticket stands."""
    if promise and promise.state in FOLLOWED:
        return STATES[promise.state]
    matter = m.matters.get(item.ticket_id)
    if matter is not None:
        return state_of(matter, m.now)
    if item.ticket_id:
        return stands(m.tickets.get(item.ticket_id)) or GONE
    return "已说明" if item.reason else "待立单"


# --- counts ----------------------------------------------------------------------------------------------------------


def _counts(m: Material) -> tuple[tuple[Cell, ...], ...]:
    """A line for each unit, those on the show first, and their sum."""
    of_unit: dict[str, list[Item]] = {unit: [] for unit in m.show.units}
    for item in m.show.items:
        of_unit.setdefault(m.unit_of(item), []).append(item)
    nobodys = of_unit.pop("", [])
    lines = [*of_unit.items(), *([(NO_UNIT, nobodys)] if nobodys else []), ("合计", list(m.show.items))]
    return tuple((unit, *_counted(items)) for unit, items in lines)


def _counted(items: Sequence[Item]) -> list[Number]:
    aired = [one for one in items if one.aired]
    found = (
        len(items),
        len(aired),
        sum(one.answer is AirAnswer.ANSWERED for one in aired),
        sum(one.answer is AirAnswer.PROMISED for one in aired),
        sum(bool(one.ticket_id) for one in items),
        sum(bool(one.reason) and not one.ticket_id for one in items),
        sum(not one.ticket_id and not one.reason for one in items),
    )
    return [count(one) for one in found]
