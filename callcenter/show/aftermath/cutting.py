"""Where a clip may begin and end: on air, outside every word, and there at the quietest moment. Pure."""

from collections.abc import Callable, Iterable, Sequence

from queueing.show.aftermath.spans import Span, united, without

Softest = Callable[[Span], float]  # the quietest moment within a stretch

SEARCH_S = 0.6  # so much of the pause before the first word and after the last is looked through


def clip_span(stay: Span, said: Iterable[Span], softest: Softest) -> Span | None:
    """The stretch of a stay on air that becomes a clip; None when no moment of it is outside words.

    It never reaches out of the stay: before it the caller was screened, after it they are thanked off air.

    Args:
        stay: on air, in seconds of any clock.
        said: every word of anybody who could be heard, in the same clock.
        softest: finds the quietest moment.
    """
    gaps = list(without(stay, said))
    if not gaps:
        return None
    first, last = gaps[0], gaps[-1]
    if first == last:  # nobody was heard, or one word reaches over an end
        return _silence(stay, first, softest)
    start = softest(Span(start=max(first.start, first.end - SEARCH_S), end=first.end))
    end = softest(Span(start=last.start, end=min(last.end, last.start + SEARCH_S)))
    return Span(start=start, end=end) if end > start else None


def _silence(stay: Span, gap: Span, softest: Softest) -> Span:
    """The one gap of a stay: nobody was heard, or words reach over its ends."""
    start, end = gap.start, gap.end
    if start > stay.start:
        start = softest(Span(start=start, end=min(end, start + SEARCH_S)))
    elif end < stay.end:
        end = softest(Span(start=max(start, end - SEARCH_S), end=end))
    return Span(start=start, end=max(start, end))


def whole_words(dumps: Iterable[Span], said: Sequence[Span]) -> tuple[Span, ...]:
    """What has to go with dumps so that no half word stays: each grows to the borders of the words it cuts."""
    words = united(said)
    return united(_grown(one, words) for one in dumps)


def _grown(dump: Span, words: Sequence[Span]) -> Span:
    cut = [one for one in words if one.meets(dump)]
    return Span(
        start=min((one.start for one in cut), default=dump.start) if cut and cut[0].start < dump.start else dump.start,
        end=max((one.end for one in cut), default=dump.end) if cut and cut[-1].end > dump.end else dump.end,
    )
