"""A clip begins and ends on air and outside every word; a dump takes whole words with it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.show.aftermath.cutting import clip_span, whole_words
from queueing.show.aftermath.spans import Span, total_s, united, without

TIMES = st.floats(0.0, 100.0, allow_nan=False)
SPANS = st.builds(lambda start, length: Span(start=start, end=start + length), TIMES, st.floats(0.01, 8.0))
SAID = st.lists(SPANS, max_size=25)


def middle(span: Span) -> float:
    """A level meter for which the middle is the quietest."""
    return (span.start + span.end) / 2


@settings(max_examples=400, deadline=None)
@given(SPANS.filter(lambda one: one.seconds > 0.05), SAID, st.floats(0.0, 1.0))
def test_a_clip_begins_and_ends_on_air_and_outside_words(stay: Span, said: list[Span], where: float) -> None:
    found = clip_span(stay, said, lambda span: span.start + where * span.seconds)
    if found is None:
        assert total_s(without(stay, said)) == 0.0 or len(list(without(stay, said))) == 1
        return
    assert stay.start <= found.start <= found.end <= stay.end
    for at in (found.start, found.end):
        assert not any(word.start < at < word.end for word in said)


@settings(max_examples=200, deadline=None)
@given(SPANS.filter(lambda one: one.seconds > 0.05), SAID)
def test_no_word_said_wholly_on_air_is_left_out_of_the_clip(stay: Span, said: list[Span]) -> None:
    found = clip_span(stay, said, middle)
    inside = [one for one in united(said) if stay.start < one.start and one.end < stay.end]
    if found is not None and inside:
        assert found.start <= inside[0].start
        assert found.end >= inside[-1].end


def test_a_word_that_was_begun_off_air_is_not_in_the_clip() -> None:
    stay = Span(start=10.0, end=20.0)
    said = [Span(start=9.5, end=10.4), Span(start=11.0, end=19.0), Span(start=19.6, end=20.5)]
    found = clip_span(stay, said, middle)
    assert found is not None
    assert 10.4 <= found.start <= 11.0
    assert 19.0 <= found.end <= 19.6


def test_where_somebody_speaks_all_the_time_there_is_no_clip() -> None:
    assert clip_span(Span(start=1.0, end=2.0), [Span(start=0.0, end=3.0)], middle) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=3), SAID)
def test_a_dump_leaves_no_half_word(dumps: list[Span], said: list[Span]) -> None:
    gone = whole_words(dumps, said)
    assert all(any(hole.start <= one.start and one.end <= hole.end for hole in gone) for one in dumps)
    for word in said:
        left = list(without(word, gone))
        assert left in ([], [word])
