"""What a line does to a clip: repeatable, of the length it should have, and as bad as it says."""

import numpy as np
import pytest

from callcenter.evaluation.clips import Sound
from callcenter.evaluation.conditions import Condition, through


def voice(rate_hz: int, seconds: float = 2.0) -> Sound:
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    return Sound(samples=(8000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32), rate_hz=rate_hz)


def samples(sound: Sound, condition: Condition, seed: int = 1) -> np.ndarray:
    line = through(sound, condition, seed)
    assert line is not None
    return np.frombuffer(line.pcm, "<i2").astype(np.float64)[: int(line.clip_seconds * line.rate_hz)]


@pytest.mark.parametrize("condition", list(Condition))
def test_the_same_seed_gives_the_same_line_and_the_line_stays_open_after_the_clip(condition: Condition) -> None:
    one, again = through(voice(16000), condition, 7), through(voice(16000), condition, 7)
    assert one == again
    assert one is not None
    assert one.clip_seconds == 2.0
    assert len(one.pcm) / 2 / one.rate_hz == pytest.approx(3.2)
    assert one.rate_hz == (16000 if condition is Condition.WIDE else 8000)


def test_a_clip_from_a_telephone_has_no_wide_band() -> None:
    assert through(voice(8000), Condition.WIDE, 1) is None


@pytest.mark.parametrize(("condition", "snr_db"), [(Condition.NOISE_20, 20), (Condition.NOISE_10, 10)])
def test_noise_is_as_far_below_the_voice_as_the_condition_says(condition: Condition, snr_db: int) -> None:
    clean, noisy = samples(voice(8000), Condition.A_LAW), samples(voice(8000), condition)
    found = 20 * np.log10(np.sqrt(np.mean(clean**2)) / np.sqrt(np.mean((noisy - clean) ** 2)))
    assert found == pytest.approx(snr_db, abs=1.0)


@pytest.mark.parametrize(("condition", "share"), [(Condition.LOSS_5, 0.05), (Condition.LOSS_10, 0.10)])
def test_as_many_packets_are_lost_as_the_condition_says(condition: Condition, share: float) -> None:
    sound = voice(8000, 60.0)
    chance = np.random.default_rng(3)
    sound = Sound(samples=chance.normal(0, 3000, len(sound.samples)).astype(np.float32), rate_hz=8000)
    whole, holed = samples(sound, Condition.A_LAW), samples(sound, condition)
    changed = np.any((whole != holed).reshape(-1, 160), axis=1)
    assert np.mean(changed) == pytest.approx(share, abs=0.015)
