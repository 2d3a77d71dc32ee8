"""espeak-ng through ctypes: text in, samples and phoneme times out. One library a process; it remembers past calls."""

import ctypes
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.graphs.vocabulary import TrainingError
from asr.training.units import Phoneme

MANDARIN = "cmn-latn-pinyin"  # plain "cmn" spells characters in English with Debian's 1.51
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: no thread, so the same order of calls gives the same samples
_PHONEME_EVENTS = 1
_UTF8 = 1
_PHONEMES = 0x100  # espeakPHONEMES: text in [[ ]] is phoneme names
_PHONEME_EVENT = 7
_FAMILIES = ("sit", "gmw", "roa", "zle", "jpx")  # espeak-ng lists at most 349 voices; the languages we use live here
_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


_BACK_ANG = re.compile(r"(?<!i)A(\d*)N")
_FRONT_ANG = r"a\1N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One utterance: int16 mono samples at `rate_hz` and its phonemes."""

    samples: NDArray[np.int16]
    rate_hz: int
    phonemes: list[Phoneme]

    @property
    def seconds(self) -> float:
        """Length of the audio."""
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to speak: espeak voice with variant, words a minute, pitch and pitch range 0-99.

    `front_ang` says ang with the front a of espeak-ng 1.51, where 1.52 uses a back one.
    """

    voice: str
    rate: int = 165
    pitch: int = 50
    pitch_range: int = 50
    front_ang: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Where one build of espeak-ng lives."""

    shared_object: str
    data: str


def bundled_library() -> Library:
    """Give the build inside the espeakng-loader wheel."""
    import espeakng_loader  # noqa: PLC0415 - training extra only

    return Library(shared_object=espeakng_loader.get_library_path(), data=espeakng_loader.get_data_path())


def data_with_variants(data: Path, folder: Path, variants: Mapping[str, str]) -> Path:
    """Make a data folder of links to `data` plus own voice variants (name -> text of the variant file)."""
    made = folder / "espeak-ng-data"
    shutil.rmtree(made, ignore_errors=True)
    own = made / "voices" / "!v"
    own.mkdir(parents=True)
    (made / "lang").mkdir()
    for source in data.iterdir():
        if source.name not in ("voices", "lang"):
            (made / source.name).symlink_to(source)
    for family in _FAMILIES:
        (made / "lang" / family).symlink_to(data / "lang" / family)
    for source in (data / "voices" / "!v").iterdir():
        (own / source.name).symlink_to(source)
    for name, text in variants.items():
        (own / name).write_text(text, "utf-8")
    return made


class Synthesiser:
    """Owns the one espeak-ng of this process."""

    def __init__(self, library: Library) -> None:
        self._espeak = ctypes.CDLL(library.shared_object)
        rate_hz = self._espeak.espeak_Initialize(_SYNCHRONOUS, 0, library.data.encode(), _PHONEME_EVENTS)
        if rate_hz <= 0:
            raise TrainingError(f"espeak-ng at {library.shared_object}: expected a sample rate, found {rate_hz}")
        if hasattr(self._espeak, "espeak_ng_SetRandSeed"):  # 1.52 seeds its breath and roughness by the clock otherwise
            self._espeak.espeak_ng_SetRandSeed(ctypes.c_long(1))
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._rate_hz: int = rate_hz
        self._blocks: list[NDArray[np.int16]] = []
        self._phonemes: list[Phoneme] = []
        self._callback = _CALLBACK(self._receive)  # kept alive: espeak calls it later
        self._espeak.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, manner: Manner) -> Speech:
        """Speak one text."""
        self._become(manner)
        if not manner.front_ang:
            return self._speak(text, _UTF8)
        return self._speak(f"[[{_BACK_ANG.sub(_FRONT_ANG, self._phoneme_text(text))}]]", _UTF8 | _PHONEMES)

    def _become(self, manner: Manner) -> None:
        if self._espeak.espeak_SetVoiceByName(manner.voice.encode()) != 0:
            raise TrainingError(f"espeak-ng voice: expected an installed one, found {manner.voice!r}")
        for parameter, value in ((_RATE, manner.rate), (_PITCH, manner.pitch), (_RANGE, manner.pitch_range)):
            self._espeak.espeak_SetParameter(parameter, value, 0)

    def _phoneme_text(self, text: str) -> str:
        """Spell a text in phoneme names with tones, clause by clause."""
        pointer = ctypes.pointer(ctypes.c_char_p(text.encode()))
        clauses: list[str] = []
        while pointer and pointer.contents.value is not None:
            clauses.append((self._espeak.espeak_TextToPhonemes(pointer, _UTF8, 0) or b"").decode())
        return " ".join(clauses)

    def _speak(self, text: str, flags: int) -> Speech:
        self._blocks, self._phonemes = [], []
        encoded = text.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._espeak.espeak_Synth(encoded, size, 0, 1, 0, flags, None, None)
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        return Speech(samples=samples, rate_hz=self._rate_hz, phonemes=self._phonemes)

    def _receive(self, wave: ctypes.Array[ctypes.c_short], count: int, events: ctypes.Array[_Event]) -> int:
        if wave and count > 0:
            self._blocks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _PHONEME_EVENT:
                name = event.id.string.decode("utf-8", "replace")
                self._phonemes.append(Phoneme(name=name, start_s=event.sample / self._rate_hz))
            index += 1
        return 0
