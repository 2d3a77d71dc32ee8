"""The Chinese names and number formats of what the simulator shows, for text and page alike."""

from math import isnan
from unicodedata import east_asian_width

from callcenter.simulation.summary import Interval

TITLES = {
    "offered": "呼入量（通/天）",
    "refused": "中继占满（通/天）",
    "answer_rate": "接通率",
    "within_rate": "{within_s:.0f} 秒接通率",
    "abandon_rate": "放弃率",
    "asa_s": "平均等待时长（秒）",
    "longest_wait_s": "最长等待（秒）",
    "aht_s": "平均处理时长（秒）",
    "occupancy": "工时利用率",
    "calls_per_operator": "人均接听（通/天）",
    "hard_variance_min2": "难缠通话方差（分钟²）",
    "hard_variance_within_min2": "难缠通话方差·同班内（分钟²）",
    "again_wait_s": "难缠来电人排队时长（秒）",
}
STRATEGIES = {
    "longest_idle": "空闲最久优先",
    "fewest_calls": "接听最少优先",
    "least_talk": "通话最少优先",
    "round_robin": "轮流",
    "care": "照顾负荷",
}
RATES = frozenset({"answer_rate", "within_rate", "abandon_rate", "occupancy"})


def title(name: str, within_s: float) -> str:
    """The name of a figure on screen."""
    return TITLES[name].format(within_s=within_s)


def strategy(name: str) -> str:
    """The name of a routing rule on screen; one that has none there is shown as it is written in the configuration."""
    return STRATEGIES.get(name, name)


def value(name: str, found: Interval) -> str:
    """Mean and interval, as shown."""
    if isnan(found.mean):
        return "—"
    scale, unit, places = (100.0, "%", 1) if name in RATES else (1.0, "", 1)
    shown = f"{found.mean * scale:,.{places}f}{unit}"
    return shown if found.half is None else f"{shown} ± {found.half * scale:,.{places}f}{unit}"


def clock(half_hour: int) -> str:
    """When a half hour begins: 0 -> 00:00."""
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"


def percent(share: float | None) -> str:
    """A share as shown; a dash for nothing to divide by."""
    return "—" if share is None else f"{share * 100:.1f}%"


def pad(text: str, width: int) -> str:
    """Fill up to `width` columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(0, width - taken)
