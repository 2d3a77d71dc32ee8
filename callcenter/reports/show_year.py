"""政风热线节目统计: what the shows of a period took on air, settled on the spot and followed up. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from callcenter.documents.document import Align, Block, Cell, Chart, Column, Day, Document, Heading, Para, Table, count
from callcenter.reports.hundred_blocks import hundred_blocks
from callcenter.reports.material import Material
from queueing.show.aftermath.figures import WORDS, ShowFigures, added, figures
from queueing.show.aftermath.record import ShowRecord

_COUNTED = ("accepted", "on_the_spot", "followed_up", "promised", "unaired", "ticketed", "owed")
_ZH = {one.name: one.zh for one in WORDS}
_NONE = "本期没有直播。"


def show_year(m: Material) -> Document:
    """Every show of the period in a line, units and months, and how each figure is counted."""
    whole = added(figures(one) for one in m.shows)
    blocks: list[Block] = [Para(text=sentence(m, whole) if m.shows else _NONE)]
    if m.shows:
        blocks += [
            Heading(text="一、各期"),
            _by_show(m),
            Heading(text="二、各上线单位"),
            _by_unit(m.shows),
            _by_month(m),
            Heading(text="口径"),
            *(Para(text=f"{one.zh}：{one.how_zh}。", note=True) for one in WORDS if one.name in _COUNTED),
        ]
    if m.hundreds:
        blocks += hundred_blocks(m.hundreds)
    return Document(
        title="《政风热线》节目统计", subtitle=f"{m.site}　{m.choice.period.zh}", blocks=tuple(blocks), landscape=True
    )


def sentence(m: Material, whole: ShowFigures) -> str:
    """What people quote."""
    return (
        f"{m.choice.period.zh}直播 {whole.shows} 期，直播过程中共受理 {whole.accepted} 件，"
        f"现场办结 {whole.on_the_spot} 件，其余 {whole.followed_up} 件均在事后督办；未接入直播 {whole.unaired} 件，"
        f"其中已立工单 {whole.unaired_ticketed} 件。"
    )


def _by_show(m: Material) -> Table:
    columns = (
        Column(title="日期", width=12),
        Column(title="上线单位", width=26, align=Align.LEFT),
        *(Column(title=_ZH[name], width=9) for name in _COUNTED),
    )
    rows = [(Day(value=_day(m, one)), "、".join(one.units), *_cells(figures(one))) for one in m.shows]
    return Table(columns=columns, rows=(*rows, ("合计", "", *_cells(added(figures(one) for one in m.shows)))))


def _by_unit(shows: Sequence[ShowRecord]) -> Table:
    """A show of several units counts for each of them."""
    found: dict[str, list[ShowFigures]] = defaultdict(list)
    for show in shows:
        for unit in show.units:
            found[unit].append(figures(show))
    columns = (
        Column(title="上线单位", width=26, align=Align.LEFT),
        Column(title="上线期数", width=9),
        *(Column(title=_ZH[name], width=9) for name in _COUNTED),
    )
    rows = [(unit, count(len(some)), *_cells(added(some))) for unit, some in found.items()]
    return Table(columns=columns, rows=tuple(sorted(rows, key=lambda row: str(row[0]))))


def _by_month(m: Material) -> Chart:
    found: dict[str, list[ShowFigures]] = defaultdict(list)
    for show in m.shows:
        found[f"{_day(m, show):%Y-%m}"].append(figures(show))
    months = sorted(found)
    together = [added(found[month]) for month in months]
    return Chart(
        title="各月受理与现场办结",
        labels=tuple(months),
        series=(
            (_ZH["accepted"], tuple(float(one.accepted) for one in together)),
            (_ZH["on_the_spot"], tuple(float(one.on_the_spot) for one in together)),
        ),
        unit="件",
    )


def _day(m: Material, show: ShowRecord) -> date:
    began = show.live.start if show.live else show.opened_at
    return datetime.fromtimestamp(began, m.zone).date()


def _cells(found: ShowFigures) -> tuple[Cell, ...]:
    return tuple(count(getattr(found, name)) for name in _COUNTED)
