"""The pictures of a report, by file name."""

from callcenter.simulation.report import Report
from callcenter.simulation.roster import HALF_HOURS
from callcenter.simulation.svg import Series, chart, people
from callcenter.simulation.words import clock, title

MOST_PEOPLE = 40  # bars shown; a floor of 131 would be a picture of 3 m

LABELS = tuple(clock(place) for place in range(HALF_HOURS))


def pictures(report: Report) -> dict[str, str]:
    """SVG texts by file name."""
    found = {
        "calls": _calls(report),
        "service": _service(report),
        "staff": _staff(report),
        "operators": _people(report),
    }
    return {f"{name}.svg": drawing for name, drawing in found.items() if drawing}


def _calls(report: Report) -> str:
    days, rows = report.summary.days, report.summary.half_hours
    return chart(
        "每半小时呼入与接通（通，日均）",
        LABELS,
        [
            Series(name="呼入", values=[one.offered / days for one in rows], bars=True),
            Series(name="接通", values=[one.answered / days for one in rows]),
        ],
    )


def _service(report: Report) -> str:
    rows, target = report.summary.half_hours, report.scenario.target
    within = title("within_rate", target.within_s)
    return chart(
        f"接通率与{within}（%）",
        LABELS,
        [
            Series(name="接通率", values=[_hundred(one.answer_rate) for one in rows]),
            Series(name=within, values=[_hundred(one.within_rate) for one in rows]),
            Series(
                name=f"目标 {target.within_share:.0%}", values=[target.within_share * 100] * HALF_HOURS, stepped=True
            ),
        ],
        unit="%",
    )


def _staff(report: Report) -> str:
    series = [Series(name="现排", values=report.on_duty, stepped=True)]
    if report.staffing:
        series.append(Series(name="需要（Erlang A）", values=report.staffing.erlang, stepped=True))
        series.append(Series(name="需要（仿真）", values=report.staffing.simulated, stepped=True))
    return chart("每半小时话务员人数", LABELS, series)


def _people(report: Report) -> str:
    rows = [
        (one.operator_id, ((one.talk_s - one.hard_s) / 60, one.hard_s / 60, one.wrap_s / 60))
        for one in report.summary.operators[:MOST_PEOPLE]
    ]
    return people("每名话务员的工作量（分钟，日均）", rows, ("一般通话", "难缠通话", "话后处理"), unit=" 分")


def _hundred(share: float | None) -> float | None:
    return None if share is None else share * 100.0
