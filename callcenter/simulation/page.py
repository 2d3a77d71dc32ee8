"""A report as one self-contained HTML page in Chinese: no script, nothing loaded from anywhere."""

from collections.abc import Iterable, Sequence
from html import escape

from callcenter.simulation.pictures import pictures
from callcenter.simulation.report import Report
from callcenter.simulation.text import staffing_words
from callcenter.simulation.words import clock, percent, strategy, title, value

STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2937;background:#f8fafc;margin:0 auto;
max-width:1000px;padding:24px}h1{font-size:24px;margin:0}h2{font-size:18px;margin:32px 0 8px}p{margin:6px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:12px;margin:16px 0}
.card{background:#fff;border:1px solid #e5e7eb;border-radius:8px;padding:12px}.card b{display:block;font-size:20px}
svg{display:block;width:100%;height:auto;border:1px solid #e5e7eb;border-radius:8px;margin:12px 0}
table{border-collapse:collapse;background:#fff;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid #e5e7eb;padding:4px 8px;text-align:right}th:first-child,td:first-child{text-align:left}
.note{color:#6b7280;font-size:13px}
"""


def page(report: Report) -> str:
    """The whole page."""
    body = [
        f"<h1>{escape(report.scenario.title)}</h1>",
        _origin(report),
        _cards(report),
        *pictures(report).values(),
        _compared(report),
        _staffing(report),
        _waiting(report),
        _hours(report),
        "<h2>口径与假设</h2>",
        f"<p>{escape(report.scenario.source)}</p>",
        _assumptions(report),
    ]
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.scenario.title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(one for one in body if one)
        + "\n</body></html>\n"
    )


def _origin(report: Report) -> str:
    days = f"{escape(report.calls_from)}，共 {report.summary.days} 天；± 为 95% 置信区间半宽。"
    return f'<p class="note">{days}由排队规则本身在虚拟时钟上逐通仿真得出。</p>'


def _cards(report: Report) -> str:
    cards = (
        f'<div class="card">{escape(title(name, report.scenario.target.within_s))}<b>{value(name, found)}</b></div>'
        for name, found in report.summary.figures.items()
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def _compared(report: Report) -> str:
    if not report.compared:
        return ""
    head = ["指标", strategy(report.scenario.desk.strategy), *(strategy(name) for name in report.compared)]
    rows = [
        [title(name, report.scenario.target.within_s), value(name, found)]
        + [value(name, other.figures[name]) for other in report.compared.values()]
        for name, found in report.summary.figures.items()
    ]
    return "<h2>同样的日子，不同的派话规则</h2>" + _table(head, rows)


def _staffing(report: Report) -> str:
    return f"<h2>需要多少人</h2><p>{escape(staffing_words(report, report.staffing))}</p>" if report.staffing else ""


def _waiting(report: Report) -> str:
    if not report.waiting:
        return ""
    head = ["预报方法", "均方根误差（秒）", "偏差（秒）", "80% 区间覆盖", "仅用理论宽度", "播报值未被超过"]
    rows = [
        [one.method, f"{one.rmse_s:.0f}", f"{one.bias_s:+.0f}"]
        + [percent(share) for share in (one.band_holds, one.theory_band_holds, one.said_holds)]
        for one in report.waiting
    ]
    first = report.waiting[0]
    told = f"<p>需排队并接通的 {first.callers} 通，平均等待 {first.mean_wait_s:.0f} 秒。</p>"
    return "<h2>等待时长播报准不准</h2>" + told + _table(head, rows)


def _hours(report: Report) -> str:
    head = [
        "时段",
        "话务员",
        "呼入/天",
        "接通率",
        title("within_rate", report.scenario.target.within_s),
        "平均等待（秒）",
    ]
    head += ["需要（Erlang A）", "需要（仿真）"] if report.staffing else []
    rows = [_hour(report, place) for place in range(len(report.summary.half_hours))]
    return "<h2>逐半小时</h2>" + _table(head, rows)


def _hour(report: Report, place: int) -> list[str]:
    one = report.summary.half_hours[place]
    cells = [
        clock(place),
        f"{report.on_duty[place]:g}",
        f"{one.offered / report.summary.days:.1f}",
        percent(one.answer_rate),
        percent(one.within_rate),
        f"{one.wait_s / one.answered:.0f}" if one.answered else "—",
    ]
    if report.staffing:
        cells += [str(report.staffing.erlang[place]), str(report.staffing.simulated[place])]
    return cells


def _assumptions(report: Report) -> str:
    people, rules = report.scenario.people, report.scenario.desk
    rows = [
        ["忍耐（愿等多久）", people.patience.words()],
        ["通话", people.talk.words()],
        ["摘机", people.pickup.words()],
        ["话后处理", f"{rules.wrap_up_s:g} 秒"],
        ["振铃上限", f"{rules.ring_s:g} 秒"],
        ["难缠来电", f"{report.scenario.load.hard_share:.0%}，通话为 {report.scenario.load.hard_times:g} 倍"],
        ["派话规则", strategy(rules.strategy)],
        ["照顾负荷时，已知难缠来电人最多被让过", f"{rules.spare_hard_s:g} 秒"],
    ]
    return _table(["项目", "取值"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
