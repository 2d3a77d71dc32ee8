"""Who calls the scripted show and what becomes of them: data, in the order they call."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What the script has in store for a caller."""

    AIRED = "直播，当场答复"
    DUMPED = "直播，延时截断"
    PROMISED = "直播，承诺期限"
    RETURNED = "转回热线"
    READY = "候播到结束"
    LEFT = "等待中挂机"
    UNHEARD = "未接听，结束后转热线"
    BLOCKED = "停止接入后拨打"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One of the twelve. `scene`: whose words they say (config/drill)."""

    name: str
    scene: str
    topic: str
    fate: Fate
    area: str = ""

    @property
    def screened(self) -> bool:
        return self.fate in (Fate.AIRED, Fate.DUMPED, Fate.PROMISED, Fate.RETURNED, Fate.READY)


CALLERS = (
    Caller(name="王女士", scene="foul-river", topic="河水发臭", area="朝阳村", fate=Fate.AIRED),
    Caller(name="李先生", scene="traffic-light", topic="路口没有红绿灯", area="中山路", fate=Fate.DUMPED),
    Caller(name="赵女士", scene="no-water", topic="小区停水", area="东方花园", fate=Fate.PROMISED),
    Caller(name="孙先生", scene="expired-food", topic="超市卖过期食品", area="人民路", fate=Fate.RETURNED),
    Caller(name="周女士", scene="lamps-in-the-park", topic="公园路灯不亮", area="滨河公园", fate=Fate.READY),
    Caller(name="吴先生", scene="noise-at-night", topic="", fate=Fate.LEFT),
    Caller(name="郑女士", scene="public-housing", topic="", fate=Fate.UNHEARD),
    Caller(name="冯先生", scene="wrong-fee", topic="", fate=Fate.UNHEARD),
    Caller(name="陈女士", scene="blocked-drain", topic="", fate=Fate.UNHEARD),
    Caller(name="褚先生", scene="medical-insurance", topic="", fate=Fate.UNHEARD),
    Caller(name="卫女士", scene="illegal-building", topic="", fate=Fate.UNHEARD),
    Caller(name="蒋先生", scene="kind-driver", topic="", fate=Fate.BLOCKED),
)
ON_AIR = tuple(place for place, one in enumerate(CALLERS) if one.fate in (Fate.AIRED, Fate.DUMPED, Fate.PROMISED))
