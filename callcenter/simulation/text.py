"""A report as a table for the terminal, in Chinese."""

from collections.abc import Iterator

from callcenter.simulation.report import Report
from callcenter.simulation.staffing import Staffing
from callcenter.simulation.words import clock, pad, percent, strategy, title, value


def table(report: Report) -> str:
    """Return everything worth reading at once; the rest is in the page and the JSON."""
    return "\n".join([*_head(report), *_figures(report), *_hours(report), *_staffing(report), *_waiting(report)])


def _head(report: Report) -> Iterator[str]:
    yield f"{report.scenario.title}（{report.name}）"
    yield f"{report.calls_from}，共 {report.summary.days} 天；± 为 95% 置信区间半宽"
    yield ""


def _figures(report: Report) -> Iterator[str]:
    others = report.compared
    if others:
        names = (report.scenario.desk.strategy, *others)
        yield (pad("", 36) + "".join(pad(strategy(name), 22) for name in names)).rstrip()
    for name, found in report.summary.figures.items():
        told = [value(name, found), *(value(name, other.figures[name]) for other in others.values())]
        yield pad(title(name, report.scenario.target.within_s), 36) + "".join(pad(one, 22) for one in told).rstrip()


def _hours(report: Report) -> Iterator[str]:
    yield ""
    within = title("within_rate", report.scenario.target.within_s)
    columns = ("时段", "话务员", "呼入/天", "接通率", within, "需要（Erlang）", "需要（仿真）")
    shown = columns if report.staffing else columns[:5]
    yield "".join(pad(one, 15) for one in shown).rstrip()
    for place, one in enumerate(report.summary.half_hours):
        cells = [
            clock(place),
            f"{report.on_duty[place]:g}",
            f"{one.offered / report.summary.days:.1f}",
            percent(one.answer_rate),
            percent(one.within_rate),
        ]
        if report.staffing:
            cells += [str(report.staffing.erlang[place]), str(report.staffing.simulated[place])]
        yield "".join(pad(cell, 15) for cell in cells).rstrip()


def _staffing(report: Report) -> Iterator[str]:
    if report.staffing:
        yield ""
        yield staffing_words(report, report.staffing)


def staffing_words(report: Report, found: Staffing) -> str:
    """One sentence on the staff needed."""
    target = report.scenario.target
    hours = sum(found.simulated) / 2
    state = "每半小时均达标" if found.met else f"{found.rounds} 轮内未能全部达标"
    return (
        f"目标：{target.within_s:g} 秒接通率 {target.within_share:.0%}、接通率 {target.answer_share:.0%}；"
        f"需要 {hours:g} 人时（现排 {sum(report.on_duty) / 2:g}，Erlang A {sum(found.erlang) / 2:g}），"
        f"最多同时 {max(found.simulated)} 人；仿真{state}。"
    )


def _waiting(report: Report) -> Iterator[str]:
    if not report.waiting:
        return
    yield ""
    first = report.waiting[0]
    yield f"等待时长预报（需排队并接通的 {first.callers} 通，平均等待 {first.mean_wait_s:.0f} 秒）"
    for one in report.waiting:
        told = f"  {pad(one.method, 12)}均方根误差 {one.rmse_s:.0f} 秒，偏差 {one.bias_s:+.0f} 秒"
        if one.band_holds is not None:
            told += f"；80% 区间覆盖 {percent(one.band_holds)}，播报值未被超过 {percent(one.said_holds)}"
        yield told
