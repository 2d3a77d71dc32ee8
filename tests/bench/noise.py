"""Make a text wrong the way recognisers do: homophones, lost characters, added characters, at a given rate."""

import random
from collections import defaultdict
from functools import cache

from callcenter.drafting.syllables import readings

# Of ten errors: six homophones, two deletions, two insertions.
_HOMOPHONE, _DELETION = 0.6, 0.8
_OFTEN_ADDED = "的了是啊嗯个一我那就"


@cache
def _homophones() -> dict[str, list[str]]:
    """Return the characters of GB 2312 level 1 (3,755, the common ones) by their usual toneless reading."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                char = bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            by_sound[readings(char)[0]].append(char)
    return by_sound


def heard_as(text: str, rate: float, seed: int) -> list[str]:
    """Return what each character of `text` was heard as, wrong with probability `rate`; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (repeatable noise, no secret)
    return [_heard(char, chance) if chance.random() < rate and char != " " else char for char in text]


def _heard(char: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < _HOMOPHONE:
        others = [other for other in _homophones().get(readings(char)[0], []) if other != char]
        return chance.choice(others) if others else ""
    if kind < _DELETION:
        return ""
    added = (
        chance.choice(_OFTEN_ADDED)
        if chance.random() < 0.5
        else chance.choice(chance.choice(list(_homophones().values())))
    )
    return char + added
