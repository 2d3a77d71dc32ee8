"""Find telephone numbers in spoken digits. Complete, or shown as incomplete; nothing is ever guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS, digit_string
from callcenter.drafting.syllables import readings

_DIGIT = f"[{DIGIT_CHARS}0-9]"
_REPEAT = rf"[两三四]个{_DIGIT}"  # 三个八 inside a number is 888
# What people say between the groups of one number; the sounds of thinking are masked before.
_JOINT = r"(?:开头的?|打头的?|再加|然后是?|后面是?|接下来是?|接着是?|再是|完了是?|就是|那个|这个|[-—、，,. ])"
_RUN = re.compile(rf"{_DIGIT}(?:{_JOINT}?(?:{_REPEAT}|{_DIGIT}))*")
_OPENING = re.compile(rf"(?:{_JOINT}|是|嗯|对)*")
_STRAY = 2  # times that groups of one number may stand odd characters apart: what a recogniser made of 呃, 那个
_WIDEST_GAP = 4
# Another thing begins here: never inside one number.
_BREAKS = re.compile(r"电话|手机|座机|号码|我[姓住家]|[姓住牌]")
_MEASURES = frozenset("十百千万亿点块元毛角分米天年月日号栋幢楼层室单岁人户次路不错")
_DIGIT_SOUNDS = frozenset(readings(digit)[0] for digit in DIGITS)
SHORTEST_INCOMPLETE = 7  # digits; shorter runs are room numbers, prices, 12345


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneMention:
    """Digits said as a number, and the characters (start, end) they stand at."""

    digits: str
    shape: PhoneShape
    start: int
    end: int
    clean: bool  # no odd character and no unheard sound between the groups
    partial: bool = False  # 后四位是…: only the last digits, said as a correction

    @property
    def complete(self) -> bool:
        return self.shape in {PhoneShape.MOBILE, PhoneShape.LANDLINE, PhoneShape.SERVICE}


_LOCAL = re.compile(r"[2-8]\d{7}")
_RESTART = re.compile(r"(?P<said>\d{3,8})(?=(?P=said))")
_TAIL = re.compile(r"(?:最后|后面?|尾号|末尾)(?:[一二两三四五六]位)?(?:数字?)?(?:应该)?是?$")
_IDENTITY = re.compile(r"身份证|证件号|社保号|卡号|账号|户号|编号|单号|车牌")


def phone_mentions(text: str, plan: NumberPlan) -> list[PhoneMention]:
    """Return the numbers said in `text` (fillers already out), in order; runs too short to be one are left out."""
    mentions: list[PhoneMention] = []
    for chain in _chains(text):
        mentions.extend(_read(text, chain, plan))
    return mentions


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitGroup:
    """Digits said in one breath, and the characters (start, end) they stand at."""

    digits: str
    start: int
    end: int


def stray_digits(text: str) -> int:
    """Return how many digits `text` has that count nothing: a number said again and half lost, not 三栋 or 五块."""
    groups = _groups(text)
    return sum(len(group.digits) for group in groups if not set(text[group.end : group.end + 1]) & _MEASURES)


def leading_digits(text: str) -> DigitGroup | None:
    """Return the digits `text` begins with, as the rest of a number broken off in the utterance before."""
    opening = _OPENING.match(text)
    found = _RUN.match(text, opening.end() if opening else 0)
    return _group(found) if found else None


def trailing_digits(text: str) -> DigitGroup | None:
    """Return the digits `text` ends with, as the first part of a number that may go on in the next utterance."""
    last = next((group for group in reversed(_groups(text)) if group.end == len(text)), None)
    return last if last and len(last.digits) >= 3 else None


def _groups(text: str) -> list[DigitGroup]:
    return [_group(found) for found in _RUN.finditer(text)]


def _group(found: re.Match[str]) -> DigitGroup:
    return DigitGroup(digits=_spoken_digits(found[0]), start=found.start(), end=found.end())


def _spoken_digits(run: str) -> str:
    run = re.sub(_REPEAT, lambda found: found[0][2] * int(DIGITS[found[0][0]]), run)
    return "".join(char for char in digit_string(run) if char.isdigit())


def _chains(text: str) -> Iterator[list[DigitGroup]]:
    """Yield groups that may be one number: at most four odd characters apart, none of which begins another thing."""
    chain: list[DigitGroup] = []
    for group in _groups(text):
        gap = text[chain[-1].end : group.start] if chain else ""
        if chain and (len(gap) > _WIDEST_GAP or _MEASURES & set(gap) or _BREAKS.search(gap) or len(chain) > _STRAY):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _read(text: str, chain: list[DigitGroup], plan: NumberPlan) -> Iterator[PhoneMention]:
    """Read each group by itself when one of them is complete, else all of them together."""
    gaps = "".join(text[before.end : after.start] for before, after in pairwise(chain))
    doubtful = any(readings(char)[0] in _DIGIT_SOUNDS for char in gaps)
    if not doubtful and any(plan.only_numbers(group.digits) for group in chain):
        for group in chain:
            yield from _read_one(text, group, plan, clean=True)
        return
    whole = DigitGroup(digits="".join(group.digits for group in chain), start=chain[0].start, end=chain[-1].end)
    yield from _read_one(text, whole, plan, clean=len(chain) == 1, doubtful=doubtful)


def _read_one(
    text: str, group: DigitGroup, plan: NumberPlan, *, clean: bool, doubtful: bool = False
) -> Iterator[PhoneMention]:
    """Read one run; `doubtful`: an odd character in it sounds like a digit, so one may be missing."""
    if _IDENTITY.search(text, max(0, group.start - 10), group.start):
        return
    if plan.only_numbers(group.digits) and not doubtful:
        yield from _complete(group, plan, clean=clean)
        return
    restarted = _RESTART.sub("", group.digits, count=1)
    if not doubtful and restarted != group.digits and plan.shape_of(restarted):
        yield from _complete(replace(group, digits=restarted), plan, clean=False)
        return
    tail = bool(_TAIL.search(text, max(0, group.start - 10), group.start))
    if (tail and 2 <= len(group.digits) <= 8) or SHORTEST_INCOMPLETE <= len(group.digits) < 15:
        shape = PhoneShape.LOCAL if _LOCAL.fullmatch(group.digits) and clean and not tail else PhoneShape.INCOMPLETE
        yield PhoneMention(
            digits=group.digits, shape=shape, start=group.start, end=group.end, clean=clean, partial=tail
        )


def _complete(group: DigitGroup, plan: NumberPlan, *, clean: bool) -> Iterator[PhoneMention]:
    for digits, shape in plan.numbers_in(group.digits):
        yield PhoneMention(digits=digits, shape=shape, start=group.start, end=group.end, clean=clean)
