"""The units of a city by name, as written or as a bad line may have made of them: who was spoken of, not whose duty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from callcenter.drafting.gazetteer import LEAST_SCORE, MARGIN
from callcenter.drafting.misheard import NameFinder
from callcenter.drafting.sound_index import SoundIndex, without_overlap
from callcenter.drafting.syllables import sounds


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHit:
    """A unit named at characters `start` to `end`; `unit` is its full name, `name` the one that was said."""

    unit: str
    name: str
    start: int
    end: int
    exact: bool


class UnitNames:
    """Owns the index over the names of units; filled once, then only read."""

    def __init__(self, names: Mapping[str, str], rivals: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        """Take the full name of a unit by each name it goes by; `rivals` are names of other things, such as places.

        A name that begins with one of `words` needs its end: 教育 is not 教育局.
        """
        self.names = dict(names)
        self._rivals, self._words = tuple(rivals), tuple(words)
        self._index: SoundIndex[str] = SoundIndex(self.names.items())
        others: dict[str, str] = dict.fromkeys(self._rivals, "")
        self._misheard: NameFinder[str] = NameFinder({**others, **self.names}.items(), LEAST_SCORE, MARGIN, self._words)

    def with_names(self, names: Mapping[str, str]) -> "UnitNames":
        """Return an index over these names too; of a name known before, the unit given now counts."""
        return UnitNames({**self.names, **names}, self._rivals, self._words)

    def hits(self, text: str) -> list[UnitHit]:
        """Return the units named in a text, in order, without overlap."""
        exact = without_overlap(match for match in self._index.matches(text, sounds(text)) if match.exact)
        sure = [UnitHit(unit=one.entry, name=one.word, start=one.start, end=one.end, exact=True) for one in exact]
        likely = [
            UnitHit(unit=one.entry, name=one.name, start=one.start, end=one.end, exact=False)
            for one in self._misheard.hits(text)
            if one.entry
        ]
        apart = [hit for hit in likely if not any(hit.start < one.end and one.start < hit.end for one in sure)]
        return sorted([*sure, *apart], key=lambda hit: hit.start)
