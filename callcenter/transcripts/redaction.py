"""Hide numbers in what was said, spoken (一三八零零…) as well as written (138…), over the ends of sentences. Pure.

Whatever could be a telephone, card or identity number goes: seven digits in a row, counted over the sounds and marks
people put between the groups of a number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS
from callcenter.masking import mask_number

SHORTEST = 7  # digits; 12345 and room numbers stay
_DIGIT = rf"[{DIGIT_CHARS}两\d]"
_REPEAT = rf"[两三四]个{_DIGIT}"  # 三个八
_JOINT = (
    r"(?:那个|这个|就是|然后是?|后面是?|再是|接着是?|完了是?|再加|开头的?|打头的?|〔听不清〕|听不清|\[unk\]|<unk>"
    r"|[\s□呃嗯啊额哦噢唉是的\-—–_·、，,。.？?！!；;：:/()（）])"
)
_RUN = re.compile(rf"(?:{_REPEAT}|{_DIGIT})(?:{_JOINT}*(?:{_REPEAT}|{_DIGIT}))*", re.IGNORECASE)
_SPOKEN = re.compile(f"[{DIGIT_CHARS}两]")
_REPEATED = re.compile(rf"([两三四])个({_DIGIT})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A number at characters `start` to `end`, and what is shown instead."""

    start: int
    end: int
    mask: str


def digits_in(text: str) -> str:
    """All digits of a text, spoken ones too, as 0-9."""
    spread = _REPEATED.sub(lambda found: found[2] * int(DIGITS[found[1]]), text)
    return "".join(_digit(char) for char in spread)


def _digit(char: str) -> str:
    if char in DIGITS:
        return DIGITS[char]
    return str(int(char)) if char.isdecimal() else ""


def numbers_in(text: str) -> Iterator[Hidden]:
    """Every run of digits long enough to be somebody's number, in order."""
    for found in _RUN.finditer(text):
        digits = digits_in(found[0])
        if len(digits) >= SHORTEST:
            yield Hidden(start=found.start(), end=found.end(), mask=mask_number(digits))


def redacted(fragments: Sequence[str]) -> list[str]:
    """The same fragments of one speaker's words, numbers hidden even where they run from one into the next.

    The fragment a number begins in carries its mask; its digits are gone from the others.
    """
    hidden = list(numbers_in("".join(fragments)))
    shown, at = [], 0
    for fragment in fragments:
        shown.append(_cut(fragment, at, hidden))
        at += len(fragment)
    return shown


def _cut(fragment: str, at: int, hidden: Sequence[Hidden]) -> str:
    """One fragment that begins at character `at` of the whole."""
    out, here, end = [], at, at + len(fragment)
    for one in hidden:
        if one.end <= here or one.start >= end:
            continue
        out.append(fragment[here - at : max(one.start, here) - at])
        if one.start >= at:
            out.append(one.mask)
        here = min(one.end, end)
    return "".join([*out, fragment[here - at :]])


def spoken_hidden(text: str) -> str:
    """One text that people wrote, only its spoken numbers hidden: dates and times written in figures stay."""
    out, at = [], 0
    for one in numbers_in(text):
        if _SPOKEN.search(text, one.start, one.end):
            out += [text[at : one.start], one.mask]
            at = one.end
    return "".join([*out, text[at:]])


def redacted_text(text: str) -> str:
    """One text, numbers hidden."""
    return redacted([text])[0]
