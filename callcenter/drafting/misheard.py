"""Find names in text that was heard badly: how likely is it that this name was said, rather than anything else.

A noisy channel. For each name near a place in the text, the best alignment of its characters with the heard ones is
weighed: log of (chance that the channel made this of the name / chance of these characters in ordinary speech), and
what stands around it (around_names.py).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from callcenter.drafting.around_names import may_begin_after, speaks_for_a_name
from callcenter.drafting.characters import UNHEARD
from callcenter.drafting.syllables import Syllables, blurred, readings, sounds

T = TypeVar("T")

# What becomes of a character on a bad line, in shares: about a third wrong, most of them by a homophone.
_HOMOPHONE, _BLURRED, _LOST, _ADDED = 0.22, 0.07, 0.08, 0.07
_HEAD_LOST = 0.03  # at its beginning little tells a lost character from another name
_TAIL_LOST = -5.0  # log odds; at its end it is more likely another word: 社保 for 社保局
_LONG = 5  # characters: in shorter names another syllable makes another name (和谐小区 is not 和平小区)
_WRITTEN_SAME = math.log(0.62 / 0.22) + 1.2  # more than by sound: of some twenty homophones it is the one
_LEAST_CHARACTERS = 2
_READINGS = 2  # of a character, the usual ones: nobody says 和 as hu
_SHORTEST_LEAST = 9.5  # log odds, whatever stands around: a name of two characters sounds like too much else
_UNLIKE_LEAST = 12.0  # log odds of a name of which no character is written the same
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
    """A name that was probably said at characters `start` to `end`; `score` is the log odds."""

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
    tail_may_be_lost: bool

    @property
    def spare(self) -> int:
        """How much may be lost or added: an added character is 1, a lost or replaced one 2."""
        length = len(self.text)
        return 4 if length >= _LONG else 3 if length > _SHORT else 2 if length == _SHORT else 0


class NameFinder(Generic[T]):
    """Owns the index over names; filled once, then only read."""

    def __init__(
        self, names: Iterable[tuple[str, T]], least_score: float, margin: float, everyday: Iterable[str] = ()
    ) -> None:
        """Take names, and words that are said by themselves as well: 教育 is no 教育局 that lost its end.

        `least_score` is what a hit needs at least, `margin` by how much it must beat every other name there.
        """
        self._names: list[_Name[T]] = []
        self._pairs: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._least_score, self._margin = least_score, margin
        every = dict(names)
        heads = Counter(head for text in every for head in _heads(text))
        words = frozenset(everyday)
        for text, entry in every.items():
            if len(text) >= _LEAST_CHARACTERS:
                lone = heads[sounds(text[:-1])] == 1 and text[:-1] not in words
                self._add(text, entry, tail_may_be_lost=lone)

    def __len__(self) -> int:
        return len(self._names)

    def _add(self, text: str, entry: T, *, tail_may_be_lost: bool) -> None:
        ways = tuple(frozenset(readings(char)[:_READINGS]) for char in text)
        blurs = tuple(frozenset(map(blurred, way)) for way in ways)
        for i, first in enumerate(blurs):
            for second in blurs[i + 1 : i + 3]:
                for pair in ((a, b) for a in first for b in second):
                    self._pairs[pair].add(len(self._names))
        self._names.append(_Name(text=text, entry=entry, sounds=ways, blurs=blurs, tail_may_be_lost=tail_may_be_lost))

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
        name = self._names[number]
        most_missing = (1 if len(name.blurs) < _LONG else 2) + heard.count(UNHEARD)
        width = len(name.blurs) + name.spare
        if sum(map(set(heard).isdisjoint, name.blurs)) > most_missing:
            return False
        windows = (set(heard[at : at + width]) for at in range(max(0, len(heard) - width) + 1))
        return any(sum(map(there.isdisjoint, name.blurs)) <= most_missing for there in windows)

    def _weighed(self, number: int, text: str, start: int, end: int) -> list[NameHit[T]]:
        name = self._names[number]
        sound_score, first, last = _best(name, text, start, end)
        if last <= first:
            return []
        score = sound_score + speaks_for_a_name(text, first, last)
        alike = not set(name.text).isdisjoint(text[first:last])
        least = self._least_score - self._margin if alike else _UNLIKE_LEAST
        if score < least or (len(name.text) < _SHORT and (sound_score < _SHORTEST_LEAST or not alike)):
            return []
        return [NameHit(name=name.text, entry=name.entry, start=first, end=last, score=score)]

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
_Ways = _Cell | None  # None: there is no way here
_NEVER = (-math.inf, 0)


class _Ends(NamedTuple):
    """The best ways to a cell of the table, by what came last: a character heard, one lost, one added."""

    heard: _Ways = None
    lost: _Ways = None
    added: _Ways = None

    @property
    def any(self) -> _Ways:
        return _either(_either(self.heard, self.lost), self.added)


_NOWHERE = _Ends()


def _best(name: _Name[T], whole: str, start: int, end: int) -> tuple[float, int, int]:
    """Return the best score of the name anywhere in a stretch of the text, and from where to where it stands.

    A lost and an added character never touch: together they are another name, 和谐小区 for 和平小区. The first is only
    lost where a name may begin, for the same reason: 东湖花园 is no 翠湖花园.
    """
    spare = (_NEVER,) * name.spare
    row = [_Ends(heard=((0.0, j), *spare)) for j in range(start, end + 1)]
    for i in range(len(name.text)):
        row = _next_row(name, i, row, whole, start)
    ends = ((*way, start + j) for j, cell in enumerate(row) for way in cell.any or ())
    return max(ends, default=(-math.inf, start, start))


def _next_row(name: _Name[T], i: int, row: Sequence[_Ends], whole: str, start: int) -> list[_Ends]:
    """Return the best ways with character `i` of the name behind them, before each character of the stretch."""
    is_last = i == len(name.text) - 1
    lost = _tail_lost(name) if is_last else math.log(_LOST if i else _HEAD_LOST)
    cost = max(2, name.spare) if is_last or i == 0 else 2
    below: list[_Ends] = []
    for j, above in enumerate(row):
        without = None if i == 0 and not may_begin_after(whole, start + j) else _either(above.heard, above.lost)
        gone = _edited(without, lost, cost)
        before, left = (row[j - 1].any, below[j - 1]) if j else (None, _NOWHERE)
        heard = _heard_as(name, i, whole[start + j - 1], before) if before else None
        more = None if is_last else _either(left.heard, left.added)
        added = _edited(more, _added(whole[start + j - 1], len(name.text)), 1) if more else None
        below.append(_Ends(heard, gone, added) if heard or gone or added else _NOWHERE)
    return below


def _heard_as(name: _Name[T], i: int, char: str, before: _Cell) -> _Ways:
    same, other = _match(name, i, char)
    went_on = None if same == -math.inf else tuple((known + same, start) for known, start in before)
    return _either(went_on, _edited(before, other, 2))


def _either(one: _Ways, other: _Ways) -> _Ways:
    if one is None or other is None:
        return other if one is None else one
    return tuple(map(max, one, other))


def _edited(cell: _Ways, score: float, cost: int) -> _Ways:
    """Spend `cost`; None where it cannot be paid."""
    if cell is None or score == -math.inf or cost >= len(cell):
        return None
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
    return -math.inf, _OTHER if i < len(name.text) - 1 else -math.inf


def _added(char: str, length: int) -> float:
    return math.log(_ADDED if length > _SHORT or char in _PARTICLES else _ADDED_TO_SHORT)


def _tail_lost(name: _Name[T]) -> float:
    return _TAIL_LOST if name.tail_may_be_lost and len(name.text) >= _SHORT else -math.inf


def _heads(text: str) -> Iterable[Syllables]:
    """Return the sounds a name begins with: of two names with the same beginning nothing tells which lost its end."""
    heard = sounds(text)
    return (heard[:end] for end in range(1, len(heard)))
