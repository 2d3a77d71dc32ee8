"""A number put right in part: 最后两位是幺零, 中间四位是…, 是五八不是八五, 八零五不对八零六…. Exact, or not at all."""

import re
from collections.abc import Iterator, Sequence

from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS, digit_string

_COUNT = r"(?:(?P<count>[一二两三四五六七八])[位个](?:数字?|号码?)?)?"
_SORRY = r"(?:说错了?|错了|不对|搞错了?|改一下|改成)?"
_PLACE = re.compile(
    rf"(?:(?P<tail>最后面?|后面?|后边|末尾|末|尾数|尾号|尾)|(?P<middle>中间)|(?P<head>最?前面?|开头|头))"
    rf"{_COUNT}(?:的)?{_SORRY}(?:应该)?(?:是|为)?$"
)
_LOOSELY = re.compile(r"(?:最后|后面?|尾|末|中间|前面?|开头).{0,2}[一二两三四五六七八][位个]")
_D = f"[{DIGIT_CHARS}0-9]"
_SWAP = re.compile(
    rf"(?<!{_D})(?P<new>{_D}{{1,8}})(?:而)?不是(?P<old>{_D}{{1,8}})(?!{_D})"
    rf"|不是(?P<old2>{_D}{{1,8}})(?:而)?是(?P<new2>{_D}{{1,8}})(?!{_D})"
)
_AT_THE_END = re.compile("末|最后|尾|后面")
_FEWEST_OF_A_TAIL, _MOST_CHANGED = 3, 2  # digits
_MIDDLE = slice(3, 7)  # of a mobile number, said 3-4-4
_FEWEST_ALIKE = 2
_OF_A_PART = 4  # digits


def place_in(lead: str) -> re.Match[str] | None:
    """Return which part of a number the words before some digits name, None if they name none."""
    return _PLACE.search(lead)


def means_part(text: str) -> bool:
    """Say whether a text speaks of a part of a number, even where the rest was not understood."""
    return bool(_LOOSELY.search(text))


def amended(number: str, place: re.Match[str], digits: str, plan: NumberPlan) -> str:
    """Return the number with its named part replaced; '' if the digits are not as many as were named."""
    digits = _grown(digits)
    if place["count"] and int(DIGITS[place["count"]]) != len(digits):
        return ""
    if place["tail"]:
        new = number[: -len(digits)] + digits
    elif place["head"]:
        new = digits + number[len(digits) :]
    elif len(digits) == 4 and plan.shape_of(number) is PhoneShape.MOBILE:
        new = number[: _MIDDLE.start] + digits + number[_MIDDLE.stop :]
    else:
        return ""
    return new if len(new) == len(number) and plan.shape_of(new) else ""


def _grown(digits: str) -> str:
    """Return an end that was said twice, the second time with more of it: 七一零七一 is 071."""
    cut = next((n for n in range(2, (len(digits) + 1) // 2) if digits[n:].endswith(digits[:n])), 0)
    return digits[cut:]


def swap_in(text: str) -> tuple[str, str] | None:
    """Return the wrong digits and the right ones of 是五八不是八五 or 不是八五是五八."""
    found = _SWAP.search(text)
    if not found:
        return None
    return digit_string(found["old"] or found["old2"]), _once(digit_string(found["new"] or found["new2"]))


def _once(digits: str) -> str:
    """Return digits that were said twice in a row only once: 五三七五三七."""
    half = len(digits) // 2
    return digits[:half] if half > 1 and digits[:half] == digits[half:] else digits


def tail_again(number: str, digits: str, plan: NumberPlan) -> str:
    """Return the number with its end said again, nearly alike: ..2943 说错了 2934; '' if another part may be meant."""
    count = len(digits)
    if not _FEWEST_OF_A_TAIL <= count < len(number):
        return ""
    parts = [number[at : at + count] for at in range(len(number) - count + 1)]
    changes = [sum(a != b for a, b in zip(part, digits, strict=True)) for part in parts]
    near = changes[-1] <= _MOST_CHANGED and min(changes[:-1], default=count) > changes[-1]
    whole = number[:-count] + digits
    return whole if near and plan.shape_of(whole) else ""


def stands_by(digits: str, number: str) -> bool:
    """Say whether digits are a part of a number, or hold how it begins."""
    return digits in number or number[:_OF_A_PART] in digits


def speaks_of_the_end(text: str) -> bool:
    """Say whether a correction names the end of the number."""
    return bool(_AT_THE_END.search(text))


def swapped(number: str, old: str, new: str, plan: NumberPlan, *, at_the_end: bool = False) -> str:
    """Return the number with `old` put right; '' if it could stand in two places or changes the length."""
    already = number.endswith(new) and old not in number
    if already:
        return number
    if at_the_end:
        return number[: -len(old)] + new if number.endswith(old) and len(old) == len(new) else ""
    if 1 < len(old) < len(new) and not new.endswith(old):
        return tail_again(number, new, plan)  # 四九六二不是二六
    if len(old) != len(new) or number.count(old) != 1:
        return ""
    put_right = number.replace(old, new)
    return put_right if plan.shape_of(put_right) else ""


def spliced(begun: str, again: str, plan: NumberPlan) -> str:
    """Return a number whose last said digits were begun again, one of them different: 137805 不对 80621493."""
    found = list(dict.fromkeys(_splices(begun, again, plan)))
    return found[0] if len(found) == 1 else ""


def _splices(begun: str, again: str, plan: NumberPlan) -> Iterator[str]:
    for count in range(_FEWEST_ALIKE, min(len(begun), len(again)) + 1):
        whole = begun[:-count] + again
        if plan.shape_of(whole) and _nearly(begun[-count:], again[:count]):
            yield whole


def _nearly(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[0] == other[0] and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
