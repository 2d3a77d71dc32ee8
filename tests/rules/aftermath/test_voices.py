"""Pitch is found in any sound without a fault, and two voices are told apart only when they are apart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.tape import Track
from callcenter.show.aftermath.voices import pitch_hz, voices
from queueing.show.aftermath.spans import Span

RATE_HZ = 8000


def voiced(hertz: float, seconds: float, noise: float = 0.0, seed: int = 1) -> Sound:
    """A voice as a telephone carries it: many harmonics, nothing below 300 Hz."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    waves = sum(np.sin(2 * np.pi * hertz * n * at + n) for n in range(1, 20) if 300.0 < hertz * n < 3400.0)
    return (0.05 * waves + noise * np.random.default_rng(seed).standard_normal(len(at))).astype(np.float32)


@pytest.mark.parametrize("hertz", [85.0, 110.0, 150.0, 190.0, 240.0, 300.0])
def test_the_pitch_of_a_voice_is_found_on_a_telephone_line(hertz: float) -> None:
    assert pitch_hz(voiced(hertz, 1.0, noise=0.01), RATE_HZ) == pytest.approx(hertz, rel=0.04)


@settings(max_examples=150)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0), st.integers(0, 9000))
def test_any_sound_has_a_pitch_or_none(seed: int, loud: float, count: int) -> None:
    rng = np.random.default_rng(seed)
    sound = (loud * rng.standard_normal(count) * (rng.random(count) > rng.random())).astype(np.float32)
    assert 0.0 <= pitch_hz(sound, RATE_HZ) <= 500.0


class Studio(Track):
    """A studio's sound that is made as it is asked for: another voice by the second."""

    def sound(self, span: Span, rate_hz: int) -> Sound:  # noqa: ARG002 - as the class asks
        return voiced(PITCHES[int(span.start) % len(PITCHES)], span.seconds, 0.005)


PITCHES = [110.0, 110.0]


def said() -> list[HeardWord]:
    """A word of nearly a second every other second."""
    return [
        HeardWord(speaker="演播室", citizen=False, text="字", start=float(start), end=start + 0.95)
        for start in range(0, 20, 2)
    ]


def named(low: float, high: float) -> dict[float, str]:
    PITCHES[:] = [low, low, high, high]
    return voices(said(), Studio(takes=(), channel=1), RATE_HZ, "市水务局")


def test_voices_that_are_apart_are_named_the_first_to_speak_is_the_host() -> None:
    found = named(200.0, 120.0)
    order = [found[start] for start in sorted(found)]
    assert order[0] == "主持人"
    assert all(one != other for one, other in pairwise(order))
    assert set(order) == {"主持人", "市水务局"}


def test_voices_of_like_pitch_are_not_named() -> None:
    assert named(120.0, 130.0) == {}
    assert named(118.0, 118.0) == {}
    assert named(78.0, 100.0) == {}  # one voice, between two sentences


def test_without_a_unit_on_the_show_nobody_is_named() -> None:
    PITCHES[:] = [200.0, 200.0, 120.0, 120.0]
    assert voices(said(), Studio(takes=(), channel=1), RATE_HZ, "") == {}
