"""Everything one run of the simulator found, and the same as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite

from callcenter.simulation.scenario import Scenario
from callcenter.simulation.staffing import Staffing
from callcenter.simulation.summary import Summary
from callcenter.simulation.waiting_study import Accuracy
from callcenter.simulation.words import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run. `compared`: the same days under other strategies, by name."""

    name: str
    scenario: Scenario
    calls_from: str  # where the calls come from, as can be shown
    on_duty: tuple[float, ...]  # operators by half hour
    summary: Summary
    staffing: Staffing | None
    waiting: tuple[Accuracy, ...]
    compared: Mapping[str, Summary]


def to_json(report: Report) -> dict[str, object]:
    """Plain values; shares 0..1, times in seconds, half hours by the clock time they begin at."""
    return {
        "name": report.name,
        "title": report.scenario.title,
        "source": report.scenario.source,
        "calls_from": report.calls_from,
        "scenario": report.scenario.model_dump(mode="json"),
        "days": report.summary.days,
        "figures": figures(report.summary),
        "half_hours": _half_hours(report),
        "operators": [asdict(one) for one in report.summary.operators],
        "staffing": None if report.staffing is None else asdict(report.staffing),
        "waiting_time": [asdict(one) for one in report.waiting],
        "compared": {name: figures(one) for name, one in report.compared.items()},
    }


def figures(summary: Summary) -> dict[str, object]:
    """Each figure as mean and half width of its 95 % interval."""
    return {
        name: {"mean": one.mean if isfinite(one.mean) else None, "half_width_95": one.half, "days": one.days}
        for name, one in summary.figures.items()
    }


def _half_hours(report: Report) -> list[dict[str, object]]:
    days = report.summary.days
    return [
        {
            "begins": clock(place),
            "operators": report.on_duty[place],
            "offered": one.offered / days,
            "answered": one.answered / days,
            "abandoned": one.abandoned / days,
            "answer_rate": one.answer_rate,
            "within_rate": one.within_rate,
            "asa_s": one.wait_s / one.answered if one.answered else None,
        }
        for place, one in enumerate(report.summary.half_hours)
    ]
