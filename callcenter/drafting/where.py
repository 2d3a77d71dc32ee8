"""The place a call is about, over all its utterances: mentions, cues, corrections, a house number said later."""

import re
from dataclasses import dataclass, replace

from callcenter.drafting.address import AddressMention
from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import AMBER_FROM, FieldCandidate, Span
from callcenter.drafting.gazetteer import PlaceKind

_EXACT, _CUED = 0.90, 0.04  # an exact hit; said after 在, 住在, 地址是
_AGAIN, _HOUSE = 0.02, 0.02  # said again; with a house number
_MOST = 0.97
_INEXACT_MOST = 0.82  # an inexact hit stays amber, whatever speaks for it
_DENIED = 0.25
_HOUSE_ONLY = 0.45  # a house number without a place is only offered
_ASKED = re.compile(
    r"地址|位置|在哪|哪里|哪个小区|什么小区|小区呢|什么路|哪条路|几号|具体|门牌|几栋|哪栋|几单元|几室|地点"
)
_BUILDINGS = frozenset((PlaceKind.ESTATE, PlaceKind.POI, PlaceKind.COMMUNITY))
_AREA_ONLY = 0.62  # factor: a district alone is seldom the place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    names: tuple[str, ...]
    head: str
    kinds: frozenset[PlaceKind]
    area: str
    house: str
    where: str
    spans: tuple[Span, ...]
    confidence: float
    exact: bool

    @property
    def value(self) -> str:
        return self.head + self.house + self.where


class Whereabouts:
    """Owns the places said in one call, in order."""

    def __init__(self) -> None:
        self._spots: list[_Spot] = []
        self._asked = False

    def hear(self, line: CharLine, mentions: list[AddressMention]) -> None:
        """Take the addresses of one utterance of the caller."""
        for mention in mentions:
            self._take(_spot(line, mention), completes=self._asked or mention.cued)
        self._asked = self._asked and not mentions

    def hear_operator(self, line: CharLine) -> None:
        """Note that the operator asked where: the answer then completes what is known."""
        self._asked = bool(_ASKED.search(line.text))

    def _take(self, spot: _Spot, *, completes: bool) -> None:
        at = self._known(spot)
        if not spot.names:
            self._attach(spot)
        elif at is not None:
            self._spots[at] = _together(self._spots[at], spot)
        elif completes and self._spots and _complete_each_other(self._spots[-1], spot):
            self._spots[-1] = _road_and_building(self._spots[-1], spot)
        else:
            self._spots.append(spot)

    def places(self) -> tuple[FieldCandidate, ...]:
        """Return the places, best first; of equals the first said."""
        return tuple(
            FieldCandidate(
                value=spot.value,
                display=spot.value,
                confidence=round(spot.confidence, 4),
                rule="place.exact" if spot.exact else "place.inexact" if spot.names else "place.house_only",
                spans=spot.spans,
            )
            for spot in sorted(self._spots, key=lambda spot: -spot.confidence)
        )

    def areas(self) -> tuple[FieldCandidate, ...]:
        """Return the areas of the places, best first."""
        best: dict[str, _Spot] = {}
        for spot in sorted(self._spots, key=lambda spot: -spot.confidence):
            if spot.area:
                best.setdefault(spot.area, spot)
        return tuple(
            FieldCandidate(
                value=area, display=area, confidence=round(spot.confidence, 4), rule="area.of_place", spans=spot.spans
            )
            for area, spot in best.items()
        )

    def _known(self, spot: _Spot) -> int | None:
        """Return the earlier spot this one says again or says more fully."""
        for i, known in enumerate(self._spots):
            if (
                known.names
                and spot.names
                and (set(known.names) <= set(spot.names) or set(spot.names) <= set(known.names))
            ):
                return i
        return None

    def _attach(self, house: _Spot) -> None:
        """Give a house number said by itself to the last place that can take it: 三栋, then 二单元五零一."""
        for i in reversed(range(len(self._spots))):
            spot = self._spots[i]
            goes_on = "单元" in house.house and "栋" not in house.house and "单元" not in spot.house
            if not spot.house or goes_on:
                spans = (*spot.spans, *house.spans)
                self._spots[i] = replace(spot, house=spot.house + house.house, where="", spans=spans)
                return
        if not self._spots:
            self._spots.append(replace(house, confidence=_HOUSE_ONLY))


def _complete_each_other(known: _Spot, spot: _Spot) -> bool:
    """Say whether one is a road and the other a building or estate: two halves of one address."""
    road_first = known.kinds == {PlaceKind.ROAD} and bool(spot.kinds & _BUILDINGS)
    road_last = spot.kinds == {PlaceKind.ROAD} and bool(known.kinds & _BUILDINGS) and PlaceKind.ROAD not in known.kinds
    return (road_first or road_last) and min(known.confidence, spot.confidence) >= AMBER_FROM


def _road_and_building(known: _Spot, spot: _Spot) -> _Spot:
    road, building = (known, spot) if known.kinds == {PlaceKind.ROAD} else (spot, known)
    return _Spot(
        names=road.names + building.names,
        head=road.head + road.house + building.head,
        kinds=road.kinds | building.kinds,
        area=building.area or road.area,
        house=building.house,
        where=building.where or road.where,
        spans=(*known.spans, *spot.spans),
        confidence=min(known.confidence, spot.confidence),
        exact=known.exact and spot.exact,
    )


def _together(known: _Spot, again: _Spot) -> _Spot:
    fuller = again if len(again.names) > len(known.names) else known
    return _Spot(
        names=fuller.names,
        head=fuller.head,
        kinds=fuller.kinds,
        area=known.area or again.area,
        house=again.house or known.house,
        where=again.where or known.where,
        spans=(*known.spans, *again.spans),
        confidence=min(
            _MOST if known.exact or again.exact else _INEXACT_MOST, max(known.confidence, again.confidence) + _AGAIN
        ),
        exact=known.exact or again.exact,
    )


def _spot(line: CharLine, mention: AddressMention) -> _Spot:
    sure = line.mean_confidence(mention.start, mention.end)
    confidence = _EXACT if mention.exact else mention.score
    confidence += (_CUED if mention.cued else 0.0) + (_HOUSE if mention.house else 0.0)
    confidence = min(confidence, _MOST if mention.exact else _INEXACT_MOST)
    if mention.denied:
        confidence *= _DENIED
    elif mention.names and "".join(mention.names) == mention.area:
        confidence *= _AREA_ONLY
    return _Spot(
        names=mention.names,
        head=mention.head,
        kinds=mention.kinds,
        area=mention.area,
        house=mention.house,
        where=mention.where,
        spans=(line.span(mention.start, mention.end),),
        confidence=confidence * sure,
        exact=mention.exact,
    )
