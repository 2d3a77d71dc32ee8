"""Whether a telephone number can still be read after the noise: all its digits in a row, none added inside."""

from collections.abc import Sequence

from callcenter.drafting.numerals import DIGITS

_SPOKEN = {**DIGITS, "洞": "0", "拐": "7", "勾": "9"}


def digits_of(text: str) -> str:
    """Return every digit of a text, spoken or written, as 0-9; what stands between them is left out."""
    return "".join(_SPOKEN.get(char, char if char.isascii() and char.isdigit() else "") for char in text)


def number_survives(numbers: Sequence[str], said: Sequence[str], heard: Sequence[Sequence[str]]) -> bool:
    """Say whether one of the numbers can be read in what was heard of the caller's turns.

    A number that was not said as its digits in a row (三个八, last digits put right) survives if all the caller's
    digits are still themselves and none was added.

    Args:
        numbers: the complete numbers a clerk would take down.
        said: the caller's turns without noise.
        heard: of each turn, what each character was heard as.

    """
    clean = digits_of("".join(said))
    noisy = digits_of("".join("".join(turn) for turn in heard))
    unchanged = bool(clean) and clean == noisy
    return any(number in noisy if number in clean else unchanged for number in numbers)
