"""What stands before and after a name of a place or unit: how much that speaks for a name having been said there.

Log of (chance beside a name / chance anywhere), by blurred sound, weakened for bad lines. Counted in the texts of
tests/data/drafting/kinds, rounded; syllables that words without any such meaning share (是, 时, 事) got less.
"""

from collections.abc import Mapping

from callcenter.drafting.syllables import sound

_EDGE = ""  # of the utterance
_BEFORE: Mapping[str, float] = {
    _EDGE: 2.0,
    "zai": 2.4,  # 在
    "con": 2.0,  # 从
    "gui": 2.0,  # 归
    "zao": 1.5,  # 找
    "he": 1.4,  # 和
    "gen": 1.4,  # 跟
    "gei": 1.3,  # 给
    "qu": 1.0,  # 去
    "si": 0.7,  # 是
    "dao": 0.7,  # 到
    "xian": 0.5,  # 向
    "men": 0.4,  # 我们
    "wan": 0.4,  # 往
}
_AFTER: Mapping[str, float] = {
    _EDGE: 0.6,
    "pan": 2.2,  # 旁边
    "kao": 2.0,  # 靠
    "la": 1.7,  # 那
    "suo": 1.5,  # 说
    "ran": 1.5,  # 让
    "de": 1.4,  # 的
    "gen": 1.4,  # 跟
    "he": 1.2,  # 和
    "lai": 1.2,  # 来
    "gei": 1.2,  # 给
    "dui": 1.0,  # 对面
    "hou": 1.0,  # 后面
    "lan": 1.0,  # 南
    "men": 0.8,  # 门口
    "fu": 0.8,  # 附近
    "zou": 0.8,  # 走
    "san": 0.8,  # 三栋
    "er": 0.8,  # 二栋
    "lu": 0.5,  # 路口
    "you": 0.3,  # 有
    "si": 0.1,
}
_ELSE_BEFORE, _ELSE_AFTER = -1.0, -0.3
_MOSTLY_BEFORE = 1.0


def speaks_for_a_name(text: str, start: int, end: int) -> float:
    """Weigh the characters beside `start` and `end` of a text."""
    before = sound(text[start - 1]) if start else _EDGE
    after = sound(text[end]) if end < len(text) else _EDGE
    return _BEFORE.get(before, _ELSE_BEFORE) + _AFTER.get(after, _ELSE_AFTER)


def may_begin_after(text: str, start: int) -> bool:
    """Say whether a name may begin at `start`: at an edge, or after a word that mostly stands before one."""
    return start == 0 or _BEFORE.get(sound(text[start - 1]), _ELSE_BEFORE) >= _MOSTLY_BEFORE
