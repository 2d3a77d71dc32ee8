"""Which numbers of a reply are an office's, made known to everybody, and which may be a citizen's. Pure."""

import re
from collections.abc import Iterable

from callcenter.masking import HIDDEN, mask_numbers_in
from callcenter.own_names import without_names

_BEFORE = 16  # characters before a number that say whose it is
_OFFICE = re.compile(
    r"(?:(?:咨询|服务|办公|值班|监督|报修|抢修|救援|举报|投诉|客服|公开|窗口|预约|政务|业务|受理)(?:电话|热线|号码|专线)?"
    r"|热线|(?:请|可|欢迎|直接)(?:拨打|致电|电询|来电))[^。；;！!？?\n，,]{0,8}$"
)
_FREE = re.compile(r"[48]00\d{7}")  # numbers that companies and offices are called on


def without_citizens(text: str, hidden: Iterable[str]) -> str:
    """A text without those words and names that it tells, every number masked that is not said to be an office's."""
    for word in sorted((one for one in hidden if len(one) > 1), key=len, reverse=True):
        text = re.sub(_spaced(word), HIDDEN, text)
    return mask_numbers_in(without_names(text), keep=_of_an_office)


def _spaced(word: str) -> str:
    """A word as it may be written: a number also in groups."""
    digits = re.sub(r"[\s-]", "", word)
    return r"[\s-]?".join(digits) if digits.isdecimal() else re.escape(word)


def _of_an_office(hit: re.Match[str]) -> bool:
    before = hit.string[max(0, hit.start() - _BEFORE) : hit.start()]
    return bool(_FREE.fullmatch(hit.group()) or _OFFICE.search(before))
