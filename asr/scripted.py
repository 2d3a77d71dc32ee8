"""A recogniser that plays a script: real behaviour for simulations and tests, without a model."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from asr.phrases import check_phrases
from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, EngineInfo, Final, Heard, Partial, PcmChunk, Word
from asr.sound_check import check_sound
from asr.timemap import TimeMap

_LOUD = 200  # a sample beyond this is speech: A-law noise of an idle line is 8
_END_SAMPLES = LINE_RATE_HZ // 2  # silence that ends an utterance, as Vosk's endpoint rule 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedEngine:
    """Each session says `lines` in turn, one for each stretch of loud sound; words separated by spaces.

    For drills of what engines do at their worst, the line `!abort` ends the process and `!hang` never answers.
    """

    lines: tuple[str, ...] = field(repr=False)

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(engine="scripted", model="script", demo=False)

    def alive(self) -> bool:
        """See `Engine.alive`."""
        return True

    def open(self, phrases: Sequence[str] = ()) -> "ScriptedSession":
        """Open a session; bound to phrases, it says `[unk]` for every other line."""
        if not phrases:
            return ScriptedSession(self.lines)
        known = {word for line in self.lines for word in line.split()}
        check_phrases(phrases, known.__contains__)
        return ScriptedSession([line if line in phrases else "[unk]" for line in self.lines])


class ScriptedSession:
    """Owns the place in the script. Loudness decides when its line begins and ends."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self._clock = TimeMap()
        self._loud_from: int | None = None  # fed samples
        self._loud_to = 0

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """See `Session.push`."""
        check_sound(chunk.pcm)
        fed = self._clock.fed_samples
        self._clock.add(chunk.start_sample, len(chunk.pcm) // SAMPLE_BYTES)
        loud = np.flatnonzero(np.abs(np.frombuffer(chunk.pcm, np.int16).astype(np.int32)) > _LOUD)
        if loud.size:
            self._loud_from = fed + int(loud[0]) if self._loud_from is None else self._loud_from
            self._loud_to = fed + int(loud[-1]) + 1
        if self._loud_from is None:
            return ()
        if self._clock.fed_samples - self._loud_to >= _END_SAMPLES:
            return self.flush()
        return self._partial(self._loud_from) if partial else ()

    def flush(self) -> Sequence[Heard]:
        """See `Session.flush`."""
        if self._loud_from is None or not self._lines:
            self._loud_from = None
            return ()
        start, self._loud_from = self._loud_from, None
        words = self._lines.pop(0).split()
        _misbehave(words[0])
        step = (self._loud_to - start) / max(len(words), 1)
        timed = tuple(
            Word(
                text=word,
                start_ms=self._ms(start + step * number),
                end_ms=self._ms(start + step * (number + 1) - 1),
                confidence=1.0,
            )
            for number, word in enumerate(words)
        )
        return (Final(start_ms=timed[0].start_ms, end_ms=timed[-1].end_ms, text=" ".join(words), words=timed),)

    def close(self) -> None:
        """See `Session.close`: nothing is held elsewhere."""

    def _partial(self, loud_from: int) -> Sequence[Heard]:
        if not self._lines:
            return ()
        words = self._lines[0].split()
        _misbehave(words[0])
        known = (self._clock.fed_samples - loud_from) * 4 // LINE_RATE_HZ  # four words a second
        text = " ".join(words[: max(1, min(known, len(words)))])
        return (Partial(start_ms=self._ms(loud_from), text=text),)

    def _ms(self, fed_sample: float) -> int:
        return self._clock.to_call(int(fed_sample)) * 1000 // LINE_RATE_HZ


def _misbehave(word: str) -> None:
    if word == "!abort":
        os.abort()
    while word == "!hang":
        time.sleep(1.0)
