"""What came of a recorded edition (电视问政) as a document: who came, what was promised, opinions counted. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.documents.document import Align, Block, Cell, Column, Day, Document, Heading, Number, Para, Table, count
from callcenter.masking import mask_numbers_in
from callcenter.show.promise_states import STATES
from callcenter.store.show_opinions import Opinion
from queueing.show.edition import Edition, Leave, Seat
from queueing.show.opinions import Channel, Count, Tally
from queueing.show.plan import Attendance
from queueing.show.promise_book import BookedPromise, PromiseState

CHANNELS = {
    Channel.WEB: "网站",
    Channel.WECHAT: "微信",
    Channel.SMS: "短信",
    Channel.SLIP: "现场意见条",
    Channel.OTHER: "其他",
}
_CAME = {Attendance.LEADER: "主要负责人", Attendance.DELEGATE: "委托负责人", Attendance.ABSENT: "未到", None: "未登记"}
_ALL = "全部单位"
_MOST = 500  # opinions printed in full


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionMaterial:
    """Everything a report is written from."""

    edition: Edition
    leaves: tuple[Leave, ...]
    promises: tuple[BookedPromise, ...]
    tally: Tally
    opinions: tuple[Opinion, ...]  # those with words
    today: date
    zone: ZoneInfo


def edition_report(m: EditionMaterial) -> Document:
    """Write it. Numbers in what people wrote are hidden; who wrote nobody knows."""
    one = m.edition
    blocks: list[Block] = [
        Para(text=_sentence(m)),
        Heading(text="一、上线单位"),
        _seats(m),
        Heading(text="二、公开承诺"),
        _promises(m.promises),
        Heading(text="三、群众意见"),
        *_counts(m.tally),
        Heading(text="四、意见摘录"),
        _texts(m.opinions),
        Para(
            text="同一人对同一单位、同一话题只计一次，以最后一次为准；现场意见条按张计。谁发的意见不保存。", note=True
        ),
    ]
    return Document(
        title=f"{one.title}情况报告", subtitle=f"{one.day:%Y年%-m月%-d日}　{'、'.join(one.units)}", blocks=tuple(blocks)
    )


def _sentence(m: EditionMaterial) -> str:
    came = [one for one in m.edition.seats if one.attendance is Attendance.LEADER]
    kept = [one for one in m.promises if one.state in (PromiseState.KEPT, PromiseState.KEPT_LATE)]
    broken = [one for one in m.promises if one.state is PromiseState.BROKEN]
    share = "" if m.tally.whole.share is None else f"，{m.tally.whole.verdicts[0][0]}等认可占 {m.tally.whole.share:.1%}"
    return (
        f"上线单位 {len(m.edition.units)} 家，主要负责人到场 {len(came)} 家；公开承诺 {len(m.promises)} 项，"
        f"已兑现 {len(kept)} 项，逾期未兑现 {len(broken)} 项（截至 {m.today:%Y年%-m月%-d日}）；"
        f"收到群众意见 {m.tally.people} 人次（共 {m.tally.messages} 条）{share}。"
    )


def _seats(m: EditionMaterial) -> Table:
    columns = (
        Column(title="单位", width=22, align=Align.LEFT),
        Column(title="负责人", width=14),
        Column(title="到场", width=14),
        Column(title="时间", width=10),
        Column(title="请假", width=26, align=Align.LEFT),
    )
    leaves = {one.unit: one for one in m.leaves}
    return Table(
        columns=columns, rows=tuple(_seat(m, seat, leaves.get(seat.unit)) for seat in m.edition.seats), blank=1
    )


def _seat(m: EditionMaterial, seat: Seat, leave: Leave | None) -> tuple[Cell, ...]:
    came = f"{datetime.fromtimestamp(seat.arrived_at, m.zone):%H:%M}" if seat.arrived_at else ""
    told = f"{leave.reason}，委托{leave.delegate}{leave.delegate_post}" if leave else ""
    return seat.unit, " ".join(filter(None, (seat.leader, seat.post))), _CAME[seat.attendance], came, told


def _promises(found: Sequence[BookedPromise]) -> Table:
    columns = (
        Column(title="序号", width=6),
        Column(title="单位", width=16),
        Column(title="承诺人", width=10),
        Column(title="承诺内容", width=32, align=Align.LEFT),
        Column(title="期限", width=12),
        Column(title="情况", width=12),
        Column(title="结果", width=20, align=Align.LEFT),
    )
    rows = tuple(
        (count(at), one.unit, one.who, one.words, Day(value=one.due) if one.due else "", STATES[one.state], one.result)
        for at, one in enumerate(found, 1)
    )
    return Table(columns=columns, rows=rows, blank=1)


def _counts(tally: Tally) -> list[Block]:
    ways = "、".join(f"{CHANNELS[channel]} {people}" for channel, people in tally.channels)
    found: list[Block] = [
        Para(text=f"来源（人次）：{ways}。" if ways else "没有收到意见。"),
        _count_table("单位", tally, tally.units),
    ]
    return [*found, _count_table("话题", tally, tally.topics)] if tally.topics else found


def _count_table(title: str, tally: Tally, counts: Sequence[Count]) -> Table:
    verdicts = [name for name, _ in tally.whole.verdicts]
    columns = (
        Column(title=title, width=24, align=Align.LEFT),
        Column(title="人次", width=10),
        *(Column(title=name, width=10) for name in verdicts),
        Column(title="认可率", width=10),
    )
    return Table(columns=columns, rows=tuple(_count(one) for one in (*counts, tally.whole)))


def _count(one: Count) -> tuple[Cell, ...]:
    share: Cell = "" if one.share is None else Number(text=f"{one.share:.1%}", value=one.share, form="0.0%")
    numbers = (count(one.people), *(count(number) for _, number in one.verdicts))
    return one.name or "合计", *numbers, share


def _texts(opinions: Sequence[Opinion]) -> Table:
    columns = (
        Column(title="单位", width=18),
        Column(title="话题", width=14),
        Column(title="评价", width=10),
        Column(title="意见", width=46, align=Align.LEFT),
        Column(title="来源", width=12),
    )
    rows = tuple(_text(one) for one in opinions[-_MOST:])
    return Table(columns=columns, rows=rows, blank=1)


def _text(one: Opinion) -> tuple[str, ...]:
    way = one.source or CHANNELS[one.voice().channel]
    return one.unit or _ALL, one.topic, one.verdict, mask_numbers_in(one.text), way
