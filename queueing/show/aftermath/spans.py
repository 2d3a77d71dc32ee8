"""Stretches of time, and what is left of one when others are taken out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """From `start` to before `end`, in seconds of one clock."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long; never negative."""
        return max(self.end - self.start, 0.0)

    def holds(self, at: float) -> bool:
        """Whether the moment is in it."""
        return self.start <= at < self.end

    def meets(self, other: "Span") -> bool:
        """Whether they have a moment in common."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> "Span":
        """What of it lies in the other; of no length when nothing does."""
        start = min(max(self.start, other.start), other.end)
        return Span(start=start, end=max(start, min(self.end, other.end)))


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same moments as spans in order that neither overlap nor touch; empty ones are left out."""
    found: list[Span] = []
    for span in sorted(one for one in spans if one.seconds > 0.0):
        if found and span.start <= found[-1].end:
            found[-1] = Span(start=found[-1].start, end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span when holes are taken out, in order."""
    start = span.start
    for hole in united(holes):
        if hole.end <= start or hole.start >= span.end:
            continue
        if hole.start > start:
            yield Span(start=start, end=hole.start)
        start = max(start, hole.end)
    if span.end > start:
        yield Span(start=start, end=span.end)


def total_s(spans: Iterable[Span]) -> float:
    """Seconds that the spans cover, each moment once."""
    return sum(one.seconds for one in united(spans))
