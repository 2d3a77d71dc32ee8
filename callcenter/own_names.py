"""Where a text says what a person is called: 我叫王建国, 来电人李秀英, 王建国您好. For hiding.

A written text has no sure sign where a given name ends; of two readings the longer one is hidden. Surnames are those of
the packaged `city/words.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache

from callcenter.masking import HIDDEN
from callcenter.packaged import config_dir

# Characters that hardly stand in a given name and often follow one.
_NO_NAME = (
    "住在是的了我你您他她它想要来这那今昨前反投举咨请问打电手号和跟与也就都不啊呢吧嗯呃、，。,.；;：:！!？?（(）)"
)
_HANZI = rf"(?![{re.escape(_NO_NAME)}])[\u4e00-\u9fff]"
_GIVEN = rf"(?:{_HANZI}){{1,2}}"
_EDGE = r"(?=$|[\s，。,.；;：:！!？?、（()）])"
TITLES = ("先生/女士", "先生", "女士", "小姐", "太太", "同志", "老师", "师傅", "阿姨", "大爷", "大妈", "大叔")
_TITLE = f"(?:{'|'.join(TITLES)})"
_MY_NAME = (
    r"(?:我的(?:名字|姓名)|本人(?:姓名|名字)?|我名字|姓名|名字)(?:就?是叫?|叫|：|:)|我就?是?叫做?|我名叫|本人叫|叫我"
)
_MY_SURNAME = r"(?:我|本人)?(?:是|就是)?(?:免贵|鄙)姓|(?:我|本人)姓"
_ROLE = r"(?:(?:来电|投诉|反映|举报|诉求|求助|咨询|当事|联系)人|群众|市民|居民|业主|村民|职工)(?:为|是|叫|：|:)?"
_TO_WHOM = r"(?:与|和|跟|向|给|联系|致电|告知|回复|尊敬的)"
# 我是高中生, 我是温州人: not who, but what.
_WHAT = (
    r"(?![^\s，。,]{0,2}(?:[房车店户业]主|房东|中生|学生|医生|[工农居市村]民|工头|工人|家长|老师|司机|公司|小区|单位|商户|"
    r"租户|用户|客户|[一-龥]员|[一-龥]人)(?:$|[\s，。,.；!！?？、]))"
)


@cache
def _surnames() -> str:
    with (config_dir() / "city" / "words.toml").open("rb") as file:
        names = tomllib.load(file)["names"]
    return f"(?:{'|'.join(names['compound'])}|[{names['surnames']}])"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    one = _surnames()
    return (
        re.compile(rf"(?:{_MY_NAME})\s*(?P<name>{one}{_GIVEN})"),
        re.compile(rf"(?:{_MY_SURNAME})\s*(?P<name>{one}(?:(?:{_HANZI}){{1,2}}{_EDGE})?)"),
        re.compile(rf"我就?是(?:[^\s，。,.；;！!？?我]{{1,12}}的)?{_WHAT}(?P<name>{one}{_GIVEN}){_EDGE}"),
        re.compile(rf"(?:{_ROLE})(?P<name>{one}{_GIVEN})(?={_TITLE}|反映|投诉|举报|咨询|来电|要求|称|说|$|[\s，。,、（(）)])"),
        re.compile(rf"(?:^|[\s，。,；;！!]|{_TO_WHOM})(?P<name>{one}{_GIVEN})(?={_TITLE})"),
        re.compile(rf"(?:^|[\s，。,；;！!]|尊敬的)(?P<name>{one}(?:(?:{_HANZI}){{1,2}})?){_TITLE}?(?=[，,！!：:]?\s?[您你]好)"),
    )  # fmt: skip


def names_at(text: str) -> Iterator[tuple[int, int]]:
    """The characters (start, end) of each name, in order of the ways to say one."""
    for pattern in _patterns():
        yield from (found.span("name") for found in pattern.finditer(text))


def full_names_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of two characters and more that these texts tell, longest first: what to look for elsewhere, too."""
    found = {text[start:end] for text in texts for start, end in names_at(text)}
    return tuple(sorted((one for one in found if len(one) > 1), key=lambda one: (-len(one), one)))


def ways_to_call(name: str) -> tuple[str, ...]:
    """The name, and its bearer's surname with each form of address: 王先生/女士 is 王女士 in a reply."""
    surname = re.match(_surnames(), name)
    return (name, *(surname[0] + title for title in TITLES)) if surname else (name,)


def without_names(text: str, known: Iterable[str] = ()) -> str:
    """A text with the names it tells, and those known, as ***."""
    for name in sorted((*known, *full_names_in((text,))), key=len, reverse=True):
        text = text.replace(name, HIDDEN)
    for start, end in sorted(set(names_at(text)), reverse=True):
        text = text[:start] + HIDDEN + text[end:]
    return text
