"""Find entries by what is being said: shared pairs of characters and, as recognisers mishear, of sounds.

An entry's way of asking counts as said by the share of its pairs that occur in what was said, rare pairs weighing
more. So a long complaint finds the short question in it, and a word misheard as a homophone costs a part, not all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import log

from callcenter.drafting.syllables import sounds
from callcenter.knowledge_base.entry import Entry

WRITTEN, HEARD = 0.6, 0.4  # weights of written and of sounding pairs
LEAST = (
    0.20  # below this an entry is not shown: of the labelled questions all are found, one chat in five is taken for one
)
LONGEST_SAID = 600  # characters of the caller's last words that are looked at
_EMPTY = frozenset(
    "的了吗呢啊嘛吧呀我你您他她它们是有在要想请问一个那这就不怎么什么哪里办"
)  # say nothing of the matter
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that fits, how well (0..1) and the words it shares with what was said."""

    entry: Entry
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One way of asking for an entry, as pairs."""

    place: int  # of the entry
    written: frozenset[Pair]
    heard: frozenset[Pair]


class KnowledgeIndex:
    """Owns the pairs of all entries; made anew when an entry changes."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._asked = [
            _asked(place, text)
            for place, entry in enumerate(self._entries)
            for text in dict.fromkeys((entry.question, *entry.asks))
        ]
        self._with: dict[Pair, list[int]] = defaultdict(list)  # pair -> ways of asking that have it
        for number, asked in enumerate(self._asked):
            for pair in asked.written | asked.heard:
                self._with[pair].append(number)
        self._rarity = self._rarities()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, said: str, today: date, line: str = "", most: int = 3) -> list[Found]:
        """The entries that fit best and hold today, best first; `line` leaves out those of other queues."""
        text = said[-LONGEST_SAID:]
        written, heard = _pairs(text), _pairs(_sounding(text))
        best: dict[int, float] = {}
        for number in self._touched(written | heard):
            asked = self._asked[number]
            score = WRITTEN * self._share(asked.written, written) + HEARD * self._share(asked.heard, heard)
            if score >= LEAST:
                best[asked.place] = max(score, best.get(asked.place, 0.0))
        fit = [
            (score, place)
            for place, score in best.items()
            if self._entries[place].holds(today) and self._entries[place].line in ("", line)
        ]
        fit.sort(key=lambda one: (-one[0], one[1]))
        return [
            Found(
                entry=self._entries[place], score=round(score, 3), shared=_shared(self._entries[place].question, text)
            )
            for score, place in fit[:most]
        ]

    def _touched(self, pairs: Iterable[Pair]) -> set[int]:
        return {number for pair in pairs for number in self._with.get(pair, ())}

    def _share(self, asked: frozenset[Pair], said: frozenset[Pair]) -> float:
        total = sum(self._rarity[pair] for pair in asked)
        return sum(self._rarity[pair] for pair in asked & said) / total if total else 0.0

    def _rarities(self) -> Mapping[Pair, float]:
        """Weight of each pair: the fewer entries have it, the more it tells."""
        places = {pair: len({self._asked[number].place for number in numbers}) for pair, numbers in self._with.items()}
        return {pair: log(1.0 + len(self._entries) / count) for pair, count in places.items()}


def _asked(place: int, text: str) -> _Asked:
    return _Asked(place=place, written=_pairs(text), heard=_pairs(_sounding(text)))


def _pairs(units: Sequence[str]) -> frozenset[Pair]:
    """Neighbouring units, those of empty words left out, and the ones beyond one empty word."""
    kept = [unit for unit in units if unit not in _EMPTY and (len(unit) > 1 or unit.isalnum())]
    return frozenset(pairwise(kept))


@lru_cache(maxsize=4096)
def _sounding(text: str) -> tuple[str, ...]:
    """Sounds marked as such, so that a sound is never taken for a written character."""
    return tuple(f"~{sound}" for char, sound in zip(text, sounds(text), strict=True) if char not in _EMPTY)


def _shared(asked: str, said: str) -> tuple[str, ...]:
    """The longest stretches of the question that were said word for word, in their order; two characters or more."""
    found: list[str] = []
    at = 0
    while at < len(asked) - 1:
        length = 2
        while at + length <= len(asked) and asked[at : at + length] in said:
            length += 1
        if length > 2:
            found.append(asked[at : at + length - 1])
        at += max(1, length - 2)
    counted = Counter(found)
    return tuple(counted)
