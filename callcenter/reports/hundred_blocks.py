"""两个100% in the show's report: both rates, and by name who falls short. Pure."""

from callcenter.documents.document import Align, Block, Cell, Column, Heading, Para, Table, count
from callcenter.show.hundreds import Hundreds
from queueing.show.hundred import Short, Shortfall
from queueing.show.plan import Counter

_WHY = {Short.UNDATED: "未上线，未排期", Short.DELEGATE: "由受委托人上线，未另行排期", Short.MISSED: "年度内未上线"}


def hundred_blocks(both: Hundreds) -> list[Block]:
    """The rates, the findings, and how they are counted."""
    columns = (
        Column(title="指标", width=20, align=Align.LEFT),
        *(Column(title=title, width=9) for title in ("应上线", "已上线", "已排期", "未排期", "完成率")),
    )
    rows = (_row("部门覆盖率（单位上线）", both.counted.units), _row("一把手上线率", both.counted.leaders))
    told = "应上线名单尚未设定，暂按年度计划内的单位计算。" if both.assumed else "应上线名单由节目组设定。"
    return [
        Heading(text="两个100%"),
        Table(columns=columns, rows=rows),
        *_findings(both.short),
        Para(text=f"{told}受委托人参加计入单位上线，不计入一把手上线。", note=True),
    ]


def _row(title: str, one: Counter) -> tuple[Cell, ...]:
    return (title, count(one.required), count(one.done), count(len(one.planned)), count(len(one.missing)), _rate(one))


def _rate(one: Counter) -> str:
    return f"{one.rate:.1%}" if one.required else "—"


def _findings(short: tuple[Shortfall, ...]) -> list[Block]:
    if not short:
        return [Para(text="应上线的单位和主要负责人均已上线或已排期。")]
    columns = (
        Column(title="单位", width=26, align=Align.LEFT),
        Column(title="指标", width=12),
        Column(title="原因", width=20, align=Align.LEFT),
        Column(title="受委托人上线日期", width=12),
    )
    rows = tuple(
        (one.unit, "一把手上线" if one.leader else "单位上线", _WHY[one.short], f"{one.day}" if one.day else "—")
        for one in short
    )
    return [Table(columns=columns, rows=rows, caption="未达到的单位")]
