"""Who calls: surname and form of address, the wish to stay anonymous or confidential. Never a given name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import FieldCandidate, Span
from callcenter.drafting.syllables import readings

ANONYMOUS = "匿名"
_SPELLED, _WRITTEN, _BY_SOUND = 0.95, 0.86, 0.52  # spelled out; a surname was written; only the sound of one
_NAMED_BOTH = 0.98  # the operator used the same surname with a form of address
_WISH = 0.92
_DEFAULT = 0.40
_NOT_ME = re.compile(
    r"(?:他|她|它|对方|老板|经理|负责人|局长|主任|司机|师傅|医生|老师|邻居|房东|叫什么|不知道|那个|有个|一个|业主|队长|书记|包工头)(?:是|好像|也|就|的|们)?$"
)
_MY_NAME = (
    r"(?:我(?:是|就是|的名字)?(?:免贵)?姓|免贵姓|免贵|本人姓|鄙姓|我叫|我的名字叫|我是叫|我名字叫|叫我)(?:小|老)?"
)
_BARE_NAME = r"(?:姓|叫|我|我是)?"
_TITLE = r"(?P<title>先生|女士|小姐|太太|阿姨|大妈|大爷|大叔|师傅|老师|同志|医生)"
_MALE = frozenset(("先生", "大爷", "大叔"))
_FEMALE = frozenset(("女士", "小姐", "太太", "阿姨", "大妈"))
_ASKED = re.compile(r"贵姓|怎么称呼|姓什么|如何称呼|您姓|您的姓名|叫什么名字")
_STAY_UNNAMED = re.compile(
    r"不(?:想|愿意?|方便|需要|用)(?:留|说|透露|告诉|提供)(?:我的?|自己的?)?(?:姓名|名字|姓|真名|身份|个人信息|信息)|(?:要|想|就|我)?匿名(?:举报|反映|投诉|吧|就行|可以|处理|登记)?|(?:姓名|名字)(?:就)?(?:不留|不说|算)了"
)
_CONFIDE = re.compile(
    r"(?:要|帮我|给我|请|麻烦|一定|可以|能|能不能|希望|替我)(?:你们?|您)?(?:帮我?|给我|替我|一定要?|务必)?(?:们)?保密|保密(?:啊|哦|一下|吧|好吗)?$|(?:不要|别|不能|千万不要|千万别|请勿|不想让)(?:把我?|让|告诉|透露|泄露|说|跟|给)(?:我|他们?|她们?|对方|物业|单位|老板|邻居|出去|是我|我的|说是我|知道|名字|电话|信息|姓名|号码|公司|店家|的|给|.){0,10}?(?:透露|泄露|知道|说|告诉|举报的|投诉的|反映的|打的|电话|名字|姓名|信息|出去)|怕(?:他们?|对方|被)?(?:打击)?报复"
)
_NO_NEED = re.compile(
    r"不(?:用|需要|必|是)(?:要)?(?:匿名|保密)|(?:可以|能|没关系)公开|不怕(?:他们?)?(?:知道|报复)|实名"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLexicon:
    """Surnames, commonest first, and the ways they are spelled out."""

    surnames: Sequence[str]
    spelled: Mapping[str, str]

    def pattern(self) -> str:
        return "|".join(sorted(map(re.escape, self.surnames), key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    surname: str
    title: str
    spans: tuple[Span, ...]
    confidence: float
    rule: str


class CallerName:
    """Owns what one call said of the caller's name and of secrecy."""

    def __init__(self, lexicon: NameLexicon) -> None:
        self._lexicon = lexicon
        surnames = lexicon.pattern()
        spelled = "|".join(sorted(map(re.escape, lexicon.spelled), key=len, reverse=True))
        self._spelled = re.compile(rf"(?P<spelled>{spelled})" if spelled else r"(?!)")
        self._own = re.compile(rf"(?P<cue>{_MY_NAME})(?P<surname>{surnames})")
        self._titled = re.compile(rf"(?P<cue>我是|我就是|叫我|我)(?P<surname>{surnames}){_TITLE}")
        self._bare = re.compile(rf"{_BARE_NAME}(?P<surname>{surnames})")
        self._sounding = re.compile(r"(?:我(?:免贵)?姓|免贵姓|本人姓)(?P<char>[\u4e00-\u9fff])")
        self._addressed = re.compile(rf"(?P<surname>{surnames}){_TITLE}")
        self._names: list[_Name] = []
        self._title = ""
        self._asked = False
        self._unnamed: Span | None = None
        self._confide: tuple[str, Span] | None = None

    def hear_caller(self, line: CharLine) -> None:
        """Take one utterance of the caller (fillers out)."""
        if not line.text:
            return
        self._wishes(line)
        name = self._name_in(line)
        if name:
            self._names.append(name)
        self._asked = False

    def hear_operator(self, line: CharLine) -> None:
        """Note that the operator asked for the name, or called the caller by it: that confirms and gives the title."""
        self._asked = bool(_ASKED.search(line.text))
        found = self._addressed.search(line.text)
        if found and self._names and found["surname"] == self._names[-1].surname:
            last = self._names[-1]
            self._names[-1] = replace(
                last, title=found["title"], confidence=max(last.confidence, _NAMED_BOTH), rule="name.confirmed"
            )

    def names(self) -> tuple[FieldCandidate, ...]:
        """Return the caller's name, best first; 匿名 as a chip if nothing was said."""
        if self._unnamed:
            return (_candidate(ANONYMOUS, _WISH, "name.unnamed_by_wish", (self._unnamed,)),)
        latest_first = self._names[::-1]
        said = tuple(
            _candidate(name.surname + _title_of(name.title), name.confidence, name.rule, name.spans)
            for name in sorted(latest_first, key=lambda name: -name.confidence)
        )
        return said or (_candidate(ANONYMOUS, _DEFAULT, "name.default", ()),)

    def confidential(self) -> tuple[FieldCandidate, ...]:
        """Return 是 or 否 if the caller said whether to keep it confidential."""
        if self._confide is None:
            return ()
        value, span = self._confide
        return (_candidate(value, _WISH, "name.confidential", (span,)),)

    def _wishes(self, line: CharLine) -> None:
        open_about_it = _NO_NEED.search(line.text)
        unnamed, confide = _STAY_UNNAMED.search(line.text), _CONFIDE.search(line.text)
        if open_about_it:
            self._unnamed = None
            if self._confide:
                self._confide = ("否", line.span(open_about_it.start(), open_about_it.end()))
            return
        if unnamed:
            self._unnamed = line.span(unnamed.start(), unnamed.end())
        hush = confide or unnamed
        if hush:
            self._confide = ("是", line.span(hush.start(), hush.end()))

    def _name_in(self, line: CharLine) -> _Name | None:
        text = line.text
        spelled = self._spelled.search(text)
        found = self._titled.search(text) or self._own.search(text)
        if found and _NOT_ME.search(text, 0, found.start()) and not found["cue"].startswith(("我", "免", "本", "鄙")):
            found = None
        if spelled and (found or self._asked or "姓" in text or self._names):
            return self._named(
                line, self._lexicon.spelled[spelled["spelled"]], spelled.span("spelled"), _SPELLED, "name.spelled"
            )
        if found:
            return self._named(line, found["surname"], found.span("surname"), _WRITTEN, "name.surname")
        bare = self._bare.match(text) if self._asked and len(text) <= 8 else None
        if bare:
            return self._named(line, bare["surname"], bare.span("surname"), _WRITTEN - 0.02, "name.answer")
        return self._by_sound(line)

    def _by_sound(self, line: CharLine) -> _Name | None:
        """Take the commonest surname that sounds like the character after 我姓, when that is no surname."""
        found = self._sounding.search(line.text)
        if not found:
            return None
        wanted = readings(found["char"])[0]
        surname = next((one for one in self._lexicon.surnames if len(one) == 1 and wanted in readings(one)), "")
        return self._named(line, surname, found.span("char"), _BY_SOUND, "name.sound") if surname else None

    def _named(self, line: CharLine, surname: str, at: tuple[int, int], prior: float, rule: str) -> _Name:
        title = re.compile(_TITLE).search(line.text, at[0], at[1] + 4)
        return _Name(
            surname=surname,
            title=title["title"] if title else "",
            spans=(line.span(*at),),
            confidence=prior * line.mean_confidence(*at),
            rule=rule,
        )


def _title_of(said: str) -> str:
    if said in _MALE:
        return "先生"
    return "女士" if said in _FEMALE else said or "先生/女士"


def _candidate(value: str, confidence: float, rule: str, spans: tuple[Span, ...]) -> FieldCandidate:
    return FieldCandidate(value=value, display=value, confidence=round(confidence, 4), rule=rule, spans=spans)
