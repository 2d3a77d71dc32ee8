"""Loudness is what ITU-R BS.1770 and EBU Tech 3341 say it is for their test signals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.show.aftermath.levelling import Level, levelled
from callcenter.show.aftermath.loudness import SILENT_LUFS, Sound, loudness_lufs, true_peak_dbtp

RATE_HZ = 48_000


def tone(dbfs: float, seconds: float, hertz: float = 1000.0, rate_hz: int = RATE_HZ) -> Sound:
    """A sine whose peak is at `dbfs`."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (10.0 ** (dbfs / 20.0) * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def test_a_full_scale_tone_of_997_hz_in_one_channel_reads_minus_3_01() -> None:
    """BS.1770-5, annex 1: «the loudness of a 0 dB FS, 997 Hz sine wave in one channel is -3.01 LKFS»."""
    assert loudness_lufs(tone(0.0, 20.0, 997.0), RATE_HZ) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("dbfs", [-23.0, -33.0, -40.0])
def test_steady_tones_read_as_tech_3341_cases_1_and_2_say(dbfs: float) -> None:
    """Their stereo tones of X dBFS read X LUFS; one channel of them reads 3.01 LU less."""
    assert loudness_lufs(tone(dbfs, 20.0), RATE_HZ) == pytest.approx(dbfs - 3.01, abs=0.1)


def test_the_relative_gate_leaves_out_what_is_ten_units_softer() -> None:
    """Tech 3341 case 3: 10 s at -36, 60 s at -23, 10 s at -36 reads -23."""
    said = np.concatenate([tone(-36.0, 10.0), tone(-23.0, 60.0), tone(-36.0, 10.0)])
    assert loudness_lufs(said, RATE_HZ) == pytest.approx(-26.01, abs=0.1)


def test_both_gates_hold_together() -> None:
    """Tech 3341 case 4: -72, -36, -23, -36, -72 reads -23."""
    steps = [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)]
    said = np.concatenate([tone(dbfs, seconds) for dbfs, seconds in steps])
    assert loudness_lufs(said, RATE_HZ) == pytest.approx(-26.01, abs=0.1)


def test_louder_parts_weigh_as_they_should() -> None:
    """Tech 3341 case 5: 20 s at -26, 20.1 s at -20, 20 s at -26 reads -23."""
    said = np.concatenate([tone(-26.0, 20.0), tone(-20.0, 20.1), tone(-26.0, 20.0)])
    assert loudness_lufs(said, RATE_HZ) == pytest.approx(-26.01, abs=0.1)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 44_100])
def test_the_rate_of_the_samples_changes_nothing_much(rate_hz: int) -> None:
    assert loudness_lufs(tone(-23.0, 20.0, 1000.0, rate_hz), rate_hz) == pytest.approx(-26.01, abs=0.3)


def test_long_sound_reads_as_short_sound_does() -> None:
    """It is weighted in pieces: their seams must not be heard."""
    rng = np.random.default_rng(1)
    noise = (0.1 * rng.standard_normal(25 * 16_000)).astype(np.float32)
    assert loudness_lufs(noise[: 9 * 16_000], 16_000) == pytest.approx(loudness_lufs(noise, 16_000), abs=0.1)


def test_silence_and_a_click_have_no_loudness() -> None:
    assert loudness_lufs(np.zeros(RATE_HZ, np.float32), RATE_HZ) == SILENT_LUFS
    assert loudness_lufs(tone(0.0, 0.3), RATE_HZ) == SILENT_LUFS
    assert loudness_lufs(np.zeros(0, np.float32), RATE_HZ) == SILENT_LUFS


def test_a_peak_between_two_samples_is_found() -> None:
    """Tech 3341 case 16: a quarter-rate sine at 45 degrees shows 3 dB less at its samples than it has."""
    at = np.arange(RATE_HZ)
    sine = (0.5 * np.sin(np.pi * at / 2 + np.pi / 4)).astype(np.float32)
    assert float(np.abs(sine).max()) == pytest.approx(0.3536, abs=0.001)
    assert true_peak_dbtp(sine[100:-100]) == pytest.approx(-6.02, abs=0.4)


def speech(seed: int, seconds: float, crest: float) -> Sound:
    """Noise in syllables, with clicks `crest` times as high: peaks that a plain gain would push over full scale."""
    rng = np.random.default_rng(seed)
    count = int(seconds * 16_000)
    syllables = 0.5 + 0.5 * np.sin(2 * np.pi * 4.0 * np.arange(count) / 16_000)
    made = 0.02 * rng.standard_normal(count) * syllables
    made[rng.integers(0, count, 12)] += 0.02 * crest
    return made.astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(2.0, 8.0), st.floats(1.0, 60.0))
def test_whatever_its_peaks_it_comes_out_at_minus_24_and_below_the_peak_limit(
    seed: int, seconds: float, crest: float
) -> None:
    made = levelled(speech(seed, seconds, crest), 16_000, Level())
    assert loudness_lufs(made, 16_000) == pytest.approx(-24.0, abs=0.3)
    assert true_peak_dbtp(made) <= -1.0


def test_silence_is_not_turned_up() -> None:
    quiet = np.full(16_000, 1e-6, np.float32)
    assert np.array_equal(levelled(quiet, 16_000, Level()), quiet)
