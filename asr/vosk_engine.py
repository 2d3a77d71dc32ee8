"""Vosk behind our interface: the only place that imports it.

libvosk aborts, hangs or crashes its process on ordinary calls. None can be made from here: a session belongs
to one thread, sound is whole samples of `bytes`, the rate is one of three, a model is only ever a path, a
finished utterance is fetched at once, and a grammar comes from `grammar_json` before any sound.
"""

import json
import math
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import vosk

from asr.model_folder import ModelInfo, check_model
from asr.recognizer import (
    LINE_RATE_HZ,
    MODEL_RATES_HZ,
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
from asr.timemap import TimeMap

_UNKNOWN = "[unk]"


def grammar_json(phrases: Sequence[str], knows: Callable[[str], bool]) -> str:
    """Write phrases as the grammar Vosk can bear: known words, and a way out for all else.

    Raises GrammarError naming the phrase or words at fault; Vosk itself would crash or hear nothing.
    """
    if isinstance(phrases, str) or not phrases:
        raise GrammarError(f"grammar: expected a list of one or more phrases, found {phrases!r}")
    for phrase in phrases:
        if not isinstance(phrase, str) or not phrase.strip():
            raise GrammarError(f"grammar: expected phrases of words separated by spaces, found {phrase!r}")
    unknown = sorted({word for phrase in phrases for word in phrase.split() if not knows(word)})
    if unknown:
        raise GrammarError(f"grammar: expected words of the model, found {' '.join(unknown)}")
    way_out = [_UNKNOWN] if knows(_UNKNOWN) and _UNKNOWN not in phrases else []
    return json.dumps([*phrases, *way_out], ensure_ascii=False)  # escapes would be taken for unknown words


class VoskEngine:
    """Owns one loaded model; sessions of many threads share it."""

    def __init__(self, model_path: Path) -> None:
        self.model_info: ModelInfo = check_model(model_path)
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(self.model_info.path))
        except Exception as error:  # libvosk's wrapper raises bare Exception
            raise RecognizerError(f"model {model_path}: expected one that Vosk can load, found {error}") from error

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(engine="vosk", model=self.model_info.name, demo=self.model_info.demo)

    def knows(self, word: str) -> bool:
        """Tell whether the model's vocabulary has the word."""
        return int(self._model.vosk_model_find_word(word)) >= 0

    def open(self, phrases: Sequence[str] = ()) -> "VoskSession":
        """Open a session for the calling thread, bound to `phrases` if there are any."""
        grammar = grammar_json(phrases, self.knows) if phrases else None
        return VoskSession(self._model, self.model_info.rate_hz, grammar)


class VoskSession:
    """Owns one KaldiRecognizer, its filter and its clock, for the thread that made it."""

    def __init__(self, model: vosk.Model, rate_hz: int, grammar: str | None) -> None:
        if rate_hz not in MODEL_RATES_HZ:
            raise RecognizerError(f"model rate: expected one of {sorted(MODEL_RATES_HZ)} Hz, found {rate_hz}")
        arguments = (model, float(rate_hz)) if grammar is None else (model, float(rate_hz), grammar)
        try:
            self._recognizer = vosk.KaldiRecognizer(*arguments)
        except Exception as error:  # libvosk's wrapper raises bare Exception
            raise RecognizerError(f"model: expected one that can recognise, found {error}") from error
        self._recognizer.SetWords(True)
        self._resampler = Resampler(rate_hz)
        self._clock = TimeMap()
        self._utterance_from = 0  # fed sample at which the running utterance may begin
        self._owner = threading.get_ident()

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """See `Session.push`; an odd last byte is refused."""
        self._check_owner()
        if len(chunk.pcm) % SAMPLE_BYTES:
            raise RecognizerError(f"sound: expected whole 16-bit samples, found {len(chunk.pcm)} bytes")
        self._clock.add(chunk.start_sample, len(chunk.pcm) // SAMPLE_BYTES)
        if self._accept(self._resampler.push(chunk.pcm)):
            return self._final(self._recognizer.Result())  # at once: ignoring it costs ever more time
        return self._partial() if partial else ()

    def flush(self) -> Sequence[Heard]:
        """See `Session.flush`."""
        self._check_owner()
        heard = self._final(self._recognizer.Result()) if self._accept(self._resampler.flush()) else ()
        return (*heard, *self._final(self._recognizer.FinalResult()))

    def _check_owner(self) -> None:
        if threading.get_ident() != self._owner:
            raise WrongThreadError("session: expected its own thread, found another (it would crash the process)")

    def _accept(self, pcm: bytes) -> bool:
        return bool(pcm) and bool(self._recognizer.AcceptWaveform(bytes(pcm)))

    def _partial(self) -> Sequence[Heard]:
        text = str(json.loads(self._recognizer.PartialResult()).get("partial", ""))
        if not text:
            self._utterance_from = max(self._utterance_from, self._clock.fed_samples - LINE_RATE_HZ)
            return ()
        return (Partial(start_ms=_ms(self._clock.to_call(self._utterance_from)), text=text),)

    def _final(self, document: str) -> Sequence[Heard]:
        words = tuple(self._word(entry) for entry in json.loads(document).get("result", ()))
        self._utterance_from = self._clock.fed_samples
        self._clock.forget_before(self._clock.fed_samples - LINE_RATE_HZ)
        if not words:
            return ()  # silence gives an empty utterance every 5 s
        text = " ".join(word.text for word in words)
        return (Final(start_ms=words[0].start_ms, end_ms=words[-1].end_ms, text=text, words=words),)

    def _word(self, entry: dict[str, float | str]) -> Word:
        start = self._clock.to_call(round(float(entry["start"]) * LINE_RATE_HZ))
        end = self._clock.end_to_call(round(float(entry["end"]) * LINE_RATE_HZ))
        confidence = float(entry.get("conf", 0.0))
        return Word(
            text=str(entry["word"]),
            start_ms=_ms(start),
            end_ms=max(_ms(end), _ms(start)),
            confidence=confidence if math.isfinite(confidence) else 0.0,
        )


def _ms(sample: int) -> int:
    return max(sample, 0) * 1000 // LINE_RATE_HZ
