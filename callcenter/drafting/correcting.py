"""Words that put right what was said: 不对, 说错了, 应该是, also misheard, as 补队."""

import re

from callcenter.drafting.syllables import readings

_NAMES_PART = "后面|后边|最后|前面|中间|尾|末|开头"
TAKEN_BACK = re.compile(  # right after a number, or as the answer to it
    r"^(?:哎|呀|了|的|吗|我)*(?:不对|说错|错了|不不|弄错|搞错|记错|报错|讲错|更正|等等|重新说|(?:我)?(?:说|报|记|弄|搞)(?:的|反|错)|好像(?:多|少|不对|错)|不是(?=$|的$|是|这|那个号))"
)
CORRECTION = re.compile(
    r"(?<!对)不对|(?<!是)不是|不是(?=[一二三四五六七八九零幺])|错了|说错|更正|改一下|重新说|记错|报错|弄错|搞错|讲错|[漏少多]了?说?了?[一二两]?[个位]"
    rf"|应该是|不不|等等|等一下|^不是?$|不(?={_NAMES_PART})|呸|[说报讲念]反|反了"
)
_BY_SOUND = {"dui": "对", "cuo": "错", "shuo": "说"}  # heard as 队, 搓, 硕
_AFTER_NOT = frozenset(("dui", "shi"))  # 补队; alone 布 may be anything


def corrections_by_sound(text: str) -> str:
    """Return the text with what sounds like the words of a correction written so, 不对 for 补队; the length stays."""
    heard = [readings(char)[0] for char in text]
    after = [*heard, ""][1:]
    return "".join(
        "不" if sound == "bu" and later in _AFTER_NOT else _BY_SOUND.get(sound, char)
        for char, sound, later in zip(text, heard, after, strict=True)
    )


def corrects(text: str) -> bool:
    """Say whether the words between or before digits put right what was said."""
    return bool(CORRECTION.search(corrections_by_sound(text)))
