"""Whether a phrasing is drawn from what was said: a true quote beside it does not make it so. Pure.

A sentence in other words shares most of its characters with the talk; one about another matter shares few. Words that
every ticket is written with count neither way. A name, and a judgement that turns a matter into another kind, must
have been said.
"""

import re

from callcenter.own_names import full_names_in

LEAST_CHARACTERS, LEAST_PAIRS = 0.6, 0.28  # shares of the text that occur in the conversation
_FRAME = re.compile(
    r"市民|来电人?|群众|居民|反映|投诉|咨询|求助|建议|希望|要求|请求?|诉求|相关|有关|部门|单位|尽快|及时|处理|解决|核实|回复|协调|安排|派人"
    r"|问题|情况|位于|该|存在|出现|发生|造成|导致|影响|已经?|目前|至今|仍|且|并|及|等|无人|未|称|表示|认为|附近|一带|现|于|与|和|的|了"
)
_TURNING = ("表扬", "感谢", "举报", "贪污", "受贿", "违法", "犯罪", "诈骗", "纪委", "黑社会")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def drawn_from(text: str, said: str) -> bool:
    """Whether a title or summary says no more than the conversation."""
    if any(word in text and word not in said for word in (*_TURNING, *full_names_in((text,)))):
        return False
    parts = ["".join(_HANZI.findall(part)) for part in _FRAME.split(text)]
    letters = [one for part in parts for one in part]
    pairs = [part[at : at + 2] for part in parts for at in range(len(part) - 1)]
    return _share(letters, said) >= LEAST_CHARACTERS and _share(pairs, said) >= LEAST_PAIRS


def _share(pieces: list[str], said: str) -> float:
    return sum(one in said for one in pieces) / len(pieces) if pieces else 1.0
