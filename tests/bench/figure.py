"""Figures and the table they are printed in."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

QUANTILES = (0.50, 0.95, 0.99)


class Verdict(StrEnum):
    """Whether a figure is as wanted."""

    MET = "met"
    MISSED = "MISSED"
    NONE = ""  # nothing was wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    bench: str
    what: str
    measured: str
    wanted: str = ""
    verdict: Verdict = Verdict.NONE
    peer: str = ""  # what others need for the same


def verdict(*, met: bool) -> Verdict:
    """Return the word for a comparison."""
    return Verdict.MET if met else Verdict.MISSED


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return p50 / p95 / p99 / max."""
    cuts = [*(quantile(values, share) for share in QUANTILES), max(values, default=float("nan"))]
    return " / ".join(f"{cut:.{digits}f}" for cut in cuts)


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table whose columns stand under each other."""
    head = ("bench", "figure", "measured", "wanted", "", "others")
    rows = [head, *((f.bench, f.what, f.measured, f.wanted, str(f.verdict), f.peer) for f in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "| " + " | ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
