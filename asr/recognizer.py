"""What a recogniser is: the records it takes and gives, and the two Protocols every engine fulfils.

Sound is PCM16LE mono. Places in time are samples at 8 kHz (`LINE_RATE_HZ`) or whole milliseconds, both
counted from the start of the call's recording, so that a word's time seeks in the recording.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

LINE_RATE_HZ = 8000  # G.711
SAMPLE_BYTES = 2
MODEL_RATES_HZ = frozenset({8000, 16000, 48000})  # others hang or abort Kaldi: 0, 1 and -1 for ever


class RecognizerError(Exception):
    """Root of what this room raises; the text says which thing, what was expected, what was found."""


class WrongThreadError(RecognizerError):
    """A session was used from a thread that does not own it."""


class GrammarError(RecognizerError):
    """A list of phrases no engine may be given."""


class EngineLostError(RecognizerError):
    """The recogniser behind a session is gone, on another machine; the sound goes to another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PcmChunk:
    """A piece of one leg's sound."""

    start_sample: int  # place of the first sample, at 8 kHz, from the start of the recording
    pcm: bytes  # PCM16LE mono, 8 kHz; usually 100 ms = 800 samples = 1,600 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float  # 0..1; no guard against music or key tones, which score above 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """What is heard so far; may change."""

    start_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """One utterance that will not change. `text` is the engine's own, words separated by spaces."""

    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A stretch the recogniser had to give up: say so, and recognise it later."""

    start_ms: int
    end_ms: int
    why: str


Heard = Partial | Final | Unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What the service shows of an engine."""

    engine: str  # vosk | vosk-server | sherpa-onnx | scripted
    model: str  # name of the model's folder
    demo: bool  # knows only the synthetic voices it was made from


class Session(Protocol):
    """One leg's recogniser. Owned by the thread that opened it; nobody else may call it."""

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """Take the next sound; give what became known, at most one Partial and only if `partial`."""

    def flush(self) -> Sequence[Heard]:
        """Speech has ended: give the last words. The session takes further sound afterwards."""

    def close(self) -> None:
        """Let go of what the session holds; it takes nothing afterwards."""


class Engine(Protocol):
    """A loaded model from which sessions are opened."""

    @property
    def info(self) -> EngineInfo: ...

    def alive(self) -> bool:
        """Tell whether sessions can still be opened: always, unless the recogniser is on another machine."""

    def open(self, phrases: Sequence[str] = ()) -> Session:
        """Open a session for the calling thread, bound to `phrases` if there are any.

        Raises GrammarError naming the phrase at fault when they cannot be used.
        """
