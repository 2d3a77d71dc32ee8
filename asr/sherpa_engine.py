"""sherpa-onnx behind our interface: the only place that imports it. An extra: `pip install callcenter[sherpa]`.

Streaming transducer, paraformer and CTC models, told apart by the names of the files in the model's folder.
"""

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asr.recognizer import (
    LINE_RATE_HZ,
    SAMPLE_BYTES,
    EngineInfo,
    Final,
    GrammarError,
    Heard,
    Partial,
    PcmChunk,
    RecognizerError,
    Word,
    WrongThreadError,
)
from asr.resample import Resampler
from asr.sherpa_folder import SherpaModel, read_folder
from asr.sound_check import check_sound
from asr.timemap import TimeMap

try:
    import sherpa_onnx
except ImportError:
    sherpa_onnx = None

_ENDPOINTS = {
    "enable_endpoint_detection": True,
    "rule1_min_trailing_silence": 5.0,
    "rule2_min_trailing_silence": 0.5,  # as Vosk's
    "rule3_min_utterance_length": 20.0,
}
_TAIL_S = 0.8  # silence behind the last word: a streaming model looks ahead
_TOKEN_S = 0.2  # how long a token is taken to last; models say only where it begins


class SherpaEngine:
    """Owns one loaded model; sessions of many threads share it."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raises RecognizerError naming what is missing."""
        if sherpa_onnx is None:
            raise RecognizerError("engine sherpa-onnx: expected the extra callcenter[sherpa], found it not installed")
        self.model = read_folder(folder)
        try:
            self._recognizer = _load(self.model)
        except Exception as error:  # its loader raises what it likes
            raise RecognizerError(f"model {folder}: expected one that sherpa-onnx can load, found {error}") from error

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(engine="sherpa-onnx", model=self.model.name, demo=False)

    def alive(self) -> bool:
        """See `Engine.alive`."""
        return True

    def open(self, phrases: Sequence[str] = ()) -> "SherpaSession":
        """Open a session for the calling thread; these models cannot be bound to phrases."""
        if phrases:
            raise GrammarError(f"grammar: expected none with engine sherpa-onnx, found {len(phrases)} phrases")
        return SherpaSession(self._recognizer, self.model.rate_hz)


def _load(model: SherpaModel) -> Any:
    """Load with one thread: more would not survive the fork of the workers."""
    loader = getattr(sherpa_onnx.OnlineRecognizer, f"from_{model.kind}")
    files = {name: str(path) for name, path in model.files.items()}
    return loader(**files, num_threads=1, sample_rate=model.rate_hz, **_ENDPOINTS)


class SherpaSession:
    """Owns one stream, its filter and its clock, for the thread that opened it."""

    def __init__(self, recognizer: Any, rate_hz: int) -> None:
        self._recognizer = recognizer
        self._rate_hz = rate_hz
        self._owner = threading.get_ident()
        self._begin()

    def _begin(self) -> None:
        self._stream = self._recognizer.create_stream()
        self._resampler = Resampler(self._rate_hz)
        self._clock = TimeMap()

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """See `Session.push`; what is no sound is refused."""
        self._check_owner()
        check_sound(chunk.pcm)
        self._clock.add(chunk.start_sample, len(chunk.pcm) // SAMPLE_BYTES)
        self._decode(self._resampler.push(chunk.pcm))
        if self._recognizer.is_endpoint(self._stream):
            heard = self._final()
            self._recognizer.reset(self._stream)
            return heard
        return self._partial() if partial else ()

    def flush(self) -> Sequence[Heard]:
        """See `Session.flush`."""
        self._check_owner()
        if not self._clock.fed_samples:
            return ()
        self._decode(self._resampler.flush() + bytes(int(self._rate_hz * _TAIL_S) * SAMPLE_BYTES))
        heard = self._final()
        self._begin()
        return heard

    def close(self) -> None:
        """See `Session.close`: nothing is held elsewhere."""

    def _check_owner(self) -> None:
        if threading.get_ident() != self._owner:
            raise WrongThreadError("session: expected its own thread, found another")

    def _decode(self, pcm: bytes) -> None:
        if pcm:
            sound = np.frombuffer(pcm, np.int16).astype(np.float32) / 32768
            self._stream.accept_waveform(self._rate_hz, sound)
        while self._recognizer.is_ready(self._stream):
            self._recognizer.decode_stream(self._stream)

    def _words(self) -> tuple[Word, ...]:
        tokens = [str(token).replace("▁", "").strip() for token in self._recognizer.tokens(self._stream)]
        begin_s = float(self._recognizer.start_time(self._stream))
        starts = [begin_s + float(one) for one in self._recognizer.timestamps(self._stream)]
        probabilities = list(self._recognizer.ys_probs(self._stream))
        sure = probabilities if len(probabilities) == len(tokens) else [0.0] * len(tokens)  # none known: as if sure
        ends = [*starts[1:], math.inf][: len(starts)]
        timed = zip(tokens, starts, ends, sure, strict=True)
        return tuple(self._word(token, at, min(end, at + _TOKEN_S), log_p) for token, at, end, log_p in timed if token)

    def _word(self, token: str, start_s: float, end_s: float, log_p: float) -> Word:
        start, end = (self._call_ms(second) for second in (start_s, end_s))
        confidence = math.exp(min(float(log_p), 0.0))
        return Word(text=token, start_ms=start, end_ms=max(start, end), confidence=confidence)

    def _call_ms(self, fed_s: float) -> int:
        fed = min(round(fed_s * LINE_RATE_HZ), self._clock.fed_samples)
        return max(self._clock.to_call(fed), 0) * 1000 // LINE_RATE_HZ

    def _partial(self) -> Sequence[Heard]:
        words = self._words()
        return (Partial(start_ms=words[0].start_ms, text=_text(words)),) if words else ()

    def _final(self) -> Sequence[Heard]:
        words = self._words()
        if not words:
            return ()
        return (Final(start_ms=words[0].start_ms, end_ms=words[-1].end_ms, text=_text(words), words=words),)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
