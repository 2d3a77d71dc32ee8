"""Find fillers and stutters. They are masked for the extractors and never deleted from the record."""

import re
from collections.abc import Iterable

# Sounds that carry nothing. 额 only when no word such as 额度, 余额, 金额 is meant.
_SOUNDS = (
    r"[呃嗯唉诶哎噢哦喔唔]+|(?<![金余限差数总足名巨])额(?![度头外])|啊+|哈(?!尔)"
    r"|那什么|怎么说呢|就是说|就是那个|就是这个"
)
# 这个/那个 fill only when doubled, or when a filler or a digit group follows.
_POINTING = r"(?:[这那]个){2,}|[这那]个(?=[呃嗯啊零〇幺])"
# A function word said twice: the first is a stutter (我我我要 -> 我要). 天天, 人人, 一一 are words and stay.
_STUTTER = r"([我你他她它就在这那的了有要跟把被从到说])(?=\1)"
_STUTTER_PAIR = r"(我们|你们|他们|就是|然后|因为|这个|那个|我要|我想)(?=\1)"


class FillerMarker:
    """Knows the filler patterns of a site."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        """Take further filler words of the site, longest first is not needed."""
        own = "|".join(re.escape(word) for word in sorted(extra, key=len, reverse=True))
        parts = [_SOUNDS, _POINTING, _STUTTER, _STUTTER_PAIR.replace(r"\1", r"\2")]
        self._pattern = re.compile("|".join([*([own] if own else []), *parts]))

    def wanted(self, text: str) -> list[bool]:
        """Return a flag per character: True where it carries meaning."""
        flags = [True] * len(text)
        for found in self._pattern.finditer(text):
            flags[found.start() : found.end()] = [False] * (found.end() - found.start())
        return flags
