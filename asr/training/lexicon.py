"""Pronunciations: what the synthesiser says for each word, alone and inside a sentence."""

from collections.abc import Iterable
from pathlib import Path

from asr.graphs.lexicon import Lexicon, Pronunciation, parse_pronunciations
from asr.graphs.vocabulary import TrainingError
from asr.training.synth import MANDARIN, Manner, Synthesiser
from asr.training.units import SILENCE, is_mandarin, to_units

FOLDER = Path(__file__).parent
_CARRIERS = (("", ""), ("我说", "了"), ("是", "吗"))


def pronounce(synthesiser: Synthesiser, text: str) -> Pronunciation | None:
    """Give the units of a text in the plain voice; None when the synthesiser spelled part of it in English."""
    speech = synthesiser.say(text, Manner(voice=MANDARIN))
    if not is_mandarin(phoneme.name for phoneme in speech.phonemes):
        return None
    return tuple(unit.name for unit in to_units(speech.phonemes, speech.seconds) if unit.name != SILENCE)


def inside(full: Pronunciation, before: Pronunciation, after: Pronunciation) -> Pronunciation | None:
    """Cut a carrier's units off both ends; None when they are not there."""
    stop = len(full) - len(after)
    if stop <= len(before) or full[: len(before)] != before or full[stop:] != after:
        return None
    return full[len(before) : stop]


def _word(synthesiser: Synthesiser, word: str, ends: dict[str, Pronunciation]) -> list[Pronunciation]:
    found: list[Pronunciation] = []
    for before, after in _CARRIERS:
        full = pronounce(synthesiser, before + word + after)
        heard = inside(full, ends[before], ends[after]) if full else None
        if heard and heard not in found:
            found.append(heard)
    if not found:
        raise TrainingError(f"word {word!r}: expected a Mandarin pronunciation, found none")
    return found


def make_lexicon(synthesiser: Synthesiser, words: Iterable[str], extra: Lexicon | None = None) -> Lexicon:
    """Give each word its pronunciations, most usual first; `extra` adds readings of other synthesiser builds."""
    ends: dict[str, Pronunciation] = {"": ()}
    for text in {end for carrier in _CARRIERS for end in carrier if end}:
        ends[text] = pronounce(synthesiser, text) or ()
    lexicon = {word: _word(synthesiser, word, ends) for word in words}
    for word, readings in (extra or {}).items():
        if word in lexicon:
            lexicon[word] += [reading for reading in readings if reading not in lexicon[word]]
    return lexicon


def load_extra_pronunciations(path: Path = FOLDER / "pronunciations.txt") -> Lexicon:
    """Read the readings that the bundled synthesiser does not use itself."""
    return parse_pronunciations(path.read_text("utf-8"))
