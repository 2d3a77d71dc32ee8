"""Measures a finished model folder through vosk itself: character errors, and words where there is no speech."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.recognizer import Heard, PcmChunk
from asr.vosk_engine import VoskEngine

_BLOCK_SAMPLES = 800  # 100 ms, as the ear feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One utterance, spoken and recognised, without spaces."""

    spoken: str
    heard: str
    voice: str = ""

    @property
    def errors(self) -> int:
        """Give the characters substituted, left out and put in."""
        return edit_distance(self.spoken, self.heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Errors over a set."""

    name: str
    utterances: int
    characters: int
    errors: int
    wrong_utterances: int

    @property
    def error_rate(self) -> float:
        """Give errors divided by characters spoken."""
        return self.errors / max(self.characters, 1)


def edit_distance(expected: str, found: str) -> int:
    """Give the least number of substitutions, deletions and insertions."""
    row = list(range(len(found) + 1))
    for index, want in enumerate(expected, start=1):
        before, row[0] = row[0], index
        for at, have in enumerate(found, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (want != have))
    return row[-1]


class Listener:
    """Owns a loaded model; one session per utterance, as the service opens them."""

    def __init__(self, folder: Path) -> None:
        self._engine = VoskEngine(folder)

    def hear(self, samples: NDArray[np.int16], phrases: Sequence[str] = ()) -> str:
        """Give the text of 8 kHz samples, spaces removed; several utterances are joined."""
        session = self._engine.open(phrases)
        heard: list[Heard] = []
        for start in range(0, len(samples), _BLOCK_SAMPLES):
            pcm = samples[start : start + _BLOCK_SAMPLES].tobytes()
            heard.extend(session.push(PcmChunk(start_sample=start, pcm=pcm), partial=False))
        heard.extend(session.flush())
        return "".join(final.text for final in heard).replace(" ", "")


def score(name: str, results: Iterable[Result]) -> Score:
    """Add up a set."""
    listed = list(results)
    return Score(
        name=name,
        utterances=len(listed),
        characters=sum(len(result.spoken) for result in listed),
        errors=sum(result.errors for result in listed),
        wrong_utterances=sum(result.errors > 0 for result in listed),
    )
