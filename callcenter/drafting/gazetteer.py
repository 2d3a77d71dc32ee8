"""The places of a city and how they are found in what was heard: as written, or as a bad line may have made of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from callcenter.drafting.misheard import NameFinder, NameHit
from callcenter.drafting.sound_index import SoundIndex, SoundMatch, without_overlap
from callcenter.drafting.syllables import sounds


class PlaceKind(StrEnum):
    """What a name stands for."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"  # 街道, 镇, 乡
    COMMUNITY = "community"  # 社区, 村
    ESTATE = "estate"  # 小区, 花园
    ROAD = "road"
    POI = "poi"  # hospitals, schools, markets, stations, parks

    @property
    def is_area(self) -> bool:
        return self in {PlaceKind.CITY, PlaceKind.DISTRICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place. `name` is what goes on the ticket, `area` the district or town it lies in ('' if not known)."""

    name: str
    kind: PlaceKind
    area: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHit:
    """A place found at characters `start` to `end`; `score` is 1 for an exact hit."""

    place: Place
    start: int
    end: int
    score: float
    exact: bool


_INEXACT_BEST = 0.80  # an inexact hit is amber however well it fits
_INEXACT_LEAST = 0.55
LEAST_SCORE, MARGIN = 7.5, 0.7  # chosen on dev.jsonl and template sentences: docs/decisions/0040
_SURE_SCORE = 16.0
_ASTRAY_BEST = 0.68  # with a character lost or added


class Gazetteer:
    """Owns the index over a city's places; filled once, then only read."""

    def __init__(
        self,
        places: Iterable[Place],
        stop_names: Iterable[str] = (),
        rivals: Iterable[str] = (),
        words: Iterable[str] = (),
    ) -> None:
        """Take the places.

        Names in `stop_names` are too common to be one (a per-site list). `rivals` are names of other things, such as
        units: what was rather one of them is no place. Where one of `words` is written and reaches over the edge of
        what only sounds like a place, none was said (行人|路过 is not 人民路).
        A place that begins with one needs its end.
        """
        stops = frozenset(stop_names)
        named = {name: place for place in places for name in (place.name, *place.aliases) if name and name not in stops}
        self._index: SoundIndex[Place] = SoundIndex(named.items())
        everyday = [word for word in dict.fromkeys(words) if len(word) > 1]
        self._words: SoundIndex[None] = SoundIndex((word, None) for word in everyday)
        others: dict[str, Place | None] = dict.fromkeys(rivals)
        self._misheard: NameFinder[Place | None] = NameFinder(
            {**others, **named}.items(), LEAST_SCORE, MARGIN, everyday
        )

    def __len__(self) -> int:
        return len(self._index)

    def hits(self, text: str) -> list[PlaceHit]:
        """Return the places in `text`, in order, without overlap; exact ones first, others where likely enough."""
        heard = sounds(text)
        exact = [match for match in self._index.matches(text, heard) if match.exact]
        sure = [_exact(match) for match in without_overlap(exact)]
        likely = [_likely(hit, hit.entry) for hit in self._misheard.hits(text) if hit.entry is not None]
        apart = [hit for hit in likely if not any(hit.start < one.end and one.start < hit.end for one in sure)]
        if apart:
            words = [match for match in self._words.matches(text, heard) if match.exact]
            apart = [hit for hit in apart if not any(_reaches_over(word, hit) for word in words)]
        return sorted([*sure, *apart], key=lambda hit: hit.start)


def _reaches_over(word: SoundMatch[None], hit: PlaceHit) -> bool:
    return word.start < hit.start < word.end < hit.end or hit.start < word.start < hit.end < word.end


def _exact(match: SoundMatch[Place]) -> PlaceHit:
    return PlaceHit(place=match.entry, start=match.start, end=match.end, score=1.0, exact=True)


def _likely(hit: NameHit[Place | None], place: Place) -> PlaceHit:
    share = min(1.0, (hit.score - LEAST_SCORE) / (_SURE_SCORE - LEAST_SCORE))
    best = _INEXACT_BEST if hit.end - hit.start == len(hit.name) else _ASTRAY_BEST
    score = _INEXACT_LEAST + (best - _INEXACT_LEAST) * share
    return PlaceHit(place=place, start=hit.start, end=hit.end, score=score, exact=False)
