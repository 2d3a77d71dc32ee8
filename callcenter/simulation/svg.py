"""Small drawings as SVG text: bars and lines over the half hours of a day, and bars per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 960, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 40, 32
INK, FAINT = "#1f2937", "#e5e7eb"
COLOURS = ("#2563eb", "#f59e0b", "#059669", "#dc2626")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values over the same places; None leaves a gap. `stepped` draws a staircase instead of a line, `bars` bars."""

    name: str
    values: Sequence[float | None]
    bars: bool = False
    stepped: bool = False


def chart(title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "") -> str:
    """One chart of several series over `labels`."""
    top = nice_top(max((one for row in series for one in row.values if one is not None), default=1.0))
    parts = [_text(LEFT, 22, title, size=15, weight="600"), *_grid(top, unit), *_labels(labels)]
    for place, row in enumerate(series):
        parts.append(_legend(place, row.name))
        parts.append(_bars(row.values, top, place) if row.bars else _line(row, top, place))
    return _svg(title, HEIGHT, parts)


def people(title: str, rows: Sequence[tuple[str, Sequence[float]]], names: Sequence[str], *, unit: str) -> str:
    """One stacked horizontal bar a person."""
    step, height = 22, TOP + 24 + 22 * max(1, len(rows)) + 8
    top = nice_top(max((sum(values) for _, values in rows), default=1.0))
    scale = (WIDTH - LEFT - RIGHT - 80) / top
    parts = [_text(LEFT, 22, title, size=15, weight="600"), *(_legend(i, name) for i, name in enumerate(names))]
    for place, (name, values) in enumerate(rows):
        y, x = TOP + 12 + place * step, float(LEFT)
        parts.append(_text(LEFT - 6, y + 13, name, anchor="end"))
        for colour, value in zip(COLOURS, values, strict=False):
            parts.append(_rect(x, y, value * scale, 16, colour, f"{name}: {value:.1f}{unit}"))
            x += value * scale
        parts.append(_text(x + 6, y + 13, f"{sum(values):.1f}{unit}"))
    return _svg(title, height, parts)


def nice_top(greatest: float) -> float:
    """A number at or above the greatest value whose quarters are round too."""
    if greatest <= 0.0:
        return 1.0
    unit = 10.0 ** floor(log10(greatest))
    return next(step * unit for step in (1.0, 2.0, 4.0, 8.0, 10.0) if step * unit >= greatest * 0.999)


def _x(place: float, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(1, count)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _grid(top: float, unit: str) -> list[str]:
    parts = []
    for step in range(5):
        y = _y(top * step / 4, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{top * step / 4:g}{unit}", anchor="end"))
    return parts


def _labels(labels: Sequence[str]) -> list[str]:
    every = max(1, ceil(len(labels) / 12))
    return [_text(_x(i, len(labels)), HEIGHT - 12, labels[i]) for i in range(0, len(labels), every)]


def _bars(values: Sequence[float | None], top: float, place: int) -> str:
    count = len(values)
    wide = _x(1, count) - _x(0, count)
    return "".join(
        _rect(
            _x(i, count) + wide * 0.1, _y(one, top), wide * 0.8, _y(0, top) - _y(one, top), COLOURS[place], f"{one:g}"
        )
        for i, one in enumerate(values)
        if one is not None
    )


def _line(row: Series, top: float, place: int) -> str:
    path, drawing = [], False
    for i, one in enumerate(row.values):
        if one is None:
            drawing = False
            continue
        begin, y = "L" if drawing else "M", _y(one, top)
        ends = (i, i + 1) if row.stepped else (i + 0.5,)
        path += [f"{begin if n == 0 else 'L'}{_x(at, len(row.values)):.1f},{y:.1f}" for n, at in enumerate(ends)]
        drawing = True
    return f'<path d="{"".join(path)}" fill="none" stroke="{COLOURS[place]}" stroke-width="2"/>'


def _legend(place: int, name: str) -> str:
    x = WIDTH - RIGHT - 150 * (len(COLOURS) - place)
    return _rect(x, 12, 12, 12, COLOURS[place], name) + _text(x + 18, 22, name)


def _rect(x: float, y: float, wide: float, high: float, colour: str, told: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, wide):.1f}" height="{max(0.0, high):.1f}" fill="{colour}">'
        f"<title>{escape(told)}</title></rect>"
    )


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}"'
        f' fill="{INK}">{escape(words)}</text>'
    )


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}" font-family="Noto Sans CJK SC, Microsoft YaHei, sans-serif">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )
