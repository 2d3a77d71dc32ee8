"""Figures as tables and a chart: beside earlier periods, by group, with their definitions. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Align, Block, Cell, Chart, Column, Heading, Number, Para, Table
from callcenter.reports import words
from callcenter.reports.material import Material
from callcenter.reports.source_words import source_name
from queueing.figures.matters import By, Matter, Measure, change, group

_MOST = 20  # rows of a list in a report that is read
ALL = (
    "registered",
    "dispatched",
    "resolved",
    "sign_on_time",
    "close_on_time",
    "resolve_rate",
    "solve_rate",
    "satisfaction",
    "first_satisfaction",
    "direct_rate",
    "contact_rate",
    "return_rate",
    "repeat_rate",
    "extension_rate",
    "urge_rate",
    "reopened",
    "reopen_rate",
    "supervised_solved",
    "overdue",
    "handling_hours",
)


def figures_table(m: Material, names: Sequence[str]) -> Table:
    """Each figure beside the period before and the same one a year earlier."""
    columns = (
        Column(title="指标", width=4, align=Align.LEFT),
        Column(title="本期", width=2),
        Column(title="上期", width=2),
        Column(title="环比", width=3.4),
        Column(title="上年同期", width=2),
        Column(title="同比", width=3.4),
    )
    return Table(columns=columns, rows=tuple(_figure_row(m, name) for name in names))


def _figure_row(m: Material, name: str) -> tuple[Cell, ...]:
    now, before, year = (m.figure(name, period) for period in (m.now, m.before, m.year_before))
    small = m.kpis.small
    return (
        now.kpi.zh,
        words.cell(now, small),
        words.cell(before, small),
        words.step(change(before, now)),
        words.cell(year, small),
        words.step(change(year, now)),
    )


def group_table(m: Material, by: By, title: str) -> Table:
    """Matters by kind, area, topic or source, the largest groups first."""
    columns = (
        Column(title=title, width=4, align=Align.LEFT),
        *(Column(title=m.kpis[name].zh, width=2) for name in ("registered", "close_on_time", "satisfaction")),
        Column(title="受理环比", width=3.4),
    )
    before = group(m.known(m.before), by)
    rows = [
        _group_row(m, _named(by, name) or "未填", some, before.get(name, ()))
        for name, some in group(m.matters, by).items()
    ]
    kept = sorted((row for row in rows if row[1] != _zero(row[1])), key=lambda row: -_counted(row[1]))
    return Table(columns=columns, rows=tuple(kept[:_MOST]), caption=f"按{title}")


def _named(by: By, name: str) -> str:
    return source_name(name) if by is By.SOURCE else name


def _counted(found: Cell) -> float:
    return found.value if isinstance(found, Number) else 0.0


def _zero(found: Cell) -> Cell | None:
    """The cell itself when it counts nothing."""
    return found if not isinstance(found, str) and not found.value else None


def _group_row(m: Material, name: str, some: Sequence[Matter], before: Sequence[Matter]) -> tuple[Cell, ...]:
    figures = [m.figure(kpi, None, some) for kpi in ("registered", "close_on_time", "satisfaction")]
    step = words.step(change(m.figure("registered", m.before, before), figures[0]))
    return (name, *(words.cell(one, m.kpis.small) for one in figures), step)


def topic_chart(m: Material) -> Chart:
    """The ten topics most spoken of, beside the period before."""
    topics = [(name or "未填", some) for name, some in group(m.registered(), By.TOPIC).items()][:10]
    earlier = {
        name: m.figure("registered", m.before, some) for name, some in group(m.known(m.before), By.TOPIC).items()
    }
    values = tuple(float(len(some)) for _, some in topics)
    before = tuple(float(found.numerator) if (found := earlier.get(_key(name))) else 0.0 for name, _ in topics)
    return Chart(
        title="受理量前十的主题",
        labels=tuple(name for name, _ in topics),
        series=(("本期", values), ("上期", before)),
        unit="件",
    )


def _key(name: str) -> str:
    return "" if name == "未填" else name


def definitions(m: Material, names: Sequence[str]) -> list[Block]:
    """How each figure is counted."""
    used = [m.kpis[name] for name in names]
    lines = [f"{one.zh}：{one.definition_zh}" for one in used]
    if any(one.measure is Measure.RATE for one in used):
        lines.append(f"比率不足 {m.kpis.small} 件的以“件/件”表示。")
    return [Heading(text="口径说明"), *(Para(text=one, note=True) for one in lines)]
