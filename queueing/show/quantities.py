"""Quantities named in a text, spoken or written: «百分之六十» and 60%, «两个班次» and 2个班次, «八点» and 20时.

Only what has a unit counts; a bare number is the name of a bus as often as an amount.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = {one: n for n, one in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_AMOUNT = r"(\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount of a kind, at a place of the text."""

    kind: str
    value: float
    start: int
    end: int


# Longer ways stand before those they contain: what one has taken no other takes.
_WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("share", re.compile(r"百分之" + _AMOUNT)),
    ("share", re.compile(_AMOUNT + r"(?:%|％|个百分点)")),
    ("fraction", re.compile(r"([二三四五六七八九十])分之" + _AMOUNT)),
    ("workday", re.compile(_AMOUNT + r"个?工作日")),
    ("span_month", re.compile(_AMOUNT + r"个月")),
    ("month", re.compile(r"(?<![年个\d])" + _AMOUNT + r"月(?:份|底|末|\d{0,2}[日号]?)")),
    ("money", re.compile(r"(?<!\d)" + _AMOUNT + r"(万?)(?:元|块钱|块)")),
    ("clock", re.compile(r"((?:上午|早上|下午|晚上|今晚|当晚|夜间|中午)?)" + _AMOUNT + r"(?:点|时)(?!间)")),
    ("clock", re.compile(r"()(\d{1,2}):\d{2}")),
    ("times", re.compile(_AMOUNT + r"(?:次|趟)")),
    ("runs", re.compile(_AMOUNT + r"个?(?:班次|班)(?!组)")),
    ("pieces", re.compile(_AMOUNT + r"(?:台|盏|座|处|个(?!月|工作|百分|班|小时|人|事|问|点|结|部|电|方|样))")),
)


def quantities(text: str) -> list[Quantity]:
    """All quantities with a unit, in the order of the text."""
    return sorted(_found(text), key=lambda one: one.start)


def _found(text: str) -> Iterator[Quantity]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in _WAYS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            value = _value(kind, match)
            if value is not None:
                taken.append(match.span())
                yield Quantity(kind=kind, value=value, start=match.start(), end=match.end())


def _value(kind: str, match: re.Match[str]) -> float | None:
    match kind:
        case "fraction":
            below, above = amount(match[1]), amount(match[2])
            return None if not below or above is None else above / below
        case "money":
            found = amount(match[1])
            return None if found is None else found * (10_000 if match[2] else 1)
        case "clock":
            return _hour(match[1], amount(match[2]))
    return amount(match[1])


def _hour(part: str, hour: float | None) -> float | None:
    if hour is None or hour > 24:
        return None
    late = part in ("下午", "晚上", "今晚", "当晚", "夜间") and hour < 12
    return hour + 12 if late else hour


def amount(text: str) -> float | None:
    """A number as written or spoken: 3, 1.5, 三, 一千二, 九百四十, 二十万, 一万五; None when it is none."""
    if text[0].isdecimal():
        return float(text)
    high, _, low = text.rpartition("万")
    above = _below_10_000(high, 1) if high else 0
    below = _below_10_000(low, 10_000 if high else 1) if low else 0
    return None if above is None or below is None else float(above * 10_000 + below)


def _below_10_000(text: str, place: int) -> int | None:
    """Such a number after `place`; a last digit alone stands one place below the last one named («一千二»)."""
    total, digit = 0, 0
    for one in text:
        if one in _PLACES:
            place = _PLACES[one]
            total, digit = total + (digit or 1) * place, 0
        elif one in "零〇":
            place = 1
        elif one in _DIGITS and not digit:
            digit = _DIGITS[one]
        else:
            return None
    return total + digit * (place // 10 if place >= 100 else 1)
