"""Characters to syllables without tones, blurred where speech and recognisers blur them. The only user of pypinyin."""

import os
from functools import lru_cache
from itertools import product

# Readings of single characters are all we ask; its phrases would cost each process 0.1 s at its start and 44 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_MAX_READINGS = 16  # of one word: 3 characters with 2 readings each, and some room

Syllables = tuple[str, ...]


@lru_cache(maxsize=65536)
def readings(char: str) -> Syllables:
    """Return the toneless readings of a character, usual one first; the character itself if it has none."""
    marked = PINYIN_DICT.get(ord(char), "") if len(char) == 1 else ""
    if not marked:
        return (char,)
    plain = (to_normal(reading) for reading in marked.split(","))
    return tuple(dict.fromkeys(plain))


@lru_cache(maxsize=4096)
def blurred(syllable: str) -> str:
    """Merge zh/z, ch/c, sh/s, n/l and final -ng/-n, as southern speakers and recognisers do."""
    if len(syllable) < 2 or not syllable.isascii():
        return syllable
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    if syllable[0] == "n":
        syllable = "l" + syllable[1:]
    if syllable.endswith(("ang", "eng", "ing")):
        syllable = syllable[:-1]
    return syllable


@lru_cache(maxsize=65536)
def sound(char: str) -> str:
    """Return the blurred usual reading of one character."""
    return blurred(readings(char)[0])


def sounds(text: str) -> Syllables:
    """Return the blurred usual reading of each character."""
    return tuple(map(sound, text))


def spellings(word: str) -> tuple[Syllables, ...]:
    """Return every way a word may sound: all readings of its characters, at most 16 of them."""
    choices = [tuple(dict.fromkeys(blurred(one) for one in readings(char))) for char in word]
    ways: list[Syllables] = []
    for way in product(*choices):
        ways.append(way)
        if len(ways) == _MAX_READINGS:
            break
    return tuple(ways)
