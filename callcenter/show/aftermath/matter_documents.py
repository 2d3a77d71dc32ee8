"""Follow-up list, forms, figures and scores of a show as documents. Pure."""

from collections.abc import Iterator
from datetime import date

from callcenter.documents.document import Align, Cell, Column, Day, Document, Heading, Para, Table, count
from callcenter.masking import mask_numbers_in
from callcenter.reports.form import ANONYMOUS, form
from callcenter.show.aftermath.log_documents import KINDS, clock, content
from callcenter.show.aftermath.material import Material, who
from callcenter.show.aftermath.shares import shares
from callcenter.show.aftermath.show_paper import show_paper
from callcenter.show.media_words import followed_by_media
from callcenter.show.promise_states import STATES
from callcenter.store.matters import TicketWords
from queueing.show.after_facts import MediaState
from queueing.show.aftermath.figures import WORDS, FigureWords, ShowFigures, figures
from queueing.show.aftermath.record import Item
from queueing.show.aftermath.score import Score, formula, score, worked
from queueing.show.facts import AirAnswer, EntryKind
from queueing.show.media import WANTED
from queueing.show.promise_book import FOLLOWED, BookedPromise, PromiseState

UNCONFIRMED = "（未确认）"  # noted with the answer; nobody has confirmed it
NO_UNIT = "未定"  # nobody has said whose matter it is
ANSWERS = {
    AirAnswer.ANSWERED: "当场答复",
    AirAnswer.PROMISED: "承诺期限",
    AirAnswer.TAKEN: "带回办理",
    None: "未记录",
}
_FOLLOW_UP = (
    Column(title="序号", width=6),
    Column(title="诉求人", width=10),
    Column(title="区域", width=9),
    Column(title="诉求", width=20, align=Align.LEFT),
    Column(title="责任单位", width=14),
    Column(title="现场答复", width=24, align=Align.LEFT),
    Column(title="承诺办结", width=14),
    Column(title="工单", width=13),
    Column(title="目前情况", width=11),
    Column(title="媒体跟进", width=13),
)


# --- 回音壁 ----------------------------------------------------------------------------------------------------------


def followed(m: Material) -> list[tuple[Item, BookedPromise | None]]:
    """What the column looks after: promises a person confirmed that are not kept, then other matters not settled.

    What was merely found in the words is no promise yet: its matter stands without a date. A matter that somebody
    wants followed is in it, aired or not; one that nobody follows any more stays, at the end: nothing is hidden.
    """
    items = {one.entry_id: one for one in m.show.aired}
    promised = sorted((one for one in m.promises if one.state in FOLLOWED), key=lambda one: one.due or date.max)
    told: list[tuple[Item, BookedPromise | None]] = [
        (items[one.entry_id], one) for one in promised if one.entry_id in items
    ]
    known = {one.entry_id for one in m.promises if one.state is not PromiseState.WITHDRAWN}
    open_ones = [one for one in m.show.aired if one.kind is not EntryKind.PERSON and not _settled(m, one)]
    told += [(one, None) for one in open_ones if one.entry_id not in known]
    listed = {one.entry_id for one, _ in told}
    told += [(one, None) for one in m.show.items if m.media_of(one).state in WANTED and one.entry_id not in listed]
    return sorted(told, key=lambda one: m.media_of(one[0]).state is MediaState.ENDED)


def follow_up_document(m: Material) -> Document:
    """The list for 回音壁: outlets print from it, so it holds no number and no full name."""
    rows = tuple(_follow_up_row(m, at, item, promise) for at, (item, promise) in enumerate(followed(m), 1))
    note = (
        "先列经人确认、尚未兑现的承诺，按承诺日期排列；再列现场未办结的其他诉求和需要媒体跟进的诉求；"
        "不再跟进的列在最后。承诺经人确认、兑现，或媒体跟进情况有变化后，本表自动重做。"
    )
    table = Table(columns=_FOLLOW_UP, rows=rows, blank=len(rows) or 1)
    return show_paper(m, "“回音壁”跟踪清单", (table, Para(text=note, note=True)), landscape=True)


def _follow_up_row(m: Material, at: int, item: Item, promise: BookedPromise | None) -> tuple[Cell, ...]:
    ticket = m.tickets.get(item.ticket_id)
    said = promise.words if promise else mask_numbers_in(item.words) or ANSWERS[item.answer]
    return (
        count(at),
        ANONYMOUS if ticket and (ticket.confidential or ticket.restricted) else who(item),
        item.area,
        mask_numbers_in(item.topic),
        m.unit_of(item) or NO_UNIT,
        said,
        _due_day(item, promise),
        _number(ticket),
        STATES[promise.state] if promise else stands(ticket),
        followed_by_media(m.media_of(item)),
    )


def _number(ticket: TicketWords | None) -> str:
    if ticket is None:
        return "未立单"
    return "（限定范围）" if ticket.restricted else ticket.number


def _due_day(item: Item, promise: BookedPromise | None) -> Cell:
    if promise is not None:
        return Day(value=promise.due) if promise.due else ""
    return Day(value=item.due, mark=UNCONFIRMED) if item.due else ""


def due_of(item: Item, promise: BookedPromise | None) -> str:
    """The confirmed day; one that was only noted with the answer says that nobody has confirmed it."""
    if promise is not None:
        return promise.due.isoformat() if promise.due else ""
    return f"{item.due}{UNCONFIRMED}" if item.due else ""


def stands(ticket: TicketWords | None) -> str:
    """Where a ticket stands, as far as its reply says."""
    if ticket is None:
        return ""
    return "已答复" if ticket.replied_at is not None else "办理中"


def _settled(m: Material, item: Item) -> bool:
    matter = m.matters.get(item.ticket_id)
    return item.answer is AirAnswer.ANSWERED or (matter is not None and matter.resolved_at is not None)


# --- 群众诉求办理情况表 ----------------------------------------------------------------------------------------------


def form_units(m: Material) -> list[str]:
    """Units that get a form: those on the show, and those the show's tickets went to."""
    found = [m.unit_of(one) for one in m.show.items if one.ticket_id or one.aired]
    return list(dict.fromkeys(unit for unit in (*m.show.units, *found) if unit))


def form_document(m: Material, unit: str) -> Document:
    """The form of one unit, filled in as far as is known today: what was answered on air stands as a draft."""
    rows = [_form_row(m, item) for item in m.show.items if m.unit_of(item) == unit and _on_form(item)]
    return form(unit, m.day, rows, "")


def _on_form(item: Item) -> bool:
    return item.kind is not EntryKind.PERSON and (item.aired or bool(item.ticket_id))


def _form_row(m: Material, item: Item) -> tuple[TicketWords, date | None]:
    ticket = m.tickets.get(item.ticket_id)
    if ticket is None:
        return _unticketed(m, item), None
    day = m.time(ticket.replied_at).date() if ticket.replied_at is not None else None
    return (ticket if ticket.reply else _with_air_answer(ticket, item)), day


def _with_air_answer(ticket: TicketWords, item: Item) -> TicketWords:
    values = {name: getattr(ticket, name) for name in TicketWords.__slots__}
    return TicketWords(**{**values, "reply": _draft(item)})


def _draft(item: Item) -> str:
    """What the unit said on air, as a beginning of its own words; never taken for a reply."""
    due = f"（承诺 {item.due} 前办结）" if item.due else ""
    return f"〔现场答复，待单位填写〕{item.words}{due}" if item.aired and (item.words or due) else ""


def _unticketed(m: Material, item: Item) -> TicketWords:
    number = m.numbers.get(item.call_id, "")
    return TicketWords(
        ticket_id="",
        number="",
        title=item.topic,
        content=item.topic or "（待补充）",
        place=item.area,
        contact_name=item.address,
        contact_phone=number,
        unit=m.unit_of(item),
        reply=_draft(item),
        responsible="",
        replied_at=None,
        anonymous=not number,
        restricted=False,
    )


# --- figures ---------------------------------------------------------------------------------------------------------


def figures_document(m: Material) -> Document:
    """The show's figures with how each is counted, and a line for each matter on air."""
    found = figures(m.show)
    said = (
        f"本期{m.title}共受理 {found.accepted} 件，现场办结 {found.on_the_spot} 件，事后督办 {found.followed_up} 件；"
        f"未接入直播 {found.unaired} 件。"
    )
    rows = tuple(_aired_row(at, one) for at, one in enumerate(m.show.aired, 1))
    aired = Table(columns=_AIRED, rows=rows, blank=0 if rows else 1)
    return show_paper(m, "节目数据", (Para(text=said), figures_table(found), Heading(text="直播连线"), aired))


_AIRED = (
    Column(title="序号", width=7),
    Column(title="内容", width=40, align=Align.LEFT),
    Column(title="形式", width=10),
    Column(title="连线时长", width=10),
    Column(title="现场答复", width=12),
)


def _aired_row(at: int, item: Item) -> tuple[Cell, ...]:
    return (count(at), content(item), KINDS[item.kind], clock(item.air_s), ANSWERS[item.answer])


def figures_table(found: ShowFigures) -> Table:
    """Each figure, its value, how it is counted."""
    columns = (
        Column(title="指标", width=14),
        Column(title="数值", width=10),
        Column(title="口径", width=50, align=Align.LEFT),
    )
    return Table(columns=columns, rows=tuple((one.zh, _value(found, one), one.how_zh) for one in WORDS))


def _value(found: ShowFigures, words: FigureWords) -> Cell:
    value = getattr(found, words.name)
    if words.name.endswith("_s"):
        return clock(value)
    return count(value)


# --- the score -------------------------------------------------------------------------------------------------------


def scores(m: Material) -> list[Score]:
    """The score of each unit that was on the show."""
    return [score(unit, m.score_rules, shares(m, unit)) for unit in m.show.units]


def score_document(m: Material) -> Document:
    """Each unit's score, line by line, with the definition it was counted by."""
    blocks = [block for one in scores(m) for block in _score_blocks(one)]
    return Document(
        title=m.score_rules.title,
        subtitle=f"{m.title}　{m.day}",
        blocks=(
            *(blocks or [Para(text="本期没有上线单位。")]),
            Heading(text="口径"),
            Para(text=formula(m.score_rules)),
            *((Para(text=m.score_rules.source, note=True),) if m.score_rules.source else ()),
        ),
    )


def _score_blocks(found: Score) -> Iterator[Heading | Table | Para]:
    columns = (
        Column(title="项目", width=24, align=Align.LEFT),
        Column(title="分值", width=8),
        Column(title="完成", width=12),
        Column(title="得分", width=10),
    )
    told = "尚无数据" if found.value is None else f"{found.value:g} 分"
    yield Heading(text=f"{found.unit}：{told}")
    rows = []
    for line in found.lines:
        share, points = line.share, line.points
        done = f"{share.done:g}／{share.of:g}" if share and share.of else "尚无数据"
        rows.append((line.part.zh, f"{line.part.points:g}", done, "" if points is None else f"{points:.1f}"))
    yield Table(columns=columns, rows=tuple(rows))
    yield Para(text=worked(found), note=True)
