"""The short spoken sentences that tests have recognised: A-law as it comes from a line, made by asr/training."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from asr import g711

FOLDER = Path(os.environ.get("CALLCENTER_TEST_SPEECH", Path(__file__).parents[2] / "data" / "speech"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One sentence, 8 kHz, with a little silence on both sides."""

    name: str
    text: str
    codes: bytes  # A-law

    @property
    def pcm(self) -> bytes:
        return g711.alaw_decode(self.codes)


def spoken_sentences() -> list[Speech]:
    """Give all sentences, or skip the test when none were made yet."""
    manifest = FOLDER / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip("tests/data/speech/manifest.jsonl is not there: python -m asr.training.recordings makes it")
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    return [Speech(name=row["file"], text=row["text"], codes=(FOLDER / row["file"]).read_bytes()) for row in rows]
