"""A text as countable pieces: characters, pairs of characters, pairs of blurred sounds, and classes of words.

Sounds because recognisers write homophones: on short noisy texts they are worth three points (docs/decisions/0031).
Classes of words because few texts cannot hold every way of saying a thing (docs/decisions/0042).
"""

import re
from collections import Counter
from itertools import pairwise

from callcenter.drafting.numerals import DIGIT_CHARS
from callcenter.drafting.syllables import sounds
from callcenter.learning.wording import NONE, Wording

SOUND = "~"
CLASS = "="
_NUMBER = re.compile(f"[{DIGIT_CHARS}]{{4,}}")  # of a telephone, a meter, a plate: says nothing of the matter


def grams(text: str, wording: Wording = NONE) -> Counter[str]:
    """Count the pieces of a text; what is neither letter nor digit separates, and so does a long number."""
    found: Counter[str] = Counter()
    for part in _parts(text):
        found.update(part)
        found.update(one + other for one, other in pairwise(part))
        found.update(f"{SOUND}{one} {other}" for one, other in pairwise(sounds(part)))
        classes = [name for _, name in wording.found(part)]
        found.update(CLASS + name for name in classes)
        found.update(f"{CLASS}{one} {other}" for one, other in pairwise(classes))
    return found


def written(text: str, wording: Wording = NONE) -> dict[str, str]:
    """The pieces that can be shown, as they stand in the text: pairs of characters, a class by its first word."""
    shown: dict[str, str] = {}
    for part in _parts(text):
        shown.update({one + other: one + other for one, other in pairwise(part)})
        for word, name in wording.found(part):
            shown.setdefault(CLASS + name, word)
    return shown


def _parts(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in _NUMBER.sub(" ", text)).split()
