"""六升一降: seven figures beside the year before. Pure."""

from callcenter.documents.document import Align, Cell, Column, Document, Number, Para, Table
from callcenter.reports import words
from callcenter.reports.material import Material
from callcenter.reports.paper import paper
from queueing.figures.matters import change

UNFILLED = "未填报"
SIX_UP = (  # 海口: 六升一降; those without a figure of ours are typed in by hand
    ("受理办件量", "registered", True),
    ("办件满意率", "satisfaction", True),
    ("一次性办结率", "direct_rate", True),
    ("督办件解决率", "supervised_solved", True),
    ("网格员参与度", "", True),
    ("微信公众号关注度", "", True),
    ("信访总量", "", False),
)


def six_up(m: Material) -> Document:
    """六升一降: seven figures beside the year before; what nobody filled in is said to be missing."""
    rows = tuple(_six_row(m, *one) for one in SIX_UP)
    as_hoped = sum(1 for row in rows if row[4] == "是")
    known = sum(1 for row in rows if row[4] not in (UNFILLED, words.NOTHING))
    columns = (
        Column(title="指标", width=3, align=Align.LEFT),
        Column(title="本年", width=2),
        Column(title="上年", width=2),
        Column(title="变化", width=3),
        Column(title="符合预期", width=2),
    )
    note = "满意率等比率件数不足时以“件/件”表示；人工填报的指标由填报单位负责。"
    said = Para(text=f"{known} 项本年、上年都有数据，其中 {as_hoped} 项方向符合“六升一降”。")
    return paper(m, "“六升一降”情况表", [Table(columns=columns, rows=rows), said, Para(text=note, note=True)])


def _six_row(m: Material, title: str, kpi: str, hoped_up: bool) -> tuple[Cell, ...]:
    if kpi:
        now, before = m.figure(kpi), m.figure(kpi, m.year_before)
        moved = change(before, now)
        went = {"up": 1, "down": -1}.get(moved.direction.value, 0)
        small = m.kpis.small
        told = (words.cell(now, small), words.cell(before, small), words.step(moved))
        if before.value is None and now.value is not None:
            return (title, *told, words.NOTHING)  # nothing to hold it against
        return (title, *told, UNFILLED if now.value is None else _hoped(went, hoped_up=hoped_up))
    if title not in m.choice.extra:
        return (title, UNFILLED, UNFILLED, words.NOTHING, UNFILLED)
    this, last = m.choice.extra[title]
    step = f"{(this - last) / last:+.1%}" if last else words.NOTHING
    return (title, _typed(this), _typed(last), step, _hoped((this > last) - (this < last), hoped_up=hoped_up))


def _typed(value: float) -> Number:
    """Say a figure somebody typed in: whole, and never as a power of ten."""
    return Number(text=f"{value:.15g}", value=value, form="General")


def _hoped(went: int, *, hoped_up: bool) -> str:
    return "持平" if went == 0 else "是" if (went > 0) == hoped_up else "否"
