"""The training corpus: what is spoken in which voice over which line, made in shards, one fresh process per shard."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.graphs.sentences import SentenceMaker, load_templates
from asr.graphs.vocabulary import load_vocabulary
from asr.training.channel import TELEPHONE_HZ, Line, draw_line, resample, through
from asr.training.features import FRAME_CENTRE_S, FRAME_SHIFT_S, SUBSAMPLING, mfcc
from asr.training.kaldi_format import rest_pdf, start_pdf
from asr.training.nonspeech import KINDS, make_sound
from asr.training.synth import Library, Manner, Speech, Synthesiser, data_with_variants
from asr.training.train import Stream, pad_utterance
from asr.training.units import SILENCE, SPOKEN_NOISE, Unit, is_mandarin, is_pause, to_units
from asr.training.voices import FOREIGN, held_out_manner, random_variants, training_manner

_KINDS = ("template", "digits", "words", "characters", "sound", "foreign")
_SHARES = (0.40, 0.13, 0.20, 0.17, 0.08, 0.02)
_FOREIGN_TEXT = (
    "please hold the line someone will be with you in a moment",
    "buenos dias en que puedo ayudarle hoy",
    "guten tag wie kann ich ihnen helfen",
    "bonjour je voudrais parler avec quelqu'un",
    "the quick brown fox jumps over the lazy dog again and again",
    "una mattina mi sono svegliato presto per andare al mercato",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One shard's order: everything that decides its content."""

    library: Library
    units: tuple[str, ...]
    utterances: int
    seed: int
    number: int
    held_out: bool = False
    clean: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Telephone samples (8 kHz int16), the words spoken, and the units heard."""

    samples: NDArray[np.int16]
    words: tuple[str, ...]
    units: tuple[Unit, ...]
    voice: str


def label_steps(units: tuple[Unit, ...], steps: int, inventory: tuple[str, ...]) -> NDArray[np.int16]:
    """Name the pdf at the centre of every third frame; silence where no unit is."""
    number = {name: index for index, name in enumerate(inventory)}
    labels = np.full(steps, start_pdf(number[SILENCE]), np.int16)
    times = np.arange(steps) * SUBSAMPLING * FRAME_SHIFT_S + FRAME_CENTRE_S
    for unit in units:
        inside = np.nonzero((times >= unit.start_s) & (times < unit.end_s))[0]
        labels[inside] = rest_pdf(number[unit.name])
        labels[inside[:1]] = start_pdf(number[unit.name])
    return labels


def spoken(
    speech: Speech, line: Line, pads_s: tuple[float, float], noise: np.random.Generator
) -> tuple[NDArray[np.int16], float]:
    """Put speech with silence on both sides through a line; also give the seconds of one synthesised second."""
    wave = resample(speech.samples, speech.rate_hz, line)
    before, after = (np.zeros(int(pad * TELEPHONE_HZ), np.float32) for pad in pads_s)
    return through(np.concatenate([before, wave, after]), line, noise), 1 / line.speed


class UtteranceMaker:
    """Draws utterances from one seeded source of chance. Owns the process's synthesiser."""

    def __init__(self, shard: Shard, folder: Path) -> None:
        data = data_with_variants(Path(shard.library.data), folder, random_variants(shard.seed))
        self._synthesiser = Synthesiser(Library(shared_object=shard.library.shared_object, data=str(data)))
        self._chance = random.Random(shard.seed * 100_003 + shard.number)
        self.noise = np.random.default_rng(shard.seed * 100_003 + shard.number)
        self._sentences = SentenceMaker(load_vocabulary(), load_templates(), self._chance)
        self._inventory = frozenset(shard.units)
        self._held_out, self._clean = shard.held_out, shard.clean

    def draw(self) -> Utterance:
        """Draw one utterance of any kind."""
        kind = self._chance.choices(_KINDS, _SHARES)[0]
        while True:
            made = self._sound() if kind == "sound" else self.foreign() if kind == "foreign" else self._speech(kind)
            if made is not None:
                return made

    def sentence(self) -> Utterance:
        """Draw a template sentence, as the evaluation does."""
        while True:
            made = self._speech("template")
            if made is not None:
                return made

    def say(self, words: tuple[str, ...], text: str, manner: Manner, line: Line) -> Utterance | None:
        """Speak given words; None when the synthesiser leaves Mandarin."""
        speech = self._synthesiser.say(text, manner)
        if not len(speech.samples) or not is_mandarin(phoneme.name for phoneme in speech.phonemes):
            return None
        units = to_units(speech.phonemes, speech.seconds)
        if any(unit.name not in self._inventory for unit in units):
            return None
        pads_s = (self._chance.uniform(0.1, 0.7), self._chance.uniform(0.1, 0.7))
        samples, stretch = spoken(speech, line, pads_s, self.noise)
        return Utterance(samples=samples, words=words, units=_moved(units, stretch, pads_s[0]), voice=manner.voice)

    def _speech(self, kind: str) -> Utterance | None:
        makers = {
            "template": self._sentences.sentence,
            "digits": self._sentences.digit_string,
            "words": self._sentences.random_words,
            "characters": self._sentences.random_characters,
        }
        words = makers[kind]()
        manner = held_out_manner(self._chance) if self._held_out else training_manner(self._chance)
        return self.say(tuple(words), self._with_pauses(words), manner, self.line())

    def line(self) -> Line:
        """Draw the line of the next utterance."""
        return Line() if self._clean else draw_line(self._chance)

    def _with_pauses(self, words: list[str]) -> str:
        if self._chance.random() < 0.12 and len(words) > 2:
            at = self._chance.randrange(1, len(words))
            return "".join(words[:at]) + "，" + "".join(words[at:])
        return "".join(words)

    def _sound(self) -> Utterance:
        wave = make_sound(self._chance.choice(KINDS), self._chance.uniform(1.5, 5), self._chance)
        return Utterance(samples=through(wave, self.line(), self.noise), words=(), units=(), voice="")

    def foreign(self) -> Utterance:
        """Draw a sentence of another language."""
        manner = Manner(voice=self._chance.choice(FOREIGN), rate=self._chance.randint(120, 220))
        speech = self._synthesiser.say(self._chance.choice(_FOREIGN_TEXT), manner)
        starts = [*(phoneme.start_s for phoneme in speech.phonemes), speech.seconds]
        units = [
            Unit(name=SILENCE if is_pause(phoneme.name) else SPOKEN_NOISE, start_s=start, end_s=end)
            for phoneme, start, end in zip(speech.phonemes, starts, starts[1:], strict=False)
        ]
        samples, stretch = spoken(speech, self.line(), (0.3, 0.3), self.noise)
        return Utterance(samples=samples, words=(), units=_moved(units, stretch, 0.3), voice=manner.voice)


def _moved(units: list[Unit], stretch: float, offset_s: float) -> tuple[Unit, ...]:
    return tuple(
        Unit(name=unit.name, start_s=unit.start_s * stretch + offset_s, end_s=unit.end_s * stretch + offset_s)
        for unit in units
    )


def utterances(shard: Shard) -> Iterator[Utterance]:
    """Make one shard's utterances."""
    with tempfile.TemporaryDirectory(prefix="espeak-") as folder:
        maker = UtteranceMaker(shard, Path(folder))
        for _ in range(shard.utterances):
            yield maker.draw()


def make_stream(shard: Shard) -> Stream:
    """Make one shard's frames and labels. Runs in a process of its own: espeak-ng remembers what it said before."""
    pieces = []
    for utterance in utterances(shard):
        frames = mfcc(utterance.samples)
        if len(frames):
            steps = (len(frames) + SUBSAMPLING - 1) // SUBSAMPLING
            pieces.append(pad_utterance(frames, label_steps(utterance.units, steps, shard.units)))
    return joined(pieces)


def joined(pieces: list[Stream]) -> Stream:
    """Put streams end to end."""
    return Stream(
        frames=np.concatenate([piece.frames for piece in pieces]),
        labels=np.concatenate([piece.labels for piece in pieces]),
    )
