"""The daily report of dial probes (拨测日报) as a page and as a table. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from html import escape

from callcenter.clock import as_text
from callcenter.probe.daily_figures import FAULTS_ZH, DayReport, NumberReport, Reached, Served
from callcenter.store.probes import ProbeRun
from queueing.probes import Fault

STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2937;background:#fff;margin:0 auto;
max-width:1100px;padding:24px}h1{font-size:24px;margin:0}h2{font-size:18px;margin:28px 0 6px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid #cbd5e1;padding:4px 8px;text-align:right}th:first-child,td:first-child{text-align:left}
td.text{text-align:left}.bad{color:#b3261e;font-weight:700}.note{color:#52606d;font-size:13px}
"""
COLUMNS = (
    "拨测", "号码", "时间", "结果", "线路接通(秒)", "话务员接听(秒)", "通话(秒)", "话务员音量(dBFS)", "去话相似度",
    "丢包", "问候语", "问候语符合度", "通话编号",
)  # fmt: skip


def page(report: DayReport, zone: tzinfo) -> str:
    """The whole page."""
    body = [
        f"<h1>拨测日报 {report.day.isoformat()}</h1>",
        f'<p class="note">{escape(report.title)}。拨测按市民方式从外部拨打公布号码，不计入话务指标。</p>',
        _reached_table(report),
        _served_table(report),
        *(_runs(number, zone) for number in report.numbers),
    ]
    head = f"<title>拨测日报 {report.day.isoformat()}</title><style>{STYLE}</style>"
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"{head}</head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def table(report: DayReport, zone: tzinfo) -> str:
    """One line a call, for a spreadsheet; with a byte order mark, which Chinese Excel wants."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(COLUMNS)
    for number in report.numbers:
        for run in number.runs:
            write.writerow([_safe(cell) for cell in _cells(number, run, zone)])
    return "\ufeff" + out.getvalue()


def _reached_table(report: DayReport) -> str:
    rows = [("合计", report.total_reached), *((_name(one), one.reached) for one in report.numbers)]
    head = ("号码", "拨测次数", "线路接通", "话务员接听", "双向通话", "接通率", "问题")
    return "<h2>接通情况</h2>" + _table(head, ([name, *_reached(found)] for name, found in rows))


def _reached(found: Reached) -> list[str]:
    faults = "、".join(f"{FAULTS_ZH[Fault(name)]} {count}" for name, count in found.faults.items()) or "无"
    counts = (found.calls, found.line, found.operator, found.both_ways)
    return [*(str(one) for one in counts), _percent(found.rate), faults]


def _served_table(report: DayReport) -> str:
    rows = [("合计", report.total_served), *((_name(one), one.served) for one in report.numbers)]
    head = ("号码", "15 秒接通率", "平均等待(秒)", "95% 等待(秒)", "最长等待(秒)", "规范问候率")
    return "<h2>服务水平</h2>" + _table(head, ([name, *_served(found)] for name, found in rows))


def _served(found: Served) -> list[str]:
    times = (found.mean_s, found.p95_s, found.longest_s)
    return [_percent(found.within_15s_rate), *(_number(one) for one in times), _percent(found.greeting_rate)]


def _runs(number: NumberReport, zone: tzinfo) -> str:
    rows = (_cells(number, run, zone)[2:] for run in number.runs)
    return f"<h2>{escape(_name(number))}：逐次记录</h2>" + _table(COLUMNS[2:], rows)


def _cells(number: NumberReport, run: ProbeRun, zone: tzinfo) -> list[str]:
    found = run.measures
    measured = [
        _number(found.get(name))
        for name in ("to_answer_s", "to_operator_s", "seconds", "operator_dbfs", "said_likeness")
    ]
    lost = str(found.get("lost_packets", ""))
    words = [str(found.get("heard_text") or ""), _percent(found.get("words_share"))]
    return [
        number.probe,
        number.dialled,
        as_text(run.at, zone)[:19],
        "、".join(FAULTS_ZH.get(Fault(one), one) for one in run.faults) or "正常",
        *measured,
        lost,
        *words,
        run.call_id,
    ]


def _name(number: NumberReport) -> str:
    return f"{number.dialled}（{number.probe}）"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{100 * ratio:.1f}%"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def _safe(cell: str) -> str:
    """What a spreadsheet would take for a formula is made text; our own negative numbers stay numbers."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
