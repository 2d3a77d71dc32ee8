"""The edit list cuts the programme into two halves, on whole frames, never outside what may be shown."""

from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.show.aftermath.edit_list import Piece, cmx3600, events, timecode, two_parts
from queueing.show.aftermath.spans import Span


def pieces(*spans: tuple[int, float, float]) -> list[Piece]:
    return [Piece(clip=clip, span=Span(start=start, end=end)) for clip, start, end in spans]


PIECES = st.lists(st.floats(0.5, 400.0), min_size=1, max_size=12).map(
    lambda lengths: [
        Piece(clip=at, span=Span(start=at * 500.0, end=at * 500.0 + length)) for at, length in enumerate(lengths)
    ]
)


@settings(max_examples=200)
@given(PIECES)
def test_both_parts_together_are_everything_and_neither_could_be_nearer_to_half(some: list[Piece]) -> None:
    one, two = two_parts(some, [])
    assert [*one, *two] == some
    off = abs(sum(p.span.seconds for p in one) - sum(p.span.seconds for p in two))
    for at in range(1, len(some)):
        other = abs(sum(p.span.seconds for p in some[:at]) - sum(p.span.seconds for p in some[at:]))
        assert off <= other + 1e-6


def test_a_clip_that_was_dumped_in_is_not_torn_between_the_parts() -> None:
    some = pieces((1, 0.0, 100.0), (2, 200.0, 260.0), (2, 264.0, 330.0))
    one, two = two_parts(some, [])
    assert [[p.clip for p in one], [p.clip for p in two]] == [[1], [2, 2]]


def test_a_single_clip_is_parted_at_the_pause_nearest_its_middle() -> None:
    one, two = two_parts(pieces((1, 100.0, 200.0)), [110.0, 146.0, 190.0])
    assert one == tuple(pieces((1, 100.0, 146.0)))
    assert two == tuple(pieces((1, 146.0, 200.0)))
    assert two_parts(pieces((1, 100.0, 200.0)), []) == (tuple(pieces((1, 100.0, 200.0))), ())
    assert two_parts([], []) == ((), ())


@settings(max_examples=200)
@given(PIECES)
def test_cuts_lie_inside_their_pieces_and_follow_each_other_in_the_record(some: list[Piece]) -> None:
    made = events(some)
    record = 3600 * 25
    for cut, piece in zip(made, some, strict=True):
        assert piece.span.start <= cut.source_in / 25 + 1e-6
        assert cut.source_out / 25 <= piece.span.end + 1e-6
        assert cut.record_in == record
        record = cut.record_out


def test_the_file_is_what_editing_programs_read() -> None:
    text = cmx3600("政风热线 s1 PART 1", events(pieces((1, 300.0, 480.5), (2, 3661.04, 3662.0))))
    assert text == (
        "TITLE: s1 PART 1\r\nFCM: NON-DROP FRAME\r\n\r\n"
        "001  SHOW     AA/V  C        00:05:00:00 00:08:00:12 01:00:00:00 01:03:00:12\r\n"
        "* FROM CLIP NAME: CLIP 01\r\n"
        "002  SHOW     AA/V  C        01:01:01:01 01:01:02:00 01:03:00:12 01:03:01:11\r\n"
        "* FROM CLIP NAME: CLIP 02\r\n"
    )
    assert text.isascii()
    assert timecode(25 * 3600 * 10 + 24) == "10:00:00:24"
