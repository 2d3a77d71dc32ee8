"""What was done to a clock, as a fact tells it that lets the clock run on at another ticket."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_never

from queueing.days.clocks import Change, Extended, Paused, WentOn
from queueing.days.limits import Limit


def written(changes: Iterable[Change]) -> tuple[str, ...]:
    """Write changes down: what, when (RFC 3339), and by how much or why."""
    return tuple(_line(one) for one in changes)


def _line(one: Change) -> str:
    at = one.at.isoformat()
    match one:
        case Paused():
            return f"paused {at} {one.why}"
        case WentOn():
            return f"went_on {at}"
        case Extended():
            return f"extended {at} {one.by.amount}_{one.by.unit} {one.why}"
        case _:
            assert_never(one)


def changes_of(lines: Iterable[str]) -> tuple[Change, ...]:
    """Read them again: the inverse of `written`."""
    return tuple(_change(one) for one in lines)


def _change(line: str) -> Change:
    kind, when, rest = (*line.split(" ", 2), "")[:3]
    at = datetime.fromisoformat(when).astimezone(UTC)
    if kind == "paused":
        return Paused(at=at, why=rest)
    if kind == "went_on":
        return WentOn(at=at)
    by, why = (*rest.split(" ", 1), "")[:2]
    return Extended(at=at, by=Limit.parse(by.replace("_", " ")), why=why)
