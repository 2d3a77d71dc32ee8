"""Digits that were heard as other words of the same sound: 一三八|零 as 一三八|龄. Only where nothing else fits."""

import re
from dataclasses import replace
from itertools import pairwise

from callcenter.drafting.characters import CharLine
from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS, digit_string
from callcenter.drafting.syllables import readings

_BY_SOUND = {
    "ling": "零", "yi": "一", "yao": "幺", "er": "二", "san": "三", "si": "四",
    "wu": "五", "liu": "六", "qi": "七", "ba": "八", "jiu": "九",
}  # fmt: skip
# Said between and after digits for what they are: 就 (打这个就行), 吧, 要, 有, 留我的.
_WORDS_THEMSELVES = frozenset("就吧要把以而有无起留")
_DIGITS = re.compile(rf"[{DIGIT_CHARS}]+")
_STRAY = re.compile("[那的了嗯啊个]")
_RUN = re.compile(rf"[{DIGIT_CHARS}]+(?:[那的了嗯啊个][{DIGIT_CHARS}]+)*")
_ENDS = re.compile(r"(?:的|了|啊|哦|嗯|对|好|是的|没错|谢|就(?:这|行|是)|你(?:记|们?打)|打这|$)")
_FEWEST_AROUND = 5  # digits on both sides of what was misheard: 三期六栋 is no number
_FEWEST_OF_AN_ANSWER = 2
_MOST_IN_A_GAP = 2  # characters
_MOBILE = 11  # digits
_AFTER_NOT = {"shi": "是", "dui": "对"}
_SURE = 0.5  # factor: a digit told by its sound alone


def digit_by_sound(char: str) -> str:
    """Return the digit a character sounds like, 零 for 龄; '' if it is one, sounds otherwise, or is a usual word."""
    if char in DIGIT_CHARS or char in _WORDS_THEMSELVES:
        return ""
    return _BY_SOUND.get(readings(char)[0], "")


def digit_or_sound(char: str) -> str:
    """Return the digit, 0 to 9, that a character is or may be by its sound, usual words too (就, 吧); '' for none."""
    return digit_string(char if char in DIGITS else _BY_SOUND.get(readings(char)[0], ""))


def with_misheard_digits(line: CharLine, words: str, *, answering: bool) -> CharLine:
    """Return the line with `words`, of the same length, as its text and misheard digits in it put right, less sure."""
    heard = digits_heard(words, answering=answering)
    sure = tuple(
        one if char == was else one * _SURE for char, was, one in zip(heard, words, line.confidence, strict=True)
    )
    return replace(line, text=heard, confidence=sure)


def digits_heard(text: str, *, answering: bool) -> str:
    """Return the text with misheard digits written as digits; its length stays.

    Inside a run of digits whatever sounds like one is one. At its ends only if the run is then a mobile number, or,
    at its very end, if the run would else be one that something was heard after: it is then one too many, and open.

    Args:
        text: What the caller said.
        answering: It answers the question for a number: a group that is little but digits need not be long.

    """
    bare = _bare(text) if answering else ""
    return bare or _at_the_ends(_inside(_negations(text), answering=answering))


def _negations(text: str) -> str:
    """Write 不是 and 不对 for what sounds like them right after digits: 六三二八|步是|六二三八."""
    said = [readings(char)[0] for char in text]
    chars = list(text)
    for at in range(1, len(text) - 1):
        if text[at - 1] in DIGIT_CHARS and said[at] == "bu" and said[at + 1] in _AFTER_NOT:
            chars[at : at + 2] = ["不", _AFTER_NOT[said[at + 1]]]
    return "".join(chars)


def _bare(text: str) -> str:
    """Return an answer that is nothing but digits and what sounds like them, as digits; '' for any other."""
    digits = [char if char in DIGIT_CHARS else digit_by_sound(char) for char in text]
    known = sum(char in DIGIT_CHARS for char in text)
    return "".join(digits) if all(digits) and known >= _FEWEST_OF_AN_ANSWER and known < len(text) else ""


def _inside(text: str, *, answering: bool) -> str:
    """Replace what stands between digits and sounds like digits."""
    chars = list(text)
    fewest = _FEWEST_OF_AN_ANSWER if answering else _FEWEST_AROUND
    for before, after in pairwise(_DIGITS.finditer(text)):
        gap = [digit_by_sound(char) for char in text[before.end() : after.start()]]
        around = len(before[0]) + len(after[0])
        if all(gap) and len(gap) <= _MOST_IN_A_GAP and around >= fewest:
            chars[before.end() : after.start()] = gap
    return "".join(chars)


def _at_the_ends(text: str) -> str:
    for run in reversed(list(_RUN.finditer(text))):
        start, end, said = run.start(), run.end(), _STRAY.sub("", run[0])
        begins, ends = _sounding(text, start - 1), _sounding(text, end)
        if begins in {"一", "幺"} and len(said) == _MOBILE - 1 and said[0] in "三四五六七八九":
            text = text[: start - 1] + begins + text[start:]
        elif ends and said[0] in "一幺" and len(said) in {_MOBILE - 1, _MOBILE} and _ENDS.match(text, end + 1):
            text = text[:end] + ends + text[end + 1 :]
    return text


def _sounding(text: str, at: int) -> str:
    return digit_by_sound(text[at]) if 0 <= at < len(text) else ""
