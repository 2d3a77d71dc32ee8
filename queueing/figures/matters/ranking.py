"""Units in order, by several figures with weights: ties share a place, small units are shown but not ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queueing.figures.matters.kpi import Figure, Kpi, Measure, measure
from queueing.figures.matters.matter import Matter
from queueing.figures.matters.period import Period

_ROUND = 6  # digits below which two scores are the same


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRules:
    """Which figures score how much. Rates score as they are; counts against the largest, on a scale of 0 to 1.

    `least`: a unit with fewer matters is listed without a place: one dissatisfied caller of two would decide it.
    A figure a unit has no matters for is left out and its weight shared among the others.
    """

    weights: Mapping[str, float]
    least: int = 10

    def __post_init__(self) -> None:
        if not self.weights or any(weight <= 0.0 for weight in self.weights.values()):
            raise ValueError("ranking weights: expected numbers above 0, found none or others")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One unit's row. `place` None: too few matters to be ranked. `score`: 0 to 100."""

    unit: str
    matters: int
    figures: tuple[Figure, ...]
    score: float | None
    place: int | None


def rank(
    groups: Mapping[str, Sequence[Matter]], kpis: Sequence[Kpi], period: Period, rules: RankRules
) -> tuple[Placed, ...]:
    """Rank units; those of equal score share the better place and the next one is left out (1, 2, 2, 4)."""
    measured = {unit: tuple(measure(kpi, matters, period) for kpi in kpis) for unit, matters in groups.items() if unit}
    tops = {kpi.id: max((f[at].value or 0.0 for f in measured.values()), default=0.0) for at, kpi in enumerate(kpis)}
    rows = [(unit, _size(figures), figures, _score(figures, tops, rules)) for unit, figures in measured.items()]
    scores = [score for _, size, _, score in rows if size >= rules.least and score is not None]
    placed = (_placed(row, scores, rules) for row in rows)
    return tuple(sorted(placed, key=lambda one: (one.place is None, one.place or 0, -one.matters, one.unit)))


def _size(figures: Sequence[Figure]) -> int:
    return max((one.denominator for one in figures), default=0)


def _score(figures: Sequence[Figure], tops: Mapping[str, float], rules: RankRules) -> float | None:
    scored = [(rules.weights[one.kpi.id], _part(one, tops)) for one in figures if one.kpi.id in rules.weights]
    known = [(weight, part) for weight, part in scored if part is not None]
    whole = sum(weight for weight, _ in known)
    return round(100.0 * sum(weight * part for weight, part in known) / whole, _ROUND) if whole else None


def _part(figure: Figure, tops: Mapping[str, float]) -> float | None:
    if figure.value is None:
        return None
    if figure.kpi.measure is Measure.RATE:
        share = figure.value
    else:
        top = tops[figure.kpi.id]
        share = figure.value / top if top else 0.0
    return share if figure.kpi.more_is_better else 1.0 - share


def _placed(
    row: tuple[str, int, tuple[Figure, ...], float | None], scores: Sequence[float], rules: RankRules
) -> Placed:
    unit, size, figures, score = row
    ranked = size >= rules.least and score is not None
    place = 1 + sum(1 for other in scores if score is not None and other > score) if ranked else None
    return Placed(unit=unit, matters=size, figures=figures, score=score, place=place)
