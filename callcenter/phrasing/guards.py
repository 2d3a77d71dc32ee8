"""What may go to a language model, and what of its answer may be believed. Pure.

It is shown the conversation with telephone and identity numbers masked. Of its answer only title and summary are
taken, each with verbatim quotes from the conversation; what quotes nothing that was said is dropped.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.phrasing.drawn import drawn_from

LONGEST = {"title": 40, "summary": 300}
LEAST_QUOTE = 4  # characters: shorter ones occur anywhere
_LONG_NUMBER = re.compile(r"[\d零一二三四五六七八九幺〇两]{7,}[xX]?")
_DIGITS = re.compile(r"\d+")
MASK = "〔号码〕"

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "summary"],
    "properties": {
        name: {
            "type": "object",
            "additionalProperties": False,
            "required": ["text", "quotes"],
            "properties": {
                "text": {"type": "string", "maxLength": most},
                "quotes": {"type": "array", "minItems": 1, "maxItems": 5, "items": {"type": "string"}},
            },
        }
        for name, most in LONGEST.items()
    },
}
ASK = (
    "你是12345热线的文书。下面是市民来电的转写。只根据市民说的话，写工单标题（不超过25字）和摘要（不超过120字）。"
    "每一项附上一到三处原文引文，必须与转写逐字相同。不写电话、姓名和转写里没有的内容。只输出JSON。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One utterance of the caller."""

    utterance_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Where quoted words stand: characters of the utterance's text."""

    utterance_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrased:
    """A value that quotes what was said."""

    name: str
    text: str
    quotes: tuple[Quote, ...]


class UnfitAnswerError(Exception):
    """The model's answer is none that can be read: what was expected, what was found."""


def masked(text: str) -> str:
    """The text with every long number masked, written or spoken."""
    return _LONG_NUMBER.sub(MASK, text)


def question(lines: Sequence[Line]) -> list[dict[str, str]]:
    """The messages for the model."""
    said = "\n".join(masked(line.text) for line in lines)
    return [{"role": "system", "content": ASK}, {"role": "user", "content": said}]


def believed(answer: str, lines: Sequence[Line]) -> list[Phrased]:
    """What can be believed: values of fitting length drawn from what was said, all quotes true, no number invented.

    Raises:
        UnfitAnswerError: no JSON of the form that was asked for.

    """
    found, said = _read(answer), "".join(line.text for line in lines)
    phrased = []
    for name, most in LONGEST.items():
        text, quotes = found[name][0], [_place(one, lines) for one in found[name][1]]
        known = [one for one in quotes if one is not None]
        quoted = known and len(known) == len(quotes)
        if text and len(text) <= most and quoted and _numbers_said(text, lines) and drawn_from(text, said):
            phrased.append(Phrased(name=name, text=text, quotes=tuple(known)))
    return phrased


def _read(answer: str) -> dict[str, tuple[str, list[str]]]:
    """Text and quotes of each value."""
    try:
        found = json.loads(answer)
    except ValueError:
        raise UnfitAnswerError(f"expected JSON, found {answer[:60]!r}") from None
    return {name: _part(name, found.get(name) if isinstance(found, dict) else None) for name in LONGEST}


def _part(name: str, part: Any) -> tuple[str, list[str]]:
    fits = isinstance(part, dict) and isinstance(part.get("text"), str) and isinstance(part.get("quotes"), list)
    if not fits or not all(isinstance(one, str) for one in part["quotes"]):
        raise UnfitAnswerError(f"{name}: expected an object with text and quotes, found {str(part)[:60]!r}")
    return part["text"].strip(), part["quotes"]


def _place(quote: str, lines: Sequence[Line]) -> Quote | None:
    if len(quote) < LEAST_QUOTE:
        return None
    for line in lines:
        at = line.text.find(quote)
        if at >= 0:
            return Quote(utterance_id=line.utterance_id, start=at, end=at + len(quote))
    return None


def _numbers_said(text: str, lines: Sequence[Line]) -> bool:
    """Every figure in the text stands in the conversation, and none of them is long."""
    said = "".join(line.text for line in lines)
    return not _LONG_NUMBER.search(text) and all(number in said for number in _DIGITS.findall(text))
