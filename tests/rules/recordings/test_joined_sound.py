"""Recordings of one call as one sound: each at its place, silence between, any range of bytes the same."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from callcenter.joined_sound import JoinedSound, join, placed, silences_s
from callcenter.store.transcripts import Recording

RATE = 8000
BEGAN = 1_760_000_000.0


def recording(path: str, seconds: float, from_s: float) -> Recording:
    return Recording(call_id="c", path=path, seconds=seconds, started_at=BEGAN + from_s)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> JoinedSound:
    """Two recordings of ones and twos, half a second of nothing between them."""
    folder = tmp_path_factory.mktemp("joined")
    for name, value in (("c.flac", 1), ("c.2.flac", 2)):
        soundfile.write(folder / name, np.full((RATE, 2), value, np.int16), RATE, subtype="PCM_16")
    return join(placed([recording("c.2.flac", 1.0, 1.5), recording("c.flac", 1.0, 0.0)]), folder)


def test_the_whole_is_a_wav_with_silence_where_nothing_was_recorded(sound: JoinedSound) -> None:
    rows, rate = soundfile.read(io.BytesIO(sound.read(0, sound.size_bytes)), dtype="int16")
    assert (rate, len(rows)) == (RATE, 20_000)
    assert [set(rows[part, 0]) for part in (slice(8000), slice(8000, 12000), slice(12000, 20000))] == [{1}, {0}, {2}]
    assert (rows[:, 0] == rows[:, 1]).all()


@given(st.data())
def test_any_range_is_that_range_of_the_whole(sound: JoinedSound, data: st.DataObject) -> None:
    whole = sound.read(0, sound.size_bytes)
    start = data.draw(st.integers(0, sound.size_bytes))
    stop = data.draw(st.integers(start, min(sound.size_bytes, start + 40_000)))
    assert sound.read(start, stop) == whole[start:stop]


def test_where_two_reach_into_each_other_the_later_counts_and_no_time_is_added(tmp_path: Path) -> None:
    for name, value in (("a.flac", 1), ("b.flac", 2)):
        soundfile.write(tmp_path / name, np.full((RATE, 2), value, np.int16), RATE, subtype="PCM_16")
    joined = join(placed([recording("a.flac", 1.0, 0.0), recording("b.flac", 1.0, 0.75)]), tmp_path)
    rows, _ = soundfile.read(io.BytesIO(joined.read(0, joined.size_bytes)), dtype="int16")
    assert (len(rows), set(rows[:6000, 0]), set(rows[6000:, 0])) == (14_000, {1}, {2})


def test_a_first_recording_that_could_not_be_written_still_says_when_the_call_began() -> None:
    parts = placed([recording("", 0.0, 0.0), recording("b.flac", 4.0, 10.0), recording("c.flac", 1.0, 16.0)])
    assert [(part.recording.path, part.from_s, part.to_s) for part in parts] == [
        ("b.flac", 10.0, 14.0),
        ("c.flac", 16.0, 17.0),
    ]
    assert silences_s(parts) == [(0.0, 10.0), (14.0, 16.0)]


def test_a_clock_that_was_set_a_year_on_adds_no_year_of_silence() -> None:
    nobody_knows = Recording(call_id="c", path="", seconds=0.0, started_at=0.0)
    parts = placed([nobody_knows, recording("a.flac", 5.0, 0.0), recording("b.flac", 1.0, 31_536_000.0)])
    assert [part.from_s for part in parts] == [0.0, 5.0]


def test_a_recording_that_is_no_sound_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(b"junk")
    joined = join(placed([recording("a.flac", 1.0, 0.0)]), tmp_path)
    with pytest.raises(OSError, match=r"recording a\.flac: expected one that can be read"):
        joined.read(0, 100)
