"""Teaching texts as calls come: greeting, name, number and thanks around them, and misheard; the same each time.

What is said in every call speaks for no kind of appeal. A classifier that never met it takes it for evidence
(docs/decisions/0042).
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from callcenter.drafting.numerals import DIGIT_CHARS
from callcenter.drafting.syllables import readings
from callcenter.learning.training import Example

TURN = ","  # between two turns of a text
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
COUNTS = "一二三四五六七八九"
MISHEARD = 0.1  # of the characters of a misheard copy, as a recogniser on a telephone line
_HOMOPHONE, _LOST = 0.6, 0.8  # of ten errors six sound alike, two are lost, two said twice
_ADDED_TO_TURN = 0.4  # else an aside is a turn of its own
# When in a call: how likely it is said at all, in this order.
_LIKELY = {"opening": 0.5, "place": 0.35, "name": 0.55, "number": 0.6, "ending": 0.5}
_BLANK = re.compile(r"\{(?:number|digits|surname|count|place)\}")
_WHERE = "where"  # names for {place}

Asides = Mapping[str, Sequence[str]]


def asides(file: Path) -> Asides:
    """Read what callers also say: when, a tab, the words; `where` lines are names of places.

    Raises:
        ValueError: a line of another form, or a part of the call without a line; names file and line.

    """
    known = (*_LIKELY, _WHERE)
    found: dict[str, list[str]] = {part: [] for part in known}
    for at, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        part, tab, said = line.partition("\t")
        if line.startswith("#"):
            continue
        if not (tab and said) or part not in known:
            raise ValueError(f"{file}:{at}: expected one of {', '.join(known)}, a tab and words, found {line!r}")
        found[part].append(said)
    empty = [part for part in known if not found[part]]
    if empty:
        raise ValueError(f"{file}: expected at least one line of {', '.join(known)}, found none of {', '.join(empty)}")
    return found


def surrounded(examples: Sequence[Example], said: Asides, seed: int) -> list[Example]:
    """Each text in a call of its own."""
    chance = random.Random(seed)  # noqa: S311 (repeatable teaching, no secret)
    return [replace(one, text=TURN.join(_call(one.text.split(TURN), said, chance))) for one in examples]


def misheard(examples: Sequence[Example], seed: int, rate: float = MISHEARD) -> list[Example]:
    """Each text as a bad line would give it: characters that sound alike, lost or doubled."""
    chance = random.Random(seed)  # noqa: S311 (repeatable teaching, no secret)
    alike = _alike(examples)
    return [replace(one, text="".join(_heard(char, alike, rate, chance) for char in one.text)) for one in examples]


def _call(turns: Sequence[str], said: Asides, chance: random.Random) -> list[str]:
    call = list(turns)
    for part, likely in _LIKELY.items():
        if chance.random() < likely:
            words = _filled(chance.choice(said[part]), said, chance)
            _put(call, words, chance, first=part == "opening")
    return call


def _put(call: list[str], words: str, chance: random.Random, *, first: bool) -> None:
    joined = chance.random() < _ADDED_TO_TURN
    if first and joined:
        call[0] = words + call[0]
    elif first:
        call.insert(0, words)
    elif joined:
        call[-1] += words
    else:
        call.append(words)


def _filled(words: str, said: Asides, chance: random.Random) -> str:
    return _BLANK.sub(lambda blank: _filling(blank[0], said, chance), words)


def _filling(blank: str, said: Asides, chance: random.Random) -> str:
    if blank == "{number}":
        return "幺" + _digits(10, chance)
    if blank == "{digits}":
        return _digits(4, chance)
    choices = {"{surname}": SURNAMES, "{count}": COUNTS, "{place}": said[_WHERE]}
    return chance.choice(choices[blank])


def _digits(count: int, chance: random.Random) -> str:
    return "".join(chance.choice(DIGIT_CHARS) for _ in range(count))


def _alike(examples: Sequence[Example]) -> Mapping[str, Sequence[str]]:
    """Characters of the texts by their usual reading."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for char in sorted({char for one in examples for char in one.text if char != TURN}):
        by_sound[readings(char)[0]].append(char)
    return by_sound


def _heard(char: str, alike: Mapping[str, Sequence[str]], rate: float, chance: random.Random) -> str:
    if char == TURN or chance.random() >= rate:
        return char
    kind = chance.random()
    if kind < _HOMOPHONE:
        return chance.choice(alike[readings(char)[0]])
    return "" if kind < _LOST else char + char
