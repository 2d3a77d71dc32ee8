"""Score entries (topics, units) by the words of theirs that were said; a word shared by many entries says less."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import Span
from callcenter.drafting.sound_index import SoundIndex, SoundMatch, without_overlap
from callcenter.drafting.syllables import sounds

_LENGTH_POWER = 0.8  # longer words say more, but less than in proportion (measured elsewhere on 646 real messages)
_LEAST_FUZZY = 3  # characters of a word that may be found by sound
_BY_SOUND = 0.7  # weight of a word found by sound only


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHit:
    """A known word in an utterance: what it speaks for, how much, where (characters of the line) and its evidence."""

    word: str
    entries: tuple[str, ...]
    weight: float
    start: int
    end: int
    span: Span


class WordIndex:
    """Owns the words of all entries; filled once, then only read."""

    def __init__(self, words_of: Mapping[str, Iterable[str]]) -> None:
        """Take the words of each entry."""
        entries: dict[str, list[str]] = defaultdict(list)
        for entry, words in words_of.items():
            for word in dict.fromkeys(words):
                entries[word].append(entry)
        self._index: SoundIndex[tuple[str, ...]] = SoundIndex((word, tuple(of)) for word, of in entries.items())

    def hits(self, line: CharLine) -> list[WordHit]:
        """Return the known words of a line, longest first where they overlap, in order of place."""
        found = [match for match in self._index.matches(line.text, sounds(line.text)) if _allowed(match)]
        return [_hit(match, line) for match in without_overlap(found)]

    def named(self, name: str, unit: str, line: CharLine, start: int, end: int) -> WordHit:
        """Return a hit for a name that only sounds like what stands at `start` to `end`."""
        weight = len(name) ** _LENGTH_POWER * _BY_SOUND
        return WordHit(word=name, entries=(unit,), weight=weight, start=start, end=end, span=line.span(start, end))


class WordScores:
    """Owns the words heard so far in one call; each word counts once."""

    def __init__(self) -> None:
        self._best: dict[str, WordHit] = {}

    def add(self, hits: Iterable[WordHit], factor: float = 1.0) -> None:
        """Count hits; `factor` lowers those of a turn that matters less."""
        for hit in hits:
            weighed = hit.weight * factor
            known = self._best.get(hit.word)
            if known is None or known.weight < weighed:
                self._best[hit.word] = WordHit(
                    word=hit.word, entries=hit.entries, weight=weighed, start=hit.start, end=hit.end, span=hit.span
                )

    def ranked(self) -> list[tuple[str, float, Sequence[WordHit]]]:
        """Return entries with their score and their words, best first."""
        words: dict[str, list[WordHit]] = defaultdict(list)
        for hit in self._best.values():
            for entry in hit.entries:
                words[entry].append(hit)
        scored = [(entry, sum(hit.weight for hit in hits), hits) for entry, hits in words.items()]
        return sorted(scored, key=lambda one: -one[1])


def _allowed(match: SoundMatch[tuple[str, ...]]) -> bool:
    return match.exact or (len(match.word) >= _LEAST_FUZZY and match.same >= len(match.word) // 2)


def _hit(match: SoundMatch[tuple[str, ...]], line: CharLine) -> WordHit:
    weight: float = len(match.word) ** _LENGTH_POWER / len(match.entry)
    return WordHit(
        word=match.word,
        entries=match.entry,
        weight=weight * (1.0 if match.exact else _BY_SOUND),
        start=match.start,
        end=match.end,
        span=line.span(match.start, match.end),
    )
