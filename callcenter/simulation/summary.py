"""Many days together: each figure's mean with its 95 % interval, half hours and operators pooled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev, variance

from callcenter.simulation.outcome import DayOutcome, HalfHour
from callcenter.simulation.roster import HALF_HOURS
from queueing.figures import OperatorFigures

# Student's t, two-sided 95 %, for 1..30 degrees of freedom; beyond that 1.96 + 2.4/df is right to 0.001.
T95 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean over days and how far it may be off, 95 %. `half` is None with a single day."""

    mean: float
    half: float | None
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorMean:
    """One operator's day on average."""

    operator_id: str
    answered: float
    occupancy: float | None
    talk_s: float
    wrap_s: float
    hard_s: float
    longest_stretch_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All days. `figures` by name: see FIGURES."""

    days: int
    figures: dict[str, Interval]
    half_hours: tuple[HalfHour, ...]
    operators: tuple[OperatorMean, ...]


def _share(day: DayOutcome) -> float | None:
    times = [one for one in day.operators.values() if one.occupancy is not None]
    base = sum(one.signed_in_s for one in times)
    return sum((one.occupancy or 0.0) * one.signed_in_s for one in times) / base if base else None


def hard_variance_min2(day: DayOutcome) -> float | None:
    """How unevenly hard calls fell: the variance over operators of their minutes in hard calls."""
    minutes = [day.hard_s.get(name, 0.0) / 60.0 for name in day.operators]
    return variance(minutes) if len(minutes) > 1 else None


def hard_variance_within_min2(day: DayOutcome) -> float | None:
    """The same among those with the same hours: what routing can change, since shifts differ by their calls."""
    shared = [[day.hard_s.get(name, 0.0) / 60.0 for name in crew] for crew in day.crews if len(crew) > 1]
    freedom = sum(len(crew) - 1 for crew in shared)
    return sum(variance(crew) * (len(crew) - 1) for crew in shared) / freedom if freedom else None


FIGURES: dict[str, Callable[[DayOutcome], float | None]] = {
    "offered": lambda day: float(day.counts.offered),
    "refused": lambda day: float(day.counts.refused),
    "answer_rate": lambda day: day.counts.answer_rate,
    "within_rate": lambda day: day.counts.within_rate,
    "abandon_rate": lambda day: day.counts.abandon_rate,
    "asa_s": lambda day: day.counts.asa_s,
    "longest_wait_s": lambda day: day.counts.longest_wait_s,
    "aht_s": lambda day: day.counts.aht_s,
    "occupancy": _share,
    "calls_per_operator": lambda day: day.counts.answered / max(1, len(day.operators)),
    "hard_variance_min2": hard_variance_min2,
    "hard_variance_within_min2": hard_variance_within_min2,
    "again_wait_s": lambda day: day.again_wait_s,
}


def summarise(days: Iterable[DayOutcome]) -> Summary:
    """Fold days into one summary; at least one day."""
    outcomes = list(days)
    pooled = tuple(HalfHour() for _ in range(HALF_HOURS))
    for day in outcomes:
        for total, one in zip(pooled, day.half_hours, strict=True):
            total.add(one)
    figures = {
        name: interval([value for day in outcomes if (value := of(day)) is not None]) for name, of in FIGURES.items()
    }
    return Summary(days=len(outcomes), figures=figures, half_hours=pooled, operators=_operators(outcomes))


def interval(values: Sequence[float]) -> Interval:
    """Mean and 95 % half width; NaN without values."""
    count = len(values)
    if count == 0:
        return Interval(mean=float("nan"), half=None, days=0)
    half = t95(count - 1) * stdev(values) / sqrt(count) if count > 1 else None
    return Interval(mean=fmean(values), half=half, days=count)


def t95(freedom: int) -> float:
    """Student's t for a two-sided 95 % interval."""
    return T95[freedom - 1] if freedom <= len(T95) else 1.96 + 2.4 / freedom


def _operators(days: Sequence[DayOutcome]) -> tuple[OperatorMean, ...]:
    names = sorted({name for day in days for name in day.operators})
    return tuple(_operator(name, days) for name in names)


def _operator(name: str, days: Sequence[DayOutcome]) -> OperatorMean:
    found: list[OperatorFigures] = [day.operators[name] for day in days if name in day.operators]
    shares = [one.occupancy for one in found if one.occupancy is not None]
    return OperatorMean(
        operator_id=name,
        answered=fmean(one.answered for one in found),
        occupancy=fmean(shares) if shares else None,
        talk_s=fmean(_time(one, "talking") for one in found),
        wrap_s=fmean(_time(one, "wrap_up") for one in found),
        hard_s=fmean(day.hard_s.get(name, 0.0) for day in days),
        longest_stretch_s=fmean(one.longest_stretch_s for one in found),
    )


def _time(one: OperatorFigures, activity: str) -> float:
    return next(seconds for what, seconds in one.times_s.items() if what == activity)
