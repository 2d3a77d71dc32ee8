"""Units in order with their score, and how it is counted. Pure."""

from callcenter.documents.document import Align, Block, Column, Para, Table, count
from callcenter.reports import words
from callcenter.reports.figures import ranked
from callcenter.reports.material import Material
from callcenter.reports.paper import NONE


def rank_blocks(m: Material) -> list[Block]:
    """The ranking and how its score is counted; one sentence when nobody had a matter."""
    rules = m.kpis.ranking
    kpis = [m.kpis[name] for name in rules.weights]
    placed = ranked(m)
    if not placed:
        return [Para(text=NONE)]
    columns = (
        Column(title="名次", width=1.5),
        Column(title="承办单位", width=4, align=Align.LEFT),
        *(Column(title=kpi.zh, width=2.5) for kpi in kpis),
        Column(title="得分", width=2),
    )
    rows = tuple(
        (
            count(one.place) if one.place else words.NOTHING,
            one.unit,
            *(words.cell(figure, m.kpis.small) for figure in one.figures),
            words.score(one.score) if one.place and one.score is not None else words.NOTHING,
        )
        for one in placed
    )
    return [Table(columns=columns, rows=rows), Para(text=_rank_note(m), note=True)]


def _rank_note(m: Material) -> str:
    rules = m.kpis.ranking
    whole = sum(rules.weights.values())
    weights = "、".join(f"{m.kpis[name].zh} {weight / whole:.0%}" for name, weight in rules.weights.items())
    return (
        f"得分按{weights}计算：比率按其值，数量按与最多者之比。得分相同名次并列，其后名次顺延；"
        f"不足 {rules.least} 件的单位列出而不排名；某项没有数据的，其权重分给其余各项。"
    )
