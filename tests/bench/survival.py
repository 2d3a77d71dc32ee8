"""Whether a telephone number can still be read after the noise: its own digits are themselves, none added inside."""

from collections.abc import Sequence
from itertools import pairwise

from callcenter.drafting.numerals import DIGITS

_SPOKEN = {**DIGITS, "洞": "0", "拐": "7", "勾": "9"}
Heard = Sequence[tuple[str, str]]  # what was said, character by character, and what each was heard as


def digits_of(text: str) -> str:
    """Return every digit of a text, spoken or written, as 0-9; what stands between them is left out."""
    return "".join(_SPOKEN.get(char, char if char.isascii() and char.isdigit() else "") for char in text)


def number_survives(numbers: Sequence[str], said: Sequence[str], heard: Sequence[Sequence[str]]) -> bool:
    """Say whether one of the numbers can be read in what was heard of the caller's turns.

    The digits must be those that were said as the number: the 一 of an earlier 一下 does not stand in for its first
    one. A number that was not said as its digits in a row (三个八, last digits put right) survives if all the
    caller's digits are still themselves and none was added.

    Args:
        numbers: the complete numbers a clerk would take down.
        said: the caller's turns without noise.
        heard: of each turn, what each character was heard as.

    """
    chars = [one for turn, noisy in zip(said, heard, strict=True) for one in zip(turn, noisy, strict=True)]
    clean = digits_of("".join(said))
    unchanged = bool(clean) and clean == digits_of("".join("".join(turn) for turn in heard))
    return any(_read(number, clean, chars) if number in clean else unchanged for number in numbers)


def _read(number: str, clean: str, chars: Heard) -> bool:
    """Say whether one of the places where a number was said was heard as nothing but its digits."""
    at = [place for place, (char, _) in enumerate(chars) if digits_of(char)]
    begins = (start for start in range(len(clean)) if clean.startswith(number, start))
    return any(_whole(chars, at[start : start + len(number)]) for start in begins)


def _whole(chars: Heard, at: Sequence[int]) -> bool:
    inside = [place for before, after in pairwise(at) for place in range(before, after)]
    themselves = all(digits_of(chars[place][1]) == digits_of(chars[place][0]) for place in inside)
    last, heard = chars[at[-1]]
    return themselves and digits_of(heard).startswith(digits_of(last))
