"""Find names in text that was heard badly: how likely is it that this name was said, rather than anything else.

A noisy channel. For each name near a place in the text, the best alignment of its characters with the heard ones is
weighed: log of (chance that the channel made this of the name / chance of these characters in ordinary speech).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from callcenter.drafting.characters import UNHEARD
from callcenter.drafting.syllables import blurred, readings

T = TypeVar("T")

# What becomes of a character on a bad line, in shares: about a third wrong, most of them by a homophone.
_HOMOPHONE, _BLURRED, _LOST, _ADDED = 0.22, 0.07, 0.08, 0.07
_HEAD_LOST = 0.02  # at its beginning nothing tells a lost character from another name
_TAIL_LOST = -7.5  # log odds; at its end it is more likely another word: 社保 for 社保局
_LONG = 5  # characters: in shorter names another syllable makes another name (和谐小区 is not 和平小区)
_WRITTEN_SAME = math.log(0.62 / 0.22) + 1.2  # more than by sound: of some twenty homophones it is the one
_LEAST_CHARACTERS = 3
_SHORT = 3  # characters: what stands inside such a name makes other words (人民币路面), unless it is a mere particle
_ADDED_TO_SHORT = 0.01
_PARTICLES = frozenset("的了是啊嗯呃哦个一我那就这")
_OTHER = -3.0  # log odds of a character that sounds like another
_UNHEARD = math.log(0.3)  # [unk] stands where a character should be
_RARE = 0.004  # share of a syllable in speech, if it is not among the frequent ones
# Shares of the frequent syllables, blurred: measured on the callers' words of tests/data/drafting/dev.jsonl.
_FREQUENT: Mapping[str, float] = {
    "si": 0.032,
    "wo": 0.031,
    "yi": 0.031,
    "de": 0.027,
    "le": 0.027,
    "san": 0.025,
    "bu": 0.016,
    "ren": 0.014,
    "wu": 0.013,
    "li": 0.013,
    "ge": 0.013,
    "zi": 0.013,
    "zai": 0.013,
    "men": 0.012,
    "er": 0.012,
    "ba": 0.012,
    "qu": 0.012,
    "you": 0.012,
    "jiu": 0.012,
    "dian": 0.011,
    "gong": 0.011,
    "lin": 0.011,
    "ce": 0.011,
    "yao": 0.010,
    "dao": 0.010,
    "xiao": 0.010,
    "lu": 0.010,
    "jian": 0.010,
    "ji": 0.010,
    "fan": 0.010,
    "liu": 0.009,
    "xian": 0.009,
    "yuan": 0.009,
    "da": 0.009,
    "qi": 0.009,
    "xin": 0.009,
    "zen": 0.009,
    "xia": 0.008,
    "hua": 0.008,
    "ban": 0.008,
    "mei": 0.008,
    "lai": 0.008,
    "hao": 0.008,
    "jia": 0.008,
    "lian": 0.008,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit(Generic[T]):
    """A name that was probably said at characters `start` to `end`; `score` is the log odds without any prior."""

    name: str
    entry: T
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name(Generic[T]):
    text: str
    entry: T
    sounds: tuple[frozenset[str], ...]  # readings of each character
    blurs: tuple[frozenset[str], ...]


class NameFinder(Generic[T]):
    """Owns the index over names; filled once, then only read."""

    def __init__(self, names: Iterable[tuple[str, T]], least_score: float, margin: float) -> None:
        """Take names; those of less than three characters are left out, they sound like too much else.

        `least_score` is what a hit needs at least, `margin` by how much it must beat every other name there.
        """
        self._names: list[_Name[T]] = []
        self._pairs: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._least_score, self._margin = least_score, margin
        for text, entry in dict(names).items():
            if len(text) >= _LEAST_CHARACTERS:
                self._add(text, entry)

    def __len__(self) -> int:
        return len(self._names)

    def _add(self, text: str, entry: T) -> None:
        sounds = tuple(frozenset(readings(char)) for char in text)
        blurs = tuple(frozenset(map(blurred, ways)) for ways in sounds)
        for i, first in enumerate(blurs):
            for second in blurs[i + 1 : i + 3]:
                for pair in ((a, b) for a in first for b in second):
                    self._pairs[pair].add(len(self._names))
        self._names.append(_Name(text=text, entry=entry, sounds=sounds, blurs=blurs))

    def hits(self, text: str) -> list[NameHit[T]]:
        """Return the names that were probably said, in order, without overlap."""
        found = [hit for number, start, end in self._near(text) for hit in self._weighed(number, text, start, end)]
        return sorted(self._decided(found), key=lambda hit: hit.start)

    def _near(self, text: str) -> list[tuple[int, int, int]]:
        """Return the names two of whose syllables stand near each other, and the stretch to look at."""
        heard = [blurred(readings(char)[0]) for char in text]
        near: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for i, first in enumerate(heard):
            for second in heard[i + 1 : i + 3]:
                for number in self._pairs.get((first, second), ()):
                    reach = len(self._names[number].text) + 1
                    near[number].append((max(0, i - reach), min(len(text), i + reach + 2)))
        stretches = ((number, start, end) for number, spans in near.items() for start, end in _joined(spans))
        return [one for one in stretches if self._could_be(one[0], heard[one[1] : one[2]])]

    def _could_be(self, number: int, heard: Sequence[str]) -> bool:
        """Say whether enough of the name's syllables are there at all; spares the weighing of most names."""
        blurs = self._names[number].blurs
        there = set(heard)
        missing = sum(ways.isdisjoint(there) for ways in blurs)
        return missing - heard.count(UNHEARD) <= (1 if len(blurs) < _LONG else 2)

    def _weighed(self, number: int, text: str, start: int, end: int) -> list[NameHit[T]]:
        name = self._names[number]
        score, first, last = _best(name, text[start:end])
        alike = set(name.text) & set(text[start + first : start + last])
        if score < self._least_score - self._margin or not alike:
            return []
        return [NameHit(name=name.text, entry=name.entry, start=start + first, end=start + last, score=score)]

    def _decided(self, found: Sequence[NameHit[T]]) -> list[NameHit[T]]:
        """Keep the best of those that overlap, if it is good enough and clearly better than any other name."""
        kept: list[NameHit[T]] = []
        taken: list[NameHit[T]] = []
        for hit in sorted(found, key=lambda hit: (-hit.score, hit.start - hit.end)):
            if any(_overlap(hit, other) for other in taken):
                continue
            taken.append(hit)
            rivals = [one.score for one in found if one.entry != hit.entry and _overlap(one, hit)]
            if hit.score >= self._least_score and hit.score - max(rivals, default=-math.inf) >= self._margin:
                kept.append(hit)
        return kept


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlap(one: NameHit[T], other: NameHit[T]) -> bool:
    return one.start < other.end and other.start < one.end


_Cell = tuple[tuple[float, int], ...]  # best score and its start by what was spent on edits: 0, 1, 2 ..
_NEVER = (-math.inf, 0)


def _best(name: _Name[T], text: str) -> tuple[float, int, int]:
    """Return the best score of the name anywhere in the text, and from where to where it stands.

    An added character costs 1, a lost or replaced one 2; a name can spend 2, a long one 4. With more, another name was
    said: one lost and one added beside it are 和谐小区 for 和平小区.
    """
    length = len(name.text)
    spare = (_NEVER,) * (2 if length < _LONG else 4)
    row: list[_Cell] = [((0.0, j), *spare) for j in range(len(text) + 1)]
    for i in range(length):
        lost = _tail_lost(length) if i == length - 1 else math.log(_LOST if i else _HEAD_LOST)
        below: list[_Cell] = [_edited(row[0], lost, 2)]
        for j, char in enumerate(text):
            same, other = _match(name, i, char)
            ways = [_moved(row[j], same), _edited(row[j], other, 2), _edited(row[j + 1], lost, 2)]
            if i < length - 1:
                ways.append(_edited(below[j], _added(char, length), 1))
            below.append(tuple(map(max, *ways)))
        row = below
    score, start, end = max((score, start, j) for j, cell in enumerate(row) for score, start in cell)
    return score, start, end


def _moved(cell: _Cell, score: float) -> _Cell:
    return tuple((known + score, start) for known, start in cell)


def _edited(cell: _Cell, score: float, cost: int) -> _Cell:
    return (*(_NEVER,) * cost, *((known + score, start) for known, start in cell[:-cost]))


def _match(name: _Name[T], i: int, char: str) -> tuple[float, float]:
    """Weigh one heard character as character `i` of a name: heard as that character, or as one that replaced it."""
    if char == UNHEARD:
        return _UNHEARD, -math.inf
    ways = readings(char)
    rarity = -math.log(_FREQUENT.get(blurred(ways[0]), _RARE))
    if char == name.text[i]:
        return math.log(_HOMOPHONE) + rarity + _WRITTEN_SAME, -math.inf
    if not name.sounds[i].isdisjoint(ways[:1]):
        return math.log(_HOMOPHONE) + rarity, -math.inf
    if blurred(ways[0]) in name.blurs[i]:
        return math.log(_BLURRED) + rarity, -math.inf
    if len(name.text) < _LONG:
        return -math.inf, -math.inf
    return -math.inf, _TAIL_LOST if i == len(name.text) - 1 else _OTHER


def _added(char: str, length: int) -> float:
    return math.log(_ADDED if length > _SHORT or char in _PARTICLES else _ADDED_TO_SHORT)


def _tail_lost(length: int) -> float:
    return _TAIL_LOST if length >= _LONG else -math.inf
