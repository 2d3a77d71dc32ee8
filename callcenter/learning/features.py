"""A text as countable pieces: single characters, pairs of characters, and pairs of blurred sounds.

Sounds because recognisers write homophones: on short noisy texts they are worth three points (docs/decisions/0031).
"""

import re
from collections import Counter
from itertools import pairwise

from callcenter.drafting.numerals import DIGIT_CHARS
from callcenter.drafting.syllables import sounds

SOUND = "~"
_NUMBER = re.compile(f"[{DIGIT_CHARS}]{{4,}}")  # of a telephone, a meter, a plate: says nothing of the matter


def grams(text: str) -> Counter[str]:
    """Count the pieces of a text; what is neither letter nor digit separates."""
    found: Counter[str] = Counter()
    for part in "".join(char if char.isalnum() else " " for char in _NUMBER.sub(" ", text)).split():
        found.update(part)
        found.update(one + other for one, other in pairwise(part))
        found.update(f"{SOUND}{one} {other}" for one, other in pairwise(sounds(part)))
    return found


def written(gram: str) -> bool:
    """Whether a piece can be shown as it stands in the text: pairs of characters can, sounds cannot."""
    return len(gram) == 2 and not gram.startswith(SOUND)
