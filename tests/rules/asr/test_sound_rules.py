"""Pure parts between the packets and the words: gate, concealment, recording window, time map, FLAC repair."""

import io
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.concealment import Concealment
from asr.flac_repair import repair
from asr.gate import Edge, VoiceGate
from asr.recognizer import PcmChunk, RecognizerError
from asr.recording import RecordingWindow
from asr.resample import Resampler
from asr.timemap import TimeMap
from tests.wire.asr.house import silence, tone, voice

CHUNK_BYTES = 1600


def gated(pcm: bytes, start: int = 0, step: int = CHUNK_BYTES) -> list[PcmChunk | Edge]:
    gate = VoiceGate()
    passed = [gate.push(start + offset // 2, pcm[offset : offset + step]) for offset in range(0, len(pcm), step)]
    return [*itertools.chain.from_iterable(passed), *gate.close()]


def test_the_gate_passes_speech_with_pre_roll_and_hang_over_in_its_place() -> None:
    pcm = silence(2) + voice(1) + silence(2)
    passed = gated(pcm)
    chunks = [item for item in passed if isinstance(item, PcmChunk)]
    assert passed[-1] is Edge.SPEECH_ENDED
    assert 2 * 8000 - 2400 - 800 <= chunks[0].start_sample <= 2 * 8000 - 1000
    end = chunks[-1].start_sample + len(chunks[-1].pcm) // 2
    assert 3 * 8000 + 1500 <= end <= 3 * 8000 + 4500
    for item in chunks:
        assert item.pcm == pcm[2 * item.start_sample :][: len(item.pcm)]


def test_the_gate_passes_nothing_of_silence() -> None:
    assert gated(silence(3)) == []


def test_the_gate_ends_speech_when_it_is_closed() -> None:
    assert gated(voice(1))[-1] is Edge.SPEECH_ENDED


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 700).map(lambda samples: 2 * samples))
def test_the_gate_passes_the_same_however_sound_is_cut(step: int) -> None:
    pcm = silence(0.5) + voice(0.5) + silence(0.8)
    whole = b"".join(item.pcm for item in gated(pcm) if isinstance(item, PcmChunk))
    assert whole == b"".join(item.pcm for item in gated(pcm, step=step) if isinstance(item, PcmChunk))


def test_concealment_fades_to_silence_within_60_ms_across_calls() -> None:
    concealment = Concealment()
    concealment.heard(np.full(160, 8000, np.int16).tobytes())
    filled = np.frombuffer(concealment.fill(200) + concealment.fill(800), np.int16)
    assert len(filled) == 1000
    assert (np.diff(filled.astype(int)) <= 0).all()
    assert filled[0] == 8000
    assert not filled[480:].any()


def test_concealment_without_a_past_is_silence() -> None:
    assert Concealment().fill(100) == bytes(200)


def rows(data: bytes) -> "np.ndarray[Any, np.dtype[np.int16]]":
    return np.frombuffer(data, np.int16).reshape(-1, 2)


def test_the_window_puts_legs_into_their_channels_at_their_places() -> None:
    window = RecordingWindow()
    window.add(0, 100, np.full(10, 5, np.int16).tobytes())
    window.add(1, 8100, np.full(10, 7, np.int16).tobytes())
    whole = rows(window.cut(17000) + window.finish(9000))
    assert len(whole) == 9000
    assert (whole[100:110, 0] == 5).all()
    assert (whole[8100:8110, 1] == 7).all()
    assert np.count_nonzero(whole) == 20


def test_two_operators_at_once_are_mixed_without_overflow() -> None:
    window = RecordingWindow()
    for _ in range(2):
        window.add(1, 0, np.full(10, 20000, np.int16).tobytes())
    assert (rows(window.finish(10))[:, 1] == 32767).all()


def test_sound_for_a_part_that_was_cut_is_dropped_and_counted() -> None:
    window = RecordingWindow()
    window.cut(20000)
    window.add(0, window.cut_samples - 50, np.full(100, 9, np.int16).tobytes())
    assert window.dropped_samples == 50
    assert np.count_nonzero(rows(window.finish(window.cut_samples + 100))) == 50


@settings(deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=30))
def test_cut_and_finish_give_every_sample_once(steps: list[int]) -> None:
    window = RecordingWindow()
    now = 0
    length = 0
    for step in steps:
        now += step
        length += len(rows(window.cut(now)))
    assert length + len(rows(window.finish(now))) == max(now, length)


def test_a_pause_of_the_machine_longer_than_the_window_is_silence() -> None:
    window = RecordingWindow()
    window.add(0, 0, np.full(10, 5, np.int16).tobytes())
    assert len(rows(window.cut(400_000))) == 392_000


def test_the_time_map_gives_call_time_on_both_sides_of_a_seam() -> None:
    clock = TimeMap()
    clock.add(1000, 100)
    clock.add(1100, 100)
    clock.add(5000, 100)
    assert [clock.to_call(fed) for fed in (0, 150, 199, 200, 299)] == [1000, 1150, 1199, 5000, 5099]
    assert clock.end_to_call(200) == 1200
    clock.forget_before(250)
    assert (clock.to_call(250), clock.fed_samples) == (5050, 300)


def flac(seconds: float) -> bytes:
    out = io.BytesIO()
    sound = np.frombuffer(tone(440, seconds) * 2, np.int16).reshape(2, -1).T
    soundfile.write(out, sound, 8000, subtype="PCM_16", format="FLAC")
    return out.getvalue()


def as_if_killed(data: bytes, cut: int) -> bytes:
    """Take the sample count and the last bytes away, as a killed writer leaves it."""
    head = bytearray(data[:42])
    head[21] &= 0xF0
    head[22:26] = bytes(4)
    return bytes(head) + data[42 : len(data) - cut]


@pytest.mark.parametrize("cut", [0, 1, 17, 500])
def test_a_killed_flac_is_whole_but_for_its_last_block(cut: int, tmp_path: Path) -> None:
    file = tmp_path / "call.flac"
    repaired = repair(as_if_killed(flac(20), cut))
    assert repaired is not None
    file.write_bytes(repaired)
    sound, rate = soundfile.read(file, dtype="int16")
    assert rate == 8000
    assert len(sound) >= 8000 * 20 - 2 * 4096
    assert sound[:, 0].tobytes() == tone(440, 20)[: 2 * len(sound)]


@given(st.binary(max_size=200))
def test_repairing_junk_never_raises(junk: bytes) -> None:
    assert repair(b"fLaC" + junk) is None
    assert repair(junk) is None


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_resampling_keeps_length_and_pitch_and_starts_anew_after_a_flush(rate_hz: int) -> None:
    resampler = Resampler(rate_hz)
    pcm = tone(1000, 1)
    first, second = (
        b"".join(resampler.push(pcm[start : start + 1600]) for start in range(0, len(pcm), 1600)) + resampler.flush()
        for _ in range(2)
    )
    sound, again = (np.frombuffer(one, np.int16) for one in (first, second))
    assert np.abs(sound.astype(int) - again).max() <= 4  # soxr dithers to 16 bits, and its dither goes on
    assert abs(len(sound) - rate_hz) <= 2
    assert abs(int(np.argmax(np.abs(np.fft.rfft(sound)))) - 1000) <= 1


@pytest.mark.parametrize("rate_hz", [0, -1, 1, 11025, 44100])
def test_rates_that_hang_an_engine_are_refused(rate_hz: int) -> None:
    with pytest.raises(RecognizerError, match="expected one of"):
        Resampler(rate_hz)
