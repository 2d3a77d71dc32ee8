"""Mobile numbers of which a part is counted: 一百三十七|七五三四|一零八二, 一三六零六一一九七四十八."""

import re
from collections.abc import Iterator

from callcenter.drafting.numerals import DIGITS

Counted = tuple[str, int, int]  # the number, and the characters (start, end) it stands at
_RUN = re.compile(r"[零〇一幺二两三四五六七八九十百]{9,}")
_COUNTS = re.compile("[十百]")
_D = "[一二三四五六七八九]"
_TOKENS = (
    (re.compile(rf"({_D})百({_D})十({_D})"), "{}{}{}"),
    (re.compile(rf"({_D})百零({_D})"), "{}0{}"),
    (re.compile(rf"({_D})十({_D})"), "{}{}"),
    (re.compile(rf"({_D})十"), "{}0"),
    (re.compile(rf"十({_D})"), "1{}"),
    (re.compile(r"([零〇一幺二两三四五六七八九])"), "{}"),
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST = 11  # digits


def mobiles_counted(text: str) -> Iterator[Counted]:
    """Yield the runs with tens or hundreds in them that can be read as one mobile number, and no other."""
    for run in _RUN.finditer(text):
        found = {way for way in _ways(run[0]) if _MOBILE.fullmatch(way)} if _COUNTS.search(run[0]) else set()
        if len(found) == 1:
            yield found.pop(), run.start(), run.end()


def _ways(run: str, said: str = "") -> Iterator[str]:
    """Yield what the rest of a run may mean after the digits said so far."""
    if not run:
        yield said
        return
    for token, written in _TOKENS:
        found = token.match(run)
        if found:
            digits = said + written.format(*(DIGITS[one] for one in found.groups()))
            if len(digits) <= _LONGEST:
                yield from _ways(run[found.end() :], digits)
