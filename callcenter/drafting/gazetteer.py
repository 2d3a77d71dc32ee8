"""The places of a city and how they are found in what was heard: exactly, by sound, or with one character astray."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from callcenter.drafting.sound_index import SoundIndex, SoundMatch, without_overlap
from callcenter.drafting.syllables import Syllables, sounds


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


# Longest first: how names of places end.
_SUFFIXES = (
    *("幼儿园", "体育馆", "图书馆", "工业园", "开发区"),
    *("新村", "小区", "社区", "花园", "花苑", "家园", "公寓", "大厦", "广场", "市场", "菜场", "医院", "小学", "中学"),
    *("学校", "大学", "公园", "车站", "大街", "大道", "街道", "商场", "超市", "大桥"),
    *("路", "街", "巷", "村", "镇", "区", "桥", "苑", "站"),
)
_LEAST_SYLLABLES = 3  # for an inexact hit
_INEXACT_BEST = 0.80  # an inexact hit is amber however well it fits
_INEXACT_LEAST = 0.55
_PARTICLES = frozenset("的了是啊嗯个那就一这")
_LONG_STEM = 3  # syllables before the suffix
_ASTRAY = 0.62  # one character missing, added or wrong in the stem
_ASTRAY_SHORT = 0.52  # the same in a stem of two: only when no other place fits


class Gazetteer:
    """Owns the index over a city's places; filled once, then only read."""

    def __init__(self, places: Iterable[Place], stop_names: Iterable[str] = ()) -> None:
        """Take the places; names in `stop_names` are too common to be one (a per-site list)."""
        stops = frozenset(stop_names)
        self._index: SoundIndex[Place] = SoundIndex()
        self._stems: dict[str, dict[Syllables, set[tuple[str, Place]]]] = defaultdict(lambda: defaultdict(set))
        for place in places:
            for name in (place.name, *place.aliases):
                if name not in stops:
                    self._index.add(name, place)
                    self._learn_stem(name, place)

    def __len__(self) -> int:
        return len(self._index)

    def hits(self, text: str) -> list[PlaceHit]:
        """Return the places in `text`, in order, without overlap; inexact ones only where the rules allow."""
        heard = sounds(text)
        found = [match for match in self._index.matches(text, heard) if _allowed(match, text)]
        sure = [_hit(match) for match in without_overlap(found)]
        astray = [hit for hit in self._astray(text, heard) if not _overlaps(hit, sure)]
        return sorted([*sure, *_best_apart(astray)], key=lambda hit: hit.start)

    def _learn_stem(self, name: str, place: Place) -> None:
        suffix = _suffix_of(name)
        if suffix and len(name) - len(suffix) >= 2:
            stem = sounds(name[: -len(suffix)])
            for variant in _one_less(stem):
                self._stems[suffix][variant].add((name, place))

    def _astray(self, text: str, heard: Syllables) -> list[PlaceHit]:
        """Return places whose stem differs by one character from what stands before a place suffix."""
        hits: list[PlaceHit] = []
        for suffix, stems in self._stems.items():
            at = text.find(suffix)
            while at >= 0:
                for length in range(1, min(7, at) + 1):
                    hits.extend(_astray_hits(text, heard, at - length, at, suffix, stems))
                at = text.find(suffix, at + 1)
        return hits


def _astray_hits(
    text: str, heard: Syllables, start: int, end: int, suffix: str, stems: dict[Syllables, set[tuple[str, Place]]]
) -> list[PlaceHit]:
    stem = heard[start:end]
    named = {pair for variant in _one_less(stem) for pair in stems.get(variant, ())}
    told = text[start:end]
    fits = [(name, place) for name, place in named if _astray(sounds(name[: -len(suffix)]), stem, told, suffix)]
    hits: list[PlaceHit] = []
    for name, place in fits:
        same = len(set(name[: -len(suffix)]) & set(text[start:end]))
        short = len(name) - len(suffix) < _LONG_STEM
        if same and (not short or len(fits) == 1):
            score = _ASTRAY_SHORT if short else _ASTRAY
            hits.append(PlaceHit(place=place, start=start, end=end + len(suffix), score=score, exact=False))
    return hits


def _one_less(stem: Syllables) -> list[Syllables]:
    """Return the stem and every way to leave out one syllable: two stems one edit apart share one of these."""
    return [stem, *(_without(stem, i) for i in range(len(stem)) if len(stem) > 1)]


def _astray(known: Syllables, heard: Syllables, text: str, suffix: str) -> bool:
    """Say whether one syllable was added to a stem, lost or replaced.

    In a stem of two a replaced syllable makes another name (文化路, 文昌路): it does not count. Before a suffix of one
    character a lost one does not count either (人路), and an added one only if it is a mere particle (人民的路).
    """
    loose = len(known) >= _LONG_STEM or len(suffix) > 1
    if len(known) == len(heard):
        return len(known) >= _LONG_STEM and sum(map(str.__ne__, known, heard)) == 1
    if len(heard) < len(known):
        return loose and len(known) - len(heard) == 1 and any(_without(known, i) == heard for i in range(len(known)))
    added = [i for i in range(len(heard)) if _without(heard, i) == known]
    return any(loose or text[i] in _PARTICLES for i in added)


def _without(stem: Syllables, i: int) -> Syllables:
    return stem[:i] + stem[i + 1 :]


def _suffix_of(name: str) -> str:
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix) and len(name) > len(suffix)), "")


def _allowed(match: SoundMatch[Place], text: str) -> bool:
    """Inexact hits need three syllables and one identical character; those of three also the identical last one."""
    if match.exact:
        return True
    length = len(match.word)
    same_end = text[match.end - 1] == match.word[-1]
    return length >= _LEAST_SYLLABLES and match.same > 0 and (length > _LEAST_SYLLABLES or same_end)


def _hit(match: SoundMatch[Place]) -> PlaceHit:
    score = 1.0 if match.exact else _INEXACT_LEAST + (_INEXACT_BEST - _INEXACT_LEAST) * match.agreement
    return PlaceHit(place=match.entry, start=match.start, end=match.end, score=score, exact=match.exact)


def _overlaps(hit: PlaceHit, others: Iterable[PlaceHit]) -> bool:
    return any(hit.start < other.end and other.start < hit.end for other in others)


def _best_apart(hits: list[PlaceHit]) -> list[PlaceHit]:
    kept: list[PlaceHit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.score, hit.start - hit.end)):
        if not _overlaps(hit, kept):
            kept.append(hit)
    return kept
