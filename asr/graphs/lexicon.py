"""How words are said, as the model's folder tells it: its units, its words, and single characters for new words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from asr.model_folder import ModelError

Pronunciation = tuple[str, ...]
Lexicon = dict[str, list[Pronunciation]]

UNITS, WORDS, CHARACTERS = "units.txt", "lexicon.txt", "characters.txt"  # in the folder `lexicon` of a model
_MOST_READINGS = 4  # of one word
Readings = Callable[[str], Sequence[Pronunciation]]  # of one character


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """What a model's folder says of sounds. `units` are in the order its phones are numbered by."""

    units: tuple[str, ...]
    words: Mapping[str, Sequence[Pronunciation]]
    characters: Mapping[str, Sequence[Pronunciation]]


def parse_pronunciations(text: str) -> Lexicon:
    """Read "word unit unit ..." lines; a word may have several; "#" starts a comment line."""
    lexicon: Lexicon = {}
    for raw in text.splitlines():
        line = raw.strip()
        if line and not line.startswith("#"):
            word, *units = line.split()
            lexicon.setdefault(word, []).append(tuple(units))
    return lexicon


def written(lexicon: Mapping[str, Sequence[Pronunciation]]) -> str:
    """Write what `parse_pronunciations` reads."""
    return "".join(f"{word} {' '.join(units)}\n" for word, readings in lexicon.items() for units in readings)


def write_sounds(model: Path, sounds: Sounds) -> None:
    """Put the sounds into a model's folder."""
    folder = model / "lexicon"
    folder.mkdir(exist_ok=True)
    (folder / UNITS).write_text("\n".join(sounds.units) + "\n", "utf-8")
    (folder / WORDS).write_text(written(sounds.words), "utf-8")
    (folder / CHARACTERS).write_text(written(sounds.characters), "utf-8")


def read_sounds(model: Path) -> Sounds:
    """Read a model's sounds.

    Raises:
        ModelError: the folder has none, as no published model has, or they name a unit the model has not.

    """
    folder = model / "lexicon"
    try:
        units, words, characters = ((folder / name).read_text("utf-8") for name in (UNITS, WORDS, CHARACTERS))
    except (OSError, UnicodeDecodeError) as fault:
        raise ModelError(model, "a model that says how words sound (lexicon/)", fault) from None
    sounds = Sounds(
        units=tuple(units.split()), words=parse_pronunciations(words), characters=parse_pronunciations(characters)
    )
    known = set(sounds.units)
    listed = (*sounds.words.items(), *sounds.characters.items())
    bad = next((word for word, ways in listed for way in ways if not way or not known.issuperset(way)), None)
    if bad is not None:
        raise ModelError(model, f"units of {UNITS} for every word", f"others for {bad}")
    return sounds


def spelled(word: str, readings: Readings) -> list[Pronunciation]:
    """Put a word together from its characters, at most four ways; [] when one of them has no sound."""
    ways = [list(dict.fromkeys(readings(char))) for char in word]
    if not ways or not all(ways):
        return []
    joined = (tuple(unit for part in way for unit in part) for way in product(*ways))
    return list(dict.fromkeys(way for way, _ in zip(joined, range(_MOST_READINGS), strict=False)))
