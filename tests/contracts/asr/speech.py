"""The short spoken sentences that tests have recognised: A-law as it comes from a line, made by asr/training."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from asr import g711

_PIECE_SAMPLES = 800
FOLDER = Path(os.environ.get("CALLCENTER_TEST_SPEECH", Path(__file__).parents[2] / "data" / "speech"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One sentence, 8 kHz, with a little of its line on both sides: silence, or the line's noise."""

    name: str
    text: str
    codes: bytes  # A-law
    begins_s: float  # where the voice begins and ends: what is loud may be the line
    ends_s: float

    @property
    def pcm(self) -> bytes:
        return g711.alaw_decode(self.codes)

    def line(self, seconds: float) -> bytes:
        """Give as much of the line without the voice, so that its noise goes on around the sentence."""
        samples = np.frombuffer(self.pcm, np.int16)
        ends = samples[: int(8000 * self.begins_s)], samples[int(8000 * self.ends_s) :]
        pieces = [end[at : at + _PIECE_SAMPLES] for end in ends for at in range(0, len(end) - _PIECE_SAMPLES, 80)]
        chosen = np.random.default_rng(2).integers(0, len(pieces), int(8000 * seconds) // _PIECE_SAMPLES + 1)
        return np.concatenate([pieces[one] for one in chosen])[: int(8000 * seconds)].tobytes()


def spoken_sentences() -> list[Speech]:
    """Give all sentences, or skip the test when none were made yet."""
    manifest = FOLDER / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip("tests/data/speech/manifest.jsonl is not there: python -m asr.training.recordings makes it")
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    return [_speech(row) for row in rows]


def _speech(row: dict[str, Any]) -> Speech:
    begins_s, ends_s = (row[key] / 1000 for key in ("speech_start_ms", "speech_end_ms"))
    codes = (FOLDER / row["file"]).read_bytes()
    return Speech(name=row["file"], text=row["text"], codes=codes, begins_s=begins_s, ends_s=ends_s)
