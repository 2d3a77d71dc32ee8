"""Make a text wrong the way recognisers do: homophones, lost characters, added characters, at a given rate."""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from callcenter.drafting.syllables import readings

_OFTEN_ADDED = "的了是啊嗯个一我那就"
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Shares of the kinds of errors; what is left over is added characters."""

    homophones: float
    near: float = 0.0  # another syllable with the same beginning or the same end
    lost: float


# Of ten errors six homophones, two lost, two added; and a line that also blurs syllables into others.
MIXES: Mapping[str, Mix] = {
    "homophones": Mix(homophones=0.6, lost=0.2),
    "blurred": Mix(homophones=0.35, near=0.3, lost=0.2),
}
_USUAL = MIXES["homophones"]


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


@cache
def _near(syllable: str) -> list[str]:
    """Return the characters whose syllable begins or ends like this one."""
    begin = next((one for one in _INITIALS if syllable.startswith(one)), "")
    end = syllable[len(begin) :]
    alike = (one for one in _homophones() if one != syllable and (one.endswith(end) or one.startswith(begin or "?")))
    return [char for one in alike for char in _homophones()[one]]


def heard_as(text: str, rate: float, seed: int, mix: Mix = _USUAL) -> list[str]:
    """Return what each character of `text` was heard as, wrong with probability `rate`; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (repeatable noise, no secret)
    return [_heard(char, chance, mix) if chance.random() < rate and char != " " else char for char in text]


def _heard(char: str, chance: random.Random, mix: Mix) -> str:
    kind = chance.random()
    if kind < mix.homophones:
        others = [other for other in _homophones().get(readings(char)[0], []) if other != char]
        return chance.choice(others) if others else ""
    if kind < mix.homophones + mix.near:
        others = _near(readings(char)[0])
        return chance.choice(others) if others else ""
    if kind < mix.homophones + mix.near + mix.lost:
        return ""
    added = (
        chance.choice(_OFTEN_ADDED)
        if chance.random() < 0.5
        else chance.choice(chance.choice(list(_homophones().values())))
    )
    return char + added
