"""What Vosk says, as our records: its JSON counts fed sound, ours counts the call (pure)."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from asr.recognizer import LINE_RATE_HZ, Final, Heard, Partial, RecognizerError, Word
from asr.timemap import TimeMap


class VoskWords:
    """Owns one session's clock and where the running utterance may begin."""

    def __init__(self) -> None:
        self._clock = TimeMap()
        self._utterance_from = 0  # fed sample

    def fed(self, start_sample: int, samples: int) -> None:
        """Note what is fed next."""
        self._clock.add(start_sample, samples)

    def partial(self, text: str) -> Sequence[Heard]:
        """Give the partial, if it says anything."""
        if not text:
            self._utterance_from = max(self._utterance_from, self._clock.fed_samples - LINE_RATE_HZ)
            return ()
        return (Partial(start_ms=self._call_ms(self._utterance_from), text=text),)

    def final(self, fields: Mapping[str, Any]) -> Sequence[Heard]:
        """Give the finished utterance, if it says anything: silence gives an empty one every 5 s."""
        words = tuple(self._word(entry) for entry in fields.get("result", ()))
        text = " ".join(word.text for word in words) or str(fields.get("text", ""))
        start_ms, end_ms = self._call_ms(self._utterance_from), self._call_ms(self._clock.fed_samples)
        self._utterance_from = self._clock.fed_samples
        self._clock.forget_before(self._clock.fed_samples - LINE_RATE_HZ)
        if words:
            start_ms, end_ms = words[0].start_ms, words[-1].end_ms
        elif text:  # a server that gives no words
            words = (Word(text=text, start_ms=start_ms, end_ms=end_ms, confidence=0.0),)
        return (Final(start_ms=start_ms, end_ms=end_ms, text=text, words=words),) if text else ()

    def stretch_ms(self, start_s: float, end_s: float) -> tuple[int, int]:
        """Give a stretch of fed sound in times of the call."""
        start = self._clock.to_call(round(start_s * LINE_RATE_HZ))
        return _ms(start), max(_ms(self._clock.end_to_call(round(end_s * LINE_RATE_HZ))), _ms(start))

    def _word(self, entry: Mapping[str, Any]) -> Word:
        start_ms, end_ms = self.stretch_ms(float(entry["start"]), float(entry["end"]))
        confidence = float(entry.get("conf", 0.0))
        return Word(
            text=str(entry["word"]),
            start_ms=start_ms,
            end_ms=end_ms,
            confidence=min(max(confidence, 0.0), 1.0) if math.isfinite(confidence) else 0.0,
        )

    def _call_ms(self, fed_sample: int) -> int:
        return _ms(self._clock.to_call(fed_sample))


def read_answer(document: str) -> dict[str, Any]:
    """Read Vosk's JSON; raises RecognizerError unless it is an object."""
    try:
        fields = json.loads(document)
    except ValueError as error:
        raise RecognizerError(f"recogniser: expected JSON, found {document[:60]!r}") from error
    if not isinstance(fields, dict):
        raise RecognizerError(f"recogniser: expected a JSON object, found {document[:60]!r}")
    return fields


def _ms(sample: int) -> int:
    return max(sample, 0) * 1000 // LINE_RATE_HZ
