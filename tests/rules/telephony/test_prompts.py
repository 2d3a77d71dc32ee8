"""Prompts: any WAV becomes two G.711 files of the right length, and those that ship are what their sources say."""

import tomllib
import wave
from pathlib import Path

import numpy as np
import pytest

from asr.g711 import alaw_decode, ulaw_decode
from callcenter.packaged import prompts_dir
from callcenter.telephony import prompts
from callcenter.telephony.melody import hold_music


def write_wav(path: Path, rate_hz: int, channels: int = 1, width: int = 2, seconds: float = 1.0) -> Path:
    times_s = np.arange(int(seconds * rate_hz)) / rate_hz
    tone = (20000 * np.sin(2 * np.pi * 1000 * times_s)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(np.repeat(tone, channels).tobytes())
    return path


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (16000, 1), (44100, 2), (48000, 1)])
def test_a_wav_keeps_its_length_and_its_tone(tmp_path: Path, rate_hz: int, channels: int) -> None:
    alaw, ulaw = prompts.convert(write_wav(tmp_path / "tone.wav", rate_hz, channels), tmp_path)
    for pcm in (alaw_decode(alaw.read_bytes()), ulaw_decode(ulaw.read_bytes())):
        samples = np.frombuffer(pcm, "<i2").astype(float)
        spectrum = np.abs(np.fft.rfft(samples))
        assert len(samples) == pytest.approx(8000, abs=2)
        assert np.argmax(spectrum) * 8000 / len(samples) == pytest.approx(1000, abs=2)


def test_the_loudest_sample_is_half_of_full_scale(tmp_path: Path) -> None:
    alaw, _ = prompts.convert(write_wav(tmp_path / "tone.wav", 8000), tmp_path)
    loudest = np.max(np.abs(np.frombuffer(alaw_decode(alaw.read_bytes()), "<i2").astype(int)))
    assert loudest == pytest.approx(16384, rel=0.04)


@pytest.mark.parametrize(
    ("name", "width", "seconds"), [("bad name.wav", 2, 1.0), ("narrow.wav", 1, 1.0), ("empty.wav", 2, 0.0)]
)
def test_an_unusable_wav_is_named(tmp_path: Path, name: str, width: int, seconds: float) -> None:
    wav = write_wav(tmp_path / name, 8000, 1, width, seconds)
    with pytest.raises(prompts.PromptError, match=r"expected .* found"):
        prompts.convert(wav, tmp_path)


def test_a_file_that_is_no_wav_is_named(tmp_path: Path) -> None:
    file = tmp_path / "text.wav"
    file.write_text("hello")
    with pytest.raises(prompts.PromptError, match=r"text\.wav"):
        prompts.convert(file, tmp_path)


def test_silence_stays_silence(tmp_path: Path) -> None:
    prompts.write("quiet", np.zeros(800, dtype=np.int16), tmp_path)
    assert (tmp_path / "quiet.8").read_bytes() == b"\xd5" * 800
    assert (tmp_path / "quiet.0").read_bytes() == b"\xff" * 800


def test_what_ships_is_what_its_sources_say(tmp_path: Path) -> None:
    shipped = prompts_dir()
    made = [prompts.convert(wav, tmp_path) for wav in sorted(shipped.glob("*.wav"))]
    made.append(prompts.write("music", hold_music(), tmp_path))
    spoken = tomllib.loads((shipped / "spoken.toml").read_text("utf-8"))["pieces"]  # by scripts/speak_prompts.py
    said = {f"{name}.{codec}" for name in (*spoken, "tone", "ringing") for codec in (0, 8)}
    assert {file.name for pair in made for file in pair} | said == {
        file.name for file in shipped.iterdir() if file.suffix in (".8", ".0")
    }
    for pair in made:
        for file in pair:
            old = np.frombuffer((shipped / file.name).read_bytes(), np.uint8).astype(int)
            new = np.frombuffer(file.read_bytes(), np.uint8).astype(int)
            assert len(old) == len(new)
            assert np.mean(old != new) < 0.01, file.name  # another machine's sine may round one sample otherwise


def test_hold_music_repeats_without_a_click_and_is_soft() -> None:
    music = hold_music().astype(float)
    inside = np.max(np.abs(np.diff(music)))
    assert abs(music[0] - music[-1]) <= inside
    assert 20 <= len(music) / prompts.RATE_HZ <= 30
    assert np.max(np.abs(music)) <= 5200
