"""The daily report of dial probes as figures, in the two headings hotlines are judged by. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from callcenter.store.probes import ProbeRun
from queueing.probes import Fault

WITHIN_S = 15.0  # GB/T 33358-2016: answered within 15 s

FAULTS_ZH = {
    Fault.SERVICE_AWAY: "受理服务未运行",
    Fault.REFUSED: "线路拒接",
    Fault.NO_ANSWER: "线路未接通",
    Fault.NO_OPERATOR: "无人接听",
    Fault.CUT_OFF: "通话中断",
    Fault.SILENT: "听不到话务员",
    Fault.UNHEARD: "话务员听不到来电人",
    Fault.WRONG_WORDS: "未按规范问候",
    Fault.SLOW: "接听超时",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """接通情况: whether a citizen would have got through."""

    calls: int
    line: int  # the line answered
    operator: int  # an operator answered
    both_ways: int  # and both could hear each other
    rate: float | None  # operator / calls
    faults: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """服务水平: how fast and how well; times in seconds from dialling to the operator."""

    within_15s_rate: float | None  # of all calls
    mean_s: float | None
    p95_s: float | None
    longest_s: float | None
    greeting_rate: float | None  # of the greetings that were recognised and compared


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReport:
    """One probe's day."""

    probe: str
    dialled: str
    reached: Reached
    served: Served
    runs: tuple[ProbeRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One day of all probes."""

    day: date
    title: str
    total_reached: Reached
    total_served: Served
    numbers: tuple[NumberReport, ...]


def day_report(day: date, title: str, runs: Sequence[ProbeRun]) -> DayReport:
    """Sum up the runs that began on a day."""
    names = sorted({(run.probe, run.dialled) for run in runs})
    return DayReport(
        day=day,
        title=title,
        total_reached=_reached(runs),
        total_served=_served(runs),
        numbers=tuple(
            _number(probe, dialled, [one for one in runs if (one.probe, one.dialled) == (probe, dialled)])
            for probe, dialled in names
        ),
    )


def _number(probe: str, dialled: str, runs: Sequence[ProbeRun]) -> NumberReport:
    return NumberReport(probe=probe, dialled=dialled, reached=_reached(runs), served=_served(runs), runs=tuple(runs))


def _reached(runs: Sequence[ProbeRun]) -> Reached:
    made = [run for run in runs if run.measures.get("called")]
    operator = [run for run in made if run.measures.get("to_operator_s") is not None]
    deaf = {Fault.SILENT, Fault.UNHEARD, Fault.CUT_OFF}
    found = Counter(fault for run in runs for fault in run.faults)
    return Reached(
        calls=len(runs),
        line=sum(run.measures.get("to_answer_s") is not None for run in made),
        operator=len(operator),
        both_ways=sum(not deaf.intersection(run.faults) for run in operator),
        rate=_ratio(len(operator), len(runs)),
        faults={fault.value: found[fault.value] for fault in Fault if found[fault.value]},
    )


def _served(runs: Sequence[ProbeRun]) -> Served:
    times = sorted(_known(run.measures.get("to_operator_s") for run in runs))
    compared = [run for run in runs if run.measures.get("words_share") is not None]
    greeted = sum(Fault.WRONG_WORDS not in run.faults and Fault.SILENT not in run.faults for run in compared)
    return Served(
        within_15s_rate=_ratio(sum(one <= WITHIN_S for one in times), len(runs)),
        mean_s=sum(times) / len(times) if times else None,
        p95_s=times[math.ceil(0.95 * len(times)) - 1] if times else None,
        longest_s=times[-1] if times else None,
        greeting_rate=_ratio(greeted, len(compared)),
    )


def _known(values: Iterable[Any]) -> list[float]:
    return [float(one) for one in values if one is not None]


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
