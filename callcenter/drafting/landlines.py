"""Words that tell of a landline: without them, eight digits are no telephone number."""

import re

from callcenter.drafting.numbering import NumberPlan
from callcenter.drafting.phones import Chain, chains, ways

_CODE = re.compile(r"0[1-9]\d{1,3}$")
_AT_MY = re.compile(r"我|家里|座机|固定|固话|单位|区号|^(?:联系)?电话")
_LANDLINE_WORD = re.compile(
    r"座机|固定电话|固话|区号|办公室|前台|收银台|值班室|传达室|(?:家里|店里)的(?=[二三四五六七八])|(?:家里?|店里?|单位|公司|厂里?|学校|村里|社区|业委会)的?电话|打我?(?:们)?单位"
)
_WORD_BEFORE = re.compile(r"(?:电话|号码?|座机|固话|家里|联系方式)(?:的|是|啊|呢|就|就是)?$")
_EXTENSION = re.compile(r"(?:转|分机|转分机|拨|按)(?:号码?|是)*(?P<digits>[零〇一幺二两三四五六七八九0-9]{1,6})")


def is_extension(text: str, chain: Chain) -> bool:
    """Say whether digits are those that are dialled after a number: 转八零零一."""
    begins = max(text.rfind(word, 0, chain[0].start) for word in ("转", "分机", "拨", "按"))
    return bool(_EXTENSION.match(text, begins, chain[-1].end))


def area_code_in(words: str, plan: NumberPlan) -> str:
    """Return the area code that was said and belongs to no number, '' for none."""
    told = (way for chain in chains(words) for way in ways(chain)[:1])
    return next((way for way in told if _CODE.match(way) and not plan.only_numbers(way)), "")


def speaks_of_landline(text: str) -> bool:
    """Say whether somebody speaks of a landline."""
    return bool(_LANDLINE_WORD.search(text))


def is_at_my(before: str) -> bool:
    """Say whether the words before a landline say that it is where the caller can be reached."""
    return bool(_AT_MY.search(before))


def is_plain(before: str) -> bool:
    """Say whether a number follows a word for it, or nothing: characters that are no such word may be lost digits."""
    return not before or bool(_WORD_BEFORE.search(before))
