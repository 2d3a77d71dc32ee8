"""Speaks the sets a model is measured on: template sentences, digits, words in any order, hand-written ones, sounds."""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.graphs.sentences import SentenceMaker, load_templates
from asr.graphs.vocabulary import load_vocabulary
from asr.training.channel import Line, through
from asr.training.corpus import Shard, UtteranceMaker
from asr.training.lexicon import FOLDER
from asr.training.nonspeech import KINDS, make_sound
from asr.training.pipeline import words_and_units
from asr.training.synth import Library
from asr.training.voices import held_out_manner

_SEED = 20_261_121  # of the test sets; no training shard uses it
_SOUND_SECONDS = 8.0
_SOUNDS_EACH = 5
SOUND_SETS = ("sounds", "foreign speech")
Draw = Callable[[int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One test utterance: the set it belongs to, what was said, in which voice, and 8 kHz int16 samples."""

    name: str
    text: str
    voice: str
    samples: NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which build of espeak-ng speaks, the units it may use, and the scale of the number of utterances."""

    library: Library
    units: tuple[str, ...]
    size: float


def parse_apart(text: str) -> dict[str, list[list[str]]]:
    """Read the hand-written sentences: [part] headings, one sentence of words a line."""
    parts: dict[str, list[list[str]]] = {}
    part: list[list[str]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            part = parts.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            part.append(line.split())
    return parts


class _Speaker:
    """Draws and speaks; owns the synthesiser of this process."""

    def __init__(self, order: Order, folder: Path) -> None:
        shard = Shard(library=order.library, units=order.units, utterances=0, seed=_SEED, number=0, held_out=True)
        self._maker = UtteranceMaker(shard, folder)
        self._chance = random.Random(_SEED)
        self._size = order.size
        self._vocabulary = load_vocabulary()
        self._sentences = SentenceMaker(self._vocabulary, load_templates(), self._chance)
        self.made: list[Spoken] = []

    def speak(self, name: str, count: int, words: Draw, *, clean: bool = False) -> None:
        """Speak `count` utterances, scaled; one that leaves Mandarin is left out."""
        for number in range(max(round(count * self._size), 1)):
            said = words(number)
            line = Line(peak_db=self._chance.uniform(-20, -6)) if clean else self._maker.line()
            heard = self._maker.say(tuple(said), "".join(said), held_out_manner(self._chance), line)
            if heard is not None:
                self.made.append(Spoken(name=name, text="".join(said), voice=heard.voice, samples=heard.samples))

    def play(self) -> None:
        """Add sounds that are no speech, and speech that is not Mandarin."""
        for kind in dict.fromkeys(KINDS):
            for number in range(max(round(_SOUNDS_EACH * self._size), 1)):
                chance = random.Random(f"{_SEED} {kind} {number}")
                wave = make_sound(kind, _SOUND_SECONDS, chance)
                samples = through(wave, Line(peak_db=chance.uniform(-24, -4)), self._maker.noise)
                self.made.append(Spoken(name=SOUND_SETS[0], text="", voice=kind, samples=samples))
        for _ in range(max(round(20 * self._size), 1)):
            heard = self._maker.foreign()
            self.made.append(Spoken(name=SOUND_SETS[1], text="", voice=heard.voice, samples=heard.samples))

    def speak_all(self) -> None:
        """Speak every set."""
        chance, sentences = self._chance, self._sentences
        short = [word for word in self._vocabulary.words if len(word) <= 4]
        self.speak("templates, telephone noise", 300, lambda _: sentences.sentence())
        self.speak("templates, clean", 150, lambda _: sentences.sentence(), clean=True)
        self.speak("phone numbers, telephone noise", 100, lambda _: sentences.expand("{phone}"))
        self.speak("words in any order, telephone noise", 100, lambda _: chance.choices(short, k=chance.randint(3, 7)))
        for part, listed in parse_apart((FOLDER / "apart.txt").read_text("utf-8")).items():
            for clean in (True, False):
                name = f"apart, {part} half, {'clean' if clean else 'telephone noise'}"
                self.speak(name, 3 * len(listed), lambda at, listed=listed: listed[at % len(listed)], clean=clean)


def speak_sets(order: Order) -> list[Spoken]:
    """Speak all sets in held-out voices. Runs in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="espeak-") as folder:
        speaker = _Speaker(order, Path(folder))
        speaker.speak_all()
        speaker.play()
        return speaker.made


def bundled_units(_: None) -> tuple[str, ...]:
    """Give the units of the bundled build. Runs in a process of its own: two builds do not live in one."""
    return words_and_units(load_vocabulary()).units
