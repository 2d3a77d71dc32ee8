"""Whose voice is heard on the studio's line, by its pitch."""

import numpy as np

from callcenter.show.aftermath.voices import pitch_hz


def test_sound_without_a_voice_has_no_pitch() -> None:
    """Hiss, a click, silence: the two voices are told apart by what is voiced only."""
    rate_hz = 8000
    chance = np.random.default_rng(1)
    click = np.zeros(rate_hz)
    click[100] = 1.0
    for sound in (chance.standard_normal(rate_hz) * 0.1, click, np.zeros(rate_hz)):
        assert pitch_hz(sound.astype(np.float32), rate_hz) == 0.0
