"""The mixer's jitter buffer: in order, on time, and never further behind than it must be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.mixer.playout import DEPTH_MOST, FRAME, LATE_LIMIT, Playout, Samples


def frame(value: int) -> Samples:
    return np.full(FRAME, value, np.int16)


def push(buffer: Playout, *numbers: int, start: int = 0) -> None:
    for number in numbers:
        buffer.push((start + number * FRAME) & 0xFFFFFFFF, 7, frame(number + 1))


def values(buffer: Playout, count: int) -> list[int]:
    """The value of each frame, 0 for none."""
    taken = [buffer.take() for _ in range(count)]
    return [0 if one is None else int(one[0]) for one in taken]


def test_sound_begins_one_frame_after_the_first_packet_and_then_in_order() -> None:
    buffer = Playout()
    push(buffer, 0, 1, 2)
    assert values(buffer, 4) == [0, 1, 2, 3]


@given(st.permutations(range(8)))
def test_packets_that_overtake_each_other_are_put_in_order(order: list[int]) -> None:
    buffer = Playout()
    push(buffer, 0)
    push(buffer, *(number for number in order if number))
    assert values(buffer, 9) == [0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_timestamps_that_wrap_around_change_nothing() -> None:
    buffer = Playout()
    push(buffer, 0, 1, 2, 3, start=0x1_0000_0000 - 2 * FRAME)
    assert values(buffer, 5) == [0, 1, 2, 3, 4]


def test_one_lost_packet_is_bridged_by_the_sound_before_it_at_half_loudness_more_are_silence() -> None:
    buffer = Playout()
    buffer.push(0, 7, frame(100))
    buffer.push(3 * FRAME, 7, frame(100))
    assert values(buffer, 5) == [0, 100, 50, 0, 100]
    assert buffer.counts.concealed == 1


def test_a_packet_after_its_moment_is_left_out() -> None:
    buffer = Playout()
    push(buffer, 0)
    values(buffer, 3)
    push(buffer, 0)
    assert buffer.counts.late == 1
    push(buffer, 2)
    assert values(buffer, 1) == [3]


def test_one_who_is_always_late_is_given_more_time() -> None:
    buffer = Playout()
    push(buffer, 0)
    values(buffer, 6)
    push(buffer, *range(1, 1 + int(LATE_LIMIT)))
    assert values(buffer, 3) == [0, 0, 1 + int(LATE_LIMIT)]


def test_another_source_and_a_leap_in_time_begin_anew() -> None:
    buffer = Playout()
    push(buffer, 0, 1)
    values(buffer, 2)
    buffer.push(9_000_000, 8, frame(55))
    assert values(buffer, 2) == [0, 55]
    buffer.push(90_000, 8, frame(66))
    assert values(buffer, 2) == [0, 66]


def test_packets_of_other_lengths_play_whole() -> None:
    buffer = Playout()
    buffer.push(0, 7, np.full(80, 5, np.int16))
    buffer.push(80, 7, np.full(240, 6, np.int16))
    buffer.take()
    first, second = buffer.take(), buffer.take()
    assert first is not None
    assert second is not None
    assert [*first[:80], *first[80:], *second] == [5] * 80 + [6] * 240


def test_a_burst_is_never_kept_waiting_longer_than_the_most() -> None:
    buffer = Playout()
    push(buffer, *range(40))
    assert buffer.counts.skipped >= 1
    played = [value for value in values(buffer, 40) if value]
    assert max(played) == 40
    assert (len(played) - 1) * FRAME <= DEPTH_MOST  # one more is the echo that conceals the end


@given(st.lists(st.tuples(st.integers(0, 0xFFFFFFFF), st.integers(0, 3), st.integers(1, 1600)), max_size=60))
def test_no_packet_whatever_it_says_breaks_it(packets: list[tuple[int, int, int]]) -> None:
    buffer = Playout()
    for timestamp, source, length in packets:
        buffer.push(timestamp, source, np.ones(length, np.int16))
        taken = buffer.take()
        assert taken is None or len(taken) == FRAME
