"""Figures as a report says them: few matters as counts, changes with their sign. Pure."""

from callcenter.documents.document import Cell, Number
from queueing.figures.matters import Change, Direction, Figure, Measure

NOTHING = "—"
_ARROWS = {Direction.UP: "↑", Direction.DOWN: "↓", Direction.LEVEL: "持平"}


def shown(figure: Figure, small: int) -> str:
    """98.2%, 3/4 when few, 12, 36.5 小时; — when there is nothing to divide by."""
    if figure.value is None:
        return NOTHING
    match figure.kpi.measure:
        case Measure.RATE if figure.is_small(small):
            return f"{figure.numerator}/{figure.denominator}"
        case Measure.RATE:
            return percent(figure.numerator, figure.denominator)
        case Measure.COUNT:
            return f"{figure.numerator}"
        case Measure.HOURS:
            return f"{figure.value:.1f} 小时"


def percent(numerator: int, denominator: int) -> str:
    """A share with one decimal that is 100 % only when it is, and 0 % only when it is."""
    text = f"{100.0 * numerator / denominator:.1f}"
    if text == "100.0" and numerator < denominator:
        return ">99.9%"
    if text == "0.0" and numerator:
        return "<0.1%"
    return f"{text}%"


def cell(figure: Figure, small: int) -> Cell:
    """The same for a table, with the number behind it where a spreadsheet can use it."""
    text = shown(figure, small)
    if figure.value is None or figure.is_small(small):
        return text
    form = {Measure.RATE: "0.0%", Measure.COUNT: "0", Measure.HOURS: '0.0" 小时"'}[figure.kpi.measure]
    return Number(text=text, value=figure.value, form=form)


def score(value: float) -> Number:
    """Say 88.0."""
    return Number(text=f"{value:.1f}", value=value, form="0.0")


def growth(more: int) -> Number:
    """How many more than before: +16, -3, 持平."""
    return Number(text=f"{more:+d}" if more else "持平", value=float(more), form='+0;-0;"持平"')


def step(change: Change) -> str:
    """↑ 2.1 个百分点, ↓ 12.0%, 持平; — when one side is unknown or nothing."""
    if change.direction is Direction.UNKNOWN:
        return NOTHING
    if change.direction is Direction.LEVEL:
        return _ARROWS[Direction.LEVEL]
    arrow = _ARROWS[change.direction]
    if change.points is not None:
        return f"{arrow} {abs(change.points):.1f} 个百分点"
    return f"{arrow} {abs(change.share):.1%}" if change.share is not None else f"{arrow}（上期为零）"
