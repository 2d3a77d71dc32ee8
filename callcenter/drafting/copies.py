"""The one number among other digits of a breath: said twice and once half lost, begun anew, behind a house number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.spoken_digits import DigitGroup

_FEWEST_OF_A_COPY = 6  # digits: fewer may be in the number by chance
_FEWEST_OF_AN_END = 3
_FEWEST_OF_A_TRY, _LONGEST_TRY = 9, 14
_MOST_OF_A_HOUSE = 4
_MOST_OF_PARTS = 8
_LENGTHS = (11, 12)
_MOST_READINGS = 8
_SHAPES = frozenset((PhoneShape.MOBILE, PhoneShape.LANDLINE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A number, the group with which it or its first try begins, and whether one group holds it."""

    number: str
    first: int
    clean: bool


def copies(part: str, number: str) -> bool:
    """Say whether digits are the same number said again of which some were lost; nothing in them contradicts it."""
    return len(part) >= _FEWEST_OF_A_COPY and _within(part, number)


def _within(part: str, whole: str) -> bool:
    left = iter(whole)
    return all(digit in left for digit in part)


def alike(one: str, other: str) -> int:
    """Return how many digits two runs share in order."""
    row = [0] * (len(other) + 1)
    for digit in one:
        before, row = row, [0]
        for i, char in enumerate(other):
            row.append(before[i] + 1 if char == digit else max(row[i], before[i + 1]))
    return row[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the words say: of each gap whether it hides no digit, whether a house is told, or a part was put right."""

    sure: Sequence[bool]
    house: bool
    amends: bool


def number_among(chain: Sequence[DigitGroup], around: Around, plan: NumberPlan) -> Among | None:
    """Return the one complete number in a chain whose other digits are explained; None for none or two.

    Args:
        chain: the groups of digits.
        around: what the words around and between them say.
        plan: what a complete number is.

    """
    readings = [
        one for one, _ in zip(product(*(group.readings for group in chain)), range(_MOST_READINGS), strict=False)
    ]
    found = [one for groups in readings for one in _explained(groups, around, plan)]
    return found[0] if len({one.number for one in found}) == 1 else None


def _explained(groups: Sequence[str], around: Around, plan: NumberPlan) -> Iterator[Among]:
    digits, begins = "".join(groups), [0, *accumulate(map(len, groups))]
    for start, end in ((start, start + length) for length in _LENGTHS for start in range(len(digits) - length + 1)):
        number = digits[start:end]
        if plan.shape_of(number) not in _SHAPES:
            continue
        first = max(i for i, at in enumerate(begins) if at <= start)
        last = max(i for i, at in enumerate(begins) if at < end)
        before, after = digits[:start], digits[end:]
        begins_here = start == begins[first]
        house = len(before) <= _MOST_OF_A_HOUSE and (
            around.house or (begins_here and first > 0 and around.sure[first - 1])
        )
        part = around.amends and _in_parts(before, number)
        known = house or part or _before(before, number)
        if all(around.sure[first:last]) and known and _after(after, number):
            again = len(before) > _MOST_OF_A_HOUSE or number.startswith(before)
            yield Among(number=number, first=0 if again else first, clean=first == last)


def _in_parts(digits: str, number: str) -> bool:
    """Say whether digits said to put a number right are parts of it, said before all of it: 62 62 13584071962."""
    if not digits:
        return True
    longest = next((n for n in range(len(digits), 0, -1) if digits[:n] in number), 0)
    return longest > 0 and len(digits) <= _MOST_OF_PARTS and _in_parts(digits[longest:], number)


def _before(digits: str, number: str) -> bool:
    """Say whether digits before a number are its beginning, or the number as it was tried before."""
    tried = alike(digits, number) >= _FEWEST_OF_A_TRY and len(digits) <= _LONGEST_TRY
    return number.startswith(digits) or copies(digits, number) or tried


def _after(digits: str, number: str) -> bool:
    """Say why digits stand after a number: they are its end or all of it again; what differs may put it right."""
    end_again = len(digits) >= _FEWEST_OF_AN_END and number.endswith(digits)
    one_more = len(digits) == len(number) + 1 and _within(number, digits)
    return not digits or end_again or one_more or copies(digits, number)
