"""Find known words by their sound: a trie over blurred syllables, so that a homophone error still finds the word."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from callcenter.drafting.syllables import Syllables, spellings

T = TypeVar("T")
_END = ""  # trie key of the words that end at a node; no syllable is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMatch(Generic[T]):
    """A known word that sounds like characters `start` to `end` of a text."""

    start: int
    end: int
    word: str
    entry: T
    same: int  # characters that are also written the same

    @property
    def exact(self) -> bool:
        return self.same == len(self.word)

    @property
    def agreement(self) -> float:
        return self.same / len(self.word)


class SoundIndex(Generic[T]):
    """Owns the trie; filled once, then only read."""

    def __init__(self, words: Iterable[tuple[str, T]] = ()) -> None:
        self._root: dict[str, dict] = {}  # type: ignore[type-arg]
        self._words: list[tuple[str, T]] = []
        for word, entry in words:
            self.add(word, entry)

    def __len__(self) -> int:
        return len(self._words)

    def add(self, word: str, entry: T) -> None:
        """Insert a word under every way it may sound."""
        self._words.append((word, entry))
        for way in spellings(word):
            node = self._root
            for syllable in way:
                node = node.setdefault(syllable, {})
            node.setdefault(_END, {})[len(self._words) - 1] = None

    def matches(self, text: str, heard: Syllables) -> list[SoundMatch[T]]:
        """Return every match in `text`, whose sounds are `heard`; overlapping ones too."""
        return [match for start in range(len(heard)) for match in self._from(text, heard, start)]

    def _from(self, text: str, heard: Syllables, start: int) -> Iterable[SoundMatch[T]]:
        node = self._root
        for end in range(start, len(heard)):
            node = node.get(heard[end], {})
            if not node:
                return
            for number in node.get(_END, ()):
                word, entry = self._words[number]
                same = sum(map(str.__eq__, word, text[start : end + 1]))
                yield SoundMatch(start=start, end=end + 1, word=word, entry=entry, same=same)


def without_overlap(found: Iterable[SoundMatch[T]]) -> list[SoundMatch[T]]:
    """Keep of overlapping matches the longest (of equals the better written), in order of place."""
    taken: list[SoundMatch[T]] = []
    for match in sorted(found, key=lambda m: (-(m.end - m.start) * (1 if m.exact else 0.7), -m.same, m.start)):
        if all(match.end <= other.start or other.end <= match.start for other in taken):
            taken.append(match)
    return sorted(taken, key=lambda m: m.start)
