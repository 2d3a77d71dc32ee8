"""Keys and tones are told from speech, frame by frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import g711
from asr.tones import is_tone
from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr.sounds import KEYS, key, single

FRAME_BYTES = 320


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


@given(
    st.sampled_from(sorted(KEYS)),
    st.floats(0.985, 1.015),  # ITU-T Q.24: a key this far beside its frequency is one
    st.floats(-6, 6),  # dB between its two tones
    st.floats(500, 12_000),
)
def test_every_key_is_a_tone_as_a_line_carries_it(name: str, beside: float, twist_db: float, level: float) -> None:
    pcm = key(name, 0.1, beside=beside, twist_db=twist_db, level=level)
    assert all(is_tone(frame) for frame in frames(g711.alaw_decode(g711.alaw_encode(pcm))))


@pytest.mark.parametrize("hertz", [430, 450, 470, 1100, 2100])
def test_ringback_busy_tone_and_fax_are_tones(hertz: float) -> None:
    assert all(is_tone(frame) for frame in frames(single(hertz, 0.2)))


def test_not_one_frame_of_speech_is_taken_for_a_tone() -> None:
    assert not [one.name for one in spoken_sentences() for frame in frames(one.pcm) if is_tone(frame)]


@given(st.integers(0, 2**32 - 1), st.floats(0, 8000))
def test_noise_and_silence_are_no_tone(seed: int, level: float) -> None:
    noise = np.random.default_rng(seed).normal(0, level, FRAME_BYTES // 2)
    assert not is_tone(noise.clip(-32768, 32767).astype(np.int16).tobytes())
