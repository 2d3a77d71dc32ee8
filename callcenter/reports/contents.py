"""What each report says: functions from material to a document. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Align, Block, Cell, Chart, Column, Document, Heading, Para, Table
from callcenter.reports import words
from callcenter.reports.cases import quoted
from callcenter.reports.figures import ranked
from callcenter.reports.material import Material
from queueing.figures.matters import By, Figure, Matter, Measure, Period, change, group

_HEADLINE = ("registered", "resolved", "resolve_rate", "close_on_time", "satisfaction", "direct_rate")
_ALL = (
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
    "reopen_rate",
    "supervised_solved",
    "overdue",
    "handling_hours",
)
_NONE = "本期没有相关诉求。"
MOST_CASES = 50  # quoted in one report
_MOST = 20  # rows of a list in a report that is read


def daily(m: Material) -> Document:
    """每日专报: one page for the leaders."""
    blocks: list[Block] = [Heading(text="一、总体情况"), Para(text=_day_sentence(m)), Heading(text="二、热点诉求")]
    blocks += _hot_blocks(m, most=5)
    blocks += [Heading(text="三、需要关注的诉求"), *_chosen(m)]
    blocks += [Heading(text="四、当日受理分布"), _group_table(m, By.KIND, "诉求类型"), _group_table(m, By.AREA, "区域")]
    return _document(m, "市长热线（信箱）每日专报", blocks)


def bulletin(m: Material) -> Document:
    """月度简报专栏: the column in the monthly bulletin."""
    blocks: list[Block] = [
        Heading(text="一、诉求办理情况"),
        _figures(m, _HEADLINE),
        Heading(text="二、办理质量"),
        _figures(m, ("first_satisfaction", "solve_rate", "reopen_rate", "return_rate", "contact_rate")),
        Heading(text="三、承办单位"),
        *_rank_blocks(m),
        Heading(text="四、上线直播情况"),
        Para(text=_show_sentence(m)),
        Heading(text="五、需要关注的诉求"),
        *_chosen(m),
    ]
    return _document(m, "12345 政府公共服务平台工作简报·政风热线专栏", blocks)


def monthly(m: Material) -> Document:
    """月度分析: figures against the month before and the same month a year before."""
    blocks: list[Block] = [
        Heading(text="一、主要指标"),
        _figures(m, _ALL),
        _topic_chart(m),
        Heading(text="二、诉求构成"),
        _group_table(m, By.KIND, "诉求类型"),
        _group_table(m, By.TOPIC, "主题"),
        _group_table(m, By.AREA, "区域"),
        _group_table(m, By.SOURCE, "来源"),
        Heading(text="三、热点诉求"),
        *_hot_blocks(m, most=10),
        Heading(text="四、承办单位"),
        *_rank_blocks(m),
    ]
    return _document(m, "诉求数据分析报告", [*blocks, *_definitions(m, _ALL)])


def ranking(m: Material) -> Document:
    """承办单位排名."""
    used = tuple(m.kpis.ranking.weights)
    return _document(m, "承办单位办理情况排名", [*_rank_blocks(m), *_definitions(m, used)])


def quarterly(m: Material) -> Document:
    """季度通报: figures, ranking, and what stays dissatisfied."""
    bad = [one for one in m.matters if m.now.holds(one.revisited_at) and one.grade in ("不满意", "非常不满意")]
    blocks: list[Block] = [
        Heading(text="一、主要指标"),
        _figures(m, _ALL),
        Heading(text="二、考核排名"),
        *_rank_blocks(m),
        Heading(text="三、“不满意”事项"),
        _list(m, bad) if bad else Para(text=_NONE),
    ]
    return _document(m, "办理情况季度通报", [*blocks, *_definitions(m, _ALL)])


def yearly(m: Material) -> Document:
    """年度情况: the year's headline, month by month, and since the beginning."""
    ever = m.figure("registered", Period(since=0.0, until=m.now.until), m.all_matters)
    done = m.figure("resolve_rate", Period(since=0.0, until=m.now.until), m.all_matters)
    said = f"开通以来累计受理 {ever.numerator} 件，办结率 {words.shown(done, m.kpis.small)}。"
    blocks: list[Block] = [
        Heading(text="一、年度主要指标"),
        _figures(m, _ALL),
        Heading(text="二、累计"),
        Para(text=said),
        _topic_chart(m),
        Heading(text="三、承办单位"),
        *_rank_blocks(m),
    ]
    return _document(m, "年度诉求办理情况", [*blocks, *_definitions(m, _ALL)])


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
    known = sum(1 for row in rows if row[4] != "未填报")
    columns = (
        Column(title="指标", width=3, align=Align.LEFT),
        Column(title="本年", width=2),
        Column(title="上年", width=2),
        Column(title="变化", width=3),
        Column(title="符合预期", width=2),
    )
    note = "满意率等比率件数不足时以“件/件”表示；人工填报的指标由填报单位负责。"
    said = Para(text=f"{known} 项已有数据，其中 {as_hoped} 项方向符合“六升一降”。")
    return _document(m, "“六升一降”情况表", [Table(columns=columns, rows=rows), said, Para(text=note, note=True)])


def hot(m: Material) -> Document:
    """热点诉求."""
    return _document(m, "热点诉求清单", _hot_blocks(m, most=50))


def supervision(m: Material) -> Document:
    """督办清单: supervised and not closed, or overdue and unanswered, at the end of the period."""
    now = m.now.until
    open_ones = [
        one for one in m.matters if one.registered_at < now and (one.closed_at is None or one.closed_at >= now)
    ]
    watched = [one for one in open_ones if one.supervised]
    late = [one for one in open_ones if not one.supervised and _is_late(one, now)]
    blocks: list[Block] = [Heading(text="一、督办件")]
    blocks.append(_list(m, watched) if watched else Para(text=_NONE))
    blocks.append(Heading(text="二、逾期未办结"))
    blocks.append(_list(m, late) if late else Para(text=_NONE))
    return _document(m, "督办清单", blocks, landscape=True)


# --- pieces ------------------------------------------------------------------------------------------------------


def _document(m: Material, title: str, blocks: Sequence[Block], *, landscape: bool = False) -> Document:
    corrected = f"（更正{m.correction}）" if m.correction else ""
    number = f"{m.choice.period.first.year}年第{m.number}期{corrected}　" if m.number else ""
    subtitle = f"{number}{m.site}　{m.choice.period.zh}"
    if m.choice.unit:
        subtitle += f"　{m.choice.unit}"
    return Document(title=title, subtitle=subtitle, blocks=tuple(blocks), landscape=landscape)


def _day_sentence(m: Material) -> str:
    count, before = m.figure("registered"), m.figure("registered", m.before)
    kinds = "、".join(f"{kind or '未分类'} {len(some)} 件" for kind, some in group(m.registered(), By.KIND).items())
    parts = [f"共受理诉求 {count.numerator} 件" + (f"（{kinds}）" if kinds else ""), _moved(before, count)]
    for name in ("resolved", "close_on_time", "satisfaction"):
        figure = m.figure(name)
        if figure.value is not None:
            unit = " 件" if figure.kpi.measure is Measure.COUNT else ""
            parts.append(f"{figure.kpi.zh} {words.shown(figure, m.kpis.small)}{unit}")
    return "，".join(parts) + "。"


def _moved(before: Figure, after: Figure) -> str:
    """Say it as people do: 较前一日增加 3 件（↑ 20.0%）."""
    more = after.numerator - before.numerator
    if not before.numerator or not more:
        return f"前一日 {before.numerator} 件"
    return f"较前一日{'增加' if more > 0 else '减少'} {abs(more)} 件（{words.step(change(before, after))}）"


def _show_sentence(m: Material) -> str:
    aired = [one for one in m.registered() if one.source in ("show", "政风热线")]
    return (
        f"本期经直播节目受理诉求 {len(aired)} 件，截至期末办结 {sum(one.resolved_at is not None for one in aired)} 件。"
    )


def _figures(m: Material, names: Sequence[str]) -> Table:
    columns = (
        Column(title="指标", width=4, align=Align.LEFT),
        Column(title="本期", width=2),
        Column(title="上期", width=2),
        Column(title="环比", width=3),
        Column(title="上年同期", width=2),
        Column(title="同比", width=3),
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


def _group_table(m: Material, by: By, title: str) -> Table:
    columns = (
        Column(title=title, width=4, align=Align.LEFT),
        *(Column(title=m.kpis[name].zh, width=2) for name in ("registered", "close_on_time", "satisfaction")),
        Column(title="受理环比", width=3),
    )
    rows = [_group_row(m, name or "未填", some) for name, some in group(m.matters, by).items()]
    kept = [row for row in rows if row[1] != _zero(row[1])]
    return Table(columns=columns, rows=tuple(kept[:_MOST]), caption=f"按{title}")


def _zero(found: Cell) -> Cell | None:
    """The cell itself when it counts nothing."""
    return found if not isinstance(found, str) and not found.value else None


def _group_row(m: Material, name: str, some: Sequence[Matter]) -> tuple[Cell, ...]:
    figures = [m.figure(kpi, None, some) for kpi in ("registered", "close_on_time", "satisfaction")]
    step = words.step(change(m.figure("registered", m.before, some), figures[0]))
    return (name, *(words.cell(one, m.kpis.small) for one in figures), step)


def _topic_chart(m: Material) -> Chart:
    topics = [(name or "未填", some) for name, some in group(m.registered(), By.TOPIC).items()][:10]
    earlier = {name: m.figure("registered", m.before, some) for name, some in group(m.matters, By.TOPIC).items()}
    values = tuple(float(len(some)) for _, some in topics)
    before = tuple(float(earlier["" if name == "未填" else name].numerator) for name, _ in topics)
    return Chart(
        title="受理量前十的主题",
        labels=tuple(name for name, _ in topics),
        series=(("本期", values), ("上期", before)),
        unit="件",
    )


def _rank_blocks(m: Material) -> list[Block]:
    rules = m.kpis.ranking
    kpis = [m.kpis[name] for name in rules.weights]
    placed = ranked(m)
    if not placed:
        return [Para(text=_NONE)]
    columns = (
        Column(title="名次", width=1.5),
        Column(title="承办单位", width=4, align=Align.LEFT),
        *(Column(title=kpi.zh, width=2.5) for kpi in kpis),
        Column(title="得分", width=2),
    )
    rows = tuple(
        (
            str(one.place) if one.place else words.NOTHING,
            one.unit,
            *(words.cell(figure, m.kpis.small) for figure in one.figures),
            f"{one.score:.1f}" if one.place and one.score is not None else words.NOTHING,
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


def _hot_blocks(m: Material, *, most: int) -> list[Block]:
    if not m.hot:
        return [Para(text="本期没有形成热点。")]
    columns = (
        Column(title="序号", width=1),
        Column(title="地点", width=2.4),
        Column(title="事项", width=2),
        Column(title="人数", width=1),
        Column(title="件数", width=1),
        Column(title="较前期", width=1.2),
        Column(title="举例", width=6, align=Align.LEFT),
    )
    rows = tuple(
        (
            str(at),
            one.place or "—",
            one.topic or "—",
            str(one.persons),
            str(one.messages),
            f"{one.growth:+d}" if one.growth else "持平",
            "；".join(one.examples[:2]),
        )
        for at, one in enumerate(m.hot[:most], 1)
    )
    note = Para(text="人数按不同来电人计；较前期为与此前同样长的时段相比的件数。", note=True)
    return [Table(columns=columns, rows=rows), note]


def _chosen(m: Material) -> list[Block]:
    """The cases, the first of them when there are many."""
    found = quoted(m)
    if len(found) <= MOST_CASES:
        return [_list(m, found)] if found else [Para(text=_NONE)]
    return [_list(m, found[:MOST_CASES]), Para(text=f"共 {len(found)} 件，列出前 {MOST_CASES} 件。", note=True)]


def _list(m: Material, some: Sequence[Matter]) -> Table:
    columns = (
        Column(title="序号", width=1.3),
        Column(title="工单编号", width=3),
        Column(title="事项", width=7, align=Align.LEFT),
        Column(title="承办单位", width=4, align=Align.LEFT),
        Column(title="状态", width=2.4),
    )
    rows = tuple(
        (str(at), one.number, title_of(m, one), one.unit or "—", state_of(one, m.now.until))
        for at, one in enumerate(some, 1)
    )
    return Table(columns=columns, rows=rows)


def title_of(m: Material, one: Matter) -> str:
    """The title; of a restricted ticket not even that."""
    said = m.words.get(one.ticket_id)
    if said is None:
        return one.topic or "—"
    return "（限定范围）" if said.restricted else said.title or one.topic or "—"


def _is_late(one: Matter, now: float) -> bool:
    return (
        one.close_due_at is not None and one.close_due_at < now and (one.resolved_at is None or one.resolved_at >= now)
    )


def state_of(one: Matter, now: float) -> str:
    """Where a matter stands at the end of the period, as reports say it."""
    if one.closed_at is not None and one.closed_at < now:
        return one.grade.value if one.grade else "已结案"
    if one.resolved_at is not None and one.resolved_at < now:
        asked = one.revisited_at is not None and one.revisited_at < now
        return one.grade.value if one.grade and asked else "已答复"
    return "逾期" if _is_late(one, now) else "办理中"


def _six_row(m: Material, title: str, kpi: str, hoped_up: bool) -> tuple[Cell, ...]:
    if kpi:
        now, before = m.figure(kpi), m.figure(kpi, m.year_before)
        moved = change(before, now)
        went = {"up": 1, "down": -1}.get(moved.direction.value, 0)
        small = m.kpis.small
        told = (words.cell(now, small), words.cell(before, small), words.step(moved))
        return (title, *told, "未填报" if now.value is None else _hoped(went, hoped_up=hoped_up))
    if title not in m.choice.extra:
        return (title, "未填报", "未填报", words.NOTHING, "未填报")
    this, last = m.choice.extra[title]
    step = f"{(this - last) / last:+.1%}" if last else words.NOTHING
    return (title, f"{this:g}", f"{last:g}", step, _hoped((this > last) - (this < last), hoped_up=hoped_up))


def _hoped(went: int, *, hoped_up: bool) -> str:
    return "持平" if went == 0 else "是" if (went > 0) == hoped_up else "否"


def _definitions(m: Material, names: Sequence[str]) -> list[Block]:
    used = [m.kpis[name] for name in names]
    lines = [f"{one.zh}：{one.definition_zh}" for one in used]
    if any(one.measure is Measure.RATE for one in used):
        lines.append(f"比率不足 {m.kpis.small} 件的以“件/件”表示。")
    return [Heading(text="口径说明"), *(Para(text=one, note=True) for one in lines)]
