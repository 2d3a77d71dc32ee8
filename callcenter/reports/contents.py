"""What each report says: functions from material to a document. Pure."""

from callcenter.documents.document import Block, Document, Heading, Para
from callcenter.reports import words
from callcenter.reports.case_blocks import chosen_blocks, examples_by_hand, hot_blocks, listed_blocks
from callcenter.reports.cases import BY_HAND, CONCERN, DISSATISFIED, MOST_TOPICS, WATCHED, quoted, watched
from callcenter.reports.figure_tables import ALL, definitions, figures_table, group_table, topic_chart
from callcenter.reports.material import Material
from callcenter.reports.paper import paper
from callcenter.reports.rank_blocks import rank_blocks
from queueing.figures.matters import By, Figure, Measure, Period, change, group

_HEADLINE = ("registered", "resolved", "resolve_rate", "close_on_time", "satisfaction", "direct_rate")


def daily(m: Material) -> Document:
    """每日专报: one page for the leaders."""
    blocks: list[Block] = [Heading(text="一、总体情况"), Para(text=_day_sentence(m)), Heading(text="二、热点诉求")]
    blocks += hot_blocks(m, most=5)
    blocks += [Heading(text="三、需要关注的诉求"), *chosen_blocks(m, CONCERN)]
    blocks += [Heading(text="四、当日受理分布"), group_table(m, By.KIND, "诉求类型"), group_table(m, By.AREA, "区域")]
    return paper(m, "市长热线（信箱）每日专报", blocks)


def bulletin(m: Material) -> Document:
    """月度简报专栏: the column in the monthly bulletin."""
    blocks: list[Block] = [
        Heading(text="一、诉求办理情况"),
        figures_table(m, _HEADLINE),
        Heading(text="二、办理质量"),
        figures_table(m, ("first_satisfaction", "solve_rate", "reopen_rate", "return_rate", "contact_rate")),
        Heading(text="三、承办单位"),
        *rank_blocks(m),
        Heading(text="四、上线直播情况"),
        Para(text=_show_sentence(m)),
        Heading(text="五、需要关注的诉求"),
        *chosen_blocks(m, CONCERN),
    ]
    return paper(m, "12345 政府公共服务平台工作简报·政风热线专栏", blocks)


def monthly(m: Material) -> Document:
    """月度分析: figures against the month before and the same month a year before."""
    blocks: list[Block] = [
        Heading(text="一、主要指标"),
        figures_table(m, ALL),
        topic_chart(m),
        Heading(text="二、诉求构成"),
        group_table(m, By.KIND, "诉求类型"),
        group_table(m, By.TOPIC, "主题"),
        group_table(m, By.AREA, "区域"),
        group_table(m, By.SOURCE, "来源"),
        Heading(text="三、热点诉求"),
        *hot_blocks(m, most=10),
        Heading(text="四、承办单位"),
        *rank_blocks(m),
        Heading(text="五、需要关注的诉求"),
        *chosen_blocks(m, CONCERN),
    ]
    return paper(m, "诉求数据分析报告", [*blocks, *definitions(m, ALL)])


def ranking(m: Material) -> Document:
    """承办单位排名."""
    used = tuple(m.kpis.ranking.weights)
    blocks = [*rank_blocks(m), *examples_by_hand(m, BY_HAND), *definitions(m, used)]
    return paper(m, "承办单位办理情况排名", blocks)


def quarterly(m: Material) -> Document:
    """季度通报: figures, ranking, and what stays dissatisfied."""
    blocks: list[Block] = [
        Heading(text="一、主要指标"),
        figures_table(m, ALL),
        Heading(text="二、考核排名"),
        *rank_blocks(m),
        Heading(text="三、“不满意”事项"),
        *chosen_blocks(m, DISSATISFIED),
    ]
    return paper(m, "办理情况季度通报", [*blocks, *definitions(m, ALL)])


def yearly(m: Material) -> Document:
    """年度情况: the year's headline, month by month, and since the beginning."""
    whole = Period(since=0.0, until=m.now.until)
    ever, done = m.figure("registered", whole), m.figure("resolve_rate", whole)
    said = f"开通以来累计受理 {ever.numerator} 件，办结率 {words.shown(done, m.kpis.small)}。"
    blocks: list[Block] = [
        Heading(text="一、年度主要指标"),
        figures_table(m, ALL),
        Heading(text="二、累计"),
        Para(text=said),
        topic_chart(m),
        Heading(text="三、承办单位"),
        *rank_blocks(m),
    ]
    return paper(m, "年度诉求办理情况", [*blocks, *examples_by_hand(m, BY_HAND), *definitions(m, ALL)])


def hot(m: Material) -> Document:
    """热点诉求."""
    return paper(m, "热点诉求清单", hot_blocks(m, most=MOST_TOPICS))


def supervision(m: Material) -> Document:
    """督办清单: supervised and not closed, or overdue and unanswered, at the end of the period."""
    named, found = watched(m), quoted(m, WATCHED)
    known = {one.ticket_id for one in named}
    parts = (("一、督办件", True), ("二、逾期未办结", False))
    blocks: list[Block] = []
    for title, supervised in parts:
        whole = sum(one.supervised is supervised for one in named)
        some = [one for one in found if one.ticket_id in known and one.supervised is supervised]
        blocks += [Heading(text=title), *listed_blocks(m, some, whole, WATCHED.most)]
    by_hand = [one for one in found if one.ticket_id not in known]
    if by_hand:
        blocks += [Heading(text="三、其他需要关注的诉求"), *listed_blocks(m, by_hand, len(by_hand), WATCHED.most)]
    return paper(m, "督办清单", blocks, landscape=True)


# --- sentences ---------------------------------------------------------------------------------------------------


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
