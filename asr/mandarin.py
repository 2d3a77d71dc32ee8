"""From an engine's words to Chinese as it is written (pure)."""

import re
from collections.abc import Iterable

UNCLEAR = "〔听不清〕"  # something was said that the model has no word for
_UNKNOWN = frozenset({"[unk]", "<unk>", "<UNK>", "[spn]", "<spn>"})
_FILLERS = frozenset("嗯啊呃哦唉噢")  # real Chinese models print 嗯 for silence and noise
_NARROW = re.compile(r"[0-9A-Za-z]")
_DIGITS = str.maketrans("零〇一幺二三四五六七八九", "001123456789")
# Five or more digits spoken one by one are a number; beside 十百千万亿点 they are part of a quantity.
_DIGIT_RUN = re.compile(
    r"(?<![零〇一幺二三四五六七八九十百千万亿点第])[零〇一幺二三四五六七八九]{5,}(?![十百千万亿点])"
)


def join(words: Iterable[str]) -> str:
    """Write words together as Chinese is written; Latin words and figures keep a space between them.

    Gives '' when nothing but fillers was said.
    """
    parts: list[str] = []
    for word in words:
        text = UNCLEAR if word in _UNKNOWN else word
        if text == UNCLEAR and parts and parts[-1] == UNCLEAR:
            continue
        if parts and text and _NARROW.match(text) and _NARROW.match(parts[-1][-1]):
            parts.append(" ")
        if text:
            parts.append(text)
    return "" if all(part in _FILLERS for part in parts) else "".join(parts)


def shown_word(word: str) -> str:
    """Give one word as it is shown."""
    return UNCLEAR if word in _UNKNOWN else word


def digits_shown(text: str) -> str:
    """Write numbers spoken digit by digit (telephone, card, house numbers) as figures, for display only.

    Only runs of five and more: shorter ones may be words (一一, 三五) or quantities.
    """
    return _DIGIT_RUN.sub(lambda match: match[0].translate(_DIGITS), text)
