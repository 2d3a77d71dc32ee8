"""What a drill calls the same sound and the same words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.g711 import alaw_decode, alaw_encode
from callcenter.drill.likeness import SAME_SOUND, character_error_rate, sound_likeness
from callcenter.drill.scenes import Part, Sentence

RATE_HZ = 8000


def voice(seed: int, seconds: float) -> np.ndarray:
    """Coloured noise in syllables: as unlike another seed's as two sentences are."""
    chance = np.random.default_rng(seed)
    noise = np.convolve(chance.normal(0, 1, int(seconds * RATE_HZ)), np.ones(6) / 6, "same")
    syllables = np.repeat(chance.uniform(0.1, 1.0, int(seconds * 5) + 1), RATE_HZ // 5)[: len(noise)]
    return np.asarray(noise * syllables * 6000)


def part_of(sound: np.ndarray) -> Part:
    half = len(sound) * 1000 // RATE_HZ // 2
    sentences = (
        Sentence(start_ms=200, end_ms=half - 200, text="一"),
        Sentence(start_ms=half, end_ms=2 * half - 100, text="二"),
    )
    return Part(name="p", pcm=sound.astype(np.int16).tobytes(), sentences=sentences)


def on_the_line(pcm: bytes, delay_s: float, before: bytes = b"") -> bytes:
    return before + bytes(2 * int(delay_s * RATE_HZ)) + alaw_decode(alaw_encode(pcm))


@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.31, 2.5])
def test_the_same_sound_is_known_after_g711_and_any_delay_of_a_call(delay_s: float) -> None:
    part = part_of(voice(1, 6))
    assert min(sound_likeness(part, on_the_line(part.pcm, delay_s), 0.0)) > 0.98


def test_music_before_the_sound_does_not_matter() -> None:
    part = part_of(voice(1, 6))
    music = voice(9, 10).astype(np.int16).tobytes()
    assert min(sound_likeness(part, on_the_line(part.pcm, 0.1, music), 10.0)) > 0.98


def test_another_sound_silence_and_nothing_are_not_taken_for_it() -> None:
    part = part_of(voice(1, 6))
    for heard in (voice(2, 8).astype(np.int16).tobytes(), bytes(2 * 8 * RATE_HZ), b"", b"\x01"):
        assert max(sound_likeness(part, heard, 0.0)) < SAME_SOUND / 2


def test_a_sentence_that_was_lost_is_found_out() -> None:
    part = part_of(voice(1, 6))
    heard = on_the_line(part.pcm, 0.0)
    cut = len(heard) // 2
    likeness = sound_likeness(part, heard[:cut] + bytes(len(heard) - cut), 0.0)
    assert likeness[0] > SAME_SOUND > likeness[1]


def test_one_direction_heard_as_its_own_echo_is_not_the_other() -> None:
    citizen, operator = part_of(voice(3, 6)), part_of(voice(4, 6))
    assert max(sound_likeness(operator, on_the_line(citizen.pcm, 0.05), 0.0)) < SAME_SOUND / 2


@pytest.mark.parametrize(
    ("expected", "found", "rate"),
    [
        ("我要投诉", "我要投诉", 0.0),
        ("我要投诉", "我要 投诉。", 0.0),
        ("电话是幺三九", "电话是139", 0.0),
        ("我要投诉", "", 1.0),
        ("我要投诉", "我想投诉", 0.25),
        ("我要投诉", "我要我要投诉", 0.5),
    ],
)
def test_error_rate_counts_edits_per_expected_character(expected: str, found: str, rate: float) -> None:
    assert character_error_rate(expected, found) == rate


@given(st.text("零一二三人口山水", max_size=12), st.text("零一二三人口山水", max_size=12))
def test_error_rate_is_zero_only_for_equal_texts_and_never_negative(a: str, b: str) -> None:
    rate = character_error_rate(a, b)
    assert rate >= 0
    assert (rate == 0) == (a == b)
