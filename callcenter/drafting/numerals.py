"""Chinese numerals to numbers: the digits, and cardinals up to 亿 with the spoken short forms 九千八 and 两万三."""

import re

DIGITS = {
    "零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4",
    "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}  # fmt: skip
DIGIT_CHARS = "零〇一幺二三四五六七八九"
SCALES = {"十": 10, "百": 100, "千": 1000}
CARDINAL_CHARS = "零〇一二两三四五六七八九十百千万亿"


def digit_string(text: str) -> str:
    """Turn 幺三六 or 1三6 into 136; characters that are no digits stay."""
    return "".join(DIGITS.get(char, char) for char in text)


def cardinal(text: str) -> int | None:
    """Return the number a spoken cardinal means, or None if it is not one.

    九千八 is 9800 and 两万三 is 23000; 一百零三 is 103; a bare digit is itself; 十二三 and 一两 are not numbers.
    """
    head, sep, tail = text.partition("亿")
    if sep:
        return _joined(_below_yi(head), tail, 100_000_000, _below_yi)
    return _below_yi(text)


def _below_yi(text: str) -> int | None:
    head, sep, tail = text.partition("万")
    if sep:
        return _joined(_below_wan(head), tail, 10_000, _below_wan)
    return _below_wan(text)


def _joined(head: int | None, tail: str, scale: int, parse: object) -> int | None:
    if not head:
        return None
    if not tail:
        return head * scale
    if len(tail) == 1 and tail in DIGITS:  # 两万三: the next scale down
        return head * scale + int(DIGITS[tail]) * (scale // 10)
    rest = parse(tail.lstrip("零〇")) if callable(parse) else None
    return None if rest is None or rest >= scale else head * scale + rest


_BELOW_WAN = re.compile(
    "(?:(?P<q>[一二两三四五六七八九])千)?(?:(?P<z1>[零〇])?(?P<b>[一二两三四五六七八九])百)?"
    "(?:(?P<z2>[零〇])?(?P<s>[一二三四五六七八九])?(?P<ten>十))?(?P<z3>[零〇])?(?P<g>[一二两三四五六七八九])?"
)


def _below_wan(text: str) -> int | None:
    if text in {"零", "〇"}:
        return 0
    found = _BELOW_WAN.fullmatch(text)
    if not text or not found or (found["z3"] and not found["g"]):
        return None
    digit = {key: int(DIGITS[found[key]]) if found[key] else 0 for key in "qbsg"}
    tens = digit["s"] or (1 if found["ten"] else 0)
    total = digit["q"] * 1000 + digit["b"] * 100 + tens * 10
    return total + digit["g"] * _unit_of_last_digit(found)


def _unit_of_last_digit(found: re.Match[str]) -> int:
    """Return what a last bare digit counts: 九千八 -> hundreds, 三百五 -> tens, 三百零五 and 二十五 -> ones."""
    if found["z3"] or found["ten"]:
        return 1
    if found["b"]:
        return 10
    return 100 if found["q"] else 1
