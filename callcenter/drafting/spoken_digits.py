"""Digits as they are said in one breath: what they may mean, and which belong to the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callcenter.drafting.counted_digits import Counted, mobiles_counted
from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS

_PLAIN = f"[{DIGIT_CHARS}0-9](?!位)"  # 后四位: a count, no digit
_TWO = "两(?![三四]?[个位点天年月次家条块层楼栋户人口岁遍趟种头边百千万]|老口)"
# 洞 拐 勾, as soldiers and drivers say 0, 7 and 9; never where another word begins.
_RADIO = "洞(?![口里穴])|拐(?![弯角进到卖骗杖过])|勾(?![引结选])"
_DIGIT = rf"(?:{_PLAIN}|{_TWO}|{_RADIO})"
_TIMES = "两三四五"
_GE = "[个各阁歌哥格葛革疙戈隔搁鸽]"  # 个, and as it is misheard
_REPEAT = rf"(?:[{_TIMES}]{_GE}|双){_PLAIN}"  # 三个八 inside a number is 888, 双六 is 66
_SPOKEN = {**DIGITS, "洞": "0", "拐": "7", "勾": "9"}
# What people say between the groups of one number; the sounds of thinking are masked before.
_WHERE = (
    r"(?:[前后](?=[一二两三四五六七八]位)|开头|打头|前面|后面|后边|中间|末尾|最后|尾数|尾号)"
    r"(?:[一二两三四五六七八](?:位|个(?=是|数|号)))?(?:还有)?(?:个)?(?:的|是)?"
)
JOINT = (
    rf"(?:{_WHERE}|然后(?:再)?是?|接下来是?|接着是?|再加|再是|再(?=后面)|加上|完了是?|还有(?:一)?个"
    r"|就是|那个|这个|[-—、，,. ])"
)
_RUN = re.compile(rf"(?:{_REPEAT}|{_DIGIT})(?:{JOINT}{{0,3}}(?:{_REPEAT}|{_DIGIT}))*")
_TOKEN = re.compile(rf"(?:(?P<times>[{_TIMES}]){_GE}|双)(?P<same>{_PLAIN})|(?P<joint>{JOINT})|(?P<digit>{_DIGIT})")
_OPENING = re.compile(rf"(?:{JOINT}|[是嗯对好哎的]|还有|没错|不是|不对)*")
_MOST_READINGS = 8
_FEWEST_BEGUN = 2  # digits

# A last digit that begins the next words: ..零八|一直打, ..零八|五点以后, ..零八|二十四小时.
_GOES_ON = re.compile(
    "一(?:直|般|下|会|定|起|个|样|共|些|点|天|次|早|晚|家人|方面|边|旦|律|趟|年|月|周|楼(?![上下道顶])|(?:有|到)(?=消息|结果|进展|情况))|"
    rf"{_PLAIN}(?:个(?!{_PLAIN})|点(?!击)|天(?![天然])|十|百|千(?!万[不别莫要请保替])|万|年(?!轻)|月|岁|楼(?![上下道顶])|栋|幢|单元|块|次|分钟|小时|多(?![响打试等拨])|几|遍|趟|条|层|户(?!口)|(?:周|星期|礼拜)(?![一二三四五六日天末])"
    "|号(?=楼|上午|下午|晚上|那天|之前|以前|以后|左右)|家(?![里人住在电]))"
)
# A first digit that ends the words before: 第一|一三八, 星期五|一五二, 唯一|一三九. After 我姓周 it is the number's.
_CAME_FROM = re.compile(r"(?:第|唯|统|(?<![姓叫贵])周|星期|礼拜|之|其)$")
_BARE = 0.6  # share of digits in an answer that is a number and little else
_MOST_BARE_WORDS = 6  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitGroup:
    """Digits said in one breath, what they may mean (the likeliest first), and the characters they stand at."""

    readings: tuple[str, ...]
    start: int
    end: int

    @property
    def digits(self) -> str:
        return self.readings[0]


def with_digits_of(said: str, read: str) -> str:
    """Return `read` with the digits of `said`, of the same length: a repair of words must not touch them."""
    return "".join(one if re.match(_DIGIT, one) else other for one, other in zip(said, read, strict=True))


def digit_groups(text: str) -> list[DigitGroup]:
    """Return the digits of a text by breaths, without those that belong to the words before or after."""
    counted = list(mobiles_counted(text))
    if counted:
        text = _without(text, counted)
    plain = [group for found in _RUN.finditer(text) for group in _group(text, found.start(), found.end())]
    groups = [DigitGroup(readings=(number,), start=start, end=end) for number, start, end in counted]
    return sorted((*groups, *plain), key=lambda group: group.start)


def _without(text: str, counted: Sequence[Counted]) -> str:
    for _, start, end in counted:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _group(text: str, start: int, end: int) -> Iterator[DigitGroup]:
    if _CAME_FROM.search(text, max(0, start - 2), start):
        start += 1
    if end - start >= 1 and _GOES_ON.match(text, end - 1) and not _ends_repeat(text, start, end):
        end -= 1
    while start < end and not re.match(rf"{_REPEAT}|{_DIGIT}", text[start:end]):
        start += 1
    if start < end:
        readings = _readings(text[start:end])
        if readings[0]:
            yield DigitGroup(readings=readings, start=start, end=start + len(text[start:end].rstrip("的是个 ，,、.-—")))


def _ends_repeat(text: str, start: int, end: int) -> bool:
    return bool(re.search(rf"{_REPEAT}$", text[start:end]))


def leading_group(text: str) -> DigitGroup | None:
    """Return the digits a text begins with, as the rest of a number broken off in the utterance before."""
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    return next((group for group in digit_groups(text) if group.start <= at < group.end or group.start == 0), None)


def trailing_group(text: str) -> DigitGroup | None:
    """Return the digits a text ends with, as the first part of a number that may go on in the next utterance."""
    last = next((group for group in reversed(digit_groups(text)) if group.end == len(text)), None)
    return last if last and len(last.digits) >= _FEWEST_BEGUN else None


def _readings(run: str) -> tuple[str, ...]:
    """Read 三个八 as 888, as 38 (个 was only heard), or, after 888, as the words that explain it."""
    found = [""]
    for token in _TOKEN.finditer(run):
        if not token["joint"]:
            found = list(dict.fromkeys(one for before in found for one in _with(before, token)))[:_MOST_READINGS]
    return tuple(found)


def _with(before: str, token: re.Match[str]) -> Iterator[str]:
    if token["digit"]:
        yield before + _SPOKEN.get(token["digit"], token["digit"])
        return
    times, digit = DIGITS[token["times"] or "两"], _SPOKEN.get(token["same"], token["same"])
    if before == "1" and times == "3":
        yield f"13{digit}"  # 一三|个|九: how mobile numbers begin, and a stray 个
        return
    if before.endswith(digit * int(times)):
        yield before  # it explains them
        return
    yield before + digit * int(times)
    if token["times"] not in {"两", None}:
        yield before + times + digit


def joined(before: str, after: str) -> Iterator[str]:
    """Yield what two groups of one number may be together: one after the other, said again in part, begun anew."""
    yield before + after
    overlap = next((n for n in range(min(len(before), len(after)), 2, -1) if before.endswith(after[:n])), 0)
    if overlap:
        yield before + after[overlap:]
    if len(after) >= 3 and before[:3] == after[:3]:
        yield after


def is_bare(words: str) -> bool:
    """Say whether an utterance is a number and little else."""
    length = sum(group.end - group.start for group in digit_groups(words))
    return length >= _BARE * len(words) or len(words) - length <= _MOST_BARE_WORDS


def digits_only(text: str) -> str:
    """Return the digits of a read-back in groups: an utterance that begins and ends with digits."""
    lead, tail = leading_group(text), trailing_group(text)
    return lead.digits if lead and tail and lead.end == tail.end else ""
