"""Which digits are a whole telephone number: mobile, landline with area code, 400; what differs by place is data."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum


class PhoneShape(StrEnum):
    """What kind of number a run of digits is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service_400"
    LOCAL = "local"  # a landline without its area code
    INCOMPLETE = "incomplete"


class NumberPlan:
    """Knows the shapes of complete numbers; only read after it was made.

    A landline is an area code and eight digits. Codes with local numbers of seven must be named: taken for granted,
    a number of eight that lost a digit would pass for complete.
    """

    def __init__(self, seven_digit_codes: Iterable[str] = ()) -> None:
        """Take the area codes, such as 0359, whose local numbers have seven digits."""
        seven = "|".join(map(re.escape, seven_digit_codes))
        eight = rf"(?!{seven})0[3-9]\d{{2}}[2-8]\d{{7}}" if seven else r"0[3-9]\d{2}[2-8]\d{7}"
        landline = rf"0(?:10|2\d)[2-8]\d{{7}}|{eight}" + (rf"|(?:{seven})[2-8]\d{{6}}" if seven else "")
        self._shapes = (
            (PhoneShape.MOBILE, re.compile(r"1[3-9]\d{9}")),
            (PhoneShape.LANDLINE, re.compile(landline)),
            (PhoneShape.SERVICE, re.compile(r"[48]00\d{7}")),
        )
        whole = "|".join(f"(?:{pattern.pattern})" for _, pattern in self._shapes)
        self._several = re.compile(rf"(?:(?:86)?(?:{whole}))+")
        self._one = re.compile(rf"(?:86)?({whole})")

    def shape_of(self, digits: str) -> PhoneShape | None:
        """Return the shape of exactly these digits, None if they are no complete number."""
        return next((shape for shape, pattern in self._shapes if pattern.fullmatch(digits)), None)

    def only_numbers(self, digits: str) -> bool:
        """Say whether the digits are one complete number after another, with nothing left over."""
        return bool(self._several.fullmatch(digits))

    def numbers_in(self, digits: str) -> Iterator[tuple[str, PhoneShape]]:
        """Yield the numbers that `only_numbers` digits are made of, each with its shape and without 86."""
        for found in self._one.finditer(digits):
            shape = self.shape_of(found[1])
            if shape:
                yield found[1], shape
