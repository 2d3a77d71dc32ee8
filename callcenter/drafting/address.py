"""Put places, house numbers and 路口/门口/附近 of one utterance together into addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from callcenter.drafting.gazetteer import Gazetteer, PlaceHit, PlaceKind
from callcenter.drafting.itn import written

_NUMBER = "[零〇一幺二两三四五六七八九十百0-9]"
_HOUSE = re.compile(
    rf"(?:(?P<building>[a-zA-Z东南西北甲乙]?{_NUMBER}{{1,5}}(?:号楼|栋|幢|座|号院|弄|巷)))?"
    rf"(?P<unit>[甲乙丙丁]?{_NUMBER}{{1,3}}单元)?"
    rf"(?P<floor>{_NUMBER}{{1,3}}[楼层])?"
    rf"(?P<room>{_NUMBER}{{1,5}}(?:室|号房|号(?!线|楼|院)|房)|(?<=单元){_NUMBER}{{3,5}}(?![{_NUMBER[1:-1]}年月天个元块米点])|(?<=[栋幢楼座]){_NUMBER}{{3,4}}(?![{_NUMBER[1:-1]}年月天个元块米点户人多]))?"
)
_SUFFIX = re.compile(
    r"的?(?:这边|那边|这里|那里|这个|那个)?的?"
    r"(?P<where>(?:十字|交叉|丁字)?路口|交叉口|交界处|交汇处|(?:[东南西北]大?|正|大|后|前|小区)?门口?(?=$|[^诊票面禁卫])|附近|旁边?|对面|周边|隔壁|斜对面"
    r"|[东南西北]侧|[东南西北](?:边|面|头)|门前|楼下|楼顶|楼上|楼道里?|地下车库|停车场|里面|院内|沿线|路段|段|菜场|公交站台?|拐角处?|桥下|河边)"
)
_BETWEEN = re.compile(r"的?(?:这边|那边|这里|那里|那个|这个|上|里|里面|那块|嘛|呢)?的?")
_CROSSING = re.compile(r"(?:这边|那边)?(?:和|与|跟|同|到|及)")
_CUE = re.compile(
    r"(?:住在?|位于|地址是?|地点是?|位置是?|地方是|在|我是|我们是|就是|到|来自|家在)(?:我们|那个|这个|咱们?)?$"
)
_ANSWER = re.compile(r"(?:我?家?|我们家?|是|在|住在?|的|啊|就)*")  # 三栋, 是二单元: all of a short answer
_TAKEN_BACK = re.compile(r"(?:啊|哦)?(?:不对|错了|说错了?|不是(?!很|太|吗))")
_DENIED = re.compile(r"(?:不是|不对|不在|没在)(?:在)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressMention:
    """An address said in one utterance: characters `start` to `end`; `names` as the gazetteer spells them."""

    names: tuple[str, ...]
    head: str  # the names as they go on the ticket, with 与 between roads that cross and house numbers between them
    kinds: frozenset[PlaceKind]
    area: str
    house: str
    where: str
    start: int
    end: int
    score: float
    exact: bool
    cued: bool
    denied: bool

    @property
    def value(self) -> str:
        return self.head + self.house + self.where


def addresses(text: str, hits: Sequence[PlaceHit]) -> list[AddressMention]:
    """Return the addresses of a text (fillers out) whose places are `hits`; a house number alone counts too."""
    mentions: list[AddressMention] = []
    taken = 0
    for group in _groups(text, hits):
        mention = _mention(text, group)
        mentions.extend(_bare_house(text, taken, mention.start))
        mentions.append(mention)
        taken = mention.end
    mentions.extend(_bare_house(text, taken, len(text)))
    return mentions


def find_addresses(text: str, gazetteer: Gazetteer) -> list[AddressMention]:
    """Return the addresses of a text (fillers out)."""
    return addresses(text, gazetteer.hits(text))


def _groups(text: str, hits: Sequence[PlaceHit]) -> list[list[PlaceHit]]:
    """Gather hits that stand side by side: area, road, estate; or two roads with 和 between them."""
    groups: list[list[PlaceHit]] = []
    for hit in hits:
        gap = text[groups[-1][-1].end : hit.start] if groups else ""
        if groups and (_BETWEEN.fullmatch(gap) or _HOUSE.fullmatch(gap) or _is_crossing(groups[-1][-1], gap, hit)):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _is_crossing(before: PlaceHit, gap: str, hit: PlaceHit) -> bool:
    both_roads = before.place.kind is hit.place.kind is PlaceKind.ROAD
    return both_roads and bool(_CROSSING.fullmatch(gap))


def _mention(text: str, group: list[PlaceHit]) -> AddressMention:
    house, end = _house(text, group[-1].end)
    found = _SUFFIX.match(text, end)
    start, stop = group[0].start, found.end() if found else end
    return AddressMention(
        names=tuple(hit.place.name for hit in group),
        head=_head(text, group),
        kinds=frozenset(hit.place.kind for hit in group),
        area=_area(group),
        house=house,
        where=found["where"] if found else "",
        start=start,
        end=stop,
        score=min(hit.score for hit in group),
        exact=all(hit.exact for hit in group),
        cued=bool(_CUE.search(text, max(0, start - 8), start)),
        denied=bool(_DENIED.search(text, max(0, start - 4), start) or _TAKEN_BACK.match(text, stop)),
    )


def _head(text: str, group: list[PlaceHit]) -> str:
    parts = [group[0].place.name]
    for before, hit in pairwise(group):
        gap = text[before.end : hit.start]
        between = "与" if _is_crossing(before, gap, hit) else _plain_house(gap) if _HOUSE.fullmatch(gap) else ""
        parts.extend((between, hit.place.name))
    return "".join(parts)


def _area(group: list[PlaceHit]) -> str:
    said = [hit.place.name for hit in group if hit.place.kind.is_area]
    return said[-1] if said else next((hit.place.area for hit in reversed(group) if hit.place.area), "")


def _house(text: str, at: int) -> tuple[str, int]:
    """Return the house number after a place and where it ends; ('', at) if there is none."""
    gap = re.compile(r"的?(?:是|那个|这个)?").match(text, at)
    begin = gap.end() if gap else at
    found = _HOUSE.match(text, begin)
    if found and found[0]:
        return _plain_house(found[0]), found.end()
    return "", at


def _plain_house(said: str) -> str:
    return written(said).text.replace("幺", "1").upper()


def _bare_house(text: str, start: int, end: int) -> list[AddressMention]:
    """Return house numbers without a place: a building or a unit must be among them."""
    for found in re.finditer(rf"(?={_NUMBER}|[甲乙丙丁])", text[start:end]):
        house = _HOUSE.match(text, start + found.start(), end)
        if house and house[0] and _ANSWER.fullmatch(text[start : house.start()] + text[house.end() : end]):
            return [_house_only(text, house)]
        if (
            house
            and (house["building"] or house["unit"])
            and (house["unit"] or house["room"] or house["floor"] or "号楼" in house[0])
        ):
            return [_house_only(text, house)]
    return []


def _house_only(text: str, house: re.Match[str]) -> AddressMention:
    return AddressMention(
        names=(),
        head="",
        kinds=frozenset(),
        area="",
        house=_plain_house(house[0]),
        where="",
        start=house.start(),
        end=house.end(),
        score=1.0,
        exact=True,
        cued=bool(_CUE.search(text, max(0, house.start() - 8), house.start())),
        denied=bool(_DENIED.search(text, max(0, house.start() - 4), house.start())),
    )
