"""The recognisers with faults planted below our interface, in the library's own calls: for drills only.

`python -m tests.wire.asr.faulty_recognisers --config FILE.json`. A file named after a fault in $FAULTS makes the next
piece of sound commit it, in a way libvosk itself is known to: `segv` and `hang` once, `poison` on that sound for ever.
"""

import hashlib
import os
from pathlib import Path

import vosk

from asr import recognisers
from asr.feed import BLOCK_SAMPLES
from asr.recognizer import SAMPLE_BYTES

FAULTS = Path(os.environ["FAULTS"])
_Real = vosk.KaldiRecognizer


class FaultyRecognizer(_Real):  # type: ignore[misc]
    """A KaldiRecognizer that does its worst when told to."""

    def __init__(self, model: vosk.Model, *arguments: object) -> None:
        super().__init__(model, *arguments)
        self._faulty_model = model

    def AcceptWaveform(self, pcm: bytes) -> int:  # noqa: N802 -- the library's name
        poisons = [FAULTS / f"poison-{hashlib.sha256(block).hexdigest()[:16]}" for block in _blocks(pcm) if any(block)]
        if poisons and _claim("poison"):
            poisons[0].touch()
        if any(poison.exists() for poison in poisons):
            self._abort(pcm)
        if any(pcm) and _claim("segv"):
            _Real(self._faulty_model, 8000.0, "[]")  # SIGSEGV
        if any(pcm) and _claim("hang"):
            _Real(self._faulty_model, 0.0).AcceptWaveform(pcm)  # never returns
        return int(super().AcceptWaveform(pcm))

    def _abort(self, pcm: bytes) -> None:
        bound = _Real(self._faulty_model, 8000.0)
        bound.AcceptWaveform(pcm)
        bound.SetGrammar('["停水"]')  # an uncaught KaldiFatalError: SIGABRT


def _blocks(pcm: bytes) -> list[bytes]:
    """The blocks of a feed: a recogniser that is late hears several at once, and one that begins anew in others."""
    step = BLOCK_SAMPLES * SAMPLE_BYTES
    return [pcm[at : at + step] for at in range(0, len(pcm), step)]


def _claim(name: str) -> bool:
    try:
        (FAULTS / name).unlink()
    except FileNotFoundError:
        return False
    return True


if __name__ == "__main__":
    vosk.KaldiRecognizer = FaultyRecognizer
    recognisers.main()
