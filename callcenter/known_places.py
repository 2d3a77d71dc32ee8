"""Places and matters that may be shown to everybody: those of the city's own lists, never what somebody typed."""

import re
from dataclasses import dataclass, replace

from callcenter.drafting import load_knowledge
from callcenter.drafting.gazetteer import Gazetteer, PlaceHit, PlaceKind
from callcenter.packaged import city_dir
from queueing.hot import Complaint

# What ends like a place's name, with up to four characters before it that are none of these.
_NO_NAME = "在到从去往跟把被让给是有没就也都又还的了着过来这那哪条个家我你他们咱本，。,.、；;！!？? "
_SAID = re.compile(
    rf"(?P<name>[^{_NO_NAME}\W\d]{{1,4}}(?:路|大道|大街|街|巷|弄|(?<=[^{_NO_NAME}]{{2}})(?:小区|花园|新村|家园|公寓|广场)))"
)
_ANY = re.compile(
    r"^(?:[马公道铁电线网走半一老主辅小水门迷问修过挡占堵]|.*[马公道铁电线])路$|^[上逛满大小]街$|^.?(?:整个|全|同一|隔壁|附近)"
)
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
        """The complaint at the known place; one that is nowhere known keeps its own words for where it is.

        A road that no list knows is a place all the same: without one its matter would join that of any other road.
        """
        return replace(one, place=self.place(one.place) or one.place or said_place(one.text))


def said_place(text: str) -> str:
    """The first road or estate that a text names by its kind: 丙路, 天宁路, 锦绣花园; '' when none is."""
    return next((hit["name"] for hit in _SAID.finditer(text) if not _ANY.search(hit["name"])), "")


def load_known_places(city: str) -> KnownPlaces:
    """Read the city's lists."""
    knowledge = load_knowledge(city_dir(city))
    return KnownPlaces(gazetteer=knowledge.gazetteer, topics=frozenset(knowledge.matters))


def _nearness(hit: PlaceHit) -> tuple[int, int]:
    return _NEAREST.index(hit.place.kind), hit.start
