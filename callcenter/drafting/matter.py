"""What a turn is about in a few words, for the title: without greeting, place, time and request."""

import re
from collections.abc import Sequence

from callcenter.drafting.numerals import CARDINAL_CHARS
from callcenter.own_names import names_at

LONGEST = 20  # characters
_SAID = re.compile(
    r"^.{0,14}?(?:投诉|举报|咨询|反映|求助|建议|问)(?![了过很])(?:一下|一个|一家|个|下(?![水班雨雪午周楼面岗])|你们|我们|问题|情况|事情|的是|就是|有(?![人关毒害]))*"
)
_OPENING = re.compile(
    r"^(?:喂|你好|您好|同志|师傅|接线员|话务员|主持人|晚上好|上午好|下午好|嗯|啊|那个|这个|就是|我们?家里?|我们|我|咱们?|他们|要|想|来|是|打电话|"
    r"打热线|这边|这里|那边|有个|有(?![人关毒害])|先|请问|请|您|你|一个|个|一下|问题|情况|事情|因为|然后|所以|现在|说|住在?|家?在|里|上(?![学班面次周午楼])|的|了|得|都|也|12345)+"
)
_REQUEST = re.compile(
    r"(?:麻烦|(?<!申)请(?:你们?|您|派|来)|希望(?:你们|尽快|有关|能(?:尽快|派|来))|(?:你们|有关部门)?(?:能不能|可不可以)(?:派|帮|来|尽快|管|过来|处理)|快点?(?:派|来)|谢谢|你们知道|怎么办)"
)
_LEAST_BEFORE_REQUEST = 4  # characters: a turn that begins with its request keeps it
_PERSONAL = re.compile(
    r"(?:我的?|你?打我)?(?:联系)?(?:电话|手机|座机|号码|联系方式)号?码?(?:就?是)?[零〇一幺二三四五六七八九0-9呃那个]{7,}"
    r"|(?:我们?|家庭|具体)?的?(?:地址|住址|位置|地点)(?:就?是|在)"
    r"|(?:身份证|银行卡|微信|QQ|社保卡|医保卡)号?码?(?:就?是|：|:)?[A-Za-z]{0,8}[零〇一幺二三四五六七八九0-9xX_-]{5,}"
    r"|[零〇一幺二三四五六七八九0-9]{7,}|(?:我|本人)?(?:免贵|鄙)?姓[^不一]{1,4}$|(?:免贵|鄙)姓.{1,5}|我姓.(?:(?<=陈)耳东陈|(?<=张)弓长张|(?<=李)木子李)?|我叫.{2,3}$"
)
_CALLED = re.compile(r"(?:我|本人|我的)?(?:就?是|的?名字|姓名)?(?:叫做?|姓|是|免贵姓|[:：])?$")
_CLAUSES = re.compile(r"[,，.。;；!！?？\n]+")
_CUT = re.compile("[了着吗呢吧]")
_TRAILING = re.compile(r"(?:的|和|跟|还|又|就|也|都|在|我们?|他们?|你们?|那个|这个|而且|但是|因为|然后|一|不|没)+$")


def matter(text: str, aside: Sequence[tuple[int, int]], keys: Sequence[int]) -> str:
    """Return the matter of a turn in its own words, '' if little is left.

    Args:
        text: What was said, without fillers.
        aside: Characters (start, end) to leave out: places and times.
        keys: Where words of a topic or unit begin: a long turn is cut to begin with the first of them.

    """
    aside = [*aside, *personal(text)]
    at: Sequence[int] = [i for i in range(len(text)) if all(not start <= i < end for start, end in aside)]
    at = _clause(text, at, keys)
    plain = "".join(text[i] for i in at)
    request = _REQUEST.search(plain, _LEAST_BEFORE_REQUEST)
    plain = plain[: request.start()] if request else plain
    begin = _beginning(plain)
    if len(plain) - begin > LONGEST:
        starts = {_with_number(text, key) for key in keys}
        first = next((i for i, source in enumerate(at) if source in starts and begin <= i < len(plain) - 3), begin)
        begin = max(begin, first)
    return _shortened(plain[begin:])


def personal(text: str) -> list[tuple[int, int]]:
    """Return the characters (start, end) that tell who calls and from which number: they belong into other fields."""
    named = [(_cue_of(text, start), end) for start, end in names_at(text)]
    return [*(found.span() for found in _PERSONAL.finditer(text)), *named]


def _cue_of(text: str, start: int) -> int:
    """Return where the words before a name begin that say whose it is: 我叫."""
    before = _CALLED.search(text, max(0, start - 8), start)
    return before.start() if before else start


def _clause(text: str, at: Sequence[int], keys: Sequence[int]) -> Sequence[int]:
    """Return the characters of the clause that tells most, of a text that was written with marks: one with a key."""
    clauses: list[list[int]] = [[]]
    for i in at:
        if _CLAUSES.match(text[i]):
            clauses.append([])
        else:
            clauses[-1].append(i)
    return max(clauses, key=lambda one: (sum(i in keys for i in one), len(one)))


def _with_number(text: str, at: int) -> int:
    """Return where a word begins with the number before it: 一路公交, not 路公交."""
    while at > 0 and text[at - 1] in CARDINAL_CHARS:
        at -= 1
    return at


def _beginning(plain: str) -> int:
    said = _SAID.match(plain)
    begin = said.end() if said and len(plain) - said.end() >= 3 else 0
    opening = _OPENING.match(plain[begin:])
    return begin + opening.end() if opening else begin


def _shortened(text: str) -> str:
    if len(text) > LONGEST:
        cuts = [found.end() for found in _CUT.finditer(text) if 5 <= found.end() <= LONGEST]
        text = text[: cuts[-1] if cuts else LONGEST]
    return _TRAILING.sub("", text)
