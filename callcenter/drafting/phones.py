"""Find telephone numbers in spoken digits. Complete, or shown as incomplete; nothing is ever guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from callcenter.drafting.copies import Around, number_among
from callcenter.drafting.correcting import corrects
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.numerals import DIGITS
from callcenter.drafting.spoken_digits import DigitGroup, digit_groups, joined, trailing_group
from callcenter.drafting.syllables import readings

_MOST_GROUPS = 4  # of one number with odd characters between: what a recogniser made of 呃, 那个
_WIDEST_GAP = 4
_PAUSE = re.compile(
    r"(?:[我你您让再等下看想找翻念说啊哦噢呃嗯好了吧哈在这那哎唉]|一下|接着|继续){5,12}"
)  # 你等下我看看
# Another thing begins here: never inside one number.
_PAPERS = "身份证|证件|[账户卡单编表]号|车牌"
PAPER_NUMBER = re.compile(_PAPERS)
_BREAKS_BY_SOUND = re.compile("dian hua|shou ji|zuo ji|hao ma")  # 电化
_BREAKS = re.compile(rf"电话|手机|座机|号码|{_PAPERS}|我[姓住家]|[姓住牌]|分机|转|拨|按|或者|另外|还有一个")
_UNSURE = re.compile(r"几|多少|来着|什么|好像|忘|还是|记不")
MEASURES = frozenset("十百千万亿点块元毛角分米天年月日号栋幢楼层室单岁人户次路不错")
_DIGIT_SOUNDS = frozenset(readings(digit)[0] for digit in DIGITS)
_PARTICLES = frozenset("的了是啊嗯呃哦我那就这吧")  # often said or heard between digits, and never for one
_WORD_DIGITS = frozenset("一两")
_TIMES = frozenset("两三四五")
_HOUSE = re.compile(r"(?:单元|号楼|[栋幢楼座层弄组村室]|(?<!区)号)$")
_AREA_CODE = re.compile(r"0\d{2,3}")
_CODE_AND_NUMBER = re.compile(r"(?:的?区号)?(?:然后)?(?:本地)?(?:号码?|电话|座机)?(?:号码?)?是?")
SHORTEST_INCOMPLETE = 7  # digits; shorter runs are room numbers, prices, 12345
_LONGEST_INCOMPLETE, _LONGEST_MOBILE = 14, 22  # digits; a mobile number said twice
_MOST_WAYS = 24
_MOBILE = 11  # digits
_FEWEST_PUT_RIGHT, _MOST_PUT_RIGHT = 2, 6  # digits; one alone may be of the words before
_FEWEST_BEGUN = 2  # digits
_FEWEST = 3  # digits of what may be a part of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneMention:
    """Digits said as a number, and the characters (start, end) they stand at."""

    digits: str
    shape: PhoneShape
    start: int
    end: int
    clean: bool  # no odd character and no unheard sound between the groups

    @property
    def complete(self) -> bool:
        return self.shape in {PhoneShape.MOBILE, PhoneShape.LANDLINE, PhoneShape.SERVICE}


_MOBILE_BEGINS = re.compile("1[3-9]")
_LOCAL = re.compile(r"(?![48]00)[2-8]\d{7}")
_RESTART = re.compile(r"(?P<said>\d{3,8})(?=(?P=said))")
Chain = Sequence[DigitGroup]


def phone_mentions(text: str, plan: NumberPlan) -> list[PhoneMention]:
    """Return the numbers said in `text` (fillers already out), in order; runs too short to be one are left out."""
    return [mention for chain in chains(text) for mention in mentions_of(text, chain, plan)]


def stray_digits(text: str) -> str:
    """Return the digits of a text that count nothing: a number said again and half lost, not 三栋 or 五块."""
    groups = digit_groups(text)
    return "".join(group.digits for group in groups if not set(text[group.end : group.end + 1]) & MEASURES)


def chains(text: str) -> list[list[DigitGroup]]:
    """Return the groups that may be one number: a few odd characters apart, none of which begins another thing."""
    found: list[list[DigitGroup]] = []
    for group in digit_groups(text):
        if found and _belongs(text, found[-1], group):
            found[-1].append(group)
        else:
            found.append([group])
    return found


def _belongs(text: str, chain: Chain, group: DigitGroup) -> bool:
    gap = text[chain[-1].end : group.start]
    if _AREA_CODE.fullmatch(chain[-1].digits) and _CODE_AND_NUMBER.fullmatch(gap):
        return True
    wide = len(gap) > _WIDEST_GAP and not _PAUSE.fullmatch(gap)
    other = wide or MEASURES & set(gap) or _begins_another(gap) or corrects(gap)
    return not other and not _is_a_word(text, group, gap)


def _begins_another(gap: str) -> bool:
    """Say whether the words between digits begin another thing: 电话, 卡号, 我姓."""
    sounds = " ".join(readings(char)[0] for char in gap)
    return bool(_BREAKS.search(gap) or _BREAKS_BY_SOUND.search(sounds))


def _is_a_word(text: str, group: DigitGroup, gap: str) -> bool:
    """Say whether a lone 一 among other words is one of those: 快|一|碘 (快一点), not 那|一 at the end."""
    alone = text[group.start : group.end] in _WORD_DIGITS and group.end < len(text)
    return alone and not all(char in _PARTICLES or readings(char)[0] in _DIGIT_SOUNDS for char in gap)


def broken_off(text: str) -> DigitGroup | None:
    """Return all the digits of the number a text ends in, of which more may follow; one stray character is let be."""
    found = chains(text)
    rest = text[found[-1][-1].end :] if found else ""
    if not found or not is_certain(text, found[-1]) or len(rest) > 1:
        return trailing_group(text)
    if set(rest) & MEASURES or _may_hide_digits("", rest):
        return None
    whole = found[-1]
    group = DigitGroup(readings=ways(whole), start=whole[0].start, end=whole[-1].end)
    return group if len(group.digits) >= _FEWEST_BEGUN else None


def ways(chain: Chain) -> tuple[str, ...]:
    """Return all that the groups of a chain may be together."""
    found = list(chain[0].readings)
    for group in chain[1:]:
        longer = (way for before in found for after in group.readings for way in joined(before, after))
        found = list(dict.fromkeys(longer))[:_MOST_WAYS]
    return tuple(found)


def mentions_of(text: str, chain: Chain, plan: NumberPlan, *, amends: bool = False) -> Iterator[PhoneMention]:
    """Read a chain: each group a number, all together one number, or an incomplete one; `amends`: it puts right."""
    singly = [_whole(text, group, plan) for group in chain]
    if all(singly):
        for group, numbers in zip(chain, singly, strict=True):
            yield from _complete(numbers, [group], plan, clean=True)
        return
    certain = is_certain(text, chain)
    numbers = _only([way for way in ways(chain) if plan.only_numbers(way)]) if certain else ""
    if plan.shape_of(numbers) is PhoneShape.LANDLINE and not _in_one(text, chain):
        numbers = ""  # a place's 零八七, then 一三五..
    one = None if numbers else _one_among_strays(text, chain, singly)
    if one is not None:
        yield from _complete(singly[one], [chain[one]], plan, clean=True)
        return
    if not numbers and certain:
        numbers = _only([found for way in ways(chain) if (found := _begun_again(way, plan))])
    if numbers:
        yield from _complete(numbers, chain, plan, clean=len(chain) == 1 and numbers in chain[0].readings)
    else:
        yield from _among(text, chain, plan, amends=amends) or _incomplete(chain)


def _in_one(text: str, chain: Chain) -> bool:
    """Say whether nothing stands between the groups but what people say between an area code and its number."""
    gaps = (text[before.end : after.start] for before, after in pairwise(chain))
    return all(_CODE_AND_NUMBER.fullmatch(gap) or set(gap) <= _PARTICLES for gap in gaps)


def _among(text: str, chain: Chain, plan: NumberPlan, *, amends: bool) -> list[PhoneMention]:
    """Return the one number of a chain that has further digits, which are its copy, its beginning or a house's."""
    house = bool(_HOUSE.search(text, max(0, chain[0].start - 3), chain[0].start))
    sure = [is_certain(text, pair) for pair in pairwise(chain)]
    one = number_among(chain, Around(sure=sure, house=house, amends=amends), plan)
    if one is None:
        return []
    return list(_complete(one.number, chain[one.first :], plan, clean=one.clean))


def is_certain(text: str, chain: Chain) -> bool:
    """Say whether nothing between the groups may be a digit that was not understood, or says that one is not known."""
    gaps = [(text[before.end - 1], text[before.end : after.start]) for before, after in pairwise(chain)]
    doubtful = any(_UNSURE.search(gap) or _may_hide_digits(last, gap.replace("一下", "")) for last, gap in gaps)
    return not doubtful and len(chain) <= _MOST_GROUPS


def _may_hide_digits(last: str, gap: str) -> bool:
    sounded = [readings(char)[0] for char in gap if char not in _PARTICLES]
    repeats = last in _TIMES and "ge" in sounded  # 两个零, of which 个 was misheard
    return repeats or not _DIGIT_SOUNDS.isdisjoint(sounded)


def _whole(text: str, group: DigitGroup, plan: NumberPlan) -> str:
    """Return the digits of a group that is complete by itself, also behind a house number; '' if it is not."""
    whole = _only([way for way in group.readings if plan.only_numbers(way)])
    if whole or not _HOUSE.search(text, max(0, group.start - 3), group.start):
        return whole
    behind = [group.digits[house:] for house in (2, 3, 4)]
    return _only([number for number in behind if plan.shape_of(number) is PhoneShape.MOBILE])


def _one_among_strays(text: str, chain: Chain, singly: Sequence[str]) -> int | None:
    """Return which group of a chain is the one complete number, if all others are too short or count something."""
    others = [group for group, number in zip(chain, singly, strict=True) if not number]
    gaps = [(text[before.end - 1], text[before.end : after.start]) for before, after in pairwise(chain)]
    doubtful = any(_UNSURE.search(gap) or (len(gap) == 1 and _may_hide_digits(last, gap)) for last, gap in gaps)
    stray = all(len(one.digits) < _FEWEST or set(text[one.end : one.end + 1]) & MEASURES for one in others)
    alone = stray and not doubtful and len(others) == len(chain) - 1
    return next(i for i, number in enumerate(singly) if number) if alone else None


def _begun_again(digits: str, plan: NumberPlan) -> str:
    """Return the number of a run too long: 一三七一三七五五.. is 1375..; or one that was said anew at the end."""
    restarted = _RESTART.sub("", digits, count=1)
    if restarted != digits and plan.shape_of(restarted):
        return restarted
    whole, tail = said_anew(digits, plan)
    return whole if len(tail) >= _FEWEST_PUT_RIGHT else ""


def said_anew(digits: str, plan: NumberPlan) -> tuple[str, str]:
    """Return the mobile number that digits end with, and its own end said just before, put right: 273 18015096273.

    Before that may stand the number as it was first said. ('', '') if it is not so.
    """
    before, whole = digits[:-_MOBILE], digits[-_MOBILE:]
    if plan.shape_of(whole) is PhoneShape.MOBILE:
        for count in range(1, _MOST_PUT_RIGHT + 1):
            first, tail = before[:-count], before[-count:]
            anew = not first or (plan.shape_of(first) is PhoneShape.MOBILE and first[:-count] == whole[:-count])
            if len(tail) == count and whole.endswith(tail) and anew:
                return whole, tail
    return "", ""


def _only(found: Sequence[str]) -> str:
    """Return the one thing found; '' for none, and for two that contradict each other."""
    return found[0] if len(set(found)) == 1 else ""


def _complete(numbers: str, chain: Chain, plan: NumberPlan, *, clean: bool) -> Iterator[PhoneMention]:
    for digits, shape in plan.numbers_in(numbers):
        yield PhoneMention(digits=digits, shape=shape, start=chain[0].start, end=chain[-1].end, clean=clean)


def _incomplete(chain: Chain) -> list[PhoneMention]:
    digits, clean = ways(chain)[0], len(chain) == 1
    longest = _LONGEST_MOBILE if _MOBILE_BEGINS.match(digits) else _LONGEST_INCOMPLETE
    if SHORTEST_INCOMPLETE <= len(digits) <= longest:
        shape = PhoneShape.LOCAL if _LOCAL.fullmatch(digits) and clean else PhoneShape.INCOMPLETE
        return [PhoneMention(digits=digits, shape=shape, start=chain[0].start, end=chain[-1].end, clean=clean)]
    return []
