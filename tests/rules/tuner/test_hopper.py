"""Between the network and the clock: at most two seconds, dry only when nothing comes, clocks that differ unheard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.tuner.hopper import FRAME, MOST, RATE_HZ, START, START_MOST, Hopper, Samples
from callcenter.telephony.tuner.pauses import GOOD_S, PAUSES_S, Pauses

SPEECH_S, PAUSE_S = 1.6, 0.4


def speech(seconds: float) -> Samples:
    """Loud and quiet in turn, as somebody speaks; no two loud samples are alike."""
    times = np.arange(int(seconds * RATE_HZ))
    loud = (times % int((SPEECH_S + PAUSE_S) * RATE_HZ)) < SPEECH_S * RATE_HZ
    return np.where(loud, 1000 + times % 30000, 0).astype(np.int16)


def played(hopper: Hopper, sound: Samples, speed: float) -> tuple[Samples, int]:
    """Push and take, the source's clock that much faster than ours; what was heard, and frames without."""
    heard, without, at = [], 0, 0.0
    while at < len(sound):
        step = FRAME * speed
        hopper.push(sound[int(at) : int(at + step)])
        at += step
        frame = hopper.take()
        if frame is not None:
            heard.append(frame)
        elif heard:
            without += 1
    return (np.concatenate(heard) if heard else np.zeros(0, np.int16)), without


def test_playing_begins_with_a_second_and_what_is_heard_is_what_came() -> None:
    hopper, sound = Hopper(), speech(4.0)
    hopper.push(sound[: START - 1])
    assert hopper.take() is None
    hopper.push(sound[START - 1 : 2 * RATE_HZ])
    heard = np.concatenate([hopper.take() for _ in range(50)])  # type: ignore[arg-type]
    assert np.array_equal(heard, sound[: len(heard)])


def test_of_a_burst_the_newest_two_seconds_are_kept() -> None:
    hopper, sound = Hopper(), speech(9.0)
    hopper.push(sound)
    assert hopper.held == MOST
    assert hopper.skipped == len(sound) - MOST
    first = hopper.take()
    assert first is not None
    assert np.array_equal(first, sound[-MOST:][:FRAME])


def test_one_that_ran_dry_begins_again_with_more_each_time() -> None:
    hopper, needed = Hopper(), []
    for _ in range(4):
        pushed = 0
        while hopper.take() is None:
            hopper.push(speech(0.05))
            pushed += int(0.05 * RATE_HZ)
        needed.append(pushed)
        while hopper.take() is not None:
            pass
    assert needed == sorted(needed)
    assert needed[0] < needed[1]
    assert needed[-1] <= START_MOST + int(0.05 * RATE_HZ)
    assert hopper.dry == 4


@pytest.mark.parametrize("speed", [1.002, 0.998])
def test_a_clock_that_differs_by_two_in_a_thousand_is_made_up_for_in_pauses(speed: float) -> None:
    """Ten minutes: 1.2 s of drift, and not one loud sample lost or doubled."""
    hopper, sound = Hopper(), speech(600.0)
    heard, without = played(hopper, sound, speed)
    assert without == 0
    assert hopper.skipped == hopper.dry == 0
    assert (hopper.left_out if speed > 1 else hopper.doubled) >= 5
    loud = sound[sound > 0]
    came = heard[heard > 0]
    assert np.array_equal(came, loud[: len(came)])


def test_a_stream_without_pauses_is_skipped_never_beyond_two_seconds() -> None:
    hopper = Hopper()
    loud = np.full(120 * RATE_HZ, 9000, np.int16)
    _, without = played(hopper, loud, 1.05)
    assert without == 0
    assert hopper.skipped > 0
    assert hopper.left_out == 0
    assert hopper.held <= MOST


@given(st.lists(st.tuples(st.integers(0, 20000), st.integers(0, 40)), max_size=60))
def test_never_more_than_two_seconds_and_nothing_out_of_thin_air(steps: list[tuple[int, int]]) -> None:
    hopper, pushed, taken = Hopper(), 0, 0
    for samples, frames in steps:
        hopper.push(np.arange(pushed, pushed + samples).astype(np.int16))
        pushed += samples
        for _ in range(frames):
            frame = hopper.take()
            taken += 0 if frame is None else FRAME
            assert frame is None or len(frame) == FRAME
        assert hopper.held <= MOST
        assert taken + hopper.held + hopper.skipped + FRAME * (hopper.left_out - hopper.doubled) == pushed


def test_pauses_grow_and_are_short_again_after_a_good_stream() -> None:
    pauses = Pauses()
    assert [pauses.next_s(0.0) for _ in range(8)] == [*PAUSES_S, PAUSES_S[-1], PAUSES_S[-1]]
    assert pauses.next_s(GOOD_S) == PAUSES_S[0]
    assert pauses.next_s(GOOD_S - 0.1) == PAUSES_S[1]
