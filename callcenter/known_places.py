"""Places and matters that may be shown to everybody: those of the city's own lists, never what somebody typed."""

from dataclasses import dataclass, replace

from callcenter.drafting import load_knowledge
from callcenter.drafting.gazetteer import Gazetteer, PlaceHit, PlaceKind
from callcenter.packaged import city_dir
from queueing.hot import Complaint

_NEAREST = (PlaceKind.ESTATE, PlaceKind.POI, PlaceKind.COMMUNITY, PlaceKind.ROAD, PlaceKind.TOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPlaces:
    """The city's gazetteer and its topics."""

    gazetteer: Gazetteer
    topics: frozenset[str]

    def place(self, text: str) -> str:
        """The nearest place a text names, without house number or flat; '' when none is known, or only a district."""
        hits = [hit for hit in self.gazetteer.hits(text) if hit.exact and hit.place.kind in _NEAREST]
        return min(hits, key=_nearness).place.name if hits else ""

    def matter(self, topic: str) -> str:
        """The topic, '' when it is none of the city's."""
        return topic if topic in self.topics else ""

    def at_known_place(self, one: Complaint) -> Complaint:
        """The complaint at the known place; one that is nowhere known keeps its own words for where it is."""
        return replace(one, place=self.place(one.place) or one.place)


def load_known_places(city: str) -> KnownPlaces:
    """Read the city's lists."""
    knowledge = load_knowledge(city_dir(city))
    return KnownPlaces(gazetteer=knowledge.gazetteer, topics=frozenset(knowledge.matters))


def _nearness(hit: PlaceHit) -> tuple[int, int]:
    return _NEAREST.index(hit.place.kind), hit.start
