"""Vosk behind our interface: the only place that imports it.

libvosk aborts, hangs or crashes its process on ordinary calls. None can be made from here: a session belongs
to one thread, sound is whole samples of `bytes`, the rate is one of three, a model is only ever a path, a
finished utterance is fetched at once, and a grammar comes from `grammar_json` before any sound.
"""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import vosk

from asr.model_folder import ModelInfo, check_model
from asr.phrases import check_phrases
from asr.recognizer import (
    LINE_RATE_HZ,
    MODEL_RATES_HZ,
    SAMPLE_BYTES,
    EngineInfo,
    GrammarError,
    Heard,
    PcmChunk,
    RecognizerError,
    WrongThreadError,
)
from asr.resample import Resampler
from asr.sound_check import check_sound
from asr.vosk_words import VoskWords, read_answer

_UNKNOWN = "[unk]"
_MOST_AT_ONCE_BYTES = (
    9600  # 0.6 s at 8 kHz: ends are looked for only between; a minute of silence at once takes minutes
)


def grammar_json(phrases: Sequence[str], knows: Callable[[str], bool]) -> str:
    """Write phrases as the grammar Vosk can bear: known words, and a way out for all else.

    Raises GrammarError naming the phrase or words at fault; Vosk itself would crash or hear nothing.
    """
    check_phrases(phrases, knows)
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

    def alive(self) -> bool:
        """See `Engine.alive`."""
        return True

    def knows(self, word: str) -> bool:
        """Tell whether the model's vocabulary has the word."""
        return int(self._model.vosk_model_find_word(word)) >= 0

    def open(self, phrases: Sequence[str] = (), from_hz: int = LINE_RATE_HZ) -> "VoskSession":
        """Open a session for the calling thread, bound to `phrases` if there are any.

        `from_hz` is the rate of the sound pushed: the line's, or a wider one of a clip that never was on a line.
        """
        if phrases and not (self.model_info.path / "graph" / "HCLr.fst").exists():
            raise GrammarError(
                f"grammar: expected a model with a look-ahead graph, found {self.model_info.name}'s static"
            )
        grammar = grammar_json(phrases, self.knows) if phrases else None
        return VoskSession(self._model, self.model_info.rate_hz, grammar, from_hz)


class VoskSession:
    """Owns one KaldiRecognizer, its filter and its clock, for the thread that made it."""

    def __init__(self, model: vosk.Model, rate_hz: int, grammar: str | None, from_hz: int = LINE_RATE_HZ) -> None:
        if rate_hz not in MODEL_RATES_HZ:
            raise RecognizerError(f"model rate: expected one of {sorted(MODEL_RATES_HZ)} Hz, found {rate_hz}")
        arguments = (model, float(rate_hz)) if grammar is None else (model, float(rate_hz), grammar)
        try:
            self._recognizer = vosk.KaldiRecognizer(*arguments)
        except Exception as error:  # libvosk's wrapper raises bare Exception
            raise RecognizerError(f"model: expected one that can recognise, found {error}") from error
        self._recognizer.SetWords(True)
        self._resampler = Resampler(rate_hz, from_hz)
        self._from_hz = from_hz
        self._words = VoskWords()
        self._owner = threading.get_ident()

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """See `Session.push`; what is no sound is refused."""
        self._check_owner()
        check_sound(chunk.pcm)
        pieces = range(0, len(chunk.pcm), _MOST_AT_ONCE_BYTES)
        heard = [final for offset in pieces for final in self._hear(chunk, offset)]
        if heard or not partial:
            return heard
        return self._words.partial(str(read_answer(self._recognizer.PartialResult()).get("partial", "")))

    def _hear(self, chunk: PcmChunk, offset: int) -> Sequence[Heard]:
        """Hear a piece of a chunk; give the utterance that ends in it, if one does."""
        pcm = chunk.pcm[offset : offset + _MOST_AT_ONCE_BYTES]
        line_samples = [size // SAMPLE_BYTES * LINE_RATE_HZ // self._from_hz for size in (offset, len(pcm))]
        self._words.fed(chunk.start_sample + line_samples[0], line_samples[1])
        if self._accept(self._resampler.push(pcm)):
            return self._words.final(read_answer(self._recognizer.Result()))  # at once: ignoring it costs more time
        return ()

    def flush(self) -> Sequence[Heard]:
        """See `Session.flush`."""
        self._check_owner()
        accepted = self._accept(self._resampler.flush())
        heard = self._words.final(read_answer(self._recognizer.Result())) if accepted else ()
        return (*heard, *self._words.final(read_answer(self._recognizer.FinalResult())))

    def close(self) -> None:
        """See `Session.close`: nothing is held elsewhere."""

    def _check_owner(self) -> None:
        if threading.get_ident() != self._owner:
            raise WrongThreadError("session: expected its own thread, found another (it would crash the process)")

    def _accept(self, pcm: bytes) -> bool:
        return bool(pcm) and bool(self._recognizer.AcceptWaveform(bytes(pcm)))
